/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.roots.Roots;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether roots are made, stamped and witnessed in time, no witness refuses, and all held when they were verified last. */
@Component(configurationPid = "org.gishe.journal")
public final class RootsCheck implements Check {

    private final RootsComponent roots;
    private final Witnesses witnesses;
    private final Store store;
    private final InstantSource clock;
    private final Duration late;

    @Activate
    public RootsCheck(
            @Reference RootsComponent roots,
            @Reference Witnesses witnesses,
            @Reference Store store,
            @Reference InstantSource clock,
            RootsConfiguration configuration) {
        this.roots = roots;
        this.witnesses = witnesses;
        this.store = store;
        this.clock = clock;
        this.late = Duration.ofSeconds(Math.max(0, configuration.everySeconds()))
                .plusMinutes(Math.max(1, configuration.lateMinutes()));
    }

    private record Verified(Instant at, Optional<String> fault) {}

    @Override
    public String name() {
        return "roots";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(10);
    }

    @Override
    public List<Condition> conditions() {
        var conditions = new ArrayList<Condition>();
        Roots.Backlog backlog = roots.backlog();
        if (late(backlog.oldestUnrooted())) {
            conditions.add(alert(
                    "making",
                    backlog.unrooted() + " entries of the journal are under no root, the first since "
                            + backlog.oldestUnrooted().orElseThrow()));
        }
        if (late(backlog.oldestUnstamped())) {
            conditions.add(alert(
                    "stamps",
                    backlog.unstamped() + " roots of the journal wait for a time-stamp, the first since "
                            + backlog.oldestUnstamped().orElseThrow()));
        }
        backlog.witnesses().forEach((witness, state) -> {
            if (state.refused().isPresent()) {
                conditions.add(alert(
                        "witness " + witness,
                        "the witness refuses the journal's roots: "
                                + state.refused().get()
                                + ". History may have been rewritten: change nothing and see ctl journal verify"));
            } else if (late(state.oldest())) {
                conditions.add(alert(
                        "witness " + witness,
                        state.waiting() + " roots of the journal wait for this witness, the first since "
                                + state.oldest().orElseThrow()));
            }
        });
        for (String address : witnesses.unreadable()) {
            conditions.add(Condition.alerting(
                    "witness at " + address.substring(0, Math.min(150, address.length())),
                    "this witness is never asked: its public key cannot be read, see etc/org.gishe.journal.cfg",
                    late));
        }
        last().ifPresent(last -> last.fault()
                .ifPresent(fault -> conditions.add(
                        alert("history", "the roots do not hold, verified at " + last.at() + ": " + fault))));
        return conditions;
    }

    private static Condition alert(String subject, String words) {
        return Condition.alerting(subject, words, Duration.ZERO);
    }

    private boolean late(Optional<Instant> since) {
        return since.filter(each -> each.plus(late).isBefore(clock.instant())).isPresent();
    }

    private Optional<Verified> last() {
        return store.read(query -> query.createQuery("SELECT at, fault FROM roots_verification WHERE id = 1")
                .map((row, context) ->
                        new Verified(Times.instant(row.getLong(1)), Optional.ofNullable(row.getString(2))))
                .findOne());
    }
}
