/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * So many requests a second whatever the answers take: each is due at its instant, and its time counts from there, so that a
 * stall is seen by all whom it kept waiting.
 */
final class Pace implements AutoCloseable {

    private static final int CLIENTS = 32;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final int perSecond;

    Pace(int perSecond) {
        this.perSecond = perSecond;
    }

    /** A request; false when its answer was not the expected one. */
    @FunctionalInterface
    interface Request {
        boolean run(int number) throws Exception;
    }

    /** Times in microseconds, sorted, and how many requests failed. */
    record Window(long[] micros, long failed) {
        long p99() {
            return micros[(int) Math.ceil(micros.length * 0.99) - 1];
        }
    }

    /** A window that goes on by itself; {@link Running#end} waits for it. */
    Running begin(int seconds, Request request) {
        int count = seconds * perSecond;
        long[] micros = new long[count];
        var next = new AtomicInteger();
        var failed = new LongAdder();
        long period = 1_000_000_000L / perSecond;
        long begun = System.nanoTime();
        Future<?>[] running = new Future<?>[CLIENTS];
        for (int client = 0; client < CLIENTS; client++) {
            running[client] = clients.submit((Callable<Void>) () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    long due = begun + i * period;
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    boolean well;
                    try {
                        well = request.run(i);
                    } catch (Exception e) {
                        well = false; // no answer is a failure like a wrong one
                    }
                    if (!well) {
                        failed.increment();
                    }
                    micros[i] = (System.nanoTime() - due) / 1000;
                }
                return null;
            });
        }
        return () -> {
            for (Future<?> each : running) {
                each.get();
            }
            Arrays.sort(micros);
            return new Window(micros, failed.sum());
        };
    }

    /** A window under way. */
    @FunctionalInterface
    interface Running {
        Window end() throws Exception;
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
