/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the lists of a {@link Trust} stand.
 *
 * @param loadedAt when they were last looked at; null when they never could be
 * @param holdsUntil when the first accepted list expires and all are loaded again; null without an accepted list
 * @param certificates how many are believed
 * @param lists one for each list, the list of lists first; empty for single certificates
 */
public record TrustState(
        @Nullable Instant loadedAt, @Nullable Instant holdsUntil, int certificates, List<ListState> lists) {

    public TrustState {
        lists = List.copyOf(lists);
    }

    /** Whether every list is believed and there is anybody to believe. */
    public boolean whole() {
        return certificates > 0 && lists.stream().allMatch(ListState::accepted);
    }

    /**
     * One list.
     *
     * @param address where it lies
     * @param territory as the list says; null when it could not be read
     * @param accepted whether it gives trust: read, well signed by whom the list of lists names, not expired
     * @param nextUpdate when it expires; null when it could not be read
     * @param problem why it gives none, in English; null when it does
     */
    public record ListState(
            String address,
            @Nullable String territory,
            boolean accepted,
            @Nullable Instant nextUpdate,
            @Nullable String problem) {}
}
