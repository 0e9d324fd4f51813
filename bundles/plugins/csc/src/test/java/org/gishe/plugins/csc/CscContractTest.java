/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningTicket;
import org.gishe.api.signature.Tariff;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.trust.internal.TrustService;
import org.gishe.sandbox.trust.test.Wire;
import org.gishe.testkit.SignatureProviderContract;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.rules.TemporaryFolder;

public class CscContractTest extends SignatureProviderContract {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final HttpClient PHONE =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Server sandbox;
    private static Wire wire;
    private static volatile Duration later = Duration.ZERO;

    @BeforeClass
    public static void startTheSandbox() throws IOException {
        String before = System.setProperty("gishe.data", FOLDER.getRoot().toString());
        try {
            var trust = new TrustService(() -> Instant.now().plus(later));
            wire = new Wire(() -> trust);
            sandbox = new Server(0, () -> List.<Site>of(wire));
        } finally {
            if (before == null) {
                System.clearProperty("gishe.data");
            } else {
                System.setProperty("gishe.data", before);
            }
        }
    }

    @AfterClass
    public static void stopTheSandbox() {
        sandbox.close();
        assertThat(wire.faults()).as("messages that passed").isEmpty();
    }

    @After
    public void setTheClockBack() {
        later = Duration.ZERO;
    }

    @Override
    protected SignatureProvider provider() {
        return provider(sandbox.address() + "/tsp");
    }

    @Override
    protected SignatureProvider unreachable() {
        return provider("http://127.0.0.1:1/tsp");
    }

    @Override
    protected Identifier known() {
        return Identifier.fromEtsi(Invented.all().get(0).etsi());
    }

    @Override
    protected void approve(SigningTicket ticket) throws Exception {
        decide(ticket, "approve");
    }

    @Override
    protected void reject(SigningTicket ticket) throws Exception {
        decide(ticket, "reject");
    }

    /** CSC has no method for it. */
    @Override
    protected boolean cancels() {
        return false;
    }

    /** CSC has no validity in its requests either: the service gives each five minutes. */
    @Override
    protected void pass(Instant validUntil) {
        later = Duration.ofMinutes(6);
    }

    /** As configured. */
    String version() {
        return "auto";
    }

    private SignatureProvider provider(String endpoint) {
        return new CscSignatures(
                new CscClient(endpoint, "gishe", "sandbox-only", CscSignatures.version(version())),
                LocalText.of("Проба", "Sandbox"),
                new Tariff(0, new BigDecimal("0"), "EUR"),
                endpoint + "/phone");
    }

    /** On the phone page of the person; the request is known there by the digest of what it asks. */
    private static void decide(SigningTicket ticket, String decision) throws Exception {
        JsonNode state = new ObjectMapper().readTree(ticket.state());
        var facts = new StringBuilder("gishe\n")
                .append(state.path("credential").asText())
                .append('\n');
        String comma = "";
        for (JsonNode hash : state.path("hashes")) {
            facts.append(comma).append(hash.asText());
            comma = "\n";
        }
        facts.append('\n').append(state.path("key").asText());
        String id = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(facts.toString().getBytes(StandardCharsets.UTF_8)))
                .substring(0, 32);
        var answer = PHONE.send(
                HttpRequest.newBuilder(URI.create(sandbox.address() + "/tsp/phone/" + id + "/" + decision))
                        .timeout(Duration.ofSeconds(20))
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
