/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.internal.Server;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** Plays the browser and the client, over HTTP. */
public class OpenIdProviderTest {

    private static final String BACK = "http://127.0.0.1:8080/login/return";
    private static final String VERIFIER = "a-verifier-of-more-than-forty-three-characters-1234";
    private static final Invented PERSON = Invented.all().get(3);

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final Server server;

    public OpenIdProviderTest() throws Exception {
        InstantSource clock = () -> now;
        var provider = new OpenIdProvider(clock);
        this.server = new Server(0, () -> List.of(provider));
    }

    @After
    public void close() {
        server.close();
    }

    @Test
    public void theConfigurationNamesTheEndpointsOfThisAddress() throws Exception {
        Data.Obj configuration =
                Json.object(get("/idp/.well-known/openid-configuration").body().getBytes(StandardCharsets.UTF_8));

        assertThat(configuration.text("/issuer")).contains(server.address() + "/idp");
        assertThat(configuration.text("/token_endpoint")).contains(server.address() + "/idp/token");
        assertThat(configuration.text("/code_challenge_methods_supported/0")).contains("S256");
    }

    @Test
    public void whoLogsInGetsATokenOfThisLogInSignedByTheKeyThatIsPublished() throws Exception {
        HttpResponse<String> answer = token(code(logIn(asked())), VERIFIER);

        assertThat(answer.statusCode()).isEqualTo(200);
        String[] token = Json.object(answer.body().getBytes(StandardCharsets.UTF_8))
                .text("/id_token")
                .orElseThrow()
                .split("\\.");
        Data.Obj claims = Json.object(Base64.getUrlDecoder().decode(token[1]));
        assertThat(claims.text("/iss")).contains(server.address() + "/idp");
        assertThat(claims.text("/aud")).contains("gishe");
        assertThat(claims.text("/nonce")).contains("a-nonce");
        assertThat(claims.text("/acr")).contains("high");
        assertThat(claims.text("/name")).contains(PERSON.name());
        assertThat(claims.text("/identifier")).contains("PNOBG-" + PERSON.egn());
        assertThat(claims.text("/sub").orElseThrow()).doesNotContain(PERSON.egn());
        assertThat(verifies(token)).isTrue();
        token[1] = token[1].substring(1);
        assertThat(verifies(token)).isFalse();
    }

    @Test
    public void aPersonMayTypeANumberOfTheSandboxAndNoOther() throws Exception {
        var typed = new LinkedHashMap<>(asked());
        typed.put("egn", Invented.all().get(300).egn());
        var stranger = new LinkedHashMap<>(asked());
        stranger.put("egn", "9130054478");

        assertThat(post("/idp/authorize", typed).statusCode()).isEqualTo(303);
        assertThat(post("/idp/authorize", stranger).statusCode()).isEqualTo(200);
        assertThat(post("/idp/authorize", stranger).body()).contains("role=\"alert\"");
    }

    @Test
    public void whoNamesNoLevelGetsTheSubstantialOne() throws Exception {
        var asked = new LinkedHashMap<>(asked());
        asked.remove("level");

        HttpResponse<String> answer = token(code(logIn(asked)), VERIFIER);

        String token = Json.object(answer.body().getBytes(StandardCharsets.UTF_8))
                .text("/id_token")
                .orElseThrow();
        assertThat(Json.object(Base64.getUrlDecoder().decode(token.split("\\.")[1]))
                        .text("/acr"))
                .contains("substantial");
    }

