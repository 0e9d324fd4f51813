/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.gishe.sandbox.host.Site;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One loopback port for all sites; none at all when the platform runs empty. */
@Component(service = HostComponent.class, immediate = true)
public final class HostComponent {

    private static final Logger LOG = LoggerFactory.getLogger(HostComponent.class);

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile Collection<Site> sites = List.of();

    private final Optional<Server> server;

    @Activate
    public HostComponent() throws IOException {
        int port = Integer.getInteger("gishe.sandbox.port", 8090);
        try {
            this.server =
                    Boolean.getBoolean("gishe.empty") ? Optional.empty() : Optional.of(new Server(port, () -> sites));
        } catch (IOException e) {
            LOG.error("The sandbox cannot listen on 127.0.0.1:{}; free that port or set GISHE_SANDBOX_PORT", port, e);
            throw e;
        }
    }

    @Deactivate
    void close() {
        server.ifPresent(Server::close);
    }
}
