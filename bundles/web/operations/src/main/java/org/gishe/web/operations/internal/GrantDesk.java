/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gishe.acts.LegalActs;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.registers.Grant;
import org.gishe.registers.Grant.State;
import org.gishe.registers.Grant.Wish;
import org.gishe.registers.Grants;
import org.gishe.web.door.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The one place that says who may ask for a grant, see it and decide on it. Asked for by whoever will use it, decided by the
 * register's owner; the operator of the platform owns no register.
 */
@Component(service = GrantDesk.class, configurationPid = "org.gishe.web.operations.grants")
@Designate(ocd = GrantsConfiguration.class)
public final class GrantDesk {

    private static final int MOST = 1_000;

    private final Grants grants;
    private final Catalogue catalogue;
    private final LegalActs acts;
    private final InstantSource clock;
    private final boolean operatorDecides;

    @Activate
    public GrantDesk(
            @Reference Grants grants,
            @Reference Catalogue catalogue,
            @Reference LegalActs acts,
            @Reference InstantSource clock,
            GrantsConfiguration configuration) {
        this(
                grants,
                catalogue,
                acts,
                clock,
                configuration.operator_decides() || Boolean.getBoolean("gishe.development"));
    }

    GrantDesk(Grants grants, Catalogue catalogue, LegalActs acts, InstantSource clock, boolean operatorDecides) {
        this.grants = grants;
        this.catalogue = catalogue;
        this.acts = acts;
        this.clock = clock;
        this.operatorDecides = operatorDecides;
    }

    /**
     * What somebody asks for, as far as it was said.
     *
     * @param consumer empty for the caller's own
     * @param administration empty for the consumer's
     * @param elements empty for all that the register names
     */
    record Request(
            Optional<String> consumer,
            Optional<String> administration,
            String register,
            String operation,
            List<String> elements,
            Optional<LegalBasis> basis,
            Optional<LocalText> purpose,
            boolean mayLeaveOut,
            Optional<Instant> until,
            Optional<Duration> sealedFor) {}

    /** @throws Problem with what is wrong, or for whoever may not ask for that */
    Grant request(Officer officer, Request request) {
        String consumer = consumer(officer, request.consumer());
        RegisterDescription register = register(request.register())
                .orElseThrow(
                        () -> AskedGrants.invalid("/register", "Няма такъв регистър.", "There is no such register."));
        RegisterDescription.Operation operation = register.operation(request.operation())
                .orElseThrow(() -> AskedGrants.invalid(
                        "/operation", "Регистърът няма такава справка.", "The register has no such enquiry."));
        demandNamed(request.elements(), operation);
        Wish wish;
        try {
            wish = new Wish(
                    consumer,
                    administration(officer, consumer, request.administration()),
                    request.register(),
                    request.operation(),
                    request.elements().isEmpty() ? List.of("*") : request.elements(),
                    request.basis().map(this::known),
                    request.purpose(),
                    request.mayLeaveOut(),
                    clock.instant(),
                    request.until(),
                    request.sealedFor());
        } catch (IllegalArgumentException e) {
            throw AskedGrants.invalid(
                    "", "Правото не може да се поиска така. Проверете полетата и срока.", e.getMessage() + ".");
        }
        return grants.request(wish, officer.name());
    }

    private static void demandNamed(List<String> elements, RegisterDescription.Operation operation) {
        for (String element : elements) {
            if (!element.equals("*") && !operation.elements().contains(element)) {
                throw AskedGrants.invalid(
                        "/elements",
                        "Справката няма такъв елемент. Има: " + String.join(" ", operation.elements()) + ".",
                        "The enquiry has no such element. It has: " + String.join(" ", operation.elements()) + ".");
            }
        }
    }

    private static String consumer(Officer officer, Optional<String> wished) {
        String own =
                switch (officer.role()) {
                    case SYSTEM -> "system/" + officer.name();
                    case CLERK -> "desk/" + officer.administration();
                    case DEPLOYER, OPERATOR ->
                        wished.orElseThrow(() -> AskedGrants.invalid(
                                "/consumer",
                                "Кажете за кого: service/<модул>, system/<име> или desk/<ЕИК>.",
                                "Say for whom: service/<id>, system/<name> or desk/<EIK>."));
                    default -> throw Problem.notAllowed();
                };
        boolean may =
                switch (officer.role()) {
                    case OPERATOR -> true;
                    case DEPLOYER ->
                        own.startsWith("service/") && officer.ids().contains(own.substring("service/".length()));
                    default -> wished.map(own::equals).orElse(true);
                };
        if (!may) {
            throw Problem.notAllowed();
        }
        return own;
    }

