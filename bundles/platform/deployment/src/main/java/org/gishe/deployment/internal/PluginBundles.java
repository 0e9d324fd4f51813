/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.PluginException;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.fence.Fence;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plug-ins' bundles in the framework, known by their location {@code gishe:<sha256>}. */
final class PluginBundles {

    private static final Logger LOG = LoggerFactory.getLogger(PluginBundles.class);
    private static final Duration LEAVING = Duration.ofSeconds(5);
    private static final String SCHEME = Fence.PLUGINS;

    private final BundleContext context;
    private final Catalogue catalogue;
    private final Components components;
    private final Admission admission;
    private final Apart apart = new Apart();
    private final Set<Long> leaving = ConcurrentHashMap.newKeySet();

    PluginBundles(BundleContext context, Catalogue catalogue, ServiceComponentRuntime components) {
        this.context = context;
        this.catalogue = catalogue;
        this.components = new Components(components);
        this.admission = new Admission(context, catalogue, components);
    }

    /** SHA-256 of every plug-in's jar that is installed. */
    List<String> installed() {
        return Arrays.stream(context.getBundles())
                .map(Bundle::getLocation)
                .filter(location -> location.startsWith(SCHEME))
                .map(location -> location.substring(SCHEME.length()))
                .toList();
    }

    Optional<Bundle> find(String sha256) {
        return Optional.ofNullable(context.getBundle(SCHEME + sha256));
    }

    /** Whether it is installed and was started. */
    boolean runs(String sha256) {
        return find(sha256)
                .filter(bundle -> (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0)
                .isPresent();
    }

    /** Installs without starting. */
    Bundle install(String sha256, InputStream jar) throws BundleException {
        return context.installBundle(SCHEME + sha256, jar);
    }

    List<String> missing(Bundle bundle) {
        return Missing.of(context, bundle);
    }

    /** Tries it before it may serve, and leaves it stopped; see {@link Admission#admit}. */
    List<String> admit(Bundle bundle, Jar jar, Duration limit) {
        return admission.admit(bundle, jar, limit);
    }

    /** Starts and waits until it serves; what keeps it from serving, in words, empty when it serves. */
    List<String> start(Bundle bundle, Jar jar, Duration limit) {
        var changed = new Semaphore(0);
        try (AutoCloseable listening = catalogue.listen(changed::release)) {
            // At a restart this runs while the framework is on its way up, and no bundle starts above the level
            // reached.
            int own = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
            bundle.adapt(BundleStartLevel.class).setStartLevel(own);
            Optional<String> failure = apart.within(limit, "start", () -> bundle.start(Bundle.START_TRANSIENT));
            if (failure.isPresent()) {
                return List.of(failure.get());
            }
            long deadline = System.nanoTime() + limit.toNanos();
            while (!serves(jar)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return unsatisfied(bundle, limit);
                }
                changed.tryAcquire(left, TimeUnit.NANOSECONDS);
            }
            return comesUp(bundle, jar, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("the platform was stopped while it started");
        } catch (Exception e) {
            throw new IllegalStateException("a listener cannot be taken back", e);
        }
    }

    /** A component is there before its class was ever loaded, so it is entered once. */
    private List<String> comesUp(Bundle bundle, Jar jar, Duration limit) {
        if (!jar.coded()) {
            return List.of();
        }
        for (PluginKey key : catalogue.plugins()) {
            if (jar.kinds().contains(key.kind())
                    && key.id().equals(jar.plugin())
                    && key.version().equals(jar.version())) {
                try {
                    catalogue.call(key, key.kind().contract(), limit, plugin -> true);
                } catch (PluginException | PluginUnavailableException e) {
                    List<String> words = waitsFor(bundle);
                    return words.isEmpty()
                            ? List.of("it does not come up, and the log says why: " + e.getMessage())
                            : words;
                }
            }
        }
        return List.of();
    }

    boolean serves(Jar jar) {
        return jar.kinds().stream().allMatch(kind -> catalogue.plugins().stream()
                        .anyMatch(key -> key.kind() == kind
                                && key.id().equals(jar.plugin())
                                && key.version().equals(jar.version())))
                && (!jar.coded() || registered(jar));
    }

    /** A described e-service is listed without its class, but does not serve without it. */
    private boolean registered(Jar jar) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith(SCHEME)
                        && bundle.getSymbolicName().equals(jar.symbolicName())
                        && bundle.getVersion().toString().equals(jar.version()))
                .anyMatch(bundle -> bundle.getRegisteredServices() != null
                        && Arrays.stream(bundle.getRegisteredServices())
                                .anyMatch(reference -> jar.plugin().equals(reference.getProperty("gishe.plugin.id"))));
    }

    private List<String> unsatisfied(Bundle bundle, Duration limit) {
        List<String> words = waitsFor(bundle);
        return words.isEmpty()
                ? List.of("it started, but registered no plug-in within " + limit.toSeconds() + " s")
                : words;
    }

    private List<String> waitsFor(Bundle bundle) {
        var words = new ArrayList<>(components.broken(bundle));
        words.addAll(components.unconfigured(bundle));
        words.addAll(components.waiting(bundle));
        return words;
    }

    /** One that hangs goes as soon as it lets go, or with the platform. */
    void uninstall(Bundle bundle) {
        long id = bundle.getBundleId();
        if (!leaving.add(id)) {
            return;
        }
        try {
            apart.patiently(LEAVING, "go", () -> {
                        try {
                            bundle.uninstall();
                        } finally {
                            leaving.remove(id);
                        }
                    })
                    .ifPresent(words ->
                            LOG.warn("{} could not be uninstalled cleanly: {}", bundle.getSymbolicName(), words));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
