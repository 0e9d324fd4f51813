/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Units with one journal entry, the sealer running, against a bare grouped append of rows by the same clients; by hand. */
public final class JournalBench {

    private static final int CLIENTS = 16;
    private static final long BLOCK_NANOS = 1_500_000_000L;

    private JournalBench() {}

    public static void main(String[] arguments) throws Exception {
        try (TestStore store = TestStores.SQLITE.open()) {
            StoredJournal journal = new StoredJournal(
                    store,
                    new KeysComponent(
                            store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system()),
                    InstantSource.system());
            Entry entry = Entry.of("register.enquiry")
                    .person(new PersonId("7f8a2c53-5a3c-4c0e-9f3b-1f1f6b7f3c11"))
                    .actor(new PersonId("7f8a2c53-5a3c-4c0e-9f3b-1f1f6b7f3c11"))
                    .matter("0b9a2c53-5a3c-4c0e-9f3b-1f1f6b7f3c12")
                    .basis(new LegalBasis("Закон за гражданската регистрация", "чл. 106, ал. 1, т. 2"))
                    .purpose("Удостоверение за постоянен адрес")
                    .payload(Json.object()
                            .put("operation", "PermanentAddressSearch")
                            .put("administration", "ГРАО")
                            .build())
                    .build();
            ScheduledExecutorService sealer = Executors.newSingleThreadScheduledExecutor();
            sealer.scheduleWithFixedDelay(journal::run, 500, 500, TimeUnit.MILLISECONDS);
            byte[] row = new byte[500];
            try (Bare bare = new Bare("jdbc:sqlite:" + store.folder().resolve("bare.db"))) {
                double[] ratios = new double[7];
                for (int block = -2; block < ratios.length; block++) {
                    double limit = block(() -> bare.add(row));
                    double ours = block(() -> store.commit(handle -> {
                        journal.record(handle, entry);
                        return null;
                    }));
                    if (block >= 0) {
                        ratios[block] = ours / limit;
                    }
                    System.out.printf("bare %.0f/s, entries %.0f/s, ratio %.2f%n", limit, ours, ours / limit);
                }
                Arrays.sort(ratios);
                System.out.printf("median %.2f of %s%n", ratios[ratios.length / 2], Arrays.toString(ratios));
            } finally {
                sealer.shutdown();
                sealer.awaitTermination(60, TimeUnit.SECONDS);
            }
            long start = System.nanoTime();
            journal.run();
            System.out.printf("sealing the rest: %d ms%n", (System.nanoTime() - start) / 1_000_000);
            start = System.nanoTime();
            System.out.printf("%s in %d ms%n", journal.verify(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static double block(Runnable operation) throws InterruptedException {
        long[] counts = new long[CLIENTS];
        long end = System.nanoTime() + BLOCK_NANOS;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    operation.run();
                    counts[client]++;
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return Arrays.stream(counts).sum() * 1e9 / BLOCK_NANOS;
    }

    /** The least that a grouped, synced append can be. */
    private static final class Bare implements AutoCloseable {

        private record Row(byte[] bytes, CompletableFuture<Void> done) {}

        private final BlockingQueue<Row> queue = new ArrayBlockingQueue<>(10_000);
        private final Connection connection;

        Bare(String url) throws Exception {
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            SQLiteDataSource source = new SQLiteDataSource(config);
            source.setUrl(url);
            connection = source.getConnection();
            connection
                    .createStatement()
                    .execute("CREATE TABLE bare (id INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB)");
            connection.setAutoCommit(false);
            Thread writer = new Thread(this::write);
            writer.setDaemon(true);
            writer.start();
        }

        void add(byte[] bytes) {
            Row row = new Row(bytes, new CompletableFuture<>());
            queue.add(row);
            row.done().join();
        }

        private void write() {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bare (bytes) VALUES (?)")) {
                List<Row> rows = new ArrayList<>();
                while (true) {
                    rows.clear();
                    rows.add(queue.take());
                    queue.drainTo(rows);
                    for (Row row : rows) {
                        insert.setBytes(1, row.bytes());
                        insert.executeUpdate();
                    }
                    connection.commit();
                    rows.forEach(row -> row.done().complete(null));
                }
            } catch (Exception e) {
                e.printStackTrace();
            }
        }

        @Override
        public void close() throws Exception {
            connection.close();
        }
    }
}