    private String administration(Officer officer, String consumer, Optional<String> wished) {
        Optional<String> known = consumer.startsWith("desk/")
                ? Optional.of(consumer.substring("desk/".length()))
                : consumer.startsWith("service/")
                        ? catalogue.services().stream()
                                .filter(each -> consumer.equals("service/" + each.id()))
                                .map(ServiceDescription::agency)
                                .findFirst()
                        : officer.role() == Role.SYSTEM ? Optional.of(officer.administration()) : Optional.empty();
        if (officer.role() == Role.DEPLOYER && known.isEmpty()) {
            throw AskedGrants.invalid(
                    "/consumer",
                    "Тази услуга не е внедрена. Внедрете я и поискайте отново.",
                    "That e-service is not deployed. Deploy it and ask again.");
        }
        if (known.isPresent() && wished.isPresent() && !known.equals(wished)) {
            throw AskedGrants.invalid(
                    "/administration",
                    "Администрацията на този потребител е " + known.get() + ".",
                    "The administration of this consumer is " + known.get() + ".");
        }
        return known.or(() -> wished)
                .orElseThrow(() -> AskedGrants.invalid(
                        "/administration",
                        "Дайте ЕИК на администрацията, която ще пита.",
                        "Give the EIK of the administration that will ask."));
    }

    private LegalBasis known(LegalBasis basis) {
        return acts.find(basis.act())
                .map(act -> new LegalBasis(act.name(), basis.article()))
                .orElseThrow(() -> {
                    Optional<LegalActs.Act> near = acts.nearest(basis.act());
                    return AskedGrants.invalid(
                            "/basis/act",
                            "Този акт не е познат."
                                    + near.map(act -> " Най-близкият е „" + act.name() + "“.")
                                            .orElse(""),
                            "This act is not known."
                                    + near.map(act -> " The nearest is \"" + act.name() + "\".")
                                            .orElse(""));
                });
    }

    /** Grants that this one may see, newest first. */
    List<Grant> list(Officer officer, Optional<String> register, Optional<String> consumer) {
        return grants.grants(register, consumer, MOST).stream()
                .filter(grant -> sees(officer, grant))
                .toList();
    }

    /** @throws Problem when it is not there, or not this one's, which looks the same */
    Grant find(Officer officer, String id) {
        return grants.grant(id).filter(grant -> sees(officer, grant)).orElseThrow(Problem::notFound);
    }

    private boolean sees(Officer officer, Grant grant) {
        Wish wish = grant.wish();
        return switch (officer.role()) {
            case OPERATOR, AUDITOR -> true;
            case OWNER -> owns(officer, wish.register());
            case SYSTEM ->
                wish.consumer().equals("system/" + officer.name())
                        && wish.administration().equals(officer.administration());
            case CLERK -> wish.consumer().equals("desk/" + officer.administration());
            case DEPLOYER ->
                officer.ids().stream().anyMatch(id -> wish.consumer().equals("service/" + id));
        };
    }

    private boolean owns(Officer officer, String register) {
        return officer.role() == Role.OWNER
                && register(register)
                        .filter(each -> each.administration().equals(officer.administration()))
                        .isPresent();
    }

    boolean mayDecide(Officer officer, Grant grant) {
        return owns(officer, grant.wish().register()) || officer.role() == Role.OPERATOR && operatorDecides;
    }

    /** @param elements what of the wished elements; empty for all of them */
    Grant approve(Officer officer, String id, List<String> elements) {
        Grant grant = decidable(officer, id);
        if (grant.wish().elements().equals(List.of("*"))) {
            register(grant.wish().register())
                    .flatMap(each -> each.operation(grant.wish().operation()))
                    .ifPresent(operation -> demandNamed(elements, operation));
        }
        try {
            return grants.approve(id, elements, officer.name()).orElseThrow(() -> decided(officer, id));
        } catch (IllegalArgumentException e) {
            throw AskedGrants.invalid(
                    "/elements",
                    "Могат да се дадат само поискани елементи: "
                            + String.join(" ", grant.wish().elements()) + ".",
                    "Only what was asked for can be granted: "
                            + String.join(" ", grant.wish().elements()) + ".");
        }
    }

