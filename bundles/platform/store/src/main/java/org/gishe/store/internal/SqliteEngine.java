/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.gishe.store.Store.Unit;
import org.gishe.store.StoreException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite: one writer runs what waits in one transaction, a savepoint for each unit. The answers go out after its commit,
 * which is one sync of the disk for all of them.
 */
final class SqliteEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);
    private static final int BATCH = 512;
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int BUSY_MILLIS = 10_000;
    /** 32 MB: a page that changes again and again is carried over less often than with SQLite's 4 MB. */
    private static final int CHECKPOINT_PAGES = 8_000;

    private static final Job<Void> STOP = new Job<>(handle -> null, true);

    private final String url;
    private final BlockingQueue<Job<?>> queue;
    private final int loseEvery;
    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final PreparedStatement savepoint;
    private final PreparedStatement release;
    private final PreparedStatement rollbackTo;
    private final Handles writing;
    private final Handles reading = new Handles();
    private final HikariDataSource readers;
    private final LockedDataSource service;
    /** Held by the writer for a batch, by others for a statement: waiting in line beats SQLite's polling for its lock. */
    private final ReentrantLock writeLock = new ReentrantLock(true);

    private final Answers answers = new Answers();
    private final Thread writer;
    private long units;
    private volatile boolean closing;
    private volatile boolean finished;

    SqliteEngine(String url, int readers, int waiting, int loseEvery) {
        this.url = url;
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.loseEvery = loseEvery;
        try {
            this.connection = source(url, SynchronousMode.FULL).getConnection();
            this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
            this.commit = connection.prepareStatement("COMMIT");
            this.rollback = connection.prepareStatement("ROLLBACK");
            this.savepoint = connection.prepareStatement("SAVEPOINT unit");
            this.release = connection.prepareStatement("RELEASE unit");
            this.rollbackTo = connection.prepareStatement("ROLLBACK TO unit");
        } catch (SQLException e) {
            throw new StoreException("cannot open " + url, e);
        }
        StatementCache statements = new StatementCache();
        this.writing = new Handles(ignored -> statements);
        this.readers = pool("gishe-store-read", source(url, SynchronousMode.FULL), readers);
        this.service =
                new LockedDataSource(pool("gishe-store-service", source(url, SynchronousMode.NORMAL), 4), writeLock);
        this.writer = new Thread(this::write, "gishe-store-writer");
        writer.start();
    }

    private static DataSource source(String url, SynchronousMode synchronous) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setCacheSize(-16_000);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(CHECKPOINT_PAGES));
        config.setGetGeneratedKeys(false); // the driver would ask for the last key after each insert: RETURNING does it
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url);
        return source;
    }

    private static HikariDataSource pool(String name, DataSource source, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        if (name.endsWith("read")) {
            config.setAutoCommit(false);
            config.setConnectionInitSql("PRAGMA query_only = 1");
        }
        return new HikariDataSource(config);
    }

    @Override
    public <T> CompletableFuture<T> unit(Unit<T> unit) {
        Job<T> job = new Job<>(unit, false);
        enqueue(job);
        return job.future();
    }

    @Override
    public <T> T commit(Unit<T> unit) {
        refuseInside();
        Job<T> job = new Job<>(unit, true);
        enqueue(job);
        return job.join();
    }

    private void enqueue(Job<?> job) {
        if (closing) {
            refuse(job, "the store is closed");
        } else if (!queue.offer(job)) {
            refuse(job, "too many units wait");
        } else if (finished && queue.remove(job)) {
            refuse(job, "the store is closed");
        }
    }

    private void refuse(Job<?> job, String why) {
        job.fail(new StoreException(why, null));
        job.tell(Runnable::run);
    }

    /** A unit that waited for another would wait for itself. */
    private void refuseInside() {
        if (Thread.currentThread() == writer) {
            throw new IllegalStateException("a unit uses its own handle, never the store");
        }
    }

    @Override
    public <T> T read(Unit<T> query) {
        refuseInside();
        try (Connection reader = readers.getConnection()) {
            try (Handle handle = reading.open(reader)) {
                return query.run(handle);
            } finally {
                reader.rollback();
            }
        } catch (SQLException e) {
            throw new StoreException(closing ? "the store is closed" : "a query failed", e);
        } catch (Exception e) {
            throw Job.thrown(e);
        }
    }

    @Override
    public boolean copies() {
        return true;
    }

    @Override
    public void copy(Path target) {
        if (Files.exists(target)) {
            throw new StoreException(target + " is there already", null);
        }
        boolean done = false;
        // not of the pool: a long copy would take a connection from queries
        try (Connection source = source(url, SynchronousMode.FULL).getConnection()) {
            refuseWithoutRoom(source, target);
            // One statement on one snapshot, as a reader: the writer does not wait. The backup interface in steps would
            // begin anew after each commit of others, which under load means for ever; in one step it takes as long as
            // this, but also carries over what was erased, in pages that are free now.
            try (PreparedStatement vacuum = source.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, target.toString());
                vacuum.executeUpdate();
            }
            done = "ok".equals(read(target, copy -> copy.createQuery("PRAGMA integrity_check(1)")
                    .mapTo(String.class)
                    .one()));
            if (!done) {
                throw new StoreException("the data base is damaged: its copy does not hold together", null);
            }
        } catch (SQLException | IOException e) {
            throw new StoreException("the data base cannot be copied", e);
        } finally {
            if (!done) {
                delete(target);
            }
        }
    }

    /** A disk that a copy fills up would stop the units as well: as much again stays free. */
    private static void refuseWithoutRoom(Connection source, Path target) throws SQLException, IOException {
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) {
            row.next();
            long needed = 2 * row.getLong(1);
            long free = Files.getFileStore(target.toAbsolutePath().getParent()).getUsableSpace();
            if (free < needed) {
                throw new StoreException(
                        "no room for a copy: " + free + " bytes are free, and " + needed + " have to be", null);
            }
        }
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            LOG.warn("a copy of the data base that was not finished cannot be deleted", e);
        }
    }

    @Override
    public <T> T read(Path copy, Unit<T> query) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + copy.toAbsolutePath());
                Handle handle = reading.open(connection)) {
            return query.run(handle);
        } catch (SQLException e) {
            throw new StoreException("a copy cannot be read", e);
        } catch (Exception e) {
            throw Job.thrown(e);
        }
    }

    private void write() {
        List<Job<?>> batch = new ArrayList<>(BATCH);
        boolean stop = false;
        while (!stop) {
            try {
                Job<?> first = stop || closing ? queue.poll() : queue.take();
                stop = first == STOP || first == null;
                if (!stop) {
                    stop = write(first, batch);
                }
            } catch (InterruptedException e) {
                LOG.warn("the store's writer was interrupted and goes on"); // it ends by close() alone
            }
        }
        finished = true;
        for (Job<?> late = queue.poll(); late != null; late = queue.poll()) {
            refuse(late, "the store is closed");
        }
    }

    /** Runs that unit and all that come while it does in one transaction; returns whether the end of all was among them. */
    private boolean write(Job<?> first, List<Job<?>> batch) {
        boolean stop = false;
        batch.clear();
        batch.add(first);
        writeLock.lock();
        try {
            begin.executeUpdate();
            Handle handle = writing.open(connection);
            try {
                long until = System.nanoTime() + BATCH_NANOS;
                run(first, handle);
                while (batch.size() < BATCH && System.nanoTime() < until) {
                    Job<?> next = queue.poll();
                    if (next == null) {
                        break;
                    }
                    if (next == STOP) {
                        stop = true;
                        continue;
                    }
                    batch.add(next);
                    if (handle.isClosed()) { // by a unit that thought it its own
                        handle = writing.open(connection);
                    }
                    run(next, handle);
                }
            } finally {
                handle.close();
            }
            commit.executeUpdate();
        } catch (SQLException | RuntimeException e) {
            // nothing of this batch was kept, or its commit has no known outcome: nobody may be told that it went well
            batch.forEach(job -> job.fail(new StoreException("the store failed", e)));
            undo();
        } finally {
            writeLock.unlock();
        }
        batch.forEach(job -> job.tell(answers));
        batch.clear();
        return stop;
    }

    private void run(Job<?> job, Handle handle) throws SQLException {
        savepoint.executeUpdate();
        if (!job.run(handle) || lost()) {
            rollbackTo.executeUpdate();
        }
        release.executeUpdate();
    }

    private boolean lost() {
        return loseEvery > 0 && ++units % loseEvery == 0;
    }

    private void undo() {
        try {
            rollback.executeUpdate();
        } catch (SQLException e) {
            LOG.debug("nothing to roll back", e); // SQLite itself rolls back on a full disk and the like
        }
    }

    @Override
    public DataSource service() {
        return service;
    }

    @Override
    public Map<String, String> types() {
        return Map.of("bytes", "BLOB", "identity", "INTEGER PRIMARY KEY AUTOINCREMENT");
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        queue.offer(STOP); // a full queue needs none: the writer is awake and sees that we close
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // what was accepted is finished first
            }
        }
        answers.close();
        service.close();
        readers.close();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("closing the writer's connection", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
