/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The limit of a durable write: one thread that puts whatever waits into one table and commits with a sync of the disk
 * (SQLite, write-ahead log, synchronous=FULL), nothing else.
 */
final class GroupedInserts implements AutoCloseable {

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Connection connection;
    private final Thread writer = new Thread(this::write, "bare-writer");

    private record Waiting(String key, byte[] body, CompletableFuture<Void> done) {}

    GroupedInserts(Path folder) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("CREATE TABLE bare (key TEXT PRIMARY KEY, body BLOB NOT NULL)");
        }
        connection.setAutoCommit(false);
        writer.setDaemon(true);
        writer.start();
    }

    /** Returns when it is durable. */
    void insert(String key, byte[] body) {
        var done = new CompletableFuture<Void>();
        queue.add(new Waiting(key, body, done));
        done.join();
    }

    private void write() {
        var batch = new ArrayList<Waiting>();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)")) {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, 1000);
                for (Waiting each : batch) {
                    insert.setString(1, each.key());
                    insert.setBytes(2, each.body());
                    insert.execute();
                }
                connection.commit();
                batch.forEach(each -> each.done().complete(null));
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            batch.forEach(each -> each.done().completeExceptionally(e));
        }
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        writer.interrupt();
        writer.join(10_000);
        connection.close();
    }
}
