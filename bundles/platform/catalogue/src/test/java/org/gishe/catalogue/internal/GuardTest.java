/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.gishe.api.base.PluginException;
import org.gishe.catalogue.Catalogue;
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
    public final Timeout deadline = Timeout.seconds(40);

    private final Guard guard = new Guard(new PluginKey(Kind.NOTICE, "sms", "sms", "1.0.0"));
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);

    @After
    public void end() {
        release.countDown();
        callers.shutdownNow();
        guard.close();
    }

    private int inside(int expected) {
        while (guard.inside() != expected) {
            Thread.onSpinWait(); // the test's deadline bounds it
        }
        return guard.inside();
    }

    private void waitDeaf() {
        try {
            release.await();
        } catch (InterruptedException e) {
            // one that does not listen
        }
    }

    @Test
    public void aCallRunsOnAThreadNamedForThePluginAndAnswers() {
        String name = guard.call(LONG, () -> Thread.currentThread().getName());

        assertThat(name).startsWith("gishe-notice/sms@1.0.0-");
        assertThat(inside(0)).isZero();
    }

    @Test
    public void aCallThatIsTooSlowIsInterruptedAndMayHaveHadAnEffect() throws Exception {
        var interrupted = new CountDownLatch(1);

        var failure = catchThrowableOfType(
                PluginUnavailableException.class,
                () -> guard.call(Duration.ofMillis(50), () -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return null;
                }));

        assertThat(failure.reached()).isTrue();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(inside(0)).isZero();
    }

    @Test
    public void aCallThatIgnoresItsInterruptionStaysCountedInside() {
        assertThatThrownBy(() -> guard.call(Duration.ofMillis(50), () -> {
                    while (release.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return null;
                }))
                .isInstanceOf(PluginUnavailableException.class);

        assertThat(guard.inside()).isEqualTo(1);
        assertThat(guard.hung()).containsExactly("gishe-notice/sms@1.0.0-1");
        release.countDown();
        assertThat(inside(0)).isZero();
        assertThat(guard.hung()).isEmpty();
    }

    @Test
    public void whenItIsFullTheWordsSayHowManyDoNotEnd() throws Exception {
        for (int i = 0; i < 7; i++) { // fewer than those after which it is left alone
            assertThatThrownBy(() -> guard.call(Duration.ofMillis(50), () -> {
                        while (release.getCount() > 0) {
                            waitDeaf();
                        }
                        return "late";
                    }))
                    .isInstanceOf(PluginUnavailableException.class);
        }
        for (int i = 0; i < 9; i++) {
            callers.submit(() -> guard.call(LONG, () -> {
                release.await();
                return "in time";
            }));
        }
        assertThat(inside(16)).isEqualTo(16);

        assertThatThrownBy(() -> guard.call(LONG, () -> "too many"))
                .hasMessage("notice/sms@1.0.0 has 16 calls inside already, 7 of them cut off and still running");
    }

    @Test
    public void noAnswerIsAFailureOfThePlugin() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> guard.call(LONG, () -> null))
                    .isInstanceOf(PluginException.class)
                    .hasMessage("notice/sms@1.0.0 gave no answer");
        }

        assertThatThrownBy(() -> guard.call(LONG, () -> "yes")).hasMessageContaining("failed too often");
    }

    @Test
    public void theSeventeenthCallIsTurnedAwayAtOnceWithoutEffect() {
        for (int i = 0; i < 16; i++) {
            callers.execute(() -> guard.call(LONG, () -> {
                release.await();
                return "let in";
            }));
        }
        assertThat(inside(16)).isEqualTo(16);

        var failure = catchThrowableOfType(PluginUnavailableException.class, () -> guard.call(LONG, () -> "too many"));

        assertThat(failure.reached()).isFalse();
        assertThat(failure).hasMessageContaining("has 16 calls inside already");
        release.countDown();
        assertThat(inside(0)).isZero();
        assertThat(guard.<String>call(LONG, () -> "again")).isEqualTo("again");
    }

    @Test
    public void afterManyFailuresItIsLeftAlone() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> guard.call(LONG, () -> {
                        throw new PluginException("busy", true);
                    }))
                    .isInstanceOf(PluginException.class);
        }

        var failure = catchThrowableOfType(PluginUnavailableException.class, () -> guard.call(LONG, () -> "yes"));

        assertThat(failure.reached()).isFalse();
        assertThat(failure).hasMessageContaining("failed too often");
    }

    @Test
    public void answersThatSayNeverDoNotCountAgainstIt() {
        for (int i = 0; i < 30; i++) {
            assertThatThrownBy(() -> guard.call(LONG, () -> {
                        throw new PluginException("no such person", false);
                    }))
                    .isInstanceOf(PluginException.class)
                    .hasMessage("no such person");
        }

        assertThat(guard.<String>call(LONG, () -> "still here")).isEqualTo("still here");
    }

    @Test
    public void anotherPluginThatWasAwayDoesNotCountAgainstTheOneThatAskedIt() {
        for (int i = 0; i < 30; i++) {
            assertThatThrownBy(() -> guard.call(LONG, () -> {
                        throw new PluginUnavailableException("the other did not answer", true);
                    }))
                    .isInstanceOf(PluginUnavailableException.class);
        }

        assertThat(guard.<String>call(LONG, () -> "still here")).isEqualTo("still here");
    }

    @Test
    public void whatItThrowsIsToldByItsClassAndNotByItsWords() {
        assertThatThrownBy(() -> guard.call(LONG, () -> {
                    throw new IllegalStateException("8523120012");
                }))
                .isInstanceOf(PluginException.class)
                .hasMessage("notice/sms@1.0.0 threw java.lang.IllegalStateException")
                .matches(failure -> ((PluginException) failure).passing());
        assertThatThrownBy(() -> guard.call(LONG, () -> {
                    throw new NoClassDefFoundError("x");
                }))
                .isInstanceOf(PluginException.class)
                .matches(failure -> !((PluginException) failure).passing());
    }

    @Test
    public void aCallerThatIsInterruptedStaysInterrupted() throws Exception {
        var entered = new CountDownLatch(1);
        var caller = new AtomicReference<Thread>();
        var stillInterrupted = CompletableFuture.supplyAsync(
                () -> {
                    caller.set(Thread.currentThread());
                    try {
                        guard.call(LONG, () -> {
                            entered.countDown();
                            release.await();
                            return null;
                        });
                        return false;
                    } catch (PluginUnavailableException e) {
                        return Thread.interrupted();
                    }
                },
                callers);

        entered.await();
        caller.get().interrupt();

        assertThat(stillInterrupted.get()).isTrue();
    }

    @Test
    public void aClosedGuardLetsThoseInsideFinishAndTakesNoMore() throws Exception {
        var entered = new CountDownLatch(1);
        var inside = CompletableFuture.supplyAsync(
                () -> guard.<String>call(LONG, () -> {
                    entered.countDown();
                    release.await();
                    return "finished";
                }),
                callers);
        entered.await();

        guard.close();

        assertThatThrownBy(() -> guard.call(LONG, () -> "no"))
                .isInstanceOf(PluginUnavailableException.class)
                .hasMessageContaining("has just gone");
        release.countDown();
        assertThat(inside.get()).isEqualTo("finished");
    }

    @Test
    public void anIdleGuardHasNoThread() throws Exception {
        Thread thread = guard.call(LONG, Thread::currentThread);

        thread.join(TimeUnit.SECONDS.toMillis(20));

        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    public void itCountsHowCallsEndedAndWhatWasTurnedAway() {
        guard.call(LONG, () -> "well");
        assertThatThrownBy(() -> guard.call(LONG, () -> {
                    throw new PluginException("no such address", false);
                }))
                .isInstanceOf(PluginException.class);
        assertThat(guard.tally().calls()).isEqualTo(2);
        assertThat(guard.tally().failures()).as("an answer is no failure").isZero();

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> guard.call(LONG, () -> {
                        throw new IllegalStateException("bug");
                    }))
                    .isInstanceOf(RuntimeException.class);
        }

        assertThat(guard.tally().calls()).isEqualTo(12);
        assertThat(guard.tally().failures())
                .as("also those that its breaker turned away")
                .isEqualTo(10);
        assertThat(guard.tally().nanos()).isPositive();
    }

    @Test
    public void eachCallThatWentInStandsInTheBucketOfItsTime() {
        int first = guard.durations().counts().size();
        guard.call(LONG, () -> "quick");
        assertThatThrownBy(() -> guard.call(Duration.ofMillis(30), () -> {
                    release.await();
                    return "late";
                }))
                .isInstanceOf(PluginUnavailableException.class);

        var counts = guard.durations().counts();

        assertThat(first).isEqualTo(Catalogue.Durations.BOUNDS.size() + 1);
        assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
        assertThat(counts.subList(0, 3).stream().mapToLong(Long::longValue).sum())
                .as("at most 25 ms: the one that was cut off after 30 is none of them")
                .isLessThanOrEqualTo(1);
        assertThat(guard.durations().total())
                .isGreaterThanOrEqualTo(Duration.ofMillis(30))
                .isEqualTo(Duration.ofNanos(guard.tally().nanos()));
    }

    @Test
    public void whatWasTurnedAwayTookNoTime() {
        for (int i = 0; i < 12; i++) {
            assertThatThrownBy(() -> guard.call(LONG, () -> {
                        throw new IllegalStateException("bug");
                    }))
                    .isInstanceOf(RuntimeException.class);
        }

        assertThat(guard.tally().calls()).isEqualTo(12);
        assertThat(guard.durations().counts().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(10);
    }
}
