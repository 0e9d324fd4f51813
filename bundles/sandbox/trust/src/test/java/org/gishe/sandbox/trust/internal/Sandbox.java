/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.trust.test.Wire;
import org.junit.rules.ExternalResource;

/** The trust service on a free port, with a data folder and a clock of its own. */
public final class Sandbox extends ExternalResource {

    volatile Instant now = Instant.now();
    /** Whether the real time counts instead: for what others check by theirs. */
    volatile boolean ticking;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private Path data;
    private Server server;
    private volatile TrustService service;
    /** Every message that passes is held against the schemas. */
    private final Wire wire = new Wire(() -> service);

    @Override
    protected void before() throws IOException {
        data = Files.createTempDirectory("gishe-trust");
        server = new Server(0, () -> List.<Site>of(wire));
        restart();
    }

    @Override
    protected void after() {
        server.close();
        assertThat(wire.faults()).as("messages that passed").isEmpty();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void restart() {
        service = new TrustService(() -> ticking ? Instant.now() : now, data, address());
    }

    TrustService service() {
        return service;
    }

    Path data() {
        return data;
    }

    String address() {
        return server.address() + "/tsp";
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String path, String type, byte[] body) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path)).timeout(Duration.ofSeconds(10));
    }

    void switches(String json) throws IOException, InterruptedException {
        post("/sandbox/switches", "application/json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
