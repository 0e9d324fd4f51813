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
import org.gishe.api.base.PluginException;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.registers.Caller;
import org.gishe.registers.Registers;
import org.gishe.schema.Schema;
import org.gishe.schema.Violation;
import org.gishe.store.Store;
import org.gishe.work.Works;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Right to ask, request, adapter, response, elements, journal, answer: in this order, each refusal journalled too. */
@Component(configurationPid = "org.gishe.registers")
@Designate(ocd = RegistersConfiguration.class)
public final class RegistersComponent implements Registers {

    private static final Logger LOG = LoggerFactory.getLogger(RegistersComponent.class);

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Store store;
    private final Journal journal;
    private final Catalogue catalogue;
    private final Works works;
    private final InstantSource clock;
    private final Grants grants;
    private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

    private record Compiled(Schema request, Schema response) {}

    @Activate
    public RegistersComponent(
            @Reference Store store,
            @Reference Journal journal,
            @Reference Catalogue catalogue,
            @Reference Works works,
            @Reference InstantSource clock,
            RegistersConfiguration configuration) {
        this(store, journal, catalogue, works, clock, new Grants(lines(configuration.grants())));
    }

    /** A list in a .cfg file arrives as one text with commas. */
    private static String[] lines(String... grants) {
        return String.join(",", grants).isBlank()
                ? new String[0]
                : String.join(",", grants).split(",");
    }

    RegistersComponent(
            Store store, Journal journal, Catalogue catalogue, Works works, InstantSource clock, Grants grants) {
        this.store = store;
        this.journal = journal;
        this.catalogue = catalogue;
        this.works = works;
        this.clock = clock;
        this.grants = grants;
    }

    @Override
    public Answer enquire(Caller caller, Enquiry enquiry) {
        Optional<Grants.Grant> grant = grants.find(caller.consumer(), enquiry.register(), enquiry.operation());
        if (grant.isEmpty()) {
            return journalled(
                    caller,
                    enquiry,
                    "",
                    List.of(),
                    Answer.without(
                            Answer.Status.REFUSED,
                            caller.consumer() + " has no grant for " + enquiry.register() + " " + enquiry.operation(),
                            clock.instant()));
        }
        Optional<PluginKey> adapter =
                catalogue.select(Kind.REGISTER, enquiry.register(), clock.instant(), caller.matter());
        Optional<RegisterDescription.Operation> operation = adapter.flatMap(
                        key -> catalogue.register(key.id(), key.version()))
                .flatMap(register -> register.operation(enquiry.operation()));
        if (adapter.isEmpty()) {
            return journalled(caller, enquiry, "", List.of(), unavailable("no adapter of that register is running"));
        }
        if (operation.isEmpty()) {
            return journalled(
                    caller,
                    enquiry,
                    adapter.get().version(),
                    List.of(),
                    Answer.without(
                            Answer.Status.INVALID,
                            "the register has no operation " + enquiry.operation(),
                            clock.instant()));
        }
        Answer answer = ask(caller, enquiry, adapter.get(), operation.get(), grant.get());
        return journalled(
                caller,
                enquiry,
                adapter.get().version(),
                grant.get().elements().equals(List.of("*"))
                        ? operation.get().elements()
                        : grant.get().elements(),
                answer);
    }

    private Answer ask(
            Caller caller,
            Enquiry enquiry,
            PluginKey adapter,
            RegisterDescription.Operation operation,
            Grants.Grant grant) {
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
            return Answer.without(Answer.Status.INVALID, "the request does not fit: " + places(wrong), clock.instant());
        }
        var order = new Works.Order(
                caller.key(), caller.actor(), caller.party(), caller.purpose(), caller.language(), caller.deadline());
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
        return Answer.found(grant.filter(response, operation.elements()), answer.at());
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

    /** Nobody sees an answer before the entry about it is durable. */
    private Answer journalled(
            Caller caller, Enquiry enquiry, String adapterVersion, List<String> elements, Answer answer) {
        Instant now = clock.instant();
        Data.Obj payload = Data.EMPTY
                .with("consumer", caller.consumer())
                .with("administration", caller.administration())
                .with("register", enquiry.register())
                .with("operation", enquiry.operation())
                .with("adapter", adapterVersion)
                .with("key", caller.key())
                .with("status", answer.status().name())
                .with("reason", answer.reason())
                .with("asked", now.toString())
                .with(
                        "elements",
                        new Data.Arr(
                                answer.data().isPresent()
                                        ? elements.stream()
                                                .map(each -> (Data) Data.of(each))
                                                .toList()
                                        : List.of()));
        Entry.Builder entry = Entry.of("register.enquiry")
                .matter(caller.matter())
                .basis(caller.basis())
                .purpose(caller.purpose().bulgarian())
                .payload(payload);
        caller.party().ifPresent(party -> entry.person(party.id()));
        caller.actor().ifPresent(actor -> entry.actor(actor.id()));
        store.commit(unit -> {
            journal.record(unit, entry.build());
            return null;
        });
        return answer;
    }
}
