/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.service;

import java.util.Objects;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;

/** What was decided and why. Immutable. */
public final class Decision {

    /** Outcomes; treat one that you do not know as {@link #CLERK}. */
    public enum Outcome {
        /** Granted: the result is delivered. */
        GRANTED,
        /** Refused: the reason is delivered. */
        REFUSED,
        /** A clerk must decide. */
        CLERK
    }

    private final Outcome outcome;
    private final Data.Obj result;
    private final LocalText reason;

    private Decision(Outcome outcome, Data.Obj result, LocalText reason) {
        this.outcome = Objects.requireNonNull(outcome);
        this.result = Objects.requireNonNull(result);
        this.reason = Objects.requireNonNull(reason);
    }

    /** Granted; {@code result} fills the e-service's result template. */
    public static Decision granted(Data.Obj result) {
        return new Decision(Outcome.GRANTED, result, LocalText.of("", ""));
    }

    /** Refused, with the reasons that the citizen reads. */
    public static Decision refused(LocalText reason) {
        return new Decision(Outcome.REFUSED, Data.EMPTY, reason);
    }

    /** For a clerk, with the reason that the clerk reads. */
    public static Decision clerk(LocalText reason) {
        return new Decision(Outcome.CLERK, Data.EMPTY, reason);
    }

    public Outcome outcome() {
        return outcome;
    }

    /** Fills the result template; empty unless granted. */
    public Data.Obj result() {
        return result;
    }

    /** Why; empty texts when granted. */
    public LocalText reason() {
        return reason;
    }
}
