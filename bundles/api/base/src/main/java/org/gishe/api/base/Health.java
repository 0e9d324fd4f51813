/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

/**
 * How a plug-in finds itself.
 *
 * @param status see {@link Status}
 * @param reason for operators, in English, without personal data; empty when {@link Status#UP}
 */
public record Health(Status status, String reason) {

    /** What a state means for operators. */
    public enum Status {
        /** Works. */
        UP,
        /** Works, but not as it should: look at it in office hours. */
        DEGRADED,
        /** Does not work: look at it now. */
        DOWN,
        /** Nothing is known; never shown as healthy. */
        UNKNOWN
    }

    /** Works. */
    public static final Health UP = new Health(Status.UP, "");
}
