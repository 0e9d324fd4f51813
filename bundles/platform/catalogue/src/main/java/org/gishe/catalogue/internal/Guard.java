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

    Guard(PluginKey key) {
        this.key = key;
        var number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(0, THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            var thread = new Thread(task, "gishe-" + key + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(Guard.class.getClassLoader());
            return thread;
        });
        this.breaker = CircuitBreaker.of(
                key.toString(),
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .recordException(Guard::isThePluginsFault)
                        .build());
    }

    int inside() {
        return inside.get();
    }

    <R> R call(Duration limit, Callable<R> call) {
        if (!breaker.tryAcquirePermission()) {
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
            throw new PluginUnavailableException(key + " has " + THREADS + " calls inside already", false);
        }
        try {
            R result = future.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return result;
        } catch (TimeoutException e) {
            future.cancel(true);
            return failed(begun, new PluginUnavailableException(key + " did not answer in " + limit, true));
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            return failed(begun, new PluginUnavailableException("interrupted while waiting for " + key, true));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof PluginException || cause instanceof PluginUnavailableException) {
                return failed(begun, (RuntimeException) cause);
            }
            // A class name is kept, its message not: it may quote what people wrote.
            return failed(
                    begun,
                    new PluginException(
                            key + " threw " + cause.getClass().getName(), !(cause instanceof LinkageError), cause));
        }
    }

    private <R> R failed(long begun, RuntimeException failure) {
        breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, failure);
        throw failure;
    }

    private static boolean isThePluginsFault(Throwable failure) {
        return !(failure instanceof PluginUnavailableException unavailable) || unavailable.reached();
    }

    /** No further calls; those inside are cut off. */
    void close() {
        threads.shutdownNow();
    }
}
