/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gishe.store.StoreException;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.jdbi.v3.core.Handle;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class StoreTest {

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final TestStores kind;

    public StoreTest(TestStores kind) {
        this.kind = kind;
        this.store = kind.open();
        store.migrate("sample", StoreTest.class);
    }

    @Test
    public void whatAUnitWroteIsReadAfterItsCommitAndAfterARestart() {
        String told = store.commit(handle -> {
            put(handle, "a", 1);
            return "done";
        });

        assertThat(told).isEqualTo("done");
        assertThat(value("a")).isEqualTo(1);
        store.reopen();
        store.migrate("sample", StoreTest.class);
        assertThat(value("a")).isEqualTo(1);
    }

    @Test
    public void aUnitThatThrowsKeepsNothingAndItsNeighboursStay() throws Exception {
        List<CompletableFuture<Void>> units = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            units.add(store.unit(handle -> {
                put(handle, "unit" + number, number);
                if (number % 2 == 1) {
                    throw new IllegalArgumentException("odd");
                }
                return null;
            }));
        }

        for (int i = 0; i < 50; i++) {
            if (i % 2 == 0) {
                units.get(i).get(20, TimeUnit.SECONDS);
                assertThat(value("unit" + i)).isEqualTo(i);
            } else {
                CompletableFuture<Void> odd = units.get(i);
                assertThatThrownBy(() -> odd.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(IllegalArgumentException.class);
                assertThat(value("unit" + i)).isNull();
            }
        }
    }

    @Test
    public void whatAUnitThrowsReachesWhoWaitsItself() {
        RuntimeException mine = new IllegalArgumentException("mine");

        assertThatThrownBy(() -> store.commit(handle -> {
                    throw mine;
                }))
                .isSameAs(mine);
        assertThatThrownBy(() -> store.read(handle -> {
                    throw mine;
                }))
                .isSameAs(mine);
        assertThatThrownBy(() -> store.commit(handle -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(StoreException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    public void unitsThatReadAndWriteTheSameRowAreSerialised() throws Exception {
        store.commit(handle -> put(handle, "sum", 0));
        List<CompletableFuture<Integer>> units = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            units.add(store.unit(handle -> {
                int now = handle.select("SELECT value FROM sample_value WHERE name = 'sum'")
                        .mapTo(Integer.class)
                        .one();
                return handle.execute("UPDATE sample_value SET value = ? WHERE name = 'sum'", now + 1);
            }));
        }

        CompletableFuture.allOf(units.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);
        assertThat(value("sum")).isEqualTo(200);
    }

    @Test
    public void aUnitCannotEndItsTransaction() {
        for (Breach breach : List.<Breach>of(
                Handle::begin,
                Handle::commit,
                Handle::rollback,
                handle -> handle.savepoint("mine"),
                handle -> handle.getConnection().commit(),
                handle -> handle.getConnection().rollback(),
                handle -> handle.getConnection().setAutoCommit(true))) {
            assertThatThrownBy(() -> store.commit(handle -> {
                        put(handle, "breach", 1);
                        breach.commit(handle);
                        return null;
                    }))
                    .hasStackTraceContaining("neither begins nor ends");
        }

        assertThat(value("breach")).isNull();
        assertThat(store.<Integer>commit(handle -> put(handle, "after", 1))).isEqualTo(1);
    }

    @Test
    public void aUnitThatClosesItsHandleHarmsNobody() throws Exception {
        List<CompletableFuture<Integer>> units = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = "closing" + i;
            units.add(store.unit(handle -> {
                int rows = put(handle, name, 1);
                handle.getConnection().close();
                handle.close();
                return rows;
            }));
        }

        for (CompletableFuture<Integer> unit : units) {
            assertThat(unit.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(store.<Integer>read(StoreTest::count)).isEqualTo(20);
    }

    @Test
    public void aUnitThatUsesTheStoreIsToldInsteadOfWaitingForEver() {
        assertThatThrownBy(() -> store.commit(handle -> store.commit(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.commit(handle -> store.read(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void aQueryCannotWrite() {
        assertThatThrownBy(() -> store.read(handle -> put(handle, "a", 1))).isInstanceOf(RuntimeException.class);

        assertThat(value("a")).isNull();
    }

    @Test
    public void aQuerySeesOneMomentWhateverIsCommittedMeanwhile() {
        store.commit(handle -> put(handle, "a", 1));

        List<Integer> seen = store.read(handle -> {
            int before = count(handle);
            store.unit(unit -> put(unit, "b", 2)).join();
            return List.of(before, count(handle));
        });

        assertThat(seen).containsExactly(1, 1);
        assertThat(store.<Integer>read(StoreTest::count)).isEqualTo(2);
    }

    @Test
    public void aCallbackThatBlocksDoesNotHoldTheWriter() throws Exception {
        CountDownLatch attached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Integer> unit = store.unit(handle -> {
            attached.await();
            return put(handle, "a", 1);
        });
        CompletableFuture<Void> blocked = unit.thenAccept(done -> {
            try {
                release.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        attached.countDown();

        store.commit(handle -> put(handle, "b", 2));

        assertThat(blocked).isNotDone();
        release.countDown();
        blocked.get(20, TimeUnit.SECONDS);
    }

    @Test
    public void moreUnitsThanMayWaitAreRefusedAndWhatWaitedIsKept() throws Exception {
        try (TestStore small = kind.open(Map.of("waiting", 5, "writers", 1))) {
            small.migrate("sample", StoreTest.class);
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            CompletableFuture<Integer> first = small.unit(handle -> {
                inside.countDown();
                release.await();
                return 0;
            });
            inside.await();
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String name = "w" + i;
                waiting.add(small.unit(handle -> put(handle, name, 1)));
            }

            assertThatThrownBy(() -> small.commit(handle -> put(handle, "more", 1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("too many");

            release.countDown();
            first.get(20, TimeUnit.SECONDS);
            for (CompletableFuture<Integer> unit : waiting) {
                assertThat(unit.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            }
        }
    }

    @Test
    public void closingFinishesWhatWaitsAndThenRefuses() throws Exception {
        AtomicInteger told = new AtomicInteger();
        List<CompletableFuture<Integer>> units = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = "c" + i;
            units.add(store.unit(handle -> put(handle, name, 1)));
        }

        store.component().close();

        for (CompletableFuture<Integer> unit : units) {
            told.addAndGet(unit.get(20, TimeUnit.SECONDS));
        }
        assertThat(told).hasValue(100);
        assertThatThrownBy(() -> store.commit(handle -> 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.read(handle -> 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.unit(handle -> 1).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StoreException.class);
        store.reopen();
        assertThat(store.<Integer>read(StoreTest::count)).isEqualTo(100);
    }

    @Test
    public void theFaultThatLosesCommitsLosesThem() {
        try (TestStore lossy = kind.open(Map.of("plant_lose_commit", 3))) {
            lossy.migrate("sample", StoreTest.class);
            for (int i = 0; i < 9; i++) {
                String name = "l" + i;
                assertThat(lossy.<Integer>commit(handle -> put(handle, name, 1)))
                        .isEqualTo(1);
            }

            assertThat(lossy.<Integer>read(StoreTest::count)).isEqualTo(6);
        }
    }

    @Test
    public void bytesAndRisingKeysWork() {
        byte[] bytes = {0, 1, (byte) 0xFF};

        long first = store.commit(handle -> add(handle, bytes));
        long second = store.commit(handle -> add(handle, null));

        assertThat(second).isGreaterThan(first);
        assertThat(store.<byte[]>read(handle -> handle.select("SELECT bytes FROM sample_row WHERE id = ?", first)
                        .mapTo(byte[].class)
                        .one()))
                .isEqualTo(bytes);
    }

    @Test
    public void aMigrationThatFailsSaysSo() {
        assertThatThrownBy(() -> store.migrate("broken", StoreTest.class)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.migrate("nowhere", StoreTest.class)).isInstanceOf(StoreException.class);
    }

    private interface Breach {
        void commit(Handle handle) throws Exception;
    }

    private static int put(Handle handle, String name, int value) {
        return handle.execute("INSERT INTO sample_value (name, value) VALUES (?, ?)", name, value);
    }

    private static long add(Handle handle, byte[] bytes) {
        return handle.createQuery("INSERT INTO sample_row (bytes) VALUES (:bytes) RETURNING id")
                .bind("bytes", bytes)
                .mapTo(Long.class)
                .one();
    }

    private static int count(Handle handle) {
        return handle.select("SELECT COUNT(*) FROM sample_value")
                .mapTo(Integer.class)
                .one();
    }

    private Integer value(String name) {
        return store.read(handle -> handle.select("SELECT value FROM sample_value WHERE name = ?", name)
                .mapTo(Integer.class)
                .findOne()
                .orElse(null));
    }
}
