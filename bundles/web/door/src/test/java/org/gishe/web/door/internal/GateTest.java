/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.gishe.web.door.Problem;
import org.junit.Test;

public class GateTest {

    private final AtomicReference<Set<String>> missing = new AtomicReference<>(Set.of());
    private final AtomicInteger looked = new AtomicInteger();

    @Test
    public void anOpenGateIsNotLookedAtAgain() {
        Gate gate = gate(100, 10);
        gate.pass(gate.deadline());
        int before = looked.get();

        gate.pass(gate.deadline());

        assertThat(looked.get()).isEqualTo(before);
    }

    @Test
    public void aChangeMakesTheGateLookAgain() {
        Gate gate = gate(50, 10);
        gate.pass(gate.deadline());

        missing.set(Set.of("handler"));
        gate.changed();

        assertThatThrownBy(() -> gate.pass(gate.deadline())).isInstanceOf(Problem.class);
        assertThat(gate.mayChange(0)).isTrue();
    }

    @Test
    public void whenTooManyWaitTheNextIsToldAtOnce() throws Exception {
        missing.set(Set.of("handler"));
        Gate gate = gate(20_000, 1);
        CountDownLatch through = new CountDownLatch(1);
        Thread first = new Thread(() -> {
            gate.pass(gate.deadline());
            through.countDown();
        });
        first.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (gate.held() == 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        assertThatThrownBy(() -> {
                    while (true) { // the first one may have been counted but not have taken its place yet
                        gate.pass(System.nanoTime());
                    }
                })
                .isInstanceOf(Problem.class);

        missing.set(Set.of());
        gate.changed();
        assertThat(through.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private Gate gate(int millis, int places) {
        return new Gate(
                () -> {
                    looked.incrementAndGet();
                    return missing.get();
                },
                Duration.ofMillis(millis),
                places);
    }
}
