/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.base.PluginException;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.people.People;
import org.gishe.registers.Caller;
import org.gishe.registers.Grant;
import org.gishe.registers.Registers;
import org.gishe.registers.Reply;
import org.gishe.registers.Reply.Cause;
import org.gishe.schema.Schema;
import org.gishe.schema.Violation;
import org.gishe.store.Ids;
import org.gishe.store.Store;
import org.gishe.work.Works;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Right to ask, request, adapter, response, elements, journal, answer: in this order, each refusal journalled too. */
@Component
public final class RegistersComponent implements Registers {

    private static final Logger LOG = LoggerFactory.getLogger(RegistersComponent.class);

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int LONGEST_IDENTIFIER = 32;
    private static final LocalText UNSAID = LocalText.of("неуказана цел", "purpose not given");

    private final Store store;
    private final Journal journal;
    private final People people;
    private final Catalogue catalogue;
    private final Works works;
    private final InstantSource clock;
    private final GrantBook grants;
    private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

    private record Compiled(Schema request, Schema response) {}

    @Activate
    public RegistersComponent(
            @Reference Store store,
            @Reference Journal journal,
            @Reference People people,
            @Reference Catalogue catalogue,
            @Reference Works works,
            @Reference InstantSource clock,
            @Reference GrantBook grants) {
        this.store = store;
        this.journal = journal;
        this.people = people;
        this.catalogue = catalogue;
        this.works = works;
        this.clock = clock;
        this.grants = grants;
    }

    /** Under what an enquiry is made: the grant, the law and the purpose that apply, and whose words they are. */
    private record Right(Grant grant, LegalBasis basis, LocalText purpose, boolean byGrant) {}

    @Override
    public Reply ask(Caller caller, Enquiry enquiry, Alongside alongside) {
        Optional<PluginKey> adapter = catalogue.select(
                Kind.REGISTER,
                enquiry.register(),
                clock.instant(),
                caller.matter().orElse(caller.key()));
        Optional<RegisterDescription.Operation> operation = adapter.flatMap(
                        key -> catalogue.register(key.id(), key.version()))
                .flatMap(register -> register.operation(enquiry.operation()));
        var account = new Account(caller, enquiry, adapter, operation, alongside);
        List<Grant> held = grants.holding(caller.consumer(), enquiry.register(), enquiry.operation());
        if (held.stream().noneMatch(grant -> grant.wish().administration().equals(caller.administration()))) {
            return account.close(
                    Cause.NO_GRANT,
                    refused(caller.consumer() + " has no grant for " + enquiry.register() + " " + enquiry.operation()));
        }
        Optional<Right> right = held.stream()
                .filter(grant -> grant.wish().administration().equals(caller.administration()))
                .flatMap(grant -> right(caller, grant).stream())
                .findFirst();
        if (right.isEmpty()) {
            Cause cause = caller.basis().isEmpty()
                    ? Cause.NO_BASIS
                    : caller.purpose().isEmpty() ? Cause.NO_PURPOSE : Cause.OTHER_BASIS;
            return account.close(cause, refused(account.without(cause)));
        }
        account.right = right;
        if (adapter.isEmpty()) {
            return account.close(Cause.DOWN, unavailable("no adapter of that register is running"));
        }
        if (operation.isEmpty()) {
            return account.close(
                    Cause.NO_OPERATION,
                    Answer.without(
                            Answer.Status.INVALID,
                            "the register has no operation " + enquiry.operation(),
                            clock.instant()));
        }
        account.elements = Elements.of(
                right.get().grant().wish().elements(), operation.get().elements());
        Answer answer = ask(account, adapter.get(), operation.get());
        boolean holds = answer.data().isEmpty()
                || grants.grant(right.get().grant().id())
                        .filter(grant -> grant.holds(clock.instant()))
                        .isPresent();
        if (!holds) {
            return account.close(Cause.ENDED, refused("the grant ended while the register was asked"));
        }
        Cause cause =
                switch (answer.status()) {
                    case FOUND, NOT_FOUND -> Cause.NONE;
                    case INVALID -> Cause.UNFIT;
                    default -> Cause.DOWN;
                };
        return account.close(cause, answer);
    }

