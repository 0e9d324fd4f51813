/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import java.io.InputStream;
import java.net.URL;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.catalogue.Descriptions;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.ServiceDescription;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the descriptions of started bundles; their classes are not touched. */
final class BundleDescriptions implements BundleTrackerCustomizer<BundleDescriptions.Described>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BundleDescriptions.class);

    record Described(Optional<ServiceDescription> service, Optional<RegisterDescription> register, boolean coded) {}

    private final Map<Long, Described> byBundle = new ConcurrentHashMap<>();
    private final BundleTracker<Described> tracker;
    private final Runnable changed;

    BundleDescriptions(BundleContext context, Runnable changed) {
        this.changed = changed;
        this.tracker = new BundleTracker<>(context, Bundle.ACTIVE, this);
    }

    void open() {
        tracker.open();
    }

    Collection<Described> all() {
        return List.copyOf(byBundle.values());
    }

    @Override
    public Described addingBundle(Bundle bundle, BundleEvent event) {
        if (bundle.getEntry("gishe/service.json") == null && bundle.getEntry("gishe/register.json") == null) {
            return null;
        }
        String version = bundle.getVersion().toString();
        var reading = new Descriptions(path -> file(bundle, path), version);
        var described = new Described(
                reading.service(), reading.register(), bundle.getHeaders("").get("Service-Component") != null);
        if (!reading.problems().isEmpty()) {
            LOG.error(
                    "{} {} is described wrongly and is not offered: {}",
                    bundle.getSymbolicName(),
                    version,
                    reading.problems());
            return null;
        }
        byBundle.put(bundle.getBundleId(), described);
        changed.run();
        return described;
    }

    private static Optional<byte[]> file(Bundle bundle, String path) throws java.io.IOException {
        URL entry = bundle.getEntry(path);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = entry.openStream()) {
            return Optional.of(in.readNBytes((1 << 18) + 1));
        }
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, Described described) {
        // what it says is read once
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, Described described) {
        byBundle.remove(bundle.getBundleId());
        changed.run();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
