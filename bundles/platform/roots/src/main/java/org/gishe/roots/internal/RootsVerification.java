/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.time.Duration;
import java.time.InstantSource;
import org.gishe.roots.Roots;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Verifies all roots once a day. */
@Component(service = Recurring.class)
public final class RootsVerification implements Recurring {

    private final RootsComponent roots;
    private final Store store;
    private final InstantSource clock;

    /** @param roots owns the tables */
    @Activate
    public RootsVerification(@Reference RootsComponent roots, @Reference Store store, @Reference InstantSource clock) {
        this.roots = roots;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "journal-roots-verification";
    }

    @Override
    public Duration every() {
        return Duration.ofDays(1);
    }

    @Override
    public void run() {
        Roots.Verification verified = roots.verify();
        store.commit(unit -> unit.execute(
                "INSERT INTO roots_verification (id, at, roots, fault) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                        + " SET at = excluded.at, roots = excluded.roots, fault = excluded.fault",
                Times.micros(clock.instant()),
                verified.roots(),
                verified.fault().orElse(null)));
    }
}
