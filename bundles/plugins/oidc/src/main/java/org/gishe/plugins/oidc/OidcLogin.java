/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.identity.IdentityPlugin;
import org.gishe.api.identity.IdentityProvider;
import org.gishe.api.identity.Login;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Log-in by OpenID Connect Core 1.0: code flow with PKCE (RFC 7636), the ID token validated as its section 3.1.3.7 asks.
 * Thread-safe; one instance for each provider an operator configures.
 */
@IdentityPlugin(id = "oidc")
@Component(configurationPid = "org.gishe.plugins.oidc", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OidcConfiguration.class, factory = true)
public final class OidcLogin implements IdentityProvider {

    private static final int LARGEST = 1 << 18;
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private final ObjectMapper json = new ObjectMapper();
    private final SecureRandom random = new SecureRandom();
    private final String issuer;
    private final String clientId;
    private final String clientSecret;
    private final String identifierClaim;
    private final LocalText title;

    @Activate
    public OidcLogin(OidcConfiguration configuration) {
        this(
                configuration.issuer(),
                configuration.clientId(),
                configuration._clientSecret(),
                configuration.identifierClaim(),
                LocalText.of(configuration.titleBg(), configuration.titleEn()));
    }

    OidcLogin(String issuer, String clientId, String clientSecret, String identifierClaim, LocalText title) {
        this.issuer = issuer.replaceAll("/+$", "");
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.identifierClaim = identifierClaim;
        this.title = title;
    }

    @Override
    public LocalText title() {
        return title;
    }

    @Override
    public Departure begin(Work work, String state, URI returnAddress) {
        JsonNode provider = configuration(work);
        String nonce = secret();
        String verifier = secret();
        String address = provider.path("authorization_endpoint").asText()
                + "?response_type=code&scope=" + encode("openid profile identifier")
                + "&client_id=" + encode(clientId)
                + "&redirect_uri=" + encode(returnAddress.toString())
                + "&state=" + encode(state)
                + "&nonce=" + nonce
                + "&code_challenge_method=S256&code_challenge=" + base64(sha256(verifier))
                + "&ui_locales=" + encode(work.language().getLanguage());
        ObjectNode memory = json.createObjectNode().put("nonce", nonce).put("verifier", verifier);
        return new Departure(URI.create(address), memory.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Login finish(Work work, byte[] memory, URI returnAddress, Map<String, String> parameters) {
        String code = parameters.getOrDefault("code", "");
        if (code.isEmpty()) {
            return Login.refused(
                    "the provider sent no code, but " + clean(parameters.getOrDefault("error", "nothing else")));
        }
        try {
            JsonNode kept = json.readTree(memory);
            JsonNode provider = configuration(work);
            JsonNode token = token(work, provider, code, kept.path("verifier").asText(), returnAddress);
            if (!token.hasNonNull("id_token")) {
                return Login.refused("the provider refused the code: "
                        + clean(token.path("error").asText("no ID token")));
            }
            JWKSet keys = JWKSet.parse(
                    get(work.http(), provider.path("jwks_uri").asText()).toString());
            JWTClaimsSet claims = validated(token.path("id_token").asText(), keys);
            return login(claims, kept.path("nonce").asText(), work.now());
        } catch (BadJOSEException | JOSEException | ParseException e) {
            return Login.refused("the ID token is not valid: " + clean(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new PluginException("what was remembered of a log-in cannot be read", false, e);
        }
    }

    private static JWTClaimsSet validated(String idToken, JWKSet keys)
            throws ParseException, BadJOSEException, JOSEException {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
        // issuer, audience, times and nonce are checked by the platform's clock in login()
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return processor.process(idToken, null);
    }

    private Login login(JWTClaimsSet claims, String nonce, Instant now) throws ParseException {
        if (!issuer.equals(claims.getIssuer())) {
            return Login.refused("the ID token is of another issuer");
        }
        if (!claims.getAudience().contains(clientId)) {
            return Login.refused("the ID token is for another client");
        }
        if (claims.getAudience().size() > 1 && !clientId.equals(claims.getStringClaim("azp"))) {
            return Login.refused("the ID token was issued to another party");
        }
        if (claims.getExpirationTime() == null
                || claims.getExpirationTime().toInstant().plus(SKEW).isBefore(now)
                || claims.getIssueTime() == null
                || claims.getIssueTime().toInstant().minus(SKEW).isAfter(now)) {
            return Login.refused("the ID token is not of this time");
        }
        String given = claims.getStringClaim("nonce");
        if (given == null
                || !MessageDigest.isEqual(
                        nonce.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
            return Login.refused("the ID token is not the answer to this log-in");
        }
        String identifier = claims.getStringClaim(identifierClaim);
        String name = claims.getStringClaim("name");
        if (identifier == null || name == null || name.isBlank() || name.length() > 200) {
            return Login.refused("the ID token tells no identifier or name");
        }
        Identifier parsed;
        try {
            parsed = Identifier.fromEtsi(identifier);
        } catch (IllegalArgumentException e) {
            return Login.refused("the ID token's identifier is not written as ETSI EN 319 412-1 asks");
        }
        if (parsed.scheme() == Identifier.Scheme.UNKNOWN) {
            return Login.refused("the ID token's identifier is of an unknown kind");
        }
        String acr = claims.getStringClaim("acr");
        return Login.of(parsed, name, Assurance.named(acr == null ? "" : acr));
    }

    private JsonNode configuration(Work work) {
        JsonNode provider = get(work.http(), issuer + "/.well-known/openid-configuration");
        if (!issuer.equals(provider.path("issuer").asText())) {
            throw new PluginException("the provider's configuration is of another issuer", false);
        }
        return provider;
    }

    private JsonNode token(Work work, JsonNode provider, String code, String verifier, URI returnAddress) {
        String form = "grant_type=authorization_code&code=" + encode(code) + "&code_verifier=" + encode(verifier)
                + "&redirect_uri=" + encode(returnAddress.toString());
        String basic = Base64.getEncoder()
                .encodeToString((encode(clientId) + ":" + encode(clientSecret)).getBytes(StandardCharsets.UTF_8));
        return send(
                work.http(),
                HttpRequest.newBuilder(
                                URI.create(provider.path("token_endpoint").asText()))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .header("Authorization", "Basic " + basic)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build());
    }

    private JsonNode get(HttpClient http, String address) {
        return send(
                http,
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(PATIENCE)
                        .header("Accept", "application/json")
                        .build());
    }

    private JsonNode send(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(LARGEST + 1);
            }
            if (response.statusCode() >= 500 || body.length > LARGEST) {
                throw new PluginException("the log-in provider answered " + response.statusCode(), true);
            }
            return json.readTree(body);
        } catch (IOException e) {
            throw new PluginException("the log-in provider cannot be reached or understood", true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("cut off while asking the log-in provider", true, e);
        }
    }

    @Override
    public Health health(Work work) {
        try {
            configuration(work);
            return Health.UP;
        } catch (PluginException e) {
            return new Health(Health.Status.DOWN, e.getMessage());
        }
    }

    /** What came from outside goes into a reason only in plain characters. */
    private static String clean(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9_ .,:-]", "?");
        return plain.length() > 100 ? plain.substring(0, 100) : plain;
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
