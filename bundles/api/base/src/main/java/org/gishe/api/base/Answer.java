/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a register answered. A normal failure is a status, not an exception; {@link #data()} is present only when
 * something was {@link Status#FOUND}. Immutable.
 */
public final class Answer {

    /** What an answer means; treat a status that you do not know as {@link #UNAVAILABLE}. */
    public enum Status {
        /** The register holds it; the data are present. */
        FOUND,
        /** The register answered that it holds nothing. */
        NOT_FOUND,
        /** The request does not fit the operation; asking again is pointless. */
        INVALID,
        /** No grant, legal basis or purpose for it; asking again is pointless. */
        REFUSED,
        /** No answer: down, too slow or broken; ask again later. */
        UNAVAILABLE
    }

    private final Status status;
    private final Data.Obj data;
    private final String reason;
    private final Instant at;

    private Answer(Status status, Data.Obj data, String reason, Instant at) {
        this.status = Objects.requireNonNull(status);
        this.data = Objects.requireNonNull(data);
        this.reason = Objects.requireNonNull(reason);
        this.at = Objects.requireNonNull(at);
    }

    /** Found, as of the instant at which the register answered. */
    public static Answer found(Data.Obj data, Instant at) {
        return new Answer(Status.FOUND, data, "", at);
    }

    /**
     * Anything but found.
     *
     * @param reason for operators, in English, without personal data
     */
    public static Answer without(Status status, String reason, Instant at) {
        if (status == Status.FOUND) {
            throw new IllegalArgumentException("an answer that was found has data");
        }
        return new Answer(status, Data.EMPTY, reason, at);
    }

    public Status status() {
        return status;
    }

    /** The data; empty unless found. */
    public Optional<Data.Obj> data() {
        return status == Status.FOUND ? Optional.of(data) : Optional.empty();
    }

    /** Why not found, for operators; empty when found. */
    public String reason() {
        return reason;
    }

    /** When the register answered. */
    public Instant at() {
        return at;
    }

    @Override
    public String toString() {
        return status + (reason.isEmpty() ? "" : ": " + reason);
    }
}
