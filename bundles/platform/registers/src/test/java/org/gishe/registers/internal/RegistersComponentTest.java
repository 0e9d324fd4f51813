/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
import org.gishe.people.internal.StoredPeople;
import org.gishe.registers.Caller;
import org.gishe.registers.Grant;
import org.gishe.registers.Grant.Wish;
import org.gishe.registers.Reply;
import org.gishe.schema.Violation;
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
    private static final Identifier IDENTIFIER = new Identifier(Identifier.Scheme.EGN, "8523120012");
    private static final LegalBasis OTHER = new LegalBasis("Закон за гражданската регистрация", "чл. 88");
    private static final LegalBasis ZGR = new LegalBasis("Закон за гражданската регистрация", "чл. 24");
    private static final Enquiry ENQUIRY =
            new Enquiry("population", "Find", Data.EMPTY.with("EGN", IDENTIFIER.value()));
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

    private Instant now = NOW;
    private final InstantSource clock = () -> now;
    private final Adapter adapter = new Adapter();
    private final Plugged catalogue = new Plugged().with(PLUGIN, adapter).with(register());
    private final StoredJournal journal;
    private final StoredPeople people;
    private final Party anna;

    public RegistersComponentTest(TestStores kind) {
        store = kind.open();
        var keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        journal = new StoredJournal(store, keys, clock);
        people = new StoredPeople(store, keys);
        anna = store.commit(unit -> people.meet(unit, IDENTIFIER, "Яна Примерова Образцова"));
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
                "service/other | 999999924 | population | Find | *",
                "service/sample | 999999931 | population | Find | *",
                "service/sample | 999999924 | vehicles | Find | *",
                "service/sample | 999999924 | population | Other | *")) {
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
        Answer answer = registers("service/sample | 999999924 | population | Find | /Address/Town")
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
        assertThat(line.actor()).contains(anna.id());
        assertThat(line.matter()).contains("matter-1");
        assertThat(line.purpose()).contains("Издаване на удостоверение");
        assertThat(line.basis()).isPresent();
        assertThat(line.payload().text("/consumer")).contains("service/sample");
        assertThat(line.payload().text("/operation")).contains("Find");
        assertThat(line.payload().text("/status")).contains("FOUND");
        assertThat(line.payload().text("/elements/0")).contains("/Name");
        assertThat(new String(Json.write(line.payload()), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("Русе")
                .doesNotContain(IDENTIFIER.value());
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
                people,
                catalogue,
                new WorksComponent(clock),
                clock,
                new GrantBook(store, journal, clock, List.of("service/sample | 999999924 | population | Find | *")));

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
            assertThat(work.party()).contains(anna);
            return Answer.found(FOUND, NOW);
        };

        granted().enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        assertThatThrownBy(() -> kept[0].party()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept[0].http()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void a_line_that_is_no_grant_is_named() {
        assertThatThrownBy(() -> new GrantBook(store, journal, clock, List.of("service/sample population Find")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("service/sample population Find");
    }

    @Test
    public void the_entry_is_of_whoever_the_request_names_known_before_or_not() {
        String stranger = "8523120999";

        granted()
                .enquire(
                        caller(NOW.plusSeconds(5)),
                        new Enquiry("population", "Find", Data.EMPTY.with("EGN", stranger)));

        assertThat(lines()).isEmpty();
        Party met = store.commit(
                unit -> people.meet(unit, new Identifier(Identifier.Scheme.EGN, stranger), "Друг Примеров"));
        List<Line> theirs = store.read(query -> journal.about(query, met.id(), 10));
        assertThat(theirs).hasSize(1);
        assertThat(theirs.get(0).payload().text("/party")).contains(anna.id().value());
    }

    @Test
    public void nobody_asks_without_law_and_purpose_unless_the_grant_says_so() {
        var book = book("service/sample | 999999924 | population | Find | *");
        var registers = registers(book);
        Caller bare = asking(NOW.plusSeconds(5)).build();
        Caller aimless = asking(NOW.plusSeconds(5)).basis(ZGR).build();

        assertThat(registers.enquire(bare, ENQUIRY).reason()).contains("no legal basis");
        assertThat(registers.enquire(aimless, ENQUIRY).reason()).contains("no purpose");
        assertThat(adapter.asked).isZero();

        approved(book, wish(true, Optional.empty()));

        assertThat(registers.enquire(bare, ENQUIRY).status()).isEqualTo(Answer.Status.FOUND);
        Line line = lines().get(0);
        assertThat(line.basis().orElse("")).contains("чл. 88");
        assertThat(line.purpose()).contains("Проверка");
        assertThat(line.payload().text("/reasonsFrom")).contains("grant");
        Caller system = Caller.of("service/sample", "999999924", Caller.Door.REST, "k", NOW.plusSeconds(5))
                .build();
        assertThat(registers.enquire(system, ENQUIRY).status()).isEqualTo(Answer.Status.REFUSED);
    }

    @Test
    public void a_grant_on_one_law_gives_no_right_on_another() {
        var book = book();
        approved(book, wish(false, Optional.empty()));

        Answer answer = registers(book).enquire(caller(NOW.plusSeconds(5)), ENQUIRY);

        assertThat(answer.status()).isEqualTo(Answer.Status.REFUSED);
        assertThat(answer.reason()).contains("stands on that legal basis");
        Caller fitting = asking(NOW.plusSeconds(5))
                .basis(OTHER)
                .purpose(LocalText.of("Проверка", "Check"))
                .build();
        assertThat(registers(book).enquire(fitting, ENQUIRY).status()).isEqualTo(Answer.Status.FOUND);
        assertThat(lines().get(0).payload().text("/reasonsFrom")).contains("caller");
    }

    @Test
    public void a_right_counts_from_its_approval_to_its_end_and_no_longer_than_it_is_not_revoked() {
        var book = book();
        var registers = registers(book);
        Grant asked = book.request(wish(true, Optional.of(NOW.plusSeconds(60))), "agency");
        Caller bare = asking(NOW.plusSeconds(5)).build();
        assertThat(registers.enquire(bare, ENQUIRY).status()).isEqualTo(Answer.Status.REFUSED);

        assertThat(book.approve(asked.id(), List.of("/Name"), "owner")).isPresent();
        assertThat(book.approve(asked.id(), List.of(), "owner")).isEmpty();
        assertThat(registers.enquire(bare, ENQUIRY).data()).contains(object("{\"Name\": \"Яна\"}"));

        now = NOW.plusSeconds(60);
        Caller later = asking(NOW.plusSeconds(90)).build();
        assertThat(registers.enquire(later, ENQUIRY).status()).isEqualTo(Answer.Status.REFUSED);

        now = NOW;
        assertThat(book.revoke(asked.id(), "the law was changed", "owner")).isPresent();
        assertThat(registers.enquire(bare, ENQUIRY).status()).isEqualTo(Answer.Status.REFUSED);
        List<Line> history = store.read(query -> journal.matter(query, asked.id()));
        assertThat(history)
                .extracting(line -> line.payload().text("/state").orElse(""))
                .containsExactly("REQUESTED", "APPROVED", "REVOKED");
    }

    @Test
    public void what_a_door_keeps_is_durable_with_the_entry_or_neither_is() {
        store.commit(unit -> unit.execute("CREATE TABLE kept (entry TEXT)"));
        var registers = granted();

        Reply reply = registers.ask(
                caller(NOW.plusSeconds(5)),
                ENQUIRY,
                (unit, told) -> unit.execute("INSERT INTO kept VALUES (?)", told.entry()));

        assertThat(reply.cause()).isEqualTo(Reply.Cause.NONE);
        assertThat(reply.grant()).isPresent();
        assertThat(entry().payload().text("/id")).contains(reply.entry());
        assertThat(kept()).containsExactly(reply.entry());

        assertThatThrownBy(() -> registers.ask(caller(NOW.plusSeconds(5)), ENQUIRY, (unit, told) -> {
                    unit.execute("INSERT INTO kept VALUES (?)", told.entry());
                    throw new IllegalStateException("somebody else was quicker");
                }))
                .hasMessage("somebody else was quicker");

        assertThat(lines()).hasSize(1);
        assertThat(kept()).hasSize(1);
    }

    private List<String> kept() {
        return store.read(query ->
                query.select("SELECT entry FROM kept").mapTo(String.class).list());
    }

    @Test
    public void a_door_is_told_why_there_are_no_data() {
        assertThat(cause(registers(), asking(NOW.plusSeconds(5)).build(), ENQUIRY))
                .isEqualTo(Reply.Cause.NO_GRANT);
        assertThat(cause(granted(), asking(NOW.plusSeconds(5)).build(), ENQUIRY))
                .isEqualTo(Reply.Cause.NO_BASIS);
        assertThat(cause(granted(), asking(NOW.plusSeconds(5)).basis(ZGR).build(), ENQUIRY))
                .isEqualTo(Reply.Cause.NO_PURPOSE);
        var odd = new Enquiry("population", "Find", Data.EMPTY.with("Name", "x"));
        Reply unfit = granted().ask(caller(NOW.plusSeconds(5)), odd, (unit, told) -> {});
        assertThat(unfit.cause()).isEqualTo(Reply.Cause.UNFIT);
        assertThat(unfit.findings()).extracting(Violation::pointer).contains("/EGN", "/Name");
        catalogue.without(PLUGIN);
        assertThat(cause(granted(), caller(NOW.plusSeconds(5)), ENQUIRY)).isEqualTo(Reply.Cause.DOWN);
        Caller stranger = Caller.of("system/cadastre", "999999948", Caller.Door.REST, "k", NOW.plusSeconds(5))
                .build();
        Reply refused = granted().ask(stranger, ENQUIRY, (unit, told) -> {});
        List<Line> theirs = store.read(query -> journal.matter(query, refused.entry()));
        assertThat(theirs).hasSize(1);
    }

    private static Reply.Cause cause(RegistersComponent registers, Caller caller, Enquiry enquiry) {
        return registers.ask(caller, enquiry, (unit, told) -> {}).cause();
    }

    @Test
    public void a_right_that_ends_while_the_register_is_asked_gives_no_answer() {
        var book = book();
        Grant grant = approved(book, wish(true, Optional.empty()));
        adapter.answers = (work, request) -> {
            book.revoke(grant.id(), "now", "owner");
            return Answer.found(FOUND, NOW);
        };

        Answer answer = registers(book).enquire(asking(NOW.plusSeconds(5)).build(), ENQUIRY);

        assertThat(answer.status()).isEqualTo(Answer.Status.REFUSED);
        assertThat(answer.data()).isEmpty();
        assertThat(lines().get(0).payload().at("/elements/0")).isEmpty();
    }

    @Test
    public void no_more_is_granted_than_was_wished_for() {
        var book = book();
        Grant asked = book.request(
                new Wish(
                        "service/sample",
                        "999999924",
                        "population",
                        "Find",
                        List.of("/Name"),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        NOW,
                        Optional.empty()),
                "agency");

        assertThatThrownBy(() -> book.approve(asked.id(), List.of("/Name", "/Address/Town"), "owner"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(book.grant(asked.id()).orElseThrow().state()).isEqualTo(Grant.State.REQUESTED);
    }

    @Test
    public void a_line_of_the_configuration_is_one_grant_at_every_start_and_revoked_when_it_is_gone() {
        String line = "service/sample | 999999924 | population | Find | *";
        book(line);
        GrantBook again = book(line);
        assertThat(again.grants(Optional.of("population"), Optional.empty(), 10))
                .hasSize(1);

        GrantBook without = book();
        assertThat(without.holding("service/sample", "population", "Find")).isEmpty();
        assertThat(without.grants(Optional.empty(), Optional.of("service/sample"), 10))
                .singleElement()
                .satisfies(grant -> assertThat(grant.state()).isEqualTo(Grant.State.REVOKED));

        assertThat(book(line).holding("service/sample", "population", "Find")).hasSize(1);
    }

    @Test
    public void a_wish_that_says_nothing_sensible_is_refused_in_words() {
        assertThatThrownBy(() -> wish(true, Optional.of(NOW.minusSeconds(1)))).hasMessageContaining("before it begins");
        assertThatThrownBy(() -> new Wish(
                        "anybody",
                        "999999924",
                        "population",
                        "Find",
                        List.of("*"),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        NOW,
                        Optional.empty()))
                .hasMessageContaining("service/<id>");
        assertThatThrownBy(() -> new Wish(
                        "service/sample",
                        "999999924",
                        "population",
                        "Find",
                        List.of("*"),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        NOW,
                        Optional.empty()))
                .hasMessageContaining("itself names both");
    }

    @Test
    public void only_a_grant_that_says_so_lets_an_enquiry_be_sealed_and_no_longer_than_it_says() {
        var book = book();
        approved(book, Optional.empty());

        assertThat(registers(book).enquire(sealed(Duration.ofDays(1)), ENQUIRY).status())
                .isEqualTo(Answer.Status.REFUSED);
        assertThat(entry().payload().text("/reason").orElseThrow()).contains("lets an enquiry be sealed");
        assertThat(adapter.asked).isZero();

        approved(book, Optional.of(Duration.ofDays(30)));

        assertThat(registers(book).enquire(sealed(Duration.ofDays(30)), ENQUIRY).status())
                .isEqualTo(Answer.Status.FOUND);
        assertThat(lines()).hasSize(1);
        now = NOW.plus(Duration.ofDays(30));
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0).payload().text("/status")).contains("FOUND");
    }

    @Test
    public void a_refusal_of_who_may_seal_is_sealed_too_also_after_the_grant_was_revoked() {
        var book = book();
        Grant grant = approved(book, Optional.of(Duration.ofDays(30)));

        assertThat(registers(book).enquire(sealed(Duration.ofDays(31)), ENQUIRY).status())
                .isEqualTo(Answer.Status.REFUSED);
        book.revoke(grant.id(), "over", "owner");
        assertThat(registers(book).enquire(sealed(Duration.ofDays(1)), ENQUIRY).status())
                .isEqualTo(Answer.Status.REFUSED);

        assertThat(lines()).isEmpty();
        now = NOW.plus(Duration.ofDays(1));
        assertThat(lines()).hasSize(1);
        now = NOW.plus(Duration.ofDays(30));
        assertThat(lines()).hasSize(2);
    }

    @Test
    public void an_e_service_never_seals() {
        assertThatThrownBy(() -> sealing("service/sample", Optional.of(Duration.ofDays(1))))
                .hasMessageContaining("never sealed");
        assertThatThrownBy(() -> sealing("desk/999999924", Optional.of(Duration.ofDays(4_000))))
                .hasMessageContaining("ten years");
    }

    private static Wish sealing(String consumer, Optional<Duration> sealedFor) {
        return new Wish(
                consumer,
                "999999924",
                "population",
                "Find",
                List.of("*"),
                Optional.empty(),
                Optional.empty(),
                false,
                NOW,
                Optional.empty(),
                sealedFor);
    }

    private static Grant approved(GrantBook book, Optional<Duration> sealedFor) {
        Grant asked = book.request(sealing("desk/999999924", sealedFor), "agency");
        return book.approve(asked.id(), List.of(), "owner").orElseThrow();
    }

    private Caller sealed(Duration length) {
        return Caller.of("desk/999999924", "999999924", Caller.Door.DESK, "k", now.plusSeconds(5))
                .employee("k.ivanov")
                .reference("DP-1/2026")
                .basis(ZGR)
                .purpose(LocalText.of("Проверка", "Check"))
                .sealedUntil(now.plus(length))
                .build();
    }

    private static Wish wish(boolean mayLeaveOut, Optional<Instant> until) {
        return new Wish(
                "service/sample",
                "999999924",
                "population",
                "Find",
                List.of("*"),
                Optional.of(OTHER),
                Optional.of(LocalText.of("Проверка", "Check")),
                mayLeaveOut,
                NOW,
                until);
    }

    private static Grant approved(GrantBook book, Wish wish) {
        return book.approve(book.request(wish, "agency").id(), List.of(), "owner")
                .orElseThrow();
    }

    private GrantBook book(String... lines) {
        return new GrantBook(store, journal, clock, List.of(lines));
    }

    private RegistersComponent registers(GrantBook book) {
        return new RegistersComponent(store, journal, people, catalogue, new WorksComponent(clock), clock, book);
    }

    private RegistersComponent granted() {
        return registers("service/sample | 999999924 | population | Find | *");
    }

    private RegistersComponent registers(String... grants) {
        return registers(book(grants));
    }

    private Line entry() {
        List<Line> lines = lines();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private List<Line> lines() {
        return store.read(query -> journal.about(query, anna.id(), 10));
    }

    private Caller caller(Instant deadline) {
        return asking(deadline)
                .basis(ZGR)
                .purpose(LocalText.of("Издаване на удостоверение", "Issuing a certificate"))
                .build();
    }

    private Caller.Builder asking(Instant deadline) {
        return Caller.of("service/sample", "999999924", Caller.Door.SERVICE, "matter-1.check.3", deadline)
                .actor(anna)
                .party(anna)
                .matter("matter-1")
                .language(Locale.ENGLISH);
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
