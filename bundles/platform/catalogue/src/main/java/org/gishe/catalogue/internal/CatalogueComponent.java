/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.catalogue.Versions;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks plug-ins. A plug-in's object is got at its first call and given back as soon as its service goes, within that very
 * event, so that nothing here holds a version that was taken out.
 */
@Component(service = Catalogue.class, immediate = true)
public final class CatalogueComponent implements Catalogue, ServiceTrackerCustomizer<Object, CatalogueComponent.Entry> {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogueComponent.class);

    private final BundleContext context;
    private final InstantSource clock;
    private final BundleDescriptions descriptions;
    private final ServiceTracker<Object, Entry> tracker;
    private final Map<PluginKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<PluginKey, Guard> guards = new ConcurrentHashMap<>();
    private final Set<Guard> gone = ConcurrentHashMap.newKeySet();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** A reference, not the object: the ledger needs the catalogue to come up, so the catalogue must not need the ledger. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ServiceReference<Versions> versions;

    /** One service of one plug-in. */
    static final class Entry {

        private final List<PluginKey> keys;
        private final ServiceReference<Object> reference;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Object service;
        private volatile boolean gone;

        Entry(List<PluginKey> keys, ServiceReference<Object> reference) {
            this.keys = keys;
            this.reference = reference;
        }

        /** The plug-in; null when it has just gone. Who waits for its activation can be cut off. */
        private @Nullable Object service(BundleContext context) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                if (service == null && !gone) {
                    service = context.getService(reference);
                }
                return service;
            } finally {
                lock.unlock();
                if (gone) {
                    release(context);
                }
            }
        }

        /** Does not wait for one that is being activated, perhaps for ever: whoever has it activated gives it back. */
        private void release(BundleContext context) {
            gone = true;
            if (lock.tryLock()) {
                try {
                    if (service != null) {
                        service = null;
                        context.ungetService(reference);
                    }
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    @Activate
    public CatalogueComponent(BundleContext context, @Reference InstantSource clock) throws InvalidSyntaxException {
        this.context = context;
        this.clock = clock;
        this.descriptions = new BundleDescriptions(context, this::changed);
        this.tracker = new ServiceTracker<>(context, FrameworkUtil.createFilter("(gishe.plugin.id=*)"), this);
        descriptions.open();
        tracker.open();
    }

    @Deactivate
    void close() {
        tracker.close();
        descriptions.close();
        guards.values().forEach(Guard::close);
    }

    @Override
    public List<PluginKey> plugins() {
        Set<PluginKey> all = new HashSet<>(entries.keySet());
        for (var described : descriptions.all()) {
            described.service().ifPresent(service -> all.add(key(service)));
        }
        return List.copyOf(all);
    }

    private static PluginKey key(ServiceDescription service) {
        return new PluginKey(Kind.SERVICE, service.id(), service.id(), service.version());
    }

    @Override
    public List<PluginKey> current(Kind kind) {
        Instant now = clock.instant();
        return byLedger(
                ledger -> plugins().stream()
                        .filter(key -> key.kind() == kind)
                        .filter(key -> ledger.version(kind, key.id(), now, "").equals(Optional.of(key.version())))
                        .toList(),
                List.of());
    }

    /** What the ledger decides; without a ledger nothing is current. */
    private <R> R byLedger(Function<Versions, R> question, R otherwise) {
        ServiceReference<Versions> reference = versions;
        Versions ledger = reference == null ? null : context.getService(reference);
        if (ledger == null) {
            return otherwise;
        }
        try {
            return question.apply(ledger);
        } finally {
            context.ungetService(reference);
        }
    }

    @Override
    public Optional<PluginKey> select(Kind kind, String instance, Instant at, String seed) {
        return byLedger(
                ledger -> plugins().stream()
                        .filter(key -> key.kind() == kind && key.instance().equals(instance))
                        .filter(key -> ledger.version(kind, key.id(), at, seed).equals(Optional.of(key.version())))
                        .findAny(),
                Optional.empty());
    }

    @Override
    public Optional<PluginKey> pinned(Kind kind, String instance, String version) {
        return plugins().stream()
                .filter(key -> key.kind() == kind
                        && key.instance().equals(instance)
                        && key.version().equals(version))
                .findAny();
    }

    @Override
    public Optional<ServiceDescription> service(String id, String version) {
        return descriptions.all().stream()
                .flatMap(described -> described.service().stream())
                .filter(service -> service.id().equals(id) && service.version().equals(version))
                .findAny();
    }

    @Override
    public boolean coded(String id, String version) {
        return descriptions.all().stream()
                .filter(BundleDescriptions.Described::coded)
                .flatMap(described -> described.service().stream())
                .anyMatch(
                        service -> service.id().equals(id) && service.version().equals(version));
    }

    @Override
    public List<ServiceDescription> services() {
        Instant now = clock.instant();
        return byLedger(
                ledger -> descriptions.all().stream()
                        .flatMap(described -> described.service().stream())
                        .filter(service -> ledger.version(Kind.SERVICE, service.id(), now, "")
                                .equals(Optional.of(service.version())))
                        .toList(),
                List.of());
    }

    @Override
    public Optional<RegisterDescription> register(String id, String version) {
        return descriptions.all().stream()
                .flatMap(described -> described.register().stream())
                .filter(register ->
                        register.id().equals(id) && register.version().equals(version))
                .findAny();
    }

    @Override
    public <T, R> R call(PluginKey key, Class<T> contract, Duration limit, Function<T, R> call) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new PluginUnavailableException(key + " is not here", false);
        }
        return guards.computeIfAbsent(key, Guard::new).call(limit, () -> {
            Object service = entry.service(context);
            if (service == null) {
                throw entry.gone
                        ? new PluginUnavailableException(key + " has just gone", false)
                        : new Guard.NotActivated(key);
            }
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(service.getClass().getClassLoader());
            try {
                return call.apply(contract.cast(service));
            } finally {
                thread.setContextClassLoader(before);
            }
        });
    }

    @Override
    public Map<PluginKey, Integer> inside() {
        var inside = new HashMap<PluginKey, Integer>();
        guards.forEach((key, guard) -> {
            if (guard.inside() > 0) {
                inside.put(key, guard.inside());
            }
        });
        return inside;
    }

    @Override
    public Map<PluginKey, Integer> hung() {
        gone.removeIf(guard -> guard.inside() == 0);
        var hung = new HashMap<PluginKey, Integer>();
        Stream.concat(guards.values().stream(), gone.stream())
                .filter(guard -> !guard.hung().isEmpty())
                .forEach(guard -> hung.merge(guard.key(), guard.hung().size(), Integer::sum));
        return hung;
    }

    @Override
    public Map<PluginKey, Tally> tallies() {
        var tallies = new HashMap<PluginKey, Tally>();
        guards.forEach((key, guard) -> tallies.put(key, guard.tally()));
        return tallies;
    }

    @Override
    public Map<PluginKey, Durations> durations() {
        var durations = new HashMap<PluginKey, Durations>();
        guards.forEach((key, guard) -> durations.put(key, guard.durations()));
        return durations;
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("A listener failed", e);
            }
        }
    }

    // ------------------------------------------------------------------ services come and go

    @Override
    public Entry addingService(ServiceReference<Object> reference) {
        var keys = new ArrayList<PluginKey>();
        String id = String.valueOf(reference.getProperty("gishe.plugin.id"));
        Object instance = reference.getProperty("gishe.plugin.instance");
        String version = reference.getBundle().getVersion().toString();
        for (String contract : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
            Kind.of(contract)
                    .ifPresent(kind ->
                            keys.add(new PluginKey(kind, id, instance == null ? id : instance.toString(), version)));
        }
        if (keys.isEmpty()) {
            return null;
        }
        var entry = new Entry(List.copyOf(keys), reference);
        for (PluginKey key : keys) {
            if (entries.putIfAbsent(key, entry) != null) {
                LOG.error("{} is registered twice; the first stays", key);
            }
        }
        changed();
        return entry;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Entry entry) {
        // id and instance of a component do not change while it lives
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Entry entry) {
        for (PluginKey key : entry.keys) {
            if (entries.remove(key, entry)) {
                Guard guard = guards.remove(key);
                if (guard != null) {
                    guard.close();
                    gone.removeIf(each -> each.inside() == 0);
                    if (guard.inside() > 0) {
                        gone.add(guard);
                    }
                }
            }
        }
        entry.release(context);
        changed();
    }
}
