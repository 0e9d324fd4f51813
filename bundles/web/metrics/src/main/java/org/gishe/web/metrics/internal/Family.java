/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.metrics.internal;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values of one name, by their labels; values of the same labels are added up. */
final class Family {

    private final String name;
    private final String help;
    private final Map<Labels, Double> values = new LinkedHashMap<>();

    /** @param name without {@code _total} */
    Family(String name, String help) {
        this.name = name;
        this.help = help;
    }

    Family with(double value, String... labels) {
        values.merge(Labels.of(labels), value, Double::sum);
        return this;
    }

    MetricSnapshot counter() {
        var counter = CounterSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> counter.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        return counter.build();
    }

    MetricSnapshot gauge() {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return gauge.build();
    }
}
