/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.test.Plugged;
import org.gishe.journal.Journal.Line;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.registers.Caller;
import org.gishe.store.Store;
import org.gishe.store.StoreException;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.gishe.work.internal.WorksComponent;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class RegistersComponentTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final PluginKey PLUGIN = new PluginKey(Kind.REGISTER, "population", "population", "1.0.0");
    private static final Party ANNA = new Party(
            new PersonId("anna"), new Identifier(Identifier.Scheme.EGN, "8523120012"), "Яна Примерова Образцова");
    private static final Enquiry ENQUIRY = new Enquiry(
            "population", "Find", Data.EMPTY.with("EGN", ANNA.identifier().value()));
    private static final Data.Obj FOUND =
            object("{\"Name\": \"Яна\", \"Address\": {\"Town\": \"гр. Русе\", \"No\": \"7\"}}");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final InstantSource clock = () -> NOW;
    private final Adapter adapter = new Adapter();
    private final Plugged catalogue = new Plugged().with(PLUGIN, adapter).with(register());
    private final StoredJournal journal;

    public RegistersComponentTest(TestStores kind) {
        store = kind.open();
        var keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        journal = new StoredJournal(store, keys, clock);
    }

    @Test
    public void without_a_grant_nobody_is_asked_and_the_attempt_is_journalled() {
        Answer answer = registers().enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        assertThat(answer.status()).isEqualTo(Answer.Status.REFUSED);
        assertThat(adapter.asked).isZero();
        assertThat(entry().payload().text("/status")).contains("REFUSED");
    }

    @Test
    public void a_grant_is_for_one_operation_of_one_register_by_one_consumer() {
        for (String grant : List.of(
                "service/other | population | Find | *",
                "service/sample | vehicles | Find | *",
                "service/sample | population | Other | *")) {
            assertThat(registers(grant)
                            .enquire(caller(NOW.plusSeconds(5)), ENQUIRY)
                            .status())
                    .as(grant)
                    .isEqualTo(Answer.Status.REFUSED);
        }
        assertThat(adapter.asked).isZero();
    }

    @Test
    public void the_granted_elements_are_seen_and_no_others() {
        Answer answer = registers("service/sample | population | Find | /Address/Town")
                .enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        assertThat(answer.data()).contains(object("{\"Address\": {\"Town\": \"гр. Русе\"}}"));
    }

    @Test
    public void all_elements_are_those_that_the_register_names() {
        adapter.answers = (work, request) -> Answer.found(FOUND.with("Unnamed", "secret"), NOW);

        Answer answer = granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        assertThat(answer.data()).contains(FOUND);
    }

    @Test
    public void the_journal_tells_who_asked_what_and_why_but_not_what_was_answered() {
        granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        Line line = entry();
        assertThat(line.kind()).isEqualTo("register.enquiry");
        assertThat(line.actor()).contains(ANNA.id());
        assertThat(line.matter()).contains("matter-1");
        assertThat(line.purpose()).contains("Издаване на удостоверение");
        assertThat(line.basis()).isPresent();
        assertThat(line.payload().text("/consumer")).contains("service/sample");
        assertThat(line.payload().text("/operation")).contains("Find");
        assertThat(line.payload().text("/status")).contains("FOUND");
        assertThat(line.payload().text("/elements/0")).contains("/Name");
        assertThat(new String(Json.write(line.payload()), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("Русе")
                .doesNotContain(ANNA.identifier().value());
    }

    @Test
    public void an_answer_that_cannot_be_journalled_does_not_leave() {
        Store broken = new Store() {
            @Override
            public <T> CompletableFuture<T> unit(Unit<T> unit) {
                return CompletableFuture.failedFuture(new StoreException("full", null));
            }

            @Override
            public <T> T commit(Unit<T> unit) {
                throw new StoreException("full", null);
            }

            @Override
            public <T> T read(Unit<T> query) {
                return store.read(query);
            }

            @Override
            public void migrate(String owner, Class<?> anchor) {
                store.migrate(owner, anchor);
            }
        };
        var registers = new RegistersComponent(
                broken,
                journal,
                catalogue,
                new WorksComponent(clock),
                clock,
                new Grants("service/sample | population | Find | *"));

        assertThatThrownBy(() -> registers.enquire(caller(NOW.plusSeconds(5)), ENQUIRY))
                .isInstanceOf(StoreException.class);
        assertThat(adapter.asked).isEqualTo(1);
    }

    @Test
    public void a_request_that_does_not_fit_is_not_sent() {
        Answer answer = granted()
                .enquire(caller(NOW.plusSeconds(5)), new Enquiry("population", "Find", Data.EMPTY.with("Name", "x")));

        assertThat(answer.status()).isEqualTo(Answer.Status.INVALID);
        assertThat(answer.reason()).contains("EGN").doesNotContain("x)");
        assertThat(adapter.asked).isZero();
        assertThat(entry().payload().text("/status")).contains("INVALID");
    }

    @Test
    public void a_response_that_does_not_fit_is_no_answer() {
        adapter.answers = (work, request) -> Answer.found(object("{\"Name\": 7}"), NOW);

        Answer answer = granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        assertThat(answer.status()).isEqualTo(Answer.Status.UNAVAILABLE);
        assertThat(answer.data()).isEmpty();
    }

    @Test
    public void what_the_register_does_not_hold_is_told_as_such() {
        adapter.answers = (work, request) -> Answer.without(Answer.Status.NOT_FOUND, "nobody", NOW);

        assertThat(granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY).status())
                .isEqualTo(Answer.Status.NOT_FOUND);
    }

    @Test
    public void an_adapter_that_fails_is_absent_or_says_nothing_is_unavailable() {
        adapter.answers = (work, request) -> {
            throw new PluginException("the line is down", true);
        };
        assertThat(granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY).status())
                .isEqualTo(Answer.Status.UNAVAILABLE);

        adapter.answers = (work, request) -> null;
        assertThat(granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY).status())
                .isEqualTo(Answer.Status.UNAVAILABLE);

        catalogue.without(PLUGIN);
        assertThat(granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY).status())
                .isEqualTo(Answer.Status.UNAVAILABLE);
        assertThat(lines()).hasSize(3);
    }

    @Test
    public void when_no_time_is_left_nobody_is_asked() {
        assertThat(granted().enquire(caller(NOW), ENQUIRY).status()).isEqualTo(Answer.Status.UNAVAILABLE);
        assertThat(adapter.asked).isZero();
    }

    @Test
    public void the_authority_ends_with_the_call() {
        var kept = new Work[1];
        adapter.answers = (work, request) -> {
            kept[0] = work;
            assertThat(work.party()).contains(ANNA);
            return Answer.found(FOUND, NOW);
        };

        granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        assertThatThrownBy(() -> kept[0].party()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept[0].http()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void a_line_that_is_no_grant_is_named() {
        assertThatThrownBy(() -> new Grants("service/sample population Find"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("service/sample population Find");
    }

    private RegistersComponent granted() {
        return registers("service/sample | population | Find | *");
    }

    private RegistersComponent registers(String... grants) {
        return new RegistersComponent(store, journal, catalogue, new WorksComponent(clock), clock, new Grants(grants));
    }

    private Line entry() {
        List<Line> lines = lines();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private List<Line> lines() {
        return store.read(query -> journal.about(query, ANNA.id(), 10));
    }

    private static Caller caller(Instant deadline) {
        return new Caller(
                "service/sample",
                "999999924",
                Optional.of(ANNA),
                Optional.of(ANNA),
                "matter-1",
                new LegalBasis("Закон за гражданската регистрация", "чл. 24"),
                LocalText.of("Издаване на удостоверение", "Issuing a certificate"),
                "matter-1.check.3",
                Locale.ENGLISH,
                deadline);
    }

    private static RegisterDescription register() {
        return new RegisterDescription(
                "population",
                "1.0.0",
                "999999925",
                LocalText.of("Население", "Population"),
                List.of(new RegisterDescription.Operation(
                        "Find",
                        LocalText.of("Справка", "Enquiry"),
                        object("""
                                {"type": "object", "required": ["EGN"], "additionalProperties": false,
                                 "properties": {"EGN": {"type": "string", "maxLength": 10}}}"""),
                        object("""
                                {"type": "object", "properties": {"Name": {"type": "string"}}}"""),
                        "/EGN",
                        List.of("/Name", "/Address/Town", "/Address/No"))));
    }

    private static Data.Obj object(String json) {
        return (Data.Obj) Json.read(json);
    }

    /** A register that answers as a test says. */
    private static final class Adapter implements RegisterAdapter {

        BiFunction<Work, Data.Obj, Answer> answers = (work, request) -> Answer.found(FOUND, NOW);
        int asked;

        @Override
        public Answer execute(Work work, String operation, Data.Obj request) {
            asked++;
            return answers.apply(work, request);
        }

        @Override
        public Health health(Work work) {
            return Health.UP;
        }
    }
}
