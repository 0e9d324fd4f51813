/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.time.InstantSource;
import org.gishe.journal.Journal;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Recomputes the whole journal once a day. */
@Component
public final class JournalVerification implements Recurring {

    private final Journal journal;
    private final Store store;
    private final InstantSource clock;

    @Activate
    public JournalVerification(@Reference Journal journal, @Reference Tables tables, @Reference InstantSource clock) {
        this.journal = journal;
        this.store = tables.store();
        this.clock = clock;
    }

    @Override
    public String name() {
        return "journal-verification";
    }

    @Override
    public Duration every() {
        return Duration.ofDays(1);
    }

    @Override
    public void run() {
        Journal.Verification verified = journal.verify();
        store.commit(unit -> unit.execute(
                "INSERT INTO health_verification (id, at, sealed, fault) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                        + " SET at = excluded.at, sealed = excluded.sealed, fault = excluded.fault",
                Times.micros(clock.instant()),
                verified.sealed(),
                verified.fault().orElse(null)));
    }
}
