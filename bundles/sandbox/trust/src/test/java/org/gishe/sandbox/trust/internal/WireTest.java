/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.trust.test.Wire;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** A message that is planted wrong is found where messages pass, whichever way it goes. */
public class WireTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private volatile Reply answer = Reply.empty(404);
    private final Wire wire = new Wire(() -> new Site() {
        @Override
        public String path() {
            return "/tsp";
        }

        @Override
        public Reply handle(Call call) {
            return answer;
        }
    });
    private final Server server;

    public WireTest() throws Exception {
        server = new Server(0, () -> List.of(wire));
    }

    @After
    public void close() {
        server.close();
    }

    @Test
    public void whatIsRightPasses() throws Exception {
        answer = Reply.json(200, Data.EMPTY.with("SAD", "x".repeat(20)));

        post("/csc/v1/credentials/authorize", "{\"credentialID\":\"c\",\"numSignatures\":1,\"hash\":[\"AAAA\"]}");

        assertThat(wire.faults()).isEmpty();
        assertThat(wire.seen()).containsOnlyKeys("v1 credentials/authorize", "v1 request credentials/authorize");
    }

    @Test
    public void aMemberOfAnotherTypeIsFoundInAnAnswer() throws Exception {
        answer = Reply.json(
                200,
                Json.object().put("SAD", "x".repeat(20)).put("expiresIn", "300").build());

        post(
                "/csc/v2/credentials/authorize",
                "{\"credentialID\":\"c\",\"numSignatures\":1,\"hashes\":[\"AAAA\"],"
                        + "\"hashAlgorithmOID\":\"2.16.840.1.101.3.4.2.1\"}");

        assertThat(wire.faults()).singleElement().asString().contains("answer", "/expiresIn type");
    }

    @Test
    public void aMemberThatIsMissingOrUnknownIsFoundInARequest() throws Exception {
        answer = Reply.json(200, Data.EMPTY.with("SAD", "x".repeat(20)));

        post(
                "/csc/v2/credentials/authorize",
                "{\"credentialID\":\"c\",\"numSignatures\":1,\"hash\":[\"AAAA\"],"
                        + "\"hashAlgorithmOID\":\"2.16.840.1.101.3.4.2.1\"}");

        assertThat(String.join("\n", wire.faults()))
                .contains("request", "/hashes required", "/hash additionalProperties");
    }

    @Test
    public void anErrorOfItsOwnInventionAndAFormWithoutAVerifierAreFound() throws Exception {
        answer = Reply.json(400, Data.EMPTY.with("error", "made_up"));
        post("/csc/v1/signatures/signHash", "{}");
        answer = Reply.json(200, Data.EMPTY.with("access_token", "x".repeat(20)).with("token_type", "SAD"));
        post("/csc/v1/oauth2/token", "grant_type=authorization_code&code=c&redirect_uri=http%3A%2F%2Fa.example%2F");
        answer =
                new Reply(302, Map.of("Location", "http://a.example/?code=" + "c".repeat(20) + "&who=me"), new byte[0]);
        send(request("/csc/v1/oauth2/authorize?response_type=code").build());

        assertThat(String.join("\n", wire.faults()))
                .contains("/error enum", "/code_verifier required", "/who additionalProperties", "/client_id required");
    }

    private void post(String path, String body) throws Exception {
        send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + "/tsp" + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static void send(HttpRequest request) throws Exception {
        HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.discarding());
    }
}
