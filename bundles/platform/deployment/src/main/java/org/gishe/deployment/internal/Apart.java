/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does on a thread of its own what runs code of a plug-in, so that one that hangs is left behind. Thread-safe. */
final class Apart {

    /** Threads inherit the group of who starts them; not a loader, which the platform's own would then hold on to. */
    private final ThreadGroup group = new ThreadGroup("gishe-deployment");

    /** What the framework is asked to do. */
    @FunctionalInterface
    interface Act {
        void run() throws Exception;
    }

    /**
     * Does it and waits so long, then interrupts it.
     *
     * @param verb what it is, for the words: {@code start}
     * @return why it was not done, in words; empty when it was
     */
    Optional<String> within(Duration limit, String verb, Act act) throws InterruptedException {
        return waitFor(begin(verb, act), limit, verb, true);
    }

    /** The same, but goes on waiting in the background after the limit. */
    Optional<String> patiently(Duration limit, String verb, Act act) throws InterruptedException {
        return waitFor(begin(verb, act), limit, verb, false);
    }

    private FutureTask<Void> begin(String verb, Act act) {
        var task = new FutureTask<Void>(() -> {
            act.run();
            return null;
        });
        start(verb, task);
        return task;
    }

    private static Optional<String> waitFor(FutureTask<Void> task, Duration limit, String verb, boolean interrupt)
            throws InterruptedException {
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            if (interrupt) {
                task.cancel(true);
            }
            return Optional.of("it did not " + verb + " within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            return Optional.of("it does not " + verb + ": " + e.getCause().getMessage());
        }
    }

    /** Does what has limits of its own. */
    <T> T call(String verb, Callable<T> act) throws InterruptedException {
        var task = new FutureTask<>(act);
        start(verb, task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void start(String verb, Runnable task) {
        var thread = new Thread(group, task, "gishe-deployment-" + verb, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Apart.class.getClassLoader());
        thread.start();
    }

    /** Whether it was started in here, or by one that was. */
    boolean began(Thread thread) {
        return group.equals(thread.getThreadGroup());
    }

    /** Every thread of the JVM. */
    static List<Thread> threads() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        var all = new Thread[top.activeCount() * 2 + 16];
        return List.of(Arrays.copyOf(all, top.enumerate(all)));
    }
}
