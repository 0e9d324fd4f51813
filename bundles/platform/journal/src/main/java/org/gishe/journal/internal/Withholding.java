/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.time.Instant;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;

/** Entries that the law keeps from the person they are about, until their day. */
final class Withholding {

    /** Joins {@code w} to entries {@code e}. */
    static final String JOIN = " LEFT JOIN journal_withheld w ON w.entry = e.id";

    /** What the person may see; has one parameter, now. */
    static final String OPEN = "(w.entry IS NULL OR w.until_at <= ?)";

    private Withholding() {}

    static void migrate(Store store) {
        store.migrate("journalwithheld", Withholding.class);
    }

    static void withhold(Handle unit, long entry, byte[] person, Instant until) {
        unit.execute(
                "INSERT INTO journal_withheld (entry, person, until_at) VALUES (?, ?, ?)",
                entry,
                person,
                Times.micros(until));
    }
}
