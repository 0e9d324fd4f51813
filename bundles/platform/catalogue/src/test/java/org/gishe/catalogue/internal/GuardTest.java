/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.PluginException;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

public class GuardTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    private final Guard guard = new Guard(new PluginKey(Kind.SERVICE, "sample", "sample", "1.0.0"));

    @After
    public void close() {
        guard.close();
    }

    @Test
    public void an_answer_comes_back_and_nothing_stays_inside() {
        assertThat(guard.<String>call(LONG, () -> "yes")).isEqualTo("yes");
        awaitNobodyInside();
    }

    @Test
    public void a_call_beyond_its_limit_is_cut_off() throws InterruptedException {
        var interrupted = new CountDownLatch(1);

        assertThatThrownBy(() -> guard.call(Duration.ofMillis(50), () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return null;
                }))
                .isInstanceOfSatisfying(PluginUnavailableException.class, failure -> assertThat(failure.reached())
                        .isTrue());
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        awaitNobodyInside();
    }

    @Test
    public void what_a_plug_in_throws_is_told_without_its_message() {
        assertThatThrownBy(() -> guard.call(LONG, () -> {
                    throw new IllegalStateException("8523120012");
                }))
                .isInstanceOfSatisfying(PluginException.class, failure -> assertThat(failure.getMessage())
                        .contains("IllegalStateException")
                        .doesNotContain("8523120012"));
    }

    @Test
    public void more_than_its_share_of_calls_is_refused_at_once() throws Exception {
        var entered = new CountDownLatch(16);
        var release = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            for (int i = 0; i < 16; i++) {
                callers.submit(() -> guard.call(LONG, () -> {
                    entered.countDown();
                    return release.await(20, TimeUnit.SECONDS);
                }));
            }
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(guard.inside()).isEqualTo(16);
            assertThatThrownBy(() -> guard.call(LONG, () -> "one more"))
                    .isInstanceOfSatisfying(PluginUnavailableException.class, failure -> assertThat(failure.reached())
                            .isFalse());
        } finally {
            release.countDown();
            callers.shutdown();
        }
        assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        awaitNobodyInside();
    }

    @Test
    public void one_that_fails_again_and_again_is_left_alone() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> guard.call(LONG, () -> {
                        throw new PluginException("down", true);
                    }))
                    .isInstanceOf(PluginException.class);
        }

        assertThatThrownBy(() -> guard.call(LONG, () -> "never entered"))
                .isInstanceOfSatisfying(PluginUnavailableException.class, failure -> assertThat(failure.reached())
                        .isFalse());
    }

    private void awaitNobodyInside() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (guard.inside() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(guard.inside()).isZero();
    }
}
