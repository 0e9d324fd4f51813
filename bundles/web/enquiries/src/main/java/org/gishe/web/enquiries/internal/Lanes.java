/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does many pieces of work at once, few of them for any one register or callback's host: one that hangs holds its own lane up
 * and no other. What does not fit is not taken; it stands in the data base and is found again. Thread-safe.
 */
final class Lanes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final int THREADS = 32;
    private static final int AT_ONCE = 4;
    private static final int WAITING = 1_000;

    private final ThreadPoolExecutor threads;
    private final Map<String, Lane> lanes = new HashMap<>();

    private static final class Lane {
        private final Queue<String> waiting = new ArrayDeque<>();
        /** Waiting or being done. */
        private final Set<String> known = new HashSet<>();

        private int running;
    }

    Lanes(String name) {
        var number = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    var thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Does the work for an id soon, once at a time; not at all when too many wait in that lane. */
    void put(String name, String id, Consumer<String> work) {
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(name, any -> new Lane());
            if (lane.known.size() >= WAITING || !lane.known.add(id)) {
                return;
            }
            lane.waiting.add(id);
            if (lane.running == AT_ONCE) {
                return;
            }
            lane.running++;
        }
        try {
            threads.execute(() -> run(name, work));
        } catch (RejectedExecutionException e) { // closing: another node or the next start finds it
            synchronized (lanes) {
                lanes.remove(name);
            }
        }
    }

    private void run(String name, Consumer<String> work) {
        while (true) {
            String id;
            synchronized (lanes) {
                Lane lane = lanes.get(name);
                if (lane == null) {
                    return;
                }
                id = lane.waiting.poll();
                if (id == null) {
                    lane.running--;
                    if (lane.running == 0) {
                        lanes.remove(name);
                    }
                    return;
                }
            }
            try {
                work.accept(id);
            } catch (RuntimeException e) {
                LOG.warn("{} of {} comes again when its lease ends", id, name, e);
            } finally {
                synchronized (lanes) {
                    Lane lane = lanes.get(name);
                    if (lane != null) {
                        lane.known.remove(id);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