    @Test
    public void whoGivesUpIsSentBackWithoutACode() throws Exception {
        var asked = new LinkedHashMap<>(asked());
        asked.put("cancel", "1");

        String back =
                post("/idp/authorize", asked).headers().firstValue("location").orElseThrow();

        assertThat(Call.parameters(URI.create(back).getRawQuery()))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "a state &")
                .doesNotContainKey("code");
    }

    @Test
    public void nobodyIsSentToAForeignAddress() throws Exception {
        for (String foreign : List.of(
                "http://example.org/login/return",
                "http://127.0.0.1@example.org/login/return",
                "http://127.0.0.1:8080/elsewhere",
                "http://127.0.0.1:8080/login/return?x=1",
                "http://127.0.0.1:8080/login/return#x",
                "javascript://127.0.0.1/login/return",
                "//127.0.0.1/login/return",
                "")) {
            var asked = new LinkedHashMap<>(asked());
            asked.put("redirect_uri", foreign);

            HttpResponse<String> answer = post("/idp/authorize", asked);

            assertThat(answer.statusCode()).as(foreign).isEqualTo(400);
            assertThat(answer.headers().firstValue("location")).isEmpty();
        }
    }

    @Test
    public void whatIsNotTheCodeFlowWithPkceOfTheKnownClientIsRefused() throws Exception {
        for (String[] wrong : new String[][] {
            {"client_id", "another"}, {"response_type", "token"}, {"code_challenge_method", "plain"}, {"scope", "email"}
        }) {
            var asked = new LinkedHashMap<>(asked());
            asked.put(wrong[0], wrong[1]);

            assertThat(post("/idp/authorize", asked).statusCode()).as(wrong[0]).isEqualTo(400);
            assertThat(get("/idp/authorize?" + form(asked)).statusCode())
                    .as(wrong[0])
                    .isEqualTo(400);
        }
    }

    @Test
    public void aCodeServesOnce() throws Exception {
        String code = code(logIn(asked()));

        assertThat(token(code, VERIFIER).statusCode()).isEqualTo(200);
        assertThat(token(code, VERIFIER).statusCode()).isEqualTo(400);
    }

    @Test
    public void aCodeServesItsOwnVerifierAlone() throws Exception {
        String code = code(logIn(asked()));

        assertThat(token(code, VERIFIER + "x").statusCode()).isEqualTo(400);
        assertThat(token(code, VERIFIER).statusCode())
                .as("a wrong guess uses it up")
                .isEqualTo(400);
    }

    @Test
    public void aCodeIsOverAfterAMinute() throws Exception {
        String code = code(logIn(asked()));
        now = now.plus(Duration.ofSeconds(61));

        assertThat(token(code, VERIFIER).statusCode()).isEqualTo(400);
    }

    @Test
    public void aClientWithAWrongSecretGetsNothingAndTheCodeStays() throws Exception {
        String code = code(logIn(asked()));

        HttpResponse<String> stranger = token(code, VERIFIER, "gishe:wrong");

        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(token(code, VERIFIER).statusCode()).isEqualTo(200);
    }

    @Test
    public void thePageShowsWhatWasAskedAsText() throws Exception {
        var asked = new LinkedHashMap<>(asked());
        asked.put("state", "\"><script>alert(1)</script>");

        HttpResponse<String> page = get("/idp/authorize?" + form(asked));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("<script").contains("<html lang=\"bg\">");
        assertThat(page.headers().firstValue("content-security-policy")).isPresent();
    }

    private static Map<String, String> asked() {
        var asked = new LinkedHashMap<String, String>();
        asked.put("client_id", "gishe");
        asked.put("redirect_uri", BACK);
        asked.put("response_type", "code");
        asked.put("scope", "openid profile identifier");
        asked.put("state", "a state &");
        asked.put("nonce", "a-nonce");
        asked.put("code_challenge", challenge());
        asked.put("code_challenge_method", "S256");
        asked.put("person", PERSON.egn());
        asked.put("level", "high");
        return asked;
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> logIn(Map<String, String> asked) throws Exception {
        HttpResponse<String> answer = post("/idp/authorize", asked);
        assertThat(answer.statusCode()).isEqualTo(303);
        String back = answer.headers().firstValue("location").orElseThrow();
        assertThat(back).startsWith(BACK + "?");
        var parameters = Call.parameters(URI.create(back).getRawQuery());
        assertThat(parameters).containsEntry("state", "a state &");
        return parameters;
    }

    private static String code(Map<String, String> parameters) {
        return parameters.get("code");
    }

    private HttpResponse<String> token(String code, String verifier) throws Exception {
        return token(code, verifier, "gishe:sandbox-only");
    }

    private HttpResponse<String> token(String code, String verifier, String credentials) throws Exception {
        return client.send(
                HttpRequest.newBuilder(server.address().resolve("/idp/token"))
                        .timeout(Duration.ofSeconds(10))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                        .POST(HttpRequest.BodyPublishers.ofString(form(Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "redirect_uri",
                                BACK,
                                "code_verifier",
                                verifier))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private boolean verifies(String[] token) throws Exception {
        Data.Obj header = Json.object(Base64.getUrlDecoder().decode(token[0]));
        Data.Obj keys = Json.object(get("/idp/jwks").body().getBytes(StandardCharsets.UTF_8));
        assertThat(header.text("/alg")).contains("ES256");
        assertThat(header.text("/kid")).isEqualTo(keys.text("/keys/0/kid"));
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(number(keys, "/keys/0/x"), number(keys, "/keys/0/y"));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class))));
        signature.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(token[2]));
    }

    private static BigInteger number(Data.Obj keys, String pointer) {
        return new BigInteger(
                1, Base64.getUrlDecoder().decode(keys.text(pointer).orElseThrow()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString(form(form)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String form(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
