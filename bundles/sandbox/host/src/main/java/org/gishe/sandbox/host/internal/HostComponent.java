/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
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
    private static final int LARGEST_BODY = 1 << 18;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile Collection<Site> sites = List.of();

    private final Optional<HttpServer> server;
    private final ExecutorService threads = Executors.newFixedThreadPool(32, task -> {
        var thread = new Thread(task, "gishe-sandbox");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public HostComponent() throws IOException {
        this.server = Boolean.getBoolean("gishe.empty")
                ? Optional.empty()
                : Optional.of(open(Integer.getInteger("gishe.sandbox.port", 8090)));
    }

    private HttpServer open(int port) throws IOException {
        var opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        opened.setExecutor(threads);
        opened.createContext("/", this::answer);
        opened.start();
        return opened;
    }

    @Deactivate
    void close() {
        server.ifPresent(open -> open.stop(0));
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = reply(exchange);
            } catch (IOException | RuntimeException e) {
                LOG.warn("A site of the sandbox failed", e);
                reply = Reply.empty(500);
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            if (reply.body().length > 0) {
                exchange.getResponseBody().write(reply.body());
            }
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            return Reply.empty(413);
        }
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getRawQuery();
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        for (Site site : sites) {
            if (path.equals(site.path()) || path.startsWith(site.path() + "/")) {
                return site.handle(new Call(
                        exchange.getRequestMethod(),
                        path.substring(site.path().length()),
                        Call.parameters(query == null ? "" : query),
                        authorization == null ? "" : authorization,
                        accept != null && accept.contains("application/json"),
                        "http://127.0.0.1:" + exchange.getLocalAddress().getPort(),
                        body));
            }
        }
        return Reply.empty(404);
    }
}
