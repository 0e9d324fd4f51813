/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.gishe.api.base.PluginException;
import org.gishe.catalogue.Catalogue.Durations;
import org.gishe.catalogue.Catalogue.Tally;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What stands around the calls of one plug-in version: a bulkhead of its own threads, a time limit and a breaker.
 * Threads end a second after their last call, so that none holds the plug-in's classes.
 */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final int THREADS = 16;
    private static final String TRACE = "trace";

    private final PluginKey key;
    private final ThreadPoolExecutor threads;
    private final CircuitBreaker breaker;
    private final AtomicInteger inside = new AtomicInteger();
    private final Set<Entered> hung = ConcurrentHashMap.newKeySet();
    private final LongAdder total = new LongAdder();
    private final LongAdder[] durations =
            Stream.generate(LongAdder::new).limit(Durations.BOUNDS.size() + 1L).toArray(LongAdder[]::new);
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

    PluginKey key() {
        return key;
    }

    /** Names of the threads whose calls were cut off and have not ended. */
    List<String> hung() {
        return hung.stream().map(Entered::thread).sorted().toList();
    }

    synchronized Tally tally() {
        return tally;
    }

    private synchronized void count(long took, boolean failed) {
        tally = new Tally(tally.calls() + 1, tally.failures() + (failed ? 1 : 0), tally.nanos() + took);
    }

    /** How long those took that went in. */
    Durations durations() {
        return new Durations(Stream.of(durations).map(LongAdder::sum).toList(), Duration.ofNanos(total.sum()));
    }

    private void ended(long nanos, boolean failed) {
        count(nanos, failed);
        total.add(nanos);
        int bucket = 0;
        while (bucket < Durations.BOUNDS.size()
                && nanos > Durations.BOUNDS.get(bucket).toNanos()) {
            bucket++;
        }
        durations[bucket].increment();
    }

    <R> R call(Duration limit, Callable<R> call) {
        if (!breaker.tryAcquirePermission()) {
            count(0, true);
            throw new PluginUnavailableException(key + " failed too often and is left alone for some seconds", false);
        }
        long begun = System.nanoTime();
        var future = new FutureTask<R>(call);
        var entered = new Entered(future);
        inside.incrementAndGet();
        try {
            threads.execute(entered);
        } catch (RejectedExecutionException e) {
            inside.decrementAndGet();
            breaker.releasePermission();
            if (!threads.isShutdown()) {
                count(0, true);
            }
            throw new PluginUnavailableException(
                    threads.isShutdown() ? key + " has just gone" : key + " has " + full(), false);
        }
        try {
            R result = future.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            if (result == null) { // no contract allows it, and the caller would stumble over it as if it were its own
                // fault
                return failed(begun, true, new PluginException(key + " gave no answer", true));
            }
            long took = System.nanoTime() - begun;
            ended(took, false);
            breaker.onSuccess(took, TimeUnit.NANOSECONDS);
            return result;
        } catch (TimeoutException e) {
            entered.cutOff();
            return failed(begun, true, new PluginUnavailableException(key + " did not answer in " + limit, true));
        } catch (InterruptedException e) {
            entered.cutOff();
            Thread.currentThread().interrupt();
            return failed(begun, false, new PluginUnavailableException("interrupted while waiting for " + key, true));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof PluginException said) {
                // One that says "never" about this request has answered.
                return failed(begun, said.passing(), said);
            }
            if (cause instanceof PluginUnavailableException gone) {
                return failed(
                        begun,
                        gone instanceof NotActivated,
                        gone); // this one while it was entered, or another that it asked
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
        ended(took, counts);
        if (counts) {
            breaker.onError(took, TimeUnit.NANOSECONDS, failure);
        } else {
            breaker.onSuccess(took, TimeUnit.NANOSECONDS);
        }
        throw failure;
    }

    private String full() {
        int stay = hung.size();
        return THREADS + " calls inside already"
                + (stay == 0 ? "" : ", " + stay + " of them cut off and still running");
    }

    /** No further calls; those inside end by themselves or by their time limit. */
    void close() {
        threads.shutdown();
        List<String> stay = hung();
        if (!stay.isEmpty()) {
            LOG.warn("{} has gone, but its threads {} do not end: they stay until the next restart", key, stay);
        }
    }

    /** It is here, but no object of it comes to be. */
    static final class NotActivated extends PluginUnavailableException {

        private static final long serialVersionUID = 1L;

        NotActivated(PluginKey key) {
            super(key + " cannot be activated, and the log says why", false);
        }
    }

    /** A call on its thread; counted here and not in the task, because one that is cut off before it ran is gone too. */
    private final class Entered implements Runnable {

        private final FutureTask<?> task;
        /** Of the request that calls; null outside of one. */
        private final String trace = MDC.get(TRACE);

        private String thread = "";
        private boolean ended;

        Entered(FutureTask<?> task) {
            this.task = task;
        }

        @Override
        public void run() {
            begin();
            if (trace != null) {
                MDC.put(TRACE, trace);
            }
            try {
                task.run();
            } finally {
                MDC.clear();
                end();
            }
        }

        synchronized String thread() {
            return thread;
        }

        private synchronized void begin() {
            thread = Thread.currentThread().getName();
        }

        private synchronized void end() {
            ended = true;
            hung.remove(this);
            inside.decrementAndGet();
        }

        /** Interrupts it; it is hung until it ends. */
        synchronized void cutOff() {
            task.cancel(true);
            if (!ended) {
                hung.add(this);
            }
        }
    }
}
