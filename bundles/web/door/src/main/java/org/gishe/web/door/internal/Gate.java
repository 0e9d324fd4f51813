/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.gishe.web.door.Problem;

/**
 * Holds requests while a handler is missing. Open is one read of a volatile field; it is closed by {@link #changed} and opens
 * when somebody finds that nothing is missing. Thread-safe.
 */
final class Gate {

    private static final long LOOK_MILLIS = 20;
    /** How long after a change an unknown address may still be one that is about to be there. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** How much later than the whiteboards this gate may be told of a change. */
    private static final Duration LATE = Duration.ofMillis(100);

    private final Supplier<Set<String>> missing;
    private final Duration hold;
    private final int places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final LongAdder held = new LongAdder();
    private volatile boolean open;
    private volatile long changedAt = System.nanoTime();

    Gate(Supplier<Set<String>> missing, Duration hold, int places) {
        this.missing = missing;
        this.hold = hold;
        this.places = places;
    }

    /** A handler came or went: look again before the next request. */
    void changed() {
        open = false;
        changedAt = System.nanoTime();
        changes.incrementAndGet();
        synchronized (this) {
            notifyAll();
        }
    }

    int changes() {
        return changes.get();
    }

    /**
     * Whether handlers changed since, or only just before. The whiteboards may be told of a change before this gate is:
     * therefore the answer no takes a tenth of a second.
     */
    boolean mayChange(int since) {
        long until = System.nanoTime() + LATE.toNanos();
        while (!unsettled(since)) {
            if (System.nanoTime() - until >= 0) {
                return false;
            }
            moment();
        }
        return true;
    }

    private boolean unsettled(int since) {
        return changes.get() != since || System.nanoTime() - changedAt < FRESH.toNanos();
    }

    long held() {
        return held.sum();
    }

    /** When a request that arrives now is no longer held. */
    long deadline() {
        return System.nanoTime() + hold.toNanos();
    }

    /**
     * Comes back when nothing is missing.
     *
     * @throws Problem {@code busy} after the deadline, or when too many wait
     */
    void pass(long deadline) {
        if (open || look()) {
            return;
        }
        held.increment();
        if (waiting.incrementAndGet() > places) {
            waiting.decrementAndGet();
            throw Problem.busy(2);
        }
        try {
            while (!look()) {
                if (System.nanoTime() - deadline >= 0) {
                    throw Problem.busy(2);
                }
                synchronized (this) {
                    wait(LOOK_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.busy(2);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Waits a moment before an unknown address is looked for again. */
    void moment() {
        try {
            synchronized (this) {
                wait(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.busy(2);
        }
    }

    private boolean look() {
        int before = changes.get();
        if (!missing.get().isEmpty()) {
            return false;
        }
        open = true;
        if (changes.get() != before) { // changed meanwhile: the next one looks again
            open = false;
        }
        return true;
    }
}
