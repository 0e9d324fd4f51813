/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How far a signing is. Immutable. */
public final class SigningStatus {

    /** States; treat one that you do not know as {@link #FAILED}. */
    public enum State {
        /** The person has not decided yet: ask again. */
        PENDING,
        /** Approved: the values are present. Final. */
        SIGNED,
        /** The person said no. Final. */
        REJECTED,
        /** The person did not answer in time. Final. */
        EXPIRED,
        /** The provider cannot complete it. Final. */
        FAILED
    }

    private final State state;
    private final List<byte[]> values;
    private final String reason;
    private final Duration askAgain;
    private final Optional<SigningTicket> ticket;

    private SigningStatus(
            State state, List<byte[]> values, String reason, Duration askAgain, Optional<SigningTicket> ticket) {
        this.state = Objects.requireNonNull(state);
        this.values = List.copyOf(values);
        this.reason = Objects.requireNonNull(reason);
        this.askAgain = Objects.requireNonNull(askAgain);
        this.ticket = ticket;
    }

    /** Not decided yet; ask again after that time, 100 ms at least. */
    public static SigningStatus pending(Duration askAgain) {
        return new SigningStatus(State.PENDING, List.of(), "", askAgain, Optional.empty());
    }

    /** Not decided yet, and the ticket to ask with changed: the platform keeps the new one before it asks again. */
    public static SigningStatus pending(Duration askAgain, SigningTicket changed) {
        return new SigningStatus(State.PENDING, List.of(), "", askAgain, Optional.of(changed));
    }

    /** Signed: one value for each digest in their order; ECDSA as DER, RSA as PKCS #1. */
    public static SigningStatus signed(List<byte[]> values) {
        return new SigningStatus(State.SIGNED, values, "", Duration.ZERO, Optional.empty());
    }

    /**
     * Rejected, expired or failed.
     *
     * @param reason for operators, in English, without personal data; one that starts with {@code lost:} says that an answer
     *     was lost, and the platform asks the person anew
     */
    public static SigningStatus ended(State state, String reason) {
        if (state == State.PENDING || state == State.SIGNED) {
            throw new IllegalArgumentException(state + " is no end without values");
        }
        return new SigningStatus(state, List.of(), reason, Duration.ZERO, Optional.empty());
    }

    public State state() {
        return state;
    }

    /** Signature values; empty unless signed. */
    public List<byte[]> values() {
        return values;
    }

    public String reason() {
        return reason;
    }

    /** When to ask again; zero unless pending. */
    public Duration askAgain() {
        return askAgain;
    }

    /** The ticket to go on with, where it changed. */
    public Optional<SigningTicket> ticket() {
        return ticket;
    }
}
