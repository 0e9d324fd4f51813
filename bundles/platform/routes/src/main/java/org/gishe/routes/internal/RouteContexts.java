/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.routes.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.gishe.api.base.PluginException;
import org.gishe.api.route.RouteProvider;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.vendor.camel.CamelContexts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the routes of plug-ins: one Camel context for each version. The next version's context is started before the one
 * before it is stopped, gracefully: what is on its way there ends there, and until then the version is pinned. One that
 * does not start leaves the one before it running.
 */
@Component(configurationPid = "org.gishe.routes", service = Pins.class, immediate = true)
@Designate(ocd = RoutesConfiguration.class)
public final class RouteContexts implements Pins {

    private static final Logger LOG = LoggerFactory.getLogger(RouteContexts.class);
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(30);

    private final CamelContexts contexts;
    private final Catalogue catalogue;
    private final int drainSeconds;
    private final Map<PluginKey, CamelContext> running = new ConcurrentHashMap<>();
    private final Map<PluginKey, CamelContext> draining = new ConcurrentHashMap<>();
    /** When the routes of a version did not start. */
    private final Map<PluginKey, Long> failed = new HashMap<>();

    private final ScheduledExecutorService keeper =
            Executors.newSingleThreadScheduledExecutor(task -> thread(task, "gishe-routes"));

    @Activate
    public RouteContexts(
            @Reference CamelContexts contexts, @Reference Catalogue catalogue, RoutesConfiguration configuration) {
        this(contexts, catalogue, configuration.drainSeconds());
        // what is current may change at an instant at which nothing comes or goes
        keeper.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    /** Without a clock of its own: tests say when it looks. */
    RouteContexts(CamelContexts contexts, Catalogue catalogue, int drainSeconds) {
        this.contexts = contexts;
        this.catalogue = catalogue;
        this.drainSeconds = drainSeconds;
    }

    private static Thread thread(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Deactivate
    void close() throws InterruptedException {
        keeper.shutdownNow();
        keeper.awaitTermination(20, TimeUnit.SECONDS);
        running.forEach((key, context) -> stop(key, context));
        running.clear();
    }

    /** Brings what runs in step with what is current. */
    synchronized void look() {
        try {
            List<PluginKey> current = catalogue.current(Kind.ROUTE);
            for (PluginKey key : current) {
                if (!running.containsKey(key) && !draining.containsKey(key) && mayTry(key)) {
                    start(key);
                }
            }
            for (PluginKey key : List.copyOf(running.keySet())) {
                boolean replaced = current.stream()
                        .filter(other -> other.instance().equals(key.instance()))
                        .allMatch(running::containsKey);
                boolean gone = !catalogue.plugins().contains(key);
                if (gone || !current.contains(key) && replaced) {
                    drain(key);
                }
            }
            failed.keySet().retainAll(current);
        } catch (RuntimeException e) {
            LOG.error("Routes could not be brought in step with the catalogue; tried again in a second", e);
        }
    }

    private boolean mayTry(PluginKey key) {
        Long at = failed.get(key);
        return at == null || System.nanoTime() - at > AGAIN;
    }

    private void start(PluginKey key) {
        CamelContext context = null;
        try {
            List<RouteBuilder> builders = catalogue.call(key, RouteProvider.class, CALL, RouteProvider::routes);
            context = contexts.create(key.instance() + "@" + key.version());
            context.getShutdownStrategy().setTimeout(drainSeconds);
            for (RouteBuilder builder : builders) {
                context.addRoutes(builder);
            }
            List<String> foreign = foreign(context, key);
            if (!foreign.isEmpty()) {
                throw new IllegalStateException(
                        "its routes have to be named " + key.id() + "…, these are not: " + foreign);
            }
            contexts.start(context);
            running.put(key, context);
            failed.remove(key);
            LOG.info("Routes of {} run", key);
        } catch (Exception e) { // Camel declares it; whatever goes wrong with a guest's routes stays with that guest
            failed.put(key, System.nanoTime());
            if (context != null) {
                context.stop();
            }
            boolean known = e instanceof PluginException || e instanceof PluginUnavailableException;
            LOG.error(
                    "Routes of {} do not start; the version before it goes on: {}",
                    key,
                    e.getMessage(),
                    known ? null : e);
        }
    }

    private static List<String> foreign(CamelContext context, PluginKey key) {
        var foreign = new ArrayList<String>();
        for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
            String id = route.getRouteId() == null ? "one without a name" : route.getRouteId();
            if (!id.startsWith(key.id())) {
                foreign.add(id);
            }
        }
        return foreign;
    }

    /** Stops it on a thread of its own: what is on its way may take as long as the time for draining. */
    private void drain(PluginKey key) {
        CamelContext context = running.remove(key);
        draining.put(key, context);
        LOG.info("Routes of {} drain", key);
        thread(() -> stop(key, context), "gishe-routes-drain-" + key).start();
    }

    private void stop(PluginKey key, CamelContext context) {
        try {
            context.stop();
        } catch (RuntimeException e) {
            LOG.warn("Routes of {} did not stop cleanly", key, e);
        } finally {
            draining.remove(key);
        }
    }

    @Override
    public List<Pin> pins() {
        return draining.entrySet().stream()
                .map(each -> new Pin(
                        Kind.ROUTE,
                        each.getKey().id(),
                        each.getKey().version(),
                        Math.max(1, each.getValue().getInflightRepository().size())))
                .toList();
    }
}
