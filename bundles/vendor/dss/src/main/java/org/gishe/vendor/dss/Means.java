/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import org.jspecify.annotations.Nullable;

/**
 * What levels above B need.
 *
 * @param trust whose chains are completed and checked for revocation (levels LT and LTA)
 * @param timeStamps for the levels T and above; without it only B can be made
 */
public record Means(Trust trust, @Nullable TimeStampSource timeStamps) {

    /** Enough for level B. */
    public static final Means NONE = new Means(Trust.NOBODY, null);
}
