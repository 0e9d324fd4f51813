/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.trust.test.Messages;

/** A signature application that speaks one version; every answer it gets is held against the schemas. */
final class Application {

    static final String REDIRECT = "http://127.0.0.1:9/back?from=tsp";

    private final Sandbox sandbox;
    private final int version;
    private final String client;
    private final String secret;
    private String token = "";

    /** What came back. */
    record Answer(int status, Data.Obj body) {

        String text(String pointer) {
            assertThat(status).as(Json.text(body)).isEqualTo(200);
            return body.text(pointer).orElseThrow();
        }

        String error() {
            assertThat(status).isBetween(400, 499);
            return body.text("/error").orElseThrow();
        }

        String description() {
            error();
            return body.text("/error_description").orElseThrow();
        }
    }

    /** A PKCE verifier of its own (RFC 7636). */
    static final class Verifier {
        final String value = random();

        String challenge() throws Exception {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII)));
        }

        private static String random() {
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    private Application(Sandbox sandbox, int version, String client, String secret) {
        this.sandbox = sandbox;
        this.version = version;
        this.client = client;
        this.secret = secret;
    }

    static Application gishe(Sandbox sandbox, int version) throws Exception {
        return new Application(sandbox, version, "gishe", "sandbox-only").logIn();
    }

    static Application stranger(Sandbox sandbox, int version) throws Exception {
        return new Application(sandbox, version, "stranger", "sandbox-stranger").logIn();
    }

    private Application logIn() throws Exception {
        token = token(Map.of("grant_type", "client_credentials")).text("/access_token");
        return this;
    }

    Application with(String other) {
        token = other;
        return this;
    }

    String token() {
        return token;
    }

    /** The names of the list of digests. */
    String hashes() {
        return version == 1 ? "hash" : "hashes";
    }

    String algorithm() {
        return version == 1 ? "hashAlgo" : "hashAlgorithmOID";
    }

    Answer call(String method, Data.Obj body) throws Exception {
        return call(method, Json.write(body));
    }

    Answer call(String method, byte[] body) throws Exception {
        HttpResponse<byte[]> answer = sandbox.send(sandbox.request("/csc/v" + version + "/" + method)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
        return answer(method, answer);
    }

    private Answer answer(String method, HttpResponse<byte[]> answer) {
        Messages.check(version, method, answer.statusCode(), answer.body());
        return new Answer(answer.statusCode(), answer.body().length == 0 ? Data.EMPTY : Json.object(answer.body()));
    }

    Answer token(Map<String, String> form) throws Exception {
        var all = new LinkedHashMap<>(form);
        all.putIfAbsent("client_id", client);
        all.putIfAbsent("client_secret", secret);
        return answer(
                "oauth2/token",
                sandbox.send(sandbox.request("/csc/v" + version + "/oauth2/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encode(all)))
                        .build()));
    }

    Answer revoke(String other) throws Exception {
        return answer(
                "oauth2/revoke",
                sandbox.send(sandbox.request("/csc/v" + version + "/oauth2/revoke")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                encode(Map.of("client_id", client, "client_secret", secret, "token", other))))
                        .build()));
    }

    /** The page where the person is asked, or the way back at once. */
    HttpResponse<byte[]> ask(Verifier verifier, Map<String, String> parameters) throws Exception {
        return asked(asking(verifier, parameters));
    }

    HttpResponse<byte[]> asked(Map<String, String> parameters) throws Exception {
        return sandbox.get("/csc/v" + version + "/oauth2/authorize?" + encode(parameters));
    }

    /** Pushes what the person is to be asked. */
    Answer push(Verifier verifier, Map<String, String> parameters) throws Exception {
        var all = new LinkedHashMap<String, String>();
        all.put("client_secret", secret);
        all.putAll(asking(verifier, parameters));
        HttpResponse<byte[]> answer = sandbox.send(sandbox.request("/csc/v" + version + "/oauth2/pushed_authorize")
                .POST(HttpRequest.BodyPublishers.ofString(encode(all)))
                .build());
        return new Answer(answer.statusCode(), answer.body().length == 0 ? Data.EMPTY : Json.object(answer.body()));
    }

    private Map<String, String> asking(Verifier verifier, Map<String, String> parameters) throws Exception {
        var all = new LinkedHashMap<String, String>();
        all.put("response_type", "code");
        all.put("client_id", client);
        all.put("redirect_uri", REDIRECT);
        all.put("state", "state-1");
        all.put("code_challenge", verifier.challenge());
        all.put("code_challenge_method", "S256");
        all.putAll(parameters);
        return all;
    }

    /** What the page leads back with after the person decided on it. */
    Map<String, String> decide(HttpResponse<byte[]> page, String decision, String user) throws Exception {
        String html = new String(page.body(), StandardCharsets.UTF_8);
        assertThat(page.statusCode()).as(html).isEqualTo(200);
        String request = html.replaceAll("(?s).*name=\"request\" value=\"([^\"]+)\".*", "$1");
        HttpResponse<byte[]> back = sandbox.send(sandbox.request("/csc/v" + version + "/oauth2/decision")
                .POST(HttpRequest.BodyPublishers.ofString(
                        encode(Map.of("request", request, "decision", decision, "user", user))))
                .build());
        return back(back);
    }

    static Map<String, String> back(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(302);
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(REDIRECT + "&");
        return Call.parameters(URI.create(location).getRawQuery());
    }

    Answer redeem(String code, Verifier verifier) throws Exception {
        return token(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                REDIRECT,
                "code_verifier",
                verifier.value));
    }

    String credential(Invented person) throws Exception {
        return call("credentials/list", Data.EMPTY.with("userID", person.etsi()))
                .text("/credentialIDs/0");
    }

    Data.Obj authorization(String credential, String key, List<String> hashes) {
        Data.Obj asked = Json.object()
                .put("credentialID", credential)
                .put("numSignatures", hashes.size())
                .put(hashes(), Json.array(hashes.stream().map(Data::of).toList()))
                .put("description", "Заявление")
                .put("clientData", key)
                .build();
        return version == 1 ? asked : asked.with("hashAlgorithmOID", "2.16.840.1.101.3.4.2.1");
    }

    Answer authorize(String credential, String key, String... hashes) throws Exception {
        return call("credentials/authorize", authorization(credential, key, Arrays.asList(hashes)));
    }

    /** A SAD for these hashes, approved on the phone. */
    String approved(String credential, String key, String... hashes) throws Exception {
        authorize(credential, key, hashes);
        phone(credential, "approve");
        return authorize(credential, key, hashes).text("/SAD");
    }

    Answer sign(String credential, String sad, String... hashes) throws Exception {
        return call("signatures/signHash", signing(credential, sad, Arrays.asList(hashes)));
    }

    Data.Obj signing(String credential, String sad, List<String> hashes) {
        return Json.object()
                .put("credentialID", credential)
                .put("SAD", sad)
                .put(hashes(), Json.array(hashes.stream().map(Data::of).toList()))
                .put(algorithm(), "2.16.840.1.101.3.4.2.1")
                .put("signAlgo", "1.2.840.10045.4.3.2")
                .build();
    }

    /** The person decides on all that waits. */
    void phone(String credential, String decision) throws Exception {
        Data list =
                Json.read(sandbox.get("/phone/pending?credential=" + credential).body());
        for (Data each : ((Data.Arr) list).items()) {
            HttpResponse<byte[]> answer =
                    sandbox.send(sandbox.request("/phone/" + each.text("/id").orElseThrow() + "/" + decision)
                            .header("Accept", "application/json")
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    static String hash(String text) {
        return Base64.getEncoder().encodeToString(Transactions.sha256(text));
    }

    private static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