    /** The right that a grant gives to this caller, if it does. */
    private Optional<Right> right(Caller caller, Grant grant) {
        Grant.Wish wish = grant.wish();
        if (caller.sealedUntil()
                .filter(until ->
                        latest(wish).filter(last -> !until.isAfter(last)).isEmpty())
                .isPresent()) {
            return Optional.empty();
        }
        boolean mayLeaveOut = wish.mayLeaveOut() && caller.door() != Caller.Door.REST;
        boolean fits = caller.basis()
                .map(basis -> wish.basis().map(basis::equals).orElse(true))
                .orElse(mayLeaveOut);
        if (!fits || caller.purpose().isEmpty() && !mayLeaveOut) {
            return Optional.empty();
        }
        return Optional.of(new Right(
                grant,
                caller.basis().or(wish::basis).orElseThrow(),
                caller.purpose().or(wish::purpose).orElseThrow(),
                caller.basis().isEmpty() || caller.purpose().isEmpty()));
    }

    /** Until when an enquiry of now may be sealed; empty where the grant does not allow it. */
    private Optional<Instant> latest(Grant.Wish wish) {
        return wish.sealedFor().map(clock.instant()::plus);
    }

    private Answer ask(Account account, PluginKey adapter, RegisterDescription.Operation operation) {
        Caller caller = account.caller;
        Enquiry enquiry = account.enquiry;
        Compiled schemas;
        try {
            schemas = compiled.computeIfAbsent(
                    adapter + " " + operation.name(),
                    key -> new Compiled(Schema.compile(operation.request()), Schema.compile(operation.response())));
        } catch (IllegalArgumentException e) {
            return unavailable(adapter + " describes " + operation.name() + " wrongly: " + e.getMessage());
        }
        List<Violation> wrong = schemas.request().validate(enquiry.request());
        if (!wrong.isEmpty()) {
            account.findings = wrong;
            return Answer.without(Answer.Status.INVALID, "the request does not fit: " + places(wrong), clock.instant());
        }
        var order = new Works.Order(
                caller.key(),
                caller.actor(),
                caller.party(),
                account.right.map(Right::purpose).orElse(UNSAID),
                caller.language(),
                caller.deadline());
        Duration left = Duration.between(clock.instant(), caller.deadline());
        Duration limit = left.compareTo(LONGEST) > 0 ? LONGEST : left;
        if (limit.isNegative() || limit.isZero()) {
            return unavailable("no time was left to ask");
        }
        Answer answer;
        try (Works.OpenWork work = works.open(order)) {
            answer = catalogue.call(
                    adapter,
                    RegisterAdapter.class,
                    limit,
                    plugin -> plugin.execute(work, enquiry.operation(), enquiry.request()));
        } catch (PluginUnavailableException | PluginException e) {
            LOG.debug("{} did not answer {}", adapter, enquiry.operation(), e);
            return unavailable(e.getMessage());
        }
        if (answer == null) {
            return unavailable(adapter + " gave no answer");
        }
        if (answer.data().isEmpty()) {
            return answer;
        }
        Data.Obj response = answer.data().get();
        List<Violation> odd = schemas.response().validate(response);
        if (!odd.isEmpty()) {
            return unavailable("the register's answer does not fit its schema: " + places(odd));
        }
        return Answer.found(Elements.filter(response, account.elements), answer.at());
    }

