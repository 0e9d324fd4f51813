/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.journal.Journal;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether entries get into the chain, and whether the chain held when it was verified last. */
@Component
public final class JournalCheck implements Check {

    /** The sealer comes twice a second. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Journal journal;
    private final Store store;
    private final InstantSource clock;

    @Activate
    public JournalCheck(@Reference Journal journal, @Reference Tables tables, @Reference InstantSource clock) {
        this.journal = journal;
        this.store = tables.store();
        this.clock = clock;
    }

    private record Verified(Instant at, long sealed, Optional<String> fault) {}

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public List<Condition> conditions() {
        var conditions = new ArrayList<Condition>();
        Journal.Sealing sealing = journal.sealing();
        sealing.oldest()
                .filter(oldest -> oldest.plus(LATE).isBefore(clock.instant()))
                .ifPresent(oldest -> conditions.add(Condition.alerting(
                        "sealing",
                        sealing.waiting() + " entries wait for the sealer, the first since " + oldest,
                        Duration.ZERO)));
        last().ifPresent(last -> last.fault()
                .ifPresent(fault -> conditions.add(Condition.alerting(
                        "chain",
                        "the journal does not hold, of " + last.sealed() + " entries verified at " + last.at() + ": "
                                + fault,
                        Duration.ZERO))));
        return conditions;
    }

    private Optional<Verified> last() {
        return store.read(query -> query.createQuery("SELECT at, sealed, fault FROM health_verification WHERE id = 1")
                .map((row, context) -> new Verified(
                        Times.instant(row.getLong(1)), row.getLong(2), Optional.ofNullable(row.getString(3))))
                .findOne());
    }
}
