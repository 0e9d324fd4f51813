/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** How a step ended. */
sealed interface Outcome {

    /** Done; the effect is written in the unit that moves the submission on, or not at all. */
    record Done(Effect effect) implements Outcome {}

    /** Nothing to do before that time, or before somebody wakes it. */
    record Wait(Duration time, Row.Status state) implements Outcome {}

    /** Something outside failed; comes again by itself, ever more seldom, and is parked in the end. */
    record Again(String reason) implements Outcome {}

    /** Something of the platform's own is not here yet, a pinned version above all: comes again soon, never parked. */
    record Missing(String reason) implements Outcome {}

    /** The same step is begun anew, as a new visit. */
    record Anew(String reason) implements Outcome {}

    /** Goes on only when a person says so. */
    record Stop(Row.Status state, String reason) implements Outcome {}

    /** Writes what a step did; runs once in the step's unit, may run again when the unit is repeated. */
    @FunctionalInterface
    interface Effect {
        void write(Handle unit);
    }
}
