/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A point in time after which waiting is over. Conditions are asked for again and again until then, never slept for. */
public final class Deadline {

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Duration whole;
    private final long end;

    private Deadline(Duration whole) {
        this.whole = whole;
        this.end = System.nanoTime() + whole.toNanos();
    }

    public static Deadline in(Duration time) {
        return new Deadline(time);
    }

    public boolean over() {
        return System.nanoTime() - end >= 0;
    }

    /** Asks until there is an answer. */
    public <T> T ask(String what, Supplier<Optional<T>> question) {
        return ask(what, LOOK, question);
    }

    /** Asks until there is an answer, with a pause between. */
    public <T> T ask(String what, Duration pause, Supplier<Optional<T>> question) {
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (over()) {
                throw new IllegalStateException("not within " + whole.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** Waits until it holds. */
    public void until(String what, Supplier<Boolean> condition) {
        ask(what, () -> condition.get() ? Optional.of(true) : Optional.empty());
    }
}
