/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.PluginException;
import org.gishe.registers.Grant;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.gishe.web.door.Problem;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class DeskTest {

    private static final String EGN = "8523120012";
    private static final byte[] SHA = Desk.digest("a", Data.EMPTY);
    private static final byte[] OTHER = Desk.digest("b", Data.EMPTY);

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TestStore store;

    private final World world;
    private final Desk desk;

    public DeskTest(TestStores kind) {
        store = kind.open();
        world = new World(store);
        desk = world.desk(Map.of());
    }

    @After
    public void close() {
        world.close();
    }

    @Test
    public void what_was_granted_is_told_with_the_journals_entry() {
        world.granted("/Town");

        Told told = desk.now(World.CADASTRE, World.ask(EGN));

        assertThat(told.status()).isEqualTo(200);
        assertThat(told.body().text("/status")).contains("found");
        assertThat(told.body().at("/data")).contains(World.object("{\"Town\": \"гр. Русе\"}"));
        assertThat(world.entry(told)).singleElement().satisfies(line -> {
            assertThat(line.payload().text("/consumer")).contains("system/cadastre");
            assertThat(line.payload().text("/door")).contains("REST");
            assertThat(line.payload().text("/reference")).contains("К-7/2026");
            assertThat(line.payload().text("/employee")).contains("Мария Примерова, инспектор");
            assertThat(line.purpose()).contains("Вписване на собственик");
        });
    }

    @Test
    public void every_refusal_has_its_own_type_and_is_journalled_where_somebody_was_asked_about() {
        Ask whole = World.ask(EGN);
        assertThat(refusal(whole)).isEqualTo("403 no-grant");
        world.granted();

        assertThat(refusal(with(whole, Optional.empty(), whole.purpose()))).isEqualTo("422 basis-missing");
        assertThat(refusal(with(whole, whole.basis(), Optional.empty()))).isEqualTo("422 purpose-missing");
        var other = new org.gishe.api.base.LegalBasis("Семеен кодекс", "чл. 1");
        assertThat(refusal(with(whole, Optional.of(other), whole.purpose()))).isEqualTo("403 basis-not-granted");
        assertThat(world.asked).hasValue(0);
        world.answers = request -> {
            throw new PluginException("the line is down", true);
        };
        assertThat(refusal(whole)).isEqualTo("503 register-down");
        assertThat(world.entries()).isEqualTo(5);
    }

    private static Ask with(Ask ask, Optional<org.gishe.api.base.LegalBasis> basis, Optional<String> purpose) {
        return new Ask(
                ask.register(),
                ask.operation(),
                ask.request(),
                basis,
                purpose,
                ask.matter(),
                ask.employee(),
                ask.onBehalfOf(),
                ask.language());
    }

    private String refusal(Ask ask) {
        Told told = desk.now(World.CADASTRE, ask);
        assertThat(world.entry(told)).hasSize(1);
        return told.status() + " " + told.body().text("/type").orElseThrow().replace("urn:gishe:problem:", "");
    }

    @Test
    public void a_request_that_does_not_fit_is_told_where_and_what_was_expected() {
        world.granted();

        Told told = desk.now(World.CADASTRE, World.ask(World.object("{\"EGN\": \"12\", \"Name\": \"x\"}")));

        assertThat(told.status()).isEqualTo(422);
        assertThat(told.mediaType()).isEqualTo("application/problem+json");
        assertThat(told.body().text("/findings/0/pointer")).isPresent();
        List<String> pointers = new ArrayList<>();
        for (int i = 0; told.body().at("/findings/" + i).isPresent(); i++) {
            String pointer = told.body().text("/findings/" + i + "/pointer").orElseThrow();
            pointers.add(pointer);
            if (pointer.equals("/request/EGN")) {
                assertThat(told.body().text("/findings/" + i + "/expected/pattern"))
                        .contains("^[0-9]{10}$");
            }
        }
        assertThat(pointers).containsExactlyInAnyOrder("/request/EGN", "/request/Name");
    }

    @Test
    public void the_same_key_and_content_have_the_first_answer_also_on_another_node() {
        world.granted();

        Desk.Outcome first = desk.now(World.CADASTRE, World.ask(EGN), "key", SHA);
        world.answers = request -> Answer.without(Answer.Status.NOT_FOUND, "gone", World.NOW);
        Desk.Outcome again = world.desk(Map.of()).now(World.CADASTRE, World.ask(EGN), "key", SHA);

        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.told()).isEqualTo(first.told());
        assertThat(world.asked).hasValue(1);
        assertThat(world.entries()).isEqualTo(1);
        assertThatThrownBy(() -> desk.now(World.CADASTRE, World.ask(EGN), "key", OTHER))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(422);
                    assertThat(problem.name()).isEqualTo("idempotency-key-reused");
                });
        world.now = World.NOW.plus(Duration.ofHours(25));
        desk.clean();
        assertThat(desk.now(World.CADASTRE, World.ask(EGN), "key", OTHER).replayed())
                .isFalse();
    }

    @Test
    public void an_answer_is_given_again_only_as_long_as_its_grant_holds() {
        Grant grant = world.granted();
        desk.now(World.CADASTRE, World.ask(EGN), "key", SHA);

        world.grants.revoke(grant.id(), "the law was changed", "owner");

        assertThatThrownBy(() -> desk.now(World.CADASTRE, World.ask(EGN), "key", SHA))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("grant-ended"));
    }

    @Test
    public void a_key_is_free_again_after_a_refusal_or_a_register_that_was_down() {
        assertThat(desk.now(World.CADASTRE, World.ask(EGN), "key", SHA).told().status())
                .isEqualTo(403);
        world.granted();
        world.answers = request -> Answer.without(Answer.Status.UNAVAILABLE, "down", World.NOW);
        assertThat(desk.now(World.CADASTRE, World.ask(EGN), "key", SHA).told().status())
                .isEqualTo(503);
        world.answers = request -> Answer.found(World.FOUND, World.NOW);

        Desk.Outcome outcome = desk.now(World.CADASTRE, World.ask(EGN), "key", SHA);

        assertThat(outcome.told().status()).isEqualTo(200);
        assertThat(outcome.replayed()).isFalse();
    }

    @Test
    public void the_same_key_while_it_is_under_way_is_told_to_wait_and_goes_on_when_its_asker_died() throws Exception {
        world.granted();
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        world.answers = request -> {
            inside.countDown();
            try {
                leave.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Answer.found(World.FOUND, World.NOW);
        };
        var threads = Executors.newSingleThreadExecutor();
        try {
            Future<Desk.Outcome> first = threads.submit(() -> desk.now(World.CADASTRE, World.ask(EGN), "key", SHA));
            assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> desk.now(World.CADASTRE, World.ask(EGN), "key", SHA))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.status()).isEqualTo(409);
                        assertThat(problem.headers()).containsKey("Retry-After");
                    });
            world.answers = request -> Answer.found(World.FOUND, World.NOW);
            world.now = World.NOW.plusSeconds(21); // nobody asks for so long: it counts as dead

            assertThat(desk.now(World.CADASTRE, World.ask(EGN), "key", SHA)
                            .told()
                            .status())
                    .isEqualTo(200);

            leave.countDown();
            assertThatThrownBy(first::get).hasCauseInstanceOf(Problem.class);
            assertThat(world.entries()).isEqualTo(1);
        } finally {
            leave.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    public void what_was_accepted_is_answered_and_once_in_the_journal() {
        world.granted("/Name");

        Desk.Accepted accepted = desk.later(World.CADASTRE, World.ask(EGN), Optional.of("key"), SHA, Optional.empty());
        Data.Obj state = answered(desk, accepted.id());

        assertThat(state.at("/answer/data")).contains(World.object("{\"Name\": \"Яна\"}"));
        Desk.Accepted again = desk.later(World.CADASTRE, World.ask(EGN), Optional.of("key"), SHA, Optional.empty());
        assertThat(again.replayed()).isTrue();
        assertThat(again.id()).isEqualTo(accepted.id());
        assertThat(world.entries()).isEqualTo(1);
        assertThat(desk.enquiry("system/other", accepted.id())).isEmpty();
        assertThatThrownBy(
                        () -> desk.later(World.CADASTRE, World.ask(EGN), Optional.of("key"), OTHER, Optional.empty()))
                .isInstanceOf(Problem.class);
    }

    @Test
    public void what_was_accepted_by_a_node_that_died_is_asked_by_another_with_the_same_key() {
        world.granted();
        Desk dead = world.desk(Map.of());
        dead.close();
        Desk.Accepted untouched = dead.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty());
        Desk.Accepted begun = dead.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty());
        var book = new Book(world.keys);
        Optional<Book.Row> claimed = store.commit(unit -> book.claim(unit, begun.id(), world.now));
        assertThat(claimed).isPresent();

        desk.sweep();
        assertThat(answered(desk, untouched.id()).text("/answer/status")).contains("found");
        desk.sweep();
        assertThat(row(begun.id()).state()).isEqualTo(Book.State.ASKING);
        world.now = World.NOW.plusSeconds(21);
        desk.sweep();

        answered(desk, begun.id());
        assertThat(world.entries()).isEqualTo(2);
    }

    @Test
    public void whoever_was_too_slow_leaves_no_second_entry() {
        world.granted();
        Desk dead = world.desk(Map.of());
        dead.close();
        Desk.Accepted accepted = dead.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty());
        var book = new Book(world.keys);
        world.answers = request -> {
            if (world.asked.get() == 1) { // meanwhile another takes it over and answers
                world.now = World.NOW.plusSeconds(21);
                Book.Row row = store.commit(unit -> book.claim(unit, accepted.id(), world.now))
                        .orElseThrow();
                store.commit(unit ->
                        book.answer(unit, row, new Told(200, Data.EMPTY, Map.of()), Optional.empty(), world.now));
            }
            return Answer.found(World.FOUND, World.NOW);
        };

        desk.sweep();
        until(() -> row(accepted.id()).state() == Book.State.ANSWERED && world.asked.get() == 1);
        world.close();

        assertThat(world.entries()).isZero();
    }

    @Test
    public void while_a_register_is_down_it_waits_and_at_last_is_told_so() {
        world.granted();
        world.answers = request -> Answer.without(Answer.Status.UNAVAILABLE, "down", World.NOW);

        Desk.Accepted accepted = desk.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty());

        until(() -> {
            if (row(accepted.id()).state() == Book.State.WAITING) { // nobody is asking just now
                world.now = world.now.plusSeconds(31);
                desk.sweep();
            }
            return row(accepted.id()).state() == Book.State.ANSWERED;
        });
        assertThat(world.asked).hasValue(4);
        assertThat(answered(desk, accepted.id()).text("/answer/type")).contains("urn:gishe:problem:register-down");
    }

    @Test
    public void an_answer_that_waits_is_not_given_after_its_grant_was_revoked() {
        Grant grant = world.granted();
        Desk.Accepted accepted = desk.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty());
        answered(desk, accepted.id());

        world.grants.revoke(grant.id(), "no longer", "owner");

        Data.Obj state = answered(desk, accepted.id());
        assertThat(state.at("/answer/data")).isEmpty();
        assertThat(state.text("/answer/type")).contains("urn:gishe:problem:grant-ended");
    }

    @Test
    public void for_a_system_that_was_dismissed_nobody_is_asked() {
        world.granted();
        world.officers.clear();

        Desk.Accepted accepted = desk.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty());

        assertThat(answered(desk, accepted.id()).text("/answer/type")).contains("urn:gishe:problem:not-allowed");
        assertThat(world.asked).hasValue(0);
    }

    @Test
    public void of_a_batch_each_item_has_its_own_answer() {
        world.granted();
        List<Desk.Item> items = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            items.add(new Desk.Item(
                    "population", Optional.of(World.ask("85231200" + (10 + i))), Optional.empty(), Locale.ENGLISH));
        }
        items.add(new Desk.Item(
                "none", Optional.empty(), Optional.of(Told.of(Problems.unknown(), Locale.ENGLISH)), Locale.ENGLISH));

        Desk.Accepted accepted = desk.batch(World.CADASTRE, items, Optional.of("key"), SHA, Optional.empty());
        until(() -> desk.batch("system/cadastre", accepted.id(), 0, 100)
                        .orElseThrow()
                        .answered()
                == 51);

        Desk.Page page = desk.batch("system/cadastre", accepted.id(), 0, 100).orElseThrow();
        assertThat(page.items()).hasSize(51);
        assertThat(page.items().get(49).answer().orElseThrow().status()).isEqualTo(200);
        assertThat(page.items().get(50).answer().orElseThrow().status()).isEqualTo(404);
        assertThat(world.entries()).isEqualTo(50);
        assertThat(desk.batch("system/other", accepted.id(), 0, 100)).isEmpty();
        assertThat(desk.batch(World.CADASTRE, items, Optional.of("key"), SHA, Optional.empty())
                        .id())
                .isEqualTo(accepted.id());
    }

    @Test
    public void no_more_of_one_system_are_kept_than_ten_thousand() {
        Desk idle = world.desk(Map.of());
        idle.close();
        var item = new Desk.Item("population", Optional.of(World.ask(EGN)), Optional.empty(), Locale.ENGLISH);
        List<Desk.Item> thousand = java.util.Collections.nCopies(1_000, item);
        for (int i = 0; i < 10; i++) {
            idle.batch(World.CADASTRE, thousand, Optional.empty(), SHA, Optional.empty());
        }

        assertThatThrownBy(() -> idle.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.name()).isEqualTo("too-many-waiting"));
        assertThat(store.read(query -> new Book(world.keys).waiting(query, "system/cadastre"))
                        .intValue())
                .isEqualTo(10_000);
    }

    @Test
    public void the_data_base_holds_neither_question_nor_answer_in_plain() {
        world.granted();
        Desk.Accepted accepted = desk.later(World.CADASTRE, World.ask(EGN), Optional.empty(), SHA, Optional.empty());
        answered(desk, accepted.id());

        byte[] answer = store.read(query -> query.createQuery("SELECT answer FROM enquiries_enquiry WHERE id = :id")
                .bind("id", accepted.id())
                .mapTo(byte[].class)
                .one());

        assertThat(new String(answer, java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("Русе");
        assertThat(row(accepted.id()).question()).isEmpty();
    }

    private Book.Row row(String id) {
        return desk.enquiry("system/cadastre", id).orElseThrow();
    }

    private Data.Obj answered(Desk at, String id) {
        until(() -> row(id).state() == Book.State.ANSWERED);
        return at.state(row(id), Locale.ENGLISH);
    }

    private static void until(BooleanSupplier what) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
