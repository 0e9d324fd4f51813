/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.exchange;

/**
 * What became of a parcel.
 *
 * @param state see {@link State}
 * @param number registration number at the recipient; empty before it is registered
 * @param reason why rejected or failed, in English; empty otherwise
 */
public record Receipt(State state, String number, String reason) {

    /** States; treat one that you do not know as {@link #SENT}. */
    public enum State {
        /** The other side knows nothing of that key. */
        UNKNOWN,
        /** Handed over, not confirmed. */
        SENT,
        /** In the recipient's hands. */
        RECEIVED,
        /** Registered by the recipient. Final. */
        REGISTERED,
        /** Refused by the recipient. Final. */
        REJECTED,
        /** Not handed over; may be sent again. */
        FAILED
    }
}
