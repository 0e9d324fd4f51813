/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

/** A signature could not be made, extended or looked at; {@link #reason()} says whose fault it is. */
public final class AdesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    public enum Reason {
        /** The value is none that the announced certificate verifies for this document: ask the signer again. */
        WRONG_VALUE,
        /** The certificate is expired, not valid yet or revoked: another certificate is needed. */
        CERTIFICATE,
        /** What was handed in cannot be read as what it is said to be. */
        MALFORMED,
        /** More bytes, entries, levels or a higher packing ratio than is taken. */
        TOO_LARGE,
        /** The format does not go with these documents, this level or what is configured. */
        UNSUPPORTED,
        /** No time-stamp could be had: later it may work. */
        TIME_STAMP,
        /** Certificates or revocation data that a long-term level needs could not be had: later it may work. */
        VALIDATION_DATA,
        /** A fault in here. */
        INTERNAL
    }

    private final Reason reason;

    public AdesException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public AdesException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
