/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Units with one insert against bare grouped inserts by the same 16 clients; run by hand. */
public final class GroupCommitBench {

    private static final int CLIENTS = 16;
    private static final long BLOCK_NANOS = 1_500_000_000L;

    private GroupCommitBench() {}

    public static void main(String[] arguments) throws Exception {
        try (TestStore store = TestStores.SQLITE.open()) {
            store.migrate("sample", GroupCommitBench.class);
            byte[] body = new byte[600];
            try (Bare bare = new Bare("jdbc:sqlite:" + store.folder().resolve("bare.db"))) {
                double[] ratios = new double[7];
                for (int block = -2; block < ratios.length; block++) {
                    double limit = block(() -> bare.add(body));
                    double ours = block(() -> store.commit(
                            handle -> handle.execute("INSERT INTO sample_row (bytes) VALUES (?)", (Object) body)));
                    if (block >= 0) {
                        ratios[block] = ours / limit;
                    }
                    System.out.printf("bare %.0f/s, units %.0f/s, ratio %.2f%n", limit, ours, ours / limit);
                }
                Arrays.sort(ratios);
                System.out.printf("median %.2f of %s%n", ratios[ratios.length / 2], Arrays.toString(ratios));
            }
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

    /** The least that a grouped, synced insert can be. */
    private static final class Bare implements AutoCloseable {

        private record Row(byte[] bytes, CompletableFuture<Void> done) {}

        private final BlockingQueue<Row> queue = new ArrayBlockingQueue<>(10_000);
        private final Connection connection;
        private final Thread writer;

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
            writer = new Thread(this::write);
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
