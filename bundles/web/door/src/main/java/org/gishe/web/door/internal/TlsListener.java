/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The public port over HTTPS, if a certificate is configured; opened after the plain one, when the door stands. A certificate
 * that is not there yet is waited for.
 */
@Component(name = "org.gishe.web.door.tls", service = Check.class, immediate = true)
@Designate(ocd = TlsConfig.class)
public final class TlsListener implements ConnectorFactory, Check {

    private final BundleContext context;
    private final @Nullable Tls tls;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "gishe-door-certificate");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable ServiceRegistration<ConnectorFactory> registration;
    private volatile @Nullable ServerConnector connector;

    /** @param plain opened when the door stands before whoever comes in */
    @Activate
    public TlsListener(
            BundleContext context,
            @Reference(target = "(" + Listener.KIND + "=plain)") ConnectorFactory plain,
            @Reference InstantSource clock,
            TlsConfig config) {
        this.context = context;
        this.tls = config.certificate().isEmpty() ? null : new Tls(config, clock);
        if (tls == null) {
            watch.shutdown();
        } else {
            watch.scheduleWithFixedDelay(this::look, 0, Math.max(1, config.watch_seconds()), TimeUnit.SECONDS);
        }
    }

    private void look() {
        if (tls.look() && registration == null) {
            registration = context.registerService(
                    ConnectorFactory.class, this, new Hashtable<>(Map.of(Listener.KIND, "tls")));
        }
    }

    @Override
    public Connector createConnector(Server server) {
        ServerConnector made = tls.connector(server);
        connector = made;
        return made;
    }

    @Override
    public String name() {
        return "https";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public List<Condition> conditions() {
        return tls == null ? List.of() : tls.conditions();
    }

    @Deactivate
    void close() throws InterruptedException {
        watch.shutdown();
        watch.awaitTermination(3, TimeUnit.SECONDS);
        Listener.shut(connector);
        ServiceRegistration<ConnectorFactory> registered = registration;
        if (registered != null) {
            registered.unregister();
        }
    }
}
