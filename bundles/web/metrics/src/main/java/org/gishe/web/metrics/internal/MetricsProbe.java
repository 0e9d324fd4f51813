/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.metrics.internal;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Pins;
import org.gishe.journal.Journal;
import org.gishe.journey.Journeys;
import org.gishe.roots.Roots;
import org.gishe.signing.Signing;
import org.gishe.web.door.Doorkeeper;
import org.gishe.web.door.Probe;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics} in Prometheus' text format. A part of the platform that is away or fails is named in {@code
 * gishe_metrics_missing}; the others are told all the same, because that is when somebody looks.
 */
@Component(name = "org.gishe.web.metrics")
@Designate(ocd = MetricsConfiguration.class)
public final class MetricsProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsProbe.class);
    /** Who asks more often is told the same again: the questions go to the data base. */
    private static final long FRESH = 1_000_000_000;

    private final boolean open;
    private final PrometheusRegistry machine = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private @Nullable Answer last;
    private long lastAt;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Catalogue catalogue;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Journeys journeys;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Journal journal;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Signing signing;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Roots roots;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Pins> pins = List.of();

    @Activate
    public MetricsProbe(MetricsConfiguration config) {
        this(config.open());
    }

    MetricsProbe(boolean open) {
        this.open = open;
        JvmBufferPoolMetrics.builder().register(machine);
        JvmClassLoadingMetrics.builder().register(machine);
        JvmGarbageCollectorMetrics.builder().register(machine);
        JvmMemoryMetrics.builder().register(machine);
        JvmRuntimeInfoMetric.builder().register(machine);
        JvmThreadsMetrics.builder().register(machine);
        ProcessMetrics.builder().register(machine);
    }

    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public synchronized Answer answer(Doorkeeper door) {
        Answer before = last;
        if (before == null || System.nanoTime() - lastAt > FRESH) {
            before = new Answer(writer.getContentType(), text(door));
            last = before;
            lastAt = System.nanoTime();
        }
        return before;
    }

    private byte[] text(Doorkeeper door) {
        List<MetricSnapshot> all = new ArrayList<>();
        var missing = new Family("gishe_metrics_missing", "1 for a part of the platform that tells nothing now");
        add(all, missing, "door", door, Facts::door);
        add(all, missing, "catalogue", catalogue, Facts::plugins);
        add(all, missing, "pins", pins, Facts::pins);
        add(all, missing, "journeys", journeys, Facts::journeys);
        add(all, missing, "journal", journal, Facts::journal);
        add(all, missing, "signing", signing, Facts::signing);

        add(all, missing, "roots", roots, Facts::roots);
        add(all, missing, "machine", machine, from -> from.scrape().stream().toList());
        all.add(missing.gauge());
        try {
            var text = new ByteArrayOutputStream();
            writer.write(text, new MetricSnapshots(all), EscapingScheme.UNDERSCORE_ESCAPING);
            return text.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not in memory
        }
    }

    private static <T> void add(
            List<MetricSnapshot> all,
            Family missing,
            String part,
            @Nullable T from,
            Function<T, List<MetricSnapshot>> facts) {
        boolean told = false;
        if (from != null) {
            try {
                all.addAll(facts.apply(from));
                told = true;
            } catch (RuntimeException e) {
                LOG.debug("No metrics of the {}", part, e); // each scrape would say it again
            }
        }
        missing.with(told ? 0 : 1, "part", part);
    }
}
