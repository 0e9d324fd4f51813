/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.gishe.api.base.Data;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journey.internal.Row.Status;
import org.gishe.store.Store;
import org.gishe.store.StoreException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Walks submissions through their steps. The row is the truth: what is queued or timed here is only a hint, and whatever
 * was forgotten is found again by {@link #sweep}. Nothing waits on a thread.
 */
final class Drive implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Drive.class);
    private static final int HINTS = 10_000;
    private static final String TRACE = "trace";
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final long LONGEST_PAUSE = 60_000;
    private static final long MISSING = 1_000;

    private final Store store;
    private final Submissions submissions;
    private final Journal journal;
    private final InstantSource clock;
    private final Function<Row, Outcome> route;
    private final int attempts;
    private final String node;
    private final String life;
    private final Set<String> hinted = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param route takes the step in which a submission stands
     * @param patience how long a step is tried before it is parked; time in which nobody tried does not count
     * @param workers 0 for none
     */
    Drive(
            Store store,
            Submissions submissions,
            Journal journal,
            InstantSource clock,
            Function<Row, Outcome> route,
            Duration patience,
            String node,
            int workers) {
        this.store = store;
        this.submissions = submissions;
        this.journal = journal;
        this.clock = clock;
        this.route = route;
        this.attempts = attempts(patience);
        this.node = node;
        this.life = node + "/" + UUID.randomUUID();
        var number = new AtomicInteger();
        this.workers = workers == 0
                ? null
                : new ThreadPoolExecutor(
                        workers, workers, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(HINTS), task -> {
                            var thread = new Thread(task, "gishe-journey-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "gishe-journey-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Names this node in its present life; what it holds is void when it comes back. */
    String life() {
        return life;
    }

    /** Frees what this node held when it died. */
    void start() {
        int freed = store.commit(unit -> submissions.release(unit, node, life));
        if (freed > 0) {
            LOG.info("{} submissions that stood in work when this node ended go on", freed);
        }
    }

    /** Goes on with a submission that was committed in this node's hands. */
    void goOn(Row row) {
        hint(row.id(), () -> walk(row));
    }

    /** Goes on with a submission if it is due and free. */
    void look(String id) {
        hint(id, () -> store.commit(unit -> submissions.claim(unit, id, life, clock.instant()))
                .ifPresent(this::walk));
    }

    /** Looks at whatever is due and in nobody's hands. */
    void sweep() {
        if (workers == null) {
            return;
        }
        for (String id : store.read(query -> submissions.due(query, clock.instant(), 500))) {
            look(id);
        }
    }

    private void hint(String id, Runnable work) {
        if (workers == null || !hinted.add(id)) {
            return;
        }
        String trace = MDC.get(TRACE); // of the request that filed it, so that its first steps are found by it
        try {
            workers.execute(() -> {
                hinted.remove(id);
                if (trace != null) {
                    MDC.put(TRACE, trace);
                }
                try {
                    work.run();
                } catch (StoreException e) {
                    LOG.warn("Submission {} waits: the store did not take its step", id, e);
                } catch (RuntimeException e) {
                    LOG.error("Submission {} could not be driven; it comes again when its lease ends", id, e);
                } finally {
                    MDC.remove(TRACE);
                }
            });
        } catch (RejectedExecutionException e) {
            hinted.remove(id); // too many, or closing: the sweep finds it again
        }
    }

    /** As many steps as do not wait. */
    private void walk(Row from) {
        Optional<Row> row = Optional.of(from);
        while (row.isPresent() && !row.get().step().equals(Row.CLOSED)) {
            row = step(row.get());
        }
    }

    private Optional<Row> step(Row row) {
        Outcome outcome;
        try {
            outcome = route.apply(row);
        } catch (RuntimeException e) {
            outcome = failed(row, e);
        }
        Instant now = clock.instant();
        if (outcome instanceof Outcome.Done done) {
            try {
                Journal.Prepared entry = journal.prepare(moved(row));
                return store.commit(unit -> finish(unit, row, done, entry, now));
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) { // nothing of its effect was kept
                outcome = failed(row, e);
            }
        }
        if (outcome instanceof Outcome.Wait wait) {
            rest(row, wait.state(), "", Optional.of(wait.time()), 0, false);
        } else if (outcome instanceof Outcome.Again again) {
            tryAgain(row, again);
        } else if (outcome instanceof Outcome.Missing missing) {
            rest(row, Status.DELAYED, missing.reason(), Optional.of(jittered(MISSING)), row.attempts(), false);
        } else if (outcome instanceof Outcome.Anew anew) {
            rest(row, Status.RUNNING, anew.reason(), Optional.of(Duration.ZERO), 0, true);
        } else if (outcome instanceof Outcome.Stop stop) {
            rest(row, stop.state(), stop.reason(), Optional.empty(), row.attempts(), false);
            if (stop.state() == Status.PARKED) {
                LOG.warn("Submission {} is parked in step {}: {}", row.id(), row.step(), stop.reason());
            }
        }
        return Optional.empty();
    }

    private Optional<Row> finish(Handle unit, Row row, Outcome.Done done, Journal.Prepared entry, Instant now) {
        if (!submissions.moveOn(unit, row, now)) {
            return Optional.empty();
        }
        if (submissions.effect(unit, row, now)) {
            done.effect().write(unit);
            journal.record(unit, entry);
        }
        return submissions.find(unit, row.id());
    }

    private static Outcome failed(Row row, RuntimeException e) {
        LOG.warn("Step {} of submission {} failed and is tried again", row.step(), row.id(), e);
        return new Outcome.Again(e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
    }

    private void tryAgain(Row row, Outcome.Again again) {
        if (row.attempts() >= attempts) {
            LOG.warn("Submission {} is parked in step {}: {}", row.id(), row.step(), again.reason());
            rest(row, Status.PARKED, again.reason(), Optional.empty(), row.attempts() + 1, false);
            return;
        }
        rest(
                row,
                Status.DELAYED,
                again.reason(),
                Optional.of(jittered(pause(row.attempts()))),
                row.attempts() + 1,
                false);
    }

    /** How often a step is tried in that time. */
    private static int attempts(Duration patience) {
        int attempts = 0;
        for (long tried = 0; tried < patience.toMillis(); attempts++) {
            tried += pause(attempts);
        }
        return attempts;
    }

    private static long pause(int attempts) {
        return Math.min(LONGEST_PAUSE, 200L << Math.min(attempts, 10));
    }

    private static Duration jittered(long pause) {
        return Duration.ofMillis(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
    }

    private void rest(Row row, Status state, String reason, Optional<Duration> pause, int attempts, boolean anew) {
        Instant now = clock.instant();
        boolean resting = store.commit(
                unit -> submissions.rest(unit, row, state, reason, pause.map(now::plus), attempts, anew, now));
        if (resting && pause.isPresent() && pause.get().compareTo(SOON) <= 0) {
            try {
                timer.schedule(() -> look(row.id()), pause.get().toMillis() + 1, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.trace("closing: the sweep of the next start finds {}", row.id());
            }
        }
    }

    private static Entry moved(Row row) {
        return Entry.of("journey.step")
                .person(row.owner())
                .matter(row.id())
                .payload(Data.EMPTY
                        .with("step", row.step())
                        .with("visit", Data.of(row.visit()))
                        .with("service", row.service() + "@" + row.version()))
                .build();
    }

    /** Steps under way end, nothing new is begun. */
    @Override
    public void close() {
        timer.shutdownNow();
        if (workers != null) {
            workers.getQueue().clear();
            workers.shutdown();
            try {
                if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                    workers.shutdownNow();
                }
            } catch (InterruptedException e) {
                workers.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }
}
