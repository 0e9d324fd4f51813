/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.util.Arrays;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gishe.web.door.Doorkeeper;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the public port once the door stands before every address, and closes it before the door goes. Jetty's own listener
 * opens as soon as Jetty starts, and answers 404 to everybody until its whiteboard knows the door: a client that comes back
 * after a restart would be told that its draft is not there.
 */
@Component(
        name = "org.gishe.web.door.listener",
        service = {},
        immediate = true)
@Designate(ocd = ListenerConfig.class)
public final class Listener implements ConnectorFactory {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /** Tells our own listeners from one another. */
    static final String KIND = "gishe.listener";

    private static final long LOOK_NANOS = 10_000_000;
    private static final long CLOSE_SECONDS = 3;

    private final BundleContext context;
    private final HttpServiceRuntime whiteboard;
    private final ListenerConfig config;
    private final Thread opener;
    private volatile @Nullable ServiceRegistration<ConnectorFactory> registration;
    private volatile @Nullable ServerConnector connector;
    private volatile boolean closed;

    /** @param door stands before whoever comes in here */
    @Activate
    public Listener(
            BundleContext context,
            @Reference HttpServiceRuntime whiteboard,
            @Reference Doorkeeper door,
            ListenerConfig config) {
        this.context = context;
        this.whiteboard = whiteboard;
        this.config = config;
        this.opener = new Thread(this::open, "gishe-door-opens");
        opener.setDaemon(true);
        opener.start();
    }

    private void open() {
        while (!closed && !standsBefore()) {
            LockSupport.parkNanos(LOOK_NANOS); // the whiteboard tells nobody when it has taken a preprocessor in
        }
        if (!closed) {
            registration =
                    context.registerService(ConnectorFactory.class, this, new Hashtable<>(Map.of(KIND, "plain")));
        }
    }

    private boolean standsBefore() {
        ServiceReference<?>[] ours = context.getBundle().getRegisteredServices();
        return ours != null
                && Arrays.stream(whiteboard.getRuntimeDTO().preprocessorDTOs).anyMatch(known -> Arrays.stream(ours)
                        .anyMatch(our -> our.getProperty(Constants.SERVICE_ID).equals(known.serviceId)));
    }

    @Override
    public Connector createConnector(Server server) {
        var made = new ServerConnector(server, new HttpConnectionFactory(http(config.header_limit())));
        made.setHost(config.host());
        made.setPort(config.port());
        made.setIdleTimeout(config.idle_millis());
        connector = made;
        return made;
    }

    static HttpConfiguration http(int headerLimit) {
        var http = new HttpConfiguration();
        http.setRequestHeaderSize(headerLimit);
        http.setResponseHeaderSize(headerLimit);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        return http;
    }

    @Deactivate
    void close() throws InterruptedException {
        closed = true;
        opener.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        shut(connector);
        ServiceRegistration<ConnectorFactory> registered = registration;
        if (registered != null) {
            registered.unregister();
        }
    }

    static void shut(@Nullable ServerConnector open) throws InterruptedException {
        if (open != null) {
            try {
                open.shutdown().get(CLOSE_SECONDS, TimeUnit.SECONDS); // nobody new; who is inside is answered
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("Connections are cut that did not end in {} s", CLOSE_SECONDS, e);
            }
        }
    }
}