    Grant reject(Officer officer, String id, String reason) {
        decidable(officer, id);
        return grants.reject(id, reason(reason), officer.name()).orElseThrow(() -> decided(officer, id));
    }

    Grant revoke(Officer officer, String id, String reason) {
        decidable(officer, id);
        return grants.revoke(id, reason(reason), officer.name()).orElseThrow(() -> decided(officer, id));
    }

    private static String reason(String words) {
        String reason = words.strip();
        if (reason.isEmpty() || reason.length() > 500) {
            throw AskedGrants.invalid(
                    "/reason", "Напишете защо, с най-много 500 знака.", "Say why, in at most 500 characters.");
        }
        return reason;
    }

    private Grant decidable(Officer officer, String id) {
        Grant grant = find(officer, id);
        if (!mayDecide(officer, grant)) {
            throw Problem.of(
                    403,
                    "not-the-owner",
                    LocalText.of("Решава собственикът на регистъра", "The register's owner decides"),
                    LocalText.of(
                            "Операторът на платформата не е собственик на регистъра и не решава вместо него. Решава"
                                    + " собственик на регистри (роля owner) от администрацията, на която е регистърът.",
                            "The operator of the platform is not the register's owner and does not decide for it. An"
                                    + " account with the role owner decides, of the administration whose register it is."));
        }
        return grant;
    }

    private Problem decided(Officer officer, String id) {
        State state = find(officer, id).state();
        return Problem.of(
                409,
                "already-decided",
                LocalText.of("Това решение вече не е възможно", "This decision is possible no more"),
                LocalText.of(
                        "Някой вече е решил: състоянието е " + state + ". Вижте правото отново.",
                        "Somebody decided already: it is " + state + ". See the grant again."));
    }

    /**
     * What an e-service needs and was not granted.
     *
     * @param requested whether it was asked for and stands undecided
     */
    record Missing(
            String service, String administration, ServiceDescription.Need need, boolean requested, boolean known) {}

    /** Of the current e-services that this one has to do with. */
    List<Missing> missing(Officer officer) {
        List<Missing> missing = new ArrayList<>();
        Instant now = clock.instant();
        catalogue.services().stream()
                .filter(service -> concerns(officer, service))
                .sorted(Comparator.comparing(ServiceDescription::id))
                .forEach(service -> {
                    List<Grant> held = service.enquiries().isEmpty()
                            ? List.of()
                            : grants.grants(Optional.empty(), Optional.of("service/" + service.id()), MOST);
                    for (ServiceDescription.Need need : service.enquiries()) {
                        List<Grant> fitting = held.stream()
                                .filter(grant -> fits(grant.wish(), service, need))
                                .toList();
                        if (fitting.stream().noneMatch(grant -> grant.holds(now))) {
                            missing.add(new Missing(
                                    service.id(),
                                    service.agency(),
                                    need,
                                    fitting.stream().anyMatch(grant -> grant.state() == State.REQUESTED),
                                    register(need.register())
                                            .flatMap(each -> each.operation(need.operation()))
                                            .isPresent()));
                        }
                    }
                });
        return missing;
    }

    private static boolean concerns(Officer officer, ServiceDescription service) {
        return switch (officer.role()) {
            case OPERATOR, AUDITOR -> true;
            case DEPLOYER -> officer.ids().contains(service.id());
            case CLERK, OWNER, SYSTEM -> false;
        };
    }

    private static boolean fits(Wish wish, ServiceDescription service, ServiceDescription.Need need) {
        return wish.administration().equals(service.agency())
                && wish.register().equals(need.register())
                && wish.operation().equals(need.operation())
                && wish.basis().map(need.basis()::equals).orElse(true);
    }

    private Optional<RegisterDescription> register(String id) {
        return catalogue.current(Kind.REGISTER).stream()
                .filter(key -> key.instance().equals(id))
                .findFirst()
                .flatMap(key -> catalogue.register(key.id(), key.version()));
    }
}
