/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.metrics.internal;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.PluginKey;
import org.gishe.journal.Journal;
import org.gishe.journey.Journeys;
import org.gishe.roots.Roots;
import org.gishe.signing.Signing;
import org.gishe.web.door.Doorkeeper;

/** What each part of the platform counts, as families. Label values are names of what is deployed, never of people. */
final class Facts {

    private static final double NANOS = 1e9;
    private static final List<Double> BOUNDS = Stream.concat(
                    Catalogue.Durations.BOUNDS.stream().map(bound -> bound.toMillis() / 1e3),
                    Stream.of(Double.POSITIVE_INFINITY))
            .toList();

    private Facts() {}

    /** Each version that is here, also one that was never called, and those that have gone and left calls behind. */
    static List<MetricSnapshot> plugins(Catalogue catalogue) {
        Map<PluginKey, Catalogue.Tally> tallies = catalogue.tallies();
        Map<PluginKey, Catalogue.Durations> durations = catalogue.durations();
        Map<PluginKey, Integer> inside = catalogue.inside();
        Set<PluginKey> here = new HashSet<>(catalogue.plugins());
        here.addAll(tallies.keySet());
        var calls = new Family("gishe_plugin_calls", "Calls of a plug-in version since it came");
        var failures = new Family(
                "gishe_plugin_failures", "Calls that failed by the version's fault, were cut off, or were turned away");
        var within = new Family("gishe_plugin_inside", "Calls inside a plug-in version");
        var seconds = HistogramSnapshot.builder()
                .name("gishe_plugin_call_seconds")
                .help("How long the calls of a plug-in version took");
        for (PluginKey key : here) {
            String[] labels = labels(key);
            Catalogue.Tally tally = tallies.getOrDefault(key, new Catalogue.Tally(0, 0, 0));
            calls.with(tally.calls(), labels);
            failures.with(tally.failures(), labels);
            within.with(inside.getOrDefault(key, 0), labels);
            seconds.dataPoint(histogram(durations.get(key), Labels.of(labels)));
        }
        var hung =
                new Family("gishe_plugin_hung", "Calls that were cut off and do not end; gone with the next restart");
        catalogue.hung().forEach((key, count) -> hung.with(count, labels(key)));
        return List.of(calls.counter(), failures.counter(), within.gauge(), seconds.build(), hung.gauge());
    }

    private static HistogramDataPointSnapshot histogram(Catalogue.Durations durations, Labels labels) {
        List<Long> counts = durations == null ? BOUNDS.stream().map(bound -> 0L).toList() : durations.counts();
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
                .sum((durations == null ? Duration.ZERO : durations.total()).toNanos() / NANOS)
                .build();
    }

    private static String[] labels(PluginKey key) {
        return new String[] {
            "kind", name(key.kind()), "plugin", key.id(), "instance", key.instance(), "version", key.version()
        };
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static List<MetricSnapshot> pins(List<Pins> all) {
        var pinned = new Family("gishe_plugin_pinned", "Open pieces of work that need a plug-in version");
        for (Pins pins : all) {
            for (Pins.Pin pin : pins.pins()) {
                pinned.with(pin.count(), "kind", name(pin.kind()), "plugin", pin.id(), "version", pin.version());
            }
        }
        return List.of(pinned.gauge());
    }

    static List<MetricSnapshot> journeys(Journeys journeys) {
        var standing = new Family("gishe_journeys_standing", "Open submissions by the step in which they stand");
        for (Journeys.Standing each : journeys.standing()) {
            standing.with(each.count(), "service", each.service(), "version", each.version(), "step", each.step());
        }
        return List.of(
                standing.gauge(),
                new Family("gishe_journeys_parked", "Submissions that need an operator or a clerk")
                        .with(journeys.parked().size())
                        .gauge());
    }

    static List<MetricSnapshot> journal(Journal journal) {
        return List.of(new Family("gishe_journal_waiting", "Entries that are committed but not sealed yet")
                .with(journal.sealing().waiting())
                .gauge());
    }

    static List<MetricSnapshot> signing(Signing signing) {
        return List.of(new Family(
                        "gishe_signing_archive_waiting",
                        "Signed containers that wait for what lets them be validated for decades")
                .with(signing.backlog().waiting())
                .gauge());
    }

    static List<MetricSnapshot> roots(Roots roots) {
        Roots.Backlog backlog = roots.backlog();
        var waiting = new Family("gishe_roots_unwitnessed", "Roots of the journal that wait for a witness");
        var refusing = new Family("gishe_roots_refused", "1 when a witness refuses the journal's roots");
        backlog.witnesses().forEach((witness, state) -> {
            waiting.with(state.waiting(), "witness", witness);
            refusing.with(state.refused().isPresent() ? 1 : 0, "witness", witness);
        });
        return List.of(
                new Family("gishe_roots_entries_waiting", "Entries of the journal that no root covers yet")
                        .with(backlog.unrooted())
                        .gauge(),
                new Family("gishe_roots_unstamped", "Roots of the journal that wait for a time-stamp")
                        .with(backlog.unstamped())
                        .gauge(),
                waiting.gauge(),
                refusing.gauge());
    }

    static List<MetricSnapshot> door(Doorkeeper door) {
        Doorkeeper.Counts counts = door.counts();
        return List.of(
                new Family("gishe_door_requests", "Requests that were answered")
                        .with(counts.answered())
                        .counter(),
                new Family("gishe_door_refused", "Requests that the door refused before any handler")
                        .with(counts.refused())
                        .counter(),
                new Family("gishe_door_failed", "Requests that failed by a fault of the platform")
                        .with(counts.failed())
                        .counter(),
                new Family("gishe_door_held", "Requests that waited for a handler and were answered")
                        .with(counts.held())
                        .counter(),
                new Family("gishe_door_inside", "Requests inside")
                        .with(counts.inside())
                        .gauge(),
                new Family("gishe_ready", "1 when the platform should be given traffic")
                        .with(door.waiting().isEmpty() ? 1 : 0)
                        .gauge());
    }
}
