/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.signature.Tariff;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.trust.internal.TrustService;
import org.gishe.sandbox.trust.test.Wire;
import org.junit.rules.TemporaryFolder;

/** The sandbox's trust service over HTTP, each message held against its schema, and the person at its consent page. */
final class Rssp implements AutoCloseable {

    /** Whose credential is authorised on the consent page alone. */
    static final Invented LED = Invented.all().get(32);

    static final Invented LED_TOO = Invented.all().get(33);
    /** Whose phone rings. */
    static final Invented RUNG = Invented.all().get(0);

    private static final HttpClient BROWSER = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final Server server;
    private final Wire wire;
    /** What the service was asked, by path. */
    final Queue<String> asked = new ConcurrentLinkedQueue<>();
    /** Answered in place of a path's own answer, after the service has done what was asked. */
    final Map<String, Reply> instead = new java.util.concurrent.ConcurrentHashMap<>();

    volatile Duration later = Duration.ZERO;

    Rssp(TemporaryFolder folder) throws IOException {
        String before = System.setProperty("gishe.data", folder.getRoot().toString());
        try {
            var trust = new TrustService(() -> Instant.now().plus(later));
            wire = new Wire(() -> trust);
            server = new Server(0, () -> List.of(recording(wire)));
        } finally {
            if (before == null) {
                System.clearProperty("gishe.data");
            } else {
                System.setProperty("gishe.data", before);
            }
        }
    }

    private Site recording(Site site) {
        return new Site() {
            @Override
            public String path() {
                return site.path();
            }

            @Override
            public Reply handle(Call call) throws IOException {
                asked.add(call.path());
                Reply own = site.handle(call);
                return instead.getOrDefault(call.path(), own);
            }
        };
    }

    Wire wire() {
        return wire;
    }

    String endpoint() {
        return server.address() + "/tsp";
    }

    CscSignatures provider(String version) {
        return provider(version, "auto", "gishe", "sandbox-only");
    }

    CscSignatures provider(String version, String authorization, String clientId, String secret) {
        return provider(endpoint(), version, authorization, clientId, secret);
    }

    static CscSignatures provider(
            String endpoint, String version, String authorization, String clientId, String secret) {
        return new CscSignatures(
                new CscClient(endpoint, clientId, secret, CscSignatures.version(version)),
                CscSignatures.authorization(authorization),
                "",
                LocalText.of("Проба", "Sandbox"),
                new Tariff(0, new BigDecimal("0"), "EUR"),
                endpoint + "/phone");
    }

    static Identifier identifier(Invented person) {
        return Identifier.fromEtsi(person.etsi());
    }

    /** The consent page. */
    static String open(URI page) throws Exception {
        HttpResponse<String> answer = BROWSER.send(
                HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** What the person's browser comes back with. */
    static Map<String, String> decide(URI page, String decision) throws Exception {
        String request = open(page).replaceAll("(?s).*name=\"request\" value=\"([^\"]+)\".*", "$1");
        String form = "decision=" + decision + "&request=" + URLEncoder.encode(request, StandardCharsets.UTF_8);
        HttpResponse<Void> back = BROWSER.send(
                HttpRequest.newBuilder(page.resolve("decision"))
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(back.statusCode()).isEqualTo(302);
        return Call.parameters(
                URI.create(back.headers().firstValue("Location").orElseThrow()).getRawQuery());
    }

    void switches(String body) throws Exception {
        BROWSER.send(
                HttpRequest.newBuilder(URI.create(endpoint() + "/sandbox/switches"))
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    /** Closes, and fails where a message that passed did not fit its schema. */
    @Override
    public void close() {
        server.close();
        assertThat(wire.faults()).as("messages that passed").isEmpty();
    }
}