    private static String places(List<Violation> violations) {
        return violations.stream()
                .map(each -> each.pointer() + " (" + each.keyword() + ")")
                .limit(5)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private Answer unavailable(String reason) {
        return Answer.without(Answer.Status.UNAVAILABLE, reason, clock.instant());
    }

    private Answer refused(String reason) {
        return Answer.without(Answer.Status.REFUSED, reason, clock.instant());
    }

    /** What the journal will say of one enquiry. */
    private final class Account {

        private final Caller caller;
        private final Enquiry enquiry;
        private final Optional<PluginKey> adapter;
        private final Optional<RegisterDescription.Operation> operation;
        private Optional<Right> right = Optional.empty();
        private List<String> elements = List.of();
        private List<Violation> findings = List.of();
        private final Alongside alongside;
        private final String id = Ids.next();

        Account(
                Caller caller,
                Enquiry enquiry,
                Optional<PluginKey> adapter,
                Optional<RegisterDescription.Operation> operation,
                Alongside alongside) {
            this.caller = caller;
            this.enquiry = enquiry;
            this.adapter = adapter;
            this.operation = operation;
            this.alongside = alongside;
        }

        /** Why no grant that is held gives the right. */
        String without(Cause cause) {
            return switch (cause) {
                case NO_BASIS -> "the enquiry names no legal basis";
                case NO_PURPOSE -> "the enquiry names no purpose";
                default ->
                    caller.sealedUntil().isPresent() && sealed().isEmpty()
                            ? "no grant of " + caller.consumer() + " lets an enquiry be sealed"
                            : "no grant of " + caller.consumer() + " for this enquiry stands on that legal basis"
                                    + (caller.sealedUntil().isPresent() ? ", sealed for so long" : "");
            };
        }

        /** Nobody sees an answer before the entry about it is durable. */
        Reply close(Cause cause, Answer answer) {
            Optional<Instant> sealed = sealed();
            var reply = new Reply(
                    answer, cause, findings, right.map(each -> each.grant().id()), id);
            store.commit(unit -> {
                journal.record(unit, entry(answer, subject(unit), sealed));
                alongside.write(unit, reply);
                return null;
            });
            return reply;
        }

        /** Whose data were asked for: the entry is theirs, also when nobody knew them before. */
        private Optional<PersonId> subject(Handle unit) {
            return operation
                    .flatMap(each -> enquiry.request().text(each.subject()))
                    .filter(value -> !value.isEmpty() && value.length() <= LONGEST_IDENTIFIER)
                    .map(value -> Subjects.known(people, unit, value))
                    .or(() -> caller.party().map(Party::id));
        }

        /**
         * Until when the entry is sealed. A refusal is as secret as an answer: it is sealed for as long as any grant of that
         * administration allows or once allowed, and open only where none ever did.
         */
        private Optional<Instant> sealed() {
            return caller.sealedUntil()
                    .flatMap(asked -> grants.sealing(
                                    caller.consumer(), caller.administration(), enquiry.register(), enquiry.operation())
                            .map(clock.instant()::plus)
                            .map(last -> asked.isAfter(last) ? last : asked))
                    .filter(until -> until.isAfter(clock.instant()));
        }

        private Entry entry(Answer answer, Optional<PersonId> subject, Optional<Instant> sealed) {
            Data.Obj payload = Data.EMPTY
                    .with("id", id)
                    .with("consumer", caller.consumer())
                    .with("administration", caller.administration())
                    .with("door", caller.door().name())
                    .with("register", enquiry.register())
                    .with("operation", enquiry.operation())
                    .with("adapter", adapter.map(PluginKey::version).orElse(""))
                    .with("key", caller.key())
                    .with("status", answer.status().name())
                    .with("reason", answer.reason())
                    .with("asked", clock.instant().toString())
                    .with(
                            "elements",
                            new Data.Arr(
                                    answer.data().isPresent()
                                            ? elements.stream()
                                                    .map(each -> (Data) Data.of(each))
                                                    .toList()
                                            : List.of()));
            if (right.isPresent()) {
                payload = payload.with("grant", right.get().grant().id());
                payload = payload.with("reasonsFrom", right.get().byGrant() ? "grant" : "caller");
            }
            payload = with(payload, "employee", caller.employee());
            payload = with(payload, "reference", caller.reference());
            payload = with(
                    payload, "party", caller.party().map(party -> party.id().value()));
            Entry.Builder entry = Entry.of("register.enquiry");
            entry.matter(caller.matter().orElse(id));
            right.map(Right::basis).or(caller::basis).ifPresent(entry::basis);
            right.map(Right::purpose).or(caller::purpose).ifPresent(purpose -> entry.purpose(purpose.bulgarian()));
            subject.ifPresent(entry::person);
            caller.actor().ifPresent(actor -> entry.actor(actor.id()));
            sealed.ifPresent(entry::withheld);
            return entry.payload(payload).build();
        }

        private static Data.Obj with(Data.Obj payload, String name, Optional<String> value) {
            return value.map(each -> payload.with(name, each)).orElse(payload);
        }
    }
}
