/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.gishe.store.Recurring;
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
public class RecurringWorkTest {

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final List<RecurringWork> running = new ArrayList<>();
    private final RecurringWork first;
    private final RecurringWork second;

    public RecurringWorkTest(TestStores kind) {
        store = kind.open();
        first = start("first");
        second = start("second");
    }

    @After
    public void stop() {
        running.forEach(RecurringWork::close);
    }

    private RecurringWork start(String node) {
        RecurringWork work = new RecurringWork(node(node));
        running.add(work);
        return work;
    }

    private void stop(RecurringWork work) {
        running.remove(work);
        work.close();
    }

    @Test
    public void itRunsAgainAndAgainAndTwoNodesNeverAtOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore runs = new Semaphore(0);
        Recurring work = new Work("tick", () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            store.commit(handle -> 1);
            inside.decrementAndGet();
            runs.release();
        });

        first.add(work);
        second.add(work);

        assertThat(runs.tryAcquire(5, 20, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }

    @Test
    public void oneThatThrowsComesAgain() throws Exception {
        Semaphore runs = new Semaphore(0);

        first.add(new Work("failing", () -> {
            runs.release();
            throw new IllegalStateException("as planned by the test");
        }));

        assertThat(runs.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void anotherNodeGoesOnWhenOneStops() throws Exception {
        BlockingQueue<String> runs = new LinkedBlockingQueue<>();
        first.add(new Work("shared", () -> runs.add("first")));
        assertThat(runs.poll(20, TimeUnit.SECONDS)).isEqualTo("first");

        second.add(new Work("shared", () -> runs.add("second")));
        stop(first);

        String by = runs.poll(20, TimeUnit.SECONDS);
        while ("first".equals(by)) {
            by = runs.poll(20, TimeUnit.SECONDS);
        }
        assertThat(by).isEqualTo("second");
    }

    @Test
    public void aRestartedNodeTakesItsOwnPicksBackAtOnce() throws Exception {
        stop(first);
        stop(second);
        // as a killed node leaves it: picked, with a heartbeat of just now
        try (var connection = store.component().leases().getConnection();
                var insert = connection.prepareStatement(
                        "INSERT INTO store_task (task_name, task_instance, execution_time,"
                                + " picked, picked_by, last_heartbeat, version) VALUES ('recurring', 'orphan', ?, ?, 'first', ?, 1)")) {
            var utc = java.util.Calendar.getInstance(java.util.TimeZone.getTimeZone("UTC"));
            var now = new java.sql.Timestamp(System.currentTimeMillis());
            insert.setTimestamp(1, now, utc);
            insert.setBoolean(2, true);
            insert.setTimestamp(3, now, utc);
            insert.executeUpdate();
        }
        Semaphore runs = new Semaphore(0);
        long start = System.nanoTime();

        RecurringWork restarted = start("first");
        restarted.add(new Work("orphan", runs::release));

        assertThat(runs.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        // four heartbeats must be missed before another node may take it
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3_500));
    }

    @Test
    public void itKeepsItsPaceWhileTheWriterIsBusy() throws Exception {
        Semaphore runs = new Semaphore(0);
        first.add(new Work("paced", runs::release));
        second.add(new Work("paced", runs::release));
        assertThat(runs.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        AtomicInteger going = new AtomicInteger(1);
        Thread[] load = new Thread[4];
        for (int i = 0; i < load.length; i++) {
            load[i] = new Thread(() -> {
                while (going.get() == 1) {
                    store.commit(handle ->
                            handle.execute("UPDATE store_task SET consecutive_failures = 0 WHERE task_name = 'none'"));
                }
            });
            load[i].start();
        }

        boolean kept = runs.tryAcquire(4, 10, TimeUnit.SECONDS);

        going.set(0);
        for (Thread thread : load) {
            thread.join();
        }
        assertThat(kept).isTrue();
    }

    private Scheduling node(String name) {
        return new Scheduling() {
            @Override
            public DataSource leases() {
                return store.component().leases();
            }

            @Override
            public String node() {
                return name;
            }
        };
    }

    private record Work(String name, Action action) implements Recurring {

        interface Action {
            void run() throws Exception;
        }

        @Override
        public Duration every() {
            return Duration.ofMillis(100);
        }

        @Override
        public void run() throws Exception {
            action.run();
        }
    }
}
