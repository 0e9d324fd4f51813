/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.net.URI;
import java.util.Optional;

/**
 * A signing under way.
 *
 * @param state all that the provider must know to go on, at most 64 KiB; kept encrypted
 * @param approvalPage where the person approves when no app of theirs is told; empty when their phone rings by itself
 */
public record SigningTicket(byte[] state, Optional<URI> approvalPage) {
    public SigningTicket {
        if (state.length > 65_536) {
            throw new IllegalArgumentException("a ticket's state has at most 64 KiB");
        }
    }

    @Override
    public String toString() {
        return "ticket of " + state.length;
    }
}
