/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gishe.api.base.Health;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.Kind;
import org.junit.Rule;
import org.junit.rules.TestRule;
import org.junit.rules.Timeout;

/** What the suites share. Not for authors: extend the suite of a contract. */
abstract class Contract {

    private static final int AT_ONCE = 8;

    /** What the suite says goes into the plug-in's jar. */
    @Rule(order = 0)
    public final TestRule reporting = new Reporting(kind(), getClass());

    /** No test of a contract runs longer. */
    @Rule(order = 1)
    public final Timeout limit = Timeout.builder()
            .withTimeout(60, TimeUnit.SECONDS)
            .withLookingForStuckThread(true)
            .build();

    /** Whose contract it is. */
    abstract Kind kind();

    static void assertBothLanguages(LocalText text) {
        assertThat(text).isNotNull();
        assertThat(text.bulgarian()).as("Bulgarian text").isNotBlank();
        assertThat(text.english()).as("English text").isNotBlank();
        assertThat(text.bulgarian()).as("Bulgarian text").matches("(?s).*[А-Яа-я].*");
    }

    /** Health is told within a second, never as null, with a reason unless all is well. */
    static void assertHealth(Health health, Duration took) {
        assertThat(health).isNotNull();
        assertThat(took).as("time to tell one's health").isLessThan(Duration.ofSeconds(2));
        if (health.status() == Health.Status.UP) {
            assertThat(health.reason()).isEmpty();
        } else {
            assertThat(health.reason()).isNotBlank();
        }
    }

    static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Runs the same on several threads at once and gives back what each got. */
    static <T> List<T> atOnce(Callable<T> call) throws InterruptedException, ExecutionException, TimeoutException {
        var threads = Executors.newFixedThreadPool(AT_ONCE, work -> new Thread(work, Threads.OURS + "caller"));
        try {
            var results = new ArrayList<T>();
            var futures = new ArrayList<java.util.concurrent.Future<T>>();
            for (int i = 0; i < AT_ONCE; i++) {
                futures.add(threads.submit(call));
            }
            for (var future : futures) {
                results.add(future.get(30, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
