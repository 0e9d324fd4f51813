/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.identity.internal;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * An OpenID Connect provider (Core 1.0, code flow with PKCE S256) whose people are invented. A code is used once, within a
 * minute; its client is the sandbox portal alone, on a loopback address.
 */
@Component
public final class OpenIdProvider implements Site {

    private static final String CLIENT = "gishe";
    private static final String SECRET = "sandbox-only";
    private static final int MOST_CODES = 10_000;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final KeyPair keys;
    private final String keyId;
    private final Map<String, Code> codes = new ConcurrentHashMap<>();

    private record Code(
            Invented person, String redirect, String nonce, String challenge, String level, Instant expires) {}

    @Activate
    public OpenIdProvider(@Reference InstantSource clock) throws GeneralSecurityException {
        this.clock = clock;
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        this.keys = generator.generateKeyPair();
        // another key at each start, so another id: who kept the old one looks it up anew
        this.keyId = base64(sha256(base64(keys.getPublic().getEncoded()))).substring(0, 16);
    }

    @Override
    public String path() {
        return "/idp";
    }

    @Override
    public Reply handle(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET /.well-known/openid-configuration" -> configuration(call.origin() + path());
            case "GET /jwks" -> Reply.json(200, Data.EMPTY.with("keys", Json.array(List.of(jwk()))));
            case "GET /authorize" -> choose(call.query(), "");
            case "POST /authorize" -> chosen(call.form());
            case "POST /token" -> token(call);
            default -> Reply.empty(404);
        };
    }

    private static Reply configuration(String issuer) {
        return Reply.json(
                200,
                Json.object()
                        .put("issuer", issuer)
                        .put("authorization_endpoint", issuer + "/authorize")
                        .put("token_endpoint", issuer + "/token")
                        .put("jwks_uri", issuer + "/jwks")
                        .put("response_types_supported", texts("code"))
                        .put("subject_types_supported", texts("pairwise"))
                        .put("id_token_signing_alg_values_supported", texts("ES256"))
                        .put("code_challenge_methods_supported", texts("S256"))
                        .put("acr_values_supported", texts("low", "substantial", "high"))
                        .put("scopes_supported", texts("openid", "profile", "identifier"))
                        .build());
    }

    private static Data.Arr texts(String... texts) {
        return Json.array(Arrays.stream(texts).map(Data::of).toList());
    }

    private Data.Obj jwk() {
        var key = (ECPublicKey) keys.getPublic();
        return Json.object()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("use", "sig")
                .put("alg", "ES256")
                .put("kid", keyId)
                .put("x", base64(unsigned(key.getW().getAffineX())))
                .put("y", base64(unsigned(key.getW().getAffineY())))
                .build();
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    // ------------------------------------------------------------------ the person's pages

    private Reply choose(Map<String, String> asked, String error) {
        String language = asked.getOrDefault("ui_locales", "bg").startsWith("en") ? "en" : "bg";
        boolean english = language.equals("en");
        if (!allowed(asked)) {
            return Reply.page(
                    400,
                    language,
                    english ? "This log-in was not asked for properly" : "Входът не е заявен правилно",
                    "");
        }
        var form = new StringBuilder("<p>" + (english ? "Who are you?" : "Кой сте Вие?") + "</p>");
        if (!error.isEmpty()) {
            form.append("<p role=\"alert\">").append(Reply.escape(error)).append("</p>");
        }
        form.append("<form method=\"post\" action=\"/idp/authorize\">");
        for (String name : List.of(
                "client_id",
                "redirect_uri",
                "state",
                "nonce",
                "code_challenge",
                "code_challenge_method",
                "response_type",
                "scope",
                "ui_locales")) {
            form.append("<input type=\"hidden\" name=\"")
                    .append(name)
                    .append("\" value=\"")
                    .append(Reply.escape(asked.getOrDefault(name, "")))
                    .append("\">");
        }
        form.append("<p><label for=\"person\">")
                .append(english ? "Invented person" : "Измислен човек")
                .append("</label><select id=\"person\" name=\"person\">");
        for (Invented person : Invented.all().subList(0, 40)) {
            form.append("<option value=\"")
                    .append(person.egn())
                    .append("\">")
                    .append(Reply.escape(person.name()))
                    .append(", ")
                    .append(person.egn())
                    .append("</option>");
        }
        form.append("</select></p><p><label for=\"egn\">")
                .append(english ? "Or a personal number of the sandbox" : "Или личен номер от пробната среда")
                .append("</label><input id=\"egn\" name=\"egn\" inputmode=\"numeric\" autocomplete=\"off\"")
                .append(" maxlength=\"10\"></p><p><label for=\"level\">")
                .append(english ? "Assurance level" : "Ниво на осигуреност")
                .append("</label><select id=\"level\" name=\"level\">")
                .append("<option value=\"substantial\">")
                .append(english ? "substantial" : "значително")
                .append("</option><option value=\"high\">")
                .append(english ? "high" : "високо")
                .append("</option><option value=\"low\">")
                .append(english ? "low" : "ниско")
                .append("</option></select></p><button>")
                .append(english ? "Log in" : "Вход")
                .append("</button><button class=\"no\" name=\"cancel\" value=\"1\">")
                .append(english ? "Cancel" : "Отказ")
                .append("</button></form>");
        return Reply.page(200, language, english ? "Log in" : "Вход", form.toString());
    }

    /** Only the sandbox's own portal, wherever it listens on this machine. */
    private static boolean allowed(Map<String, String> asked) {
        try {
            URI redirect = URI.create(asked.getOrDefault("redirect_uri", ""));
            return CLIENT.equals(asked.get("client_id"))
                    && "code".equals(asked.get("response_type"))
                    && "S256".equals(asked.get("code_challenge_method"))
                    && asked.getOrDefault("scope", "").contains("openid")
                    && "/login/return".equals(redirect.getPath())
                    && redirect.getRawQuery() == null
                    && redirect.getRawFragment() == null
                    && ("http".equals(redirect.getScheme()) || "https".equals(redirect.getScheme()))
                    && redirect.getHost() != null
                    && List.of("127.0.0.1", "localhost", "[::1]").contains(redirect.getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Reply chosen(Map<String, String> form) {
        if (!allowed(form)) {
            return choose(form, "");
        }
        String back = form.get("redirect_uri") + "?state=" + encode(form.getOrDefault("state", ""));
        if (form.containsKey("cancel")) {
            return Reply.redirect(back + "&error=access_denied");
        }
        String typed = form.getOrDefault("egn", "").strip();
        Optional<Invented> person = Invented.of(typed.isEmpty() ? form.getOrDefault("person", "") : typed);
        if (person.isEmpty()) {
            return choose(
                    form,
                    form.getOrDefault("ui_locales", "").startsWith("en")
                            ? "Nobody in the sandbox has that number. Choose somebody from the list."
                            : "Никой в пробната среда няма такъв номер. Изберете човек от списъка.");
        }
        String wished = form.getOrDefault("level", "");
        String level = List.of("low", "substantial", "high").contains(wished) ? wished : "substantial";
        Instant now = clock.instant();
        codes.values().removeIf(code -> code.expires().isBefore(now));
        if (codes.size() > MOST_CODES) {
            return Reply.empty(503);
        }
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String code = base64(secret);
        codes.put(
                code,
                new Code(
                        person.get(),
                        form.get("redirect_uri"),
                        form.getOrDefault("nonce", ""),
                        form.getOrDefault("code_challenge", ""),
                        level,
                        now.plusSeconds(60)));
        return Reply.redirect(back + "&code=" + code);
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // ------------------------------------------------------------------ the client's endpoint

    private Reply token(Call call) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        if (!call.authorization().equals(expected)) {
            return error(401, "invalid_client");
        }
        Map<String, String> form = call.form();
        Code code = codes.remove(form.getOrDefault("code", ""));
        if (!"authorization_code".equals(form.get("grant_type"))
                || code == null
                || code.expires().isBefore(clock.instant())
                || !code.redirect().equals(form.get("redirect_uri"))
                || !code.challenge().equals(base64(sha256(form.getOrDefault("code_verifier", ""))))) {
            return error(400, "invalid_grant");
        }
        return Reply.json(
                200,
                Json.object()
                        .put("access_token", "none")
                        .put("token_type", "Bearer")
                        .put("expires_in", 60)
                        .put("id_token", idToken(call.origin() + path(), code))
                        .build());
    }

    private static Reply error(int status, String error) {
        return Reply.json(status, Data.EMPTY.with("error", error));
    }

    private String idToken(String issuer, Code code) {
        long now = clock.instant().getEpochSecond();
        Data.Obj claims = Json.object()
                .put("iss", issuer)
                .put("sub", base64(sha256("sub " + code.person().egn())))
                .put("aud", CLIENT)
                .put("iat", now)
                .put("exp", now + 120)
                .put("nonce", code.nonce())
                .put("acr", code.level())
                .put("name", code.person().name())
                .put("identifier", code.person().etsi())
                .build();
        String signed = base64(Json.write(Json.object()
                        .put("alg", "ES256")
                        .put("kid", keyId)
                        .put("typ", "JWT")
                        .build()))
                + "."
                + base64(Json.write(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with ECDSA", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
