/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers;

import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.schema.Violation;

/**
 * An answer with what is known of how it came about.
 *
 * @param cause why there are no data, where it is not the register that says so
 * @param findings where the request does not fit; empty unless {@link Cause#UNFIT}
 * @param grant id of the grant under which it was asked; empty where none gave the right
 * @param entry names the journal's entry about it: its {@code id} there, and its matter where the caller named none
 */
public record Reply(Answer answer, Cause cause, List<Violation> findings, Optional<String> grant, String entry) {

    public Reply {
        findings = List.copyOf(findings);
    }

    /** Why there are no data; treat one that you do not know by the answer's status. */
    public enum Cause {
        /** The register answered. */
        NONE,
        /** Nothing of this kind was granted to the caller. */
        NO_GRANT,
        /** The caller named no law, and the grant demands it. */
        NO_BASIS,
        /** The caller named no purpose, and the grant demands it. */
        NO_PURPOSE,
        /** The grants of the caller stand on another law. */
        OTHER_BASIS,
        /** The grant ended while the register was asked. */
        ENDED,
        /** The register has no such enquiry. */
        NO_OPERATION,
        /** The request does not fit the enquiry's schema. */
        UNFIT,
        /** No adapter, no time, no answer, or one that is none. */
        DOWN
    }
}
