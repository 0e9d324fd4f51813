/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether a small commit is durable, and in what time: what every filing waits for. */
@Component
public final class StoreCheck implements Check {

    private static final Duration SLOW = Duration.ofMillis(500);
    private static final Duration LASTING = Duration.ofMinutes(1);

    private final Store store;
    private final InstantSource clock;
    private final Duration slow;

    @Activate
    public StoreCheck(@Reference Tables tables, @Reference InstantSource clock) {
        this(tables, clock, SLOW);
    }

    StoreCheck(Tables tables, InstantSource clock, Duration slow) {
        this.store = tables.store();
        this.clock = clock;
        this.slow = slow;
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public List<Condition> conditions() {
        long begun = System.nanoTime();
        try {
            store.commit(unit -> unit.execute(
                    "INSERT INTO health_pulse (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
                    Times.micros(clock.instant())));
        } catch (RuntimeException e) {
            // its words may quote a statement
            return List.of(Condition.stopping(
                    "commit",
                    "the data base takes nothing: " + e.getClass().getSimpleName() + ", and the log says why"));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        return took.compareTo(slow) <= 0
                ? List.of()
                : List.of(Condition.alerting(
                        "latency",
                        "a small commit took " + took.toMillis() + " ms: look at the disk, and at what else uses it",
                        LASTING));
    }
}
