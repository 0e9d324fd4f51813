/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sites on one loopback port. Thread-safe. */
public final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int LARGEST_BODY = 1 << 18;

    private final Supplier<? extends Collection<Site>> sites;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(32, task -> {
        var thread = new Thread(task, "gishe-sandbox");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param port 0 for a free one
     * @param sites asked at each call
     */
    public Server(int port, Supplier<? extends Collection<Site>> sites) throws IOException {
        this.sites = sites;
        // The JDK's server writes head and body of an answer apart: without this the body waits on a kept connection
        // for
        // the acknowledgement of the head, which the other end delays by 40 ms. Read once, when its classes are loaded.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    /** Scheme, host and port. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    @Override
    public void close() {
        http.stop(0);
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
        for (Site site : sites.get()) {
            if (path.equals(site.path()) || path.startsWith(site.path() + "/")) {
                return site.handle(new Call(
                        exchange.getRequestMethod(),
                        path.substring(site.path().length()),
                        parameters(query, exchange.getRequestHeaders().getFirst("Accept-Language")),
                        authorization == null ? "" : authorization,
                        accept != null && accept.contains("application/json"),
                        address().toString(),
                        body));
            }
        }
        return Reply.empty(404);
    }

    /** What the address says; a language that it does not say is the browser's. */
    private static Map<String, String> parameters(String query, String languages) {
        Map<String, String> parameters = Call.parameters(query == null ? "" : query);
        if (languages != null && languages.startsWith("en")) {
            parameters.putIfAbsent("lang", "en");
        }
        return parameters;
    }
}
