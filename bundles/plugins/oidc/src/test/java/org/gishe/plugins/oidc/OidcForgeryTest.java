/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.identity.Login;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.testkit.TestWork;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** A provider that gives whatever ID token a test wants, over HTTP: each forgery is refused, and the right one is not. */
public class OidcForgeryTest implements Site {

    private static final URI BACK = URI.create("http://127.0.0.1:8080/login/return");
    private static final String IDENTIFIER = "PNOBG-8523120012";

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private final ECKey key;
    private final ECKey stranger;
    private final Server server;
    private final OidcLogin login;
    private volatile String issuer;
    private volatile Reply tokenAnswer = Reply.empty(400);

    public OidcForgeryTest() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        stranger = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        server = new Server(0, () -> List.of(this));
        issuer = server.address() + "/idp";
        login = new OidcLogin(issuer, "gishe", "secret", "identifier", LocalText.of("Проба", "Sandbox"));
    }

    @After
    public void close() {
        server.close();
    }

    @Override
    public String path() {
        return "/idp";
    }

    @Override
    public Reply handle(Call call) {
        String self = call.origin() + path();
        return switch (call.path()) {
            case "/.well-known/openid-configuration" ->
                Reply.json(
                        200,
                        Data.EMPTY
                                .with("issuer", issuer)
                                .with("authorization_endpoint", self + "/authorize")
                                .with("token_endpoint", self + "/token")
                                .with("jwks_uri", self + "/jwks"));
            case "/jwks" -> Reply.json(200, Json.read(new JWKSet(key.toPublicJWK()).toString()));
            case "/token" -> tokenAnswer;
            default -> Reply.empty(404);
        };
    }

    @Test
    public void aRightTokenIsAccepted() throws Exception {
        Login known = with(nonce -> signed(claims(nonce).build()));

        assertThat(known.identifier()).contains(Identifier.fromEtsi(IDENTIFIER));
        assertThat(known.name()).isEqualTo("Яна Примерова Образцова");
    }

    @Test
    public void aTokenOfAnotherLogInIsRefused() throws Exception {
        refused(with(nonce -> signed(claims("another-nonce").build())));
        refused(with(nonce -> signed(claims(null).build())));
        refused(with(nonce -> signed(claims("").build())));
    }

    @Test
    public void aTokenOfAnotherIssuerOrForAnotherClientIsRefused() throws Exception {
        refused(with(
                nonce -> signed(claims(nonce).issuer("http://127.0.0.1:1/idp").build())));
        refused(with(nonce -> signed(claims(nonce).issuer(null).build())));
        refused(with(nonce -> signed(claims(nonce).audience("another").build())));
        refused(with(nonce ->
                signed(claims(nonce).audience(List.of("gishe", "another")).build())));
        refused(with(nonce -> signed(claims(nonce).audience(List.<String>of()).build())));
    }

    @Test
    public void aTokenOfAnotherTimeIsRefused() throws Exception {
        Instant now = Instant.now();

        refused(with(nonce -> signed(claims(nonce)
                .expirationTime(Date.from(now.minus(Duration.ofMinutes(10))))
                .build())));
        refused(with(nonce -> signed(claims(nonce)
                .issueTime(Date.from(now.plus(Duration.ofMinutes(10))))
                .build())));
        refused(with(nonce -> signed(claims(nonce).expirationTime(null).build())));
        refused(with(nonce -> signed(claims(nonce).issueTime(null).build())));
    }

    @Test
    public void aTokenThatTheProviderDidNotSignIsRefused() throws Exception {
        refused(with(nonce -> signed(claims(nonce).build(), stranger)));
        refused(with(nonce -> new PlainJWT(claims(nonce).build()).serialize()));
        refused(with(nonce -> {
            // the published key taken as a shared secret
            var mac = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k").build(),
                    claims(nonce).build());
            mac.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
            return mac.serialize();
        }));
        refused(with(nonce -> {
            String[] token = signed(claims(nonce).build()).split("\\.");
            String[] other = signed(claims(nonce)
                            .claim("identifier", "PNOBG-0041010002")
                            .build())
                    .split("\\.");
            return token[0] + "." + other[1] + "." + token[2];
        }));
        refused(with(nonce -> signed(claims(nonce).build()).replaceAll("\\.[^.]*$", ".")));
        refused(with(nonce -> "no token at all"));
        refused(with(nonce -> ""));
    }

    @Test
    public void aTokenThatDoesNotSayWhoItIsIsRefused() throws Exception {
        refused(with(nonce -> signed(claims(nonce).claim("identifier", null).build())));
        refused(with(
                nonce -> signed(claims(nonce).claim("identifier", "8523120012").build())));
        refused(with(
                nonce -> signed(claims(nonce).claim("identifier", "PASXX-1").build())));
        refused(with(nonce -> signed(claims(nonce).claim("name", " ").build())));
        refused(with(
                nonce -> signed(claims(nonce).claim("name", "x".repeat(300)).build())));
    }

    @Test
    public void odderClaimsAreRefusedAndDoNotBreakAnything() throws Exception {
        refused(with(nonce ->
                signed(claims(nonce).claim("identifier", List.of(IDENTIFIER)).build())));
        refused(with(nonce -> signed(claims(nonce).claim("identifier", "PNOBG-").build())));
        refused(with(nonce -> signed(
                claims(nonce).claim("identifier", "PNOBG-" + "1".repeat(100)).build())));
        refused(with(nonce -> signed(claims(nonce).claim("name", 5).build())));
    }

    @Test
    public void aConfigurationOfAnotherIssuerLogsNobodyIn() {
        issuer = "http://127.0.0.1:1/idp";

        try (var work = TestWork.forNobody().open()) {
            assertThat(catchThrowable(() -> login.begin(work, "state", BACK))).isInstanceOf(PluginException.class);
        }
    }

    @Test
    public void anAnswerThatIsTooLargeOrNoJsonIsAFailureThatPasses() throws Exception {
        byte[] memory = memory();
        for (String body : List.of("x".repeat(300_000), "<html>")) {
            tokenAnswer = new Reply(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
            try (var work = TestWork.forNobody().open()) {
                var failure = catchThrowable(() -> login.finish(work, memory, BACK, Map.of("code", "c")));
                assertThat(failure).isInstanceOf(PluginException.class);
            }
        }
    }

    @FunctionalInterface
    private interface Forger {
        String idToken(String nonce) throws Exception;
    }

    /** Leaves, and comes back with this ID token. */
    private Login with(Forger forger) throws Exception {
        byte[] memory = memory();
        String nonce = Json.object(memory).text("/nonce").orElseThrow();
        tokenAnswer = Reply.json(200, Data.EMPTY.with("id_token", forger.idToken(nonce)));
        try (var work = TestWork.forNobody().open()) {
            return login.finish(work, memory, BACK, Map.of("code", "c", "state", "state"));
        }
    }

    private byte[] memory() {
        try (var work = TestWork.forNobody().open()) {
            return login.begin(work, "state", BACK).memory();
        }
    }

    private JWTClaimsSet.Builder claims(String nonce) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience("gishe")
                .subject("somebody")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("nonce", nonce)
                .claim("acr", "high")
                .claim("name", "Яна Примерова Образцова")
                .claim("identifier", IDENTIFIER);
    }

    private String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(claims, key);
    }

    private static String signed(JWTClaimsSet claims, ECKey signer) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(signer.getKeyID())
                        .build(),
                claims);
        token.sign(new ECDSASigner(signer));
        return token.serialize();
    }

    private static void refused(Login login) {
        assertThat(login.identifier()).isEmpty();
        assertThat(login.reason()).isNotBlank().doesNotContain("8523120012");
    }
}
