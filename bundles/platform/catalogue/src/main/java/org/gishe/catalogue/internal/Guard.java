/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.gishe.api.base.PluginException;
import org.gishe.catalogue.Catalogue.Tally;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;

/**
 * What stands around the calls of one plug-in version: a bulkhead of its own threads, a time limit and a breaker.
 * Threads end a second after their last call, so that none holds the plug-in's classes.
 */
final class Guard {

    private static final int THREADS = 16;

    private final PluginKey key;
    private final ThreadPoolExecutor threads;
    private final CircuitBreaker breaker;
    private final AtomicInteger inside = new AtomicInteger();
    private Tally tally = new Tally(0, 0, 0);

    Guard(PluginKey key) {
        this.key = key;
        var number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0,
                THREADS,
                1,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> thread(task, "gishe-" + key + "-" + number.incrementAndGet()));
        this.breaker = CircuitBreaker.of(
                key.toString(),
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
    }

    /** Inherits nothing of its maker, which may be another plug-in's thread. */
    private static Thread thread(Runnable task, String name) {
        var thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Guard.class.getClassLoader());
        return thread;
    }

    int inside() {
        return inside.get();
    }

    synchronized Tally tally() {
        return tally;
    }

    private synchronized void count(long took, boolean failed) {
        tally = new Tally(tally.calls() + 1, tally.failures() + (failed ? 1 : 0), tally.nanos() + took);
    }

    <R> R call(Duration limit, Callable<R> call) {
        if (!breaker.tryAcquirePermission()) {
            count(0, true);
            throw new PluginUnavailableException(key + " failed too often and is left alone for some seconds", false);
        }
        long begun = System.nanoTime();
        var future = new FutureTask<R>(call);
        inside.incrementAndGet();
        try {
            // Counted around the task, not in it: one that is cut off before it ran is gone too.
            threads.execute(() -> {
                try {
                    future.run();
                } finally {
                    inside.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            inside.decrementAndGet();
            breaker.releasePermission();
            if (!threads.isShutdown()) {
                count(0, true);
            }
            throw new PluginUnavailableException(
                    threads.isShutdown() ? key + " has just gone" : key + " has " + THREADS + " calls inside already",
                    false);
        }
        try {
            R result = future.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            long took = System.nanoTime() - begun;
            count(took, false);
            breaker.onSuccess(took, TimeUnit.NANOSECONDS);
            return result;
        } catch (TimeoutException e) {
            future.cancel(true);
            return failed(begun, true, new PluginUnavailableException(key + " did not answer in " + limit, true));
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            return failed(begun, false, new PluginUnavailableException("interrupted while waiting for " + key, true));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof PluginException said) {
                // One that says "never" about this request has answered.
                return failed(begun, said.passing(), said);
            }
            if (cause instanceof PluginUnavailableException gone) {
                return failed(begun, false, gone); // this one while it was entered, or another that it asked
            }
            // A class name is kept, its message not: it may quote what people wrote.
            return failed(
                    begun,
                    true,
                    new PluginException(
                            key + " threw " + cause.getClass().getName(), !(cause instanceof LinkageError), cause));
        }
    }

    private <R> R failed(long begun, boolean counts, RuntimeException failure) {
        long took = System.nanoTime() - begun;
        count(took, counts);
        if (counts) {
            breaker.onError(took, TimeUnit.NANOSECONDS, failure);
        } else {
            breaker.onSuccess(took, TimeUnit.NANOSECONDS);
        }
        throw failure;
    }

    /** No further calls; those inside end by themselves or by their time limit. */
    void close() {
        threads.shutdown();
    }
}
