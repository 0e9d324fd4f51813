/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import java.time.Instant;

/**
 * An officer who was recognised.
 *
 * @param officer as of now: another role or a dismissal counts at once
 * @param csrf token that every changing request of a browser carries; empty where each request brings name and password
 * @param until when it ends unless used
 */
public record OfficerSession(Officer officer, String csrf, Instant until) {

    /** For one request that brought name and password. */
    public static OfficerSession once(Officer officer) {
        return new OfficerSession(officer, "", Instant.MAX);
    }
}
