/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import java.time.InstantSource;
import java.util.List;
import org.gishe.journal.Journal;
import org.gishe.store.Store;

/** The book of grants as the platform has it, without a configuration. */
public final class TestGrants {

    private TestGrants() {}

    public static GrantBook open(Store store, Journal journal, InstantSource clock) {
        return new GrantBook(store, journal, clock, List.of());
    }
}
