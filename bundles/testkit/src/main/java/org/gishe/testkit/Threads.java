/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** Watches what threads a plug-in leaves behind. A plug-in is passive: when a call is over, nothing of it runs on. */
final class Threads {

    /** How the threads of these suites are named. */
    static final String OURS = "gishe-testkit-";

    /** Threads of the world outside, which tests play in the same JVM, start as it is asked. */
    private static final String OUTSIDE = "gishe-sandbox";

    private final Set<Thread> before;

    private Threads() {
        before = living();
    }

    static Threads watch() {
        try (var work = TestWork.forNobody().open()) {
            work.http(); // starts the client, whose threads are not the plug-in's
        }
        return new Threads();
    }

    /** Waits a little for threads that are just ending. */
    void assertNothingStays(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Set<String> more = more();
        while (!more.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            more = more();
        }
        assertThat(more).as("threads that the plug-in left behind").isEmpty();
    }

    private Set<String> more() {
        return living().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    private static Set<Thread> living() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        !thread.getName().startsWith(OURS) && !thread.getName().startsWith(OUTSIDE))
                .filter(thread -> thread.getThreadGroup() == null
                        || !thread.getThreadGroup().getName().equals("system"))
                .collect(Collectors.toSet());
    }
}
