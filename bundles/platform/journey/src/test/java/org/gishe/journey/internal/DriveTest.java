/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.journey.internal.Row.Status;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class DriveTest {

    private static final List<String> STEPS = List.of("sign", "receipt", "check", "decide", "deliver");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(90);

    @Rule
    public final TestStore store;

    private final InstantSource clock = InstantSource.system();
    private final StoredJournal journal;
    private final Submissions submissions = new Submissions();
    private final List<Drive> drives = new ArrayList<>();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    public DriveTest(TestStores kind) {
        store = kind.open();
        journal = new StoredJournal(
                store,
                new KeysComponent(
                        store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system()),
                clock);
        store.migrate("journey", Drive.class);
        store.commit(unit -> unit.execute("CREATE TABLE effects (text TEXT NOT NULL)"));
    }

    @After
    public void close() {
        drives.forEach(Drive::close);
    }

    @Test
    public void a_submission_walks_through_its_steps_and_each_has_its_effect_once() {
        Drive drive = drive(this::done);
        Row row = filed(drive, "a");

        drive.goOn(row);

        await(() -> find("a").step().equals(Row.CLOSED));
        assertThat(effects()).containsExactlyElementsOf(keys("a", 1, 2, 3, 4, 5));
        Map<String, Instant> finished = store.read(query -> submissions.done(query, "a"));
        assertThat(finished).containsOnlyKeys(STEPS);
        assertThat(find("a").state()).isEqualTo(Status.CLOSED);
    }

    @Test
    public void a_late_worker_changes_nothing() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Drive slow = drive(row -> {
            entered.countDown();
            hold(release);
            return done(row);
        });
        slow.goOn(filed(slow, "a"));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        store.commit(unit -> unit.execute("UPDATE journey_submission SET lease_until = 0"));
        Drive other = drive(this::done);

        other.look("a");
        await(() -> find("a").step().equals(Row.CLOSED));
        release.countDown();
        slow.close();

        assertThat(effects()).containsExactlyElementsOf(keys("a", 1, 2, 3, 4, 5));
    }

    @Test
    public void a_step_whose_success_was_lost_leads_to_the_same_result_once_more() {
        Drive drive = drive(this::done);
        Row before = filed(drive, "a");
        drive.goOn(before);
        await(() -> find("a").step().equals(Row.CLOSED));

        drive.goOn(before); // as a worker does that never learned of its commit

        drive.close();
        assertThat(effects()).containsExactlyElementsOf(keys("a", 1, 2, 3, 4, 5));
        assertThat(find("a").step()).isEqualTo(Row.CLOSED);
    }

    @Test
    public void what_fails_comes_again_by_itself_and_says_why_meanwhile() {
        var failures = new ArrayDeque<>(Collections.nCopies(2, "the register is down"));
        Drive drive = drive(row ->
                row.step().equals("check") && !failures.isEmpty() ? new Outcome.Again(failures.poll()) : done(row));
        drive.goOn(filed(drive, "a"));

        await(() -> find("a").step().equals(Row.CLOSED));
        assertThat(taken.stream().filter("check"::equals)).hasSize(1);
        assertThat(find("a").reason()).isEmpty();
    }

    @Test
    public void what_throws_comes_again_too() {
        var failures = new ArrayDeque<>(List.of(new IllegalStateException("broken")));
        Drive drive = drive(row -> {
            if (row.step().equals("decide") && !failures.isEmpty()) {
                throw failures.poll();
            }
            return done(row);
        });
        drive.goOn(filed(drive, "a"));

        await(() -> find("a").step().equals(Row.CLOSED));
    }

    @Test
    public void what_fails_for_too_long_is_parked_with_its_reason_and_a_retry_works_on_the_present_state() {
        var down = new boolean[] {true};
        Drive impatient =
                drive(row -> down[0] ? new Outcome.Again("the register is down") : done(row), Duration.ofMillis(1));
        impatient.goOn(filed(impatient, "a"));

        await(() -> find("a").state() == Status.PARKED);
        assertThat(find("a").reason()).isEqualTo("the register is down");
        assertThat(find("a").due()).isEmpty();

        down[0] = false;
        boolean woken =
                store.commit(unit -> submissions.wake(unit, "a", Status.PARKED, Optional.empty(), clock.instant()));
        impatient.look("a");

        assertThat(woken).isTrue();
        await(() -> find("a").step().equals(Row.CLOSED));
        assertThat(effects()).hasSize(5);
    }

    @Test
    public void an_absence_of_our_own_parks_nothing_however_long() {
        var absent = new ArrayDeque<>(Collections.nCopies(3, "version 1.0.0 of sample is not running"));
        Drive impatient =
                drive(row -> absent.isEmpty() ? done(row) : new Outcome.Missing(absent.poll()), Duration.ofMillis(1));
        impatient.goOn(filed(impatient, "a"));

        await(() -> find("a").step().equals(Row.CLOSED));
        assertThat(effects()).hasSize(5);
    }

    @Test
    public void time_in_which_nobody_tried_is_no_patience_used_up() {
        var failures = new ArrayDeque<>(List.of("the register is down"));
        Drive drive = drive(
                row -> failures.isEmpty() ? done(row) : new Outcome.Again(failures.poll()), Duration.ofMinutes(15));
        Row row = filed(drive, "a");
        store.commit(unit -> unit.execute("UPDATE journey_submission SET entered = 0")); // years ago
        drive.goOn(row);

        await(() -> find("a").step().equals(Row.CLOSED));
    }

    @Test
    public void an_effect_that_cannot_be_written_is_tried_again_and_parked_and_nothing_of_it_stays() {
        Drive impatient = drive(
                row -> new Outcome.Done(unit -> {
                    unit.execute("INSERT INTO effects (text) VALUES ('half')");
                    throw new IllegalArgumentException("too large");
                }),
                Duration.ofMillis(1));
        impatient.goOn(filed(impatient, "a"));

        await(() -> find("a").state() == Status.PARKED);
        assertThat(find("a").step()).isEqualTo("sign");
        assertThat(find("a").reason()).contains("too large");
        assertThat(effects()).isEmpty();
    }

    @Test
    public void waiting_for_a_person_holds_no_worker() {
        Drive drive = drive(
                row -> row.step().equals("sign") ? new Outcome.Wait(Duration.ofHours(1), Status.SIGNATURE) : done(row),
                Duration.ofMinutes(15),
                1);
        for (int i = 0; i < 20; i++) {
            drive.goOn(filed(drive, "w" + i));
        }

        await(() -> store.read(query -> query.createQuery(
                                "SELECT COUNT(*) FROM journey_submission WHERE state = 'SIGNATURE' AND lease_until = 0")
                        .mapTo(Integer.class)
                        .one())
                == 20);
    }

    @Test
    public void a_new_attempt_is_a_new_visit() {
        var lost = new boolean[] {true};
        Drive drive = drive(row -> {
            if (row.step().equals("sign") && lost[0]) {
                lost[0] = false;
                return new Outcome.Anew("the answer was lost");
            }
            return done(row);
        });
        drive.goOn(filed(drive, "a"));

        await(() -> find("a").step().equals(Row.CLOSED));
        assertThat(effects()).first().isEqualTo("a.sign.2");
    }

    @Test
    public void what_a_node_held_when_it_died_goes_on_at_its_next_start() {
        Drive dead = drive(this::done);
        filed(dead, "a"); // and then the power went
        Drive next = drive(this::done);

        next.sweep();
        assertThat(find("a").step()).isEqualTo("sign");
        next.start();
        next.sweep();

        await(() -> find("a").step().equals(Row.CLOSED));
        assertThat(effects()).hasSize(5);
    }

    @Test
    public void a_node_without_workers_leaves_submissions_alone() {
        Drive drive = drive(this::done, Duration.ofMinutes(15), 0);
        drive.goOn(filed(drive, "a"));
        drive.sweep();

        assertThat(find("a").step()).isEqualTo("sign");
    }

    // ------------------------------------------------------------------

    private Outcome done(Row row) {
        taken.add(row.step());
        return new Outcome.Done(unit -> unit.createUpdate("INSERT INTO effects (text) VALUES (:key)")
                .bind("key", row.key())
                .execute());
    }

    private Drive drive(Function<Row, Outcome> route) {
        return drive(route, Duration.ofMinutes(15));
    }

    private Drive drive(Function<Row, Outcome> route, Duration patience) {
        return drive(route, patience, 4);
    }

    private Drive drive(Function<Row, Outcome> route, Duration patience, int workers) {
        var drive = new Drive(store, submissions, journal, clock, route, patience, "node1", workers);
        drives.add(drive);
        return drive;
    }

    private Row filed(Drive drive, String id) {
        Instant now = clock.instant();
        return store.commit(unit -> {
            submissions.insert(
                    unit,
                    new Row(
                            id,
                            new PersonId("anna"),
                            "sample",
                            "1.0.0",
                            Locale.ENGLISH,
                            LocalText.of("Проба", "Sample"),
                            STEPS,
                            "sandbox",
                            "content",
                            "sign",
                            1,
                            now,
                            0,
                            Status.RUNNING,
                            "",
                            Optional.of(now),
                            1,
                            now,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    drive.life(),
                    now);
            return submissions.find(unit, id).orElseThrow();
        });
    }

    private Row find(String id) {
        return store.read(query -> submissions.find(query, id)).orElseThrow();
    }

    private List<String> effects() {
        return store.read(query -> query.createQuery("SELECT text FROM effects")
                .mapTo(String.class)
                .list());
    }

    private static List<String> keys(String id, int... visits) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < visits.length; i++) {
            keys.add(id + "." + STEPS.get(i) + "." + visits[i]);
        }
        return keys;
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to that in 30 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
