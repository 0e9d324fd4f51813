/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.gishe.store.Store.Unit;
import org.gishe.store.StoreException;
import org.jdbi.v3.core.Handle;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL: each unit is a serialisable transaction, so that a unit means the same as on SQLite, where they run one after
 * the other; one that cannot be serialised is repeated.
 */
final class PostgresEngine implements Engine {

    private static final int ATTEMPTS = 50;
    private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);

    private final Handles handles = new Handles();
    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final HikariDataSource service;
    private final ThreadPoolExecutor threads;
    private final Answers answers = new Answers();
    private final int loseEvery;
    private final AtomicLong units = new AtomicLong();

    PostgresEngine(String url, String user, String password, int writers, int readers, int waiting, int loseEvery) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        if (!user.isEmpty()) {
            source.setUser(user);
            source.setPassword(password);
        }
        source.setApplicationName("gishe");
        this.loseEvery = loseEvery;

        HikariConfig unit = config("gishe-store-unit", source, writers);
        unit.setAutoCommit(false);
        unit.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        this.writers = new HikariDataSource(unit);

        HikariConfig read = config("gishe-store-read", source, readers);
        read.setAutoCommit(false);
        read.setReadOnly(true);
        read.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        this.readers = new HikariDataSource(read);

        HikariConfig plain = config("gishe-store-service", source, 4);
        plain.setConnectionInitSql("SET synchronous_commit = off");
        this.service = new HikariDataSource(plain);

        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                writers,
                writers,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                work -> new Thread(work, "gishe-store-unit-" + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
    }

    private static HikariConfig config(String name, DataSource source, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        return config;
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
        try {
            threads.execute(() -> {
                run(job);
                job.tell(answers);
            });
        } catch (RejectedExecutionException e) {
            job.fail(new StoreException(threads.isShutdown() ? "the store is closed" : "too many units wait", null));
            job.tell(Runnable::run);
        }
    }

    private static void refuseInside() {
        if (INSIDE.get()) {
            throw new IllegalStateException("a unit uses its own handle, never the store");
        }
    }

    private void run(Job<?> job) {
        for (int attempt = 1; ; attempt++) {
            Throwable failure = attempt(job);
            if (failure == null) {
                return;
            }
            if (!repeatable(failure) || attempt == ATTEMPTS) {
                job.fail(failure);
                return;
            }
            LockSupport.parkNanos(ThreadLocalRandom.current()
                    .nextLong(100_000L * Math.min(attempt, 20), 2_000_000L * Math.min(attempt, 20)));
        }
    }

    /** Runs it once; returns what went wrong. */
    private Throwable attempt(Job<?> job) {
        try (Connection connection = writers.getConnection()) {
            boolean good;
            INSIDE.set(true);
            try (Handle handle = handles.open(connection)) {
                good = job.run(handle);
            } finally {
                INSIDE.remove();
            }
            if (!good) {
                connection.rollback();
                return job.failure();
            }
            if (loseEvery > 0 && units.incrementAndGet() % loseEvery == 0) {
                connection.rollback();
            } else {
                connection.commit();
            }
            return null;
        } catch (SQLException | RuntimeException e) {
            return new StoreException("the store failed", e);
        }
    }

    /** Serialisation failure or deadlock. */
    private static boolean repeatable(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql
                    && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public <T> T read(Unit<T> query) {
        refuseInside();
        try (Connection reader = readers.getConnection()) {
            try (Handle handle = handles.open(reader)) {
                return query.run(handle);
            } finally {
                reader.rollback();
            }
        } catch (SQLException e) {
            throw new StoreException(readers.isClosed() ? "the store is closed" : "a query failed", e);
        } catch (Exception e) {
            throw Job.thrown(e);
        }
    }

    @Override
    public DataSource service() {
        return service;
    }

    @Override
    public Map<String, String> types() {
        return Map.of("bytes", "BYTEA", "identity", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
    }

    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true; // what was accepted is finished first
            }
        }
        answers.close();
        service.close();
        readers.close();
        writers.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
