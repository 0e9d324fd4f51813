/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.trust.internal.Credentials.Credential;
import org.gishe.sandbox.trust.internal.Transactions.Transaction;

/**
 * OAuth 2.0 as the CSC API uses it (version 1.0.4, section 8.3): client credentials, and authorization code with PKCE (RFC
 * 7636, S256 alone) for the scopes {@code service} and {@code credential}; the token of the latter is the SAD. Documents
 * may be named by authorization details (RFC 9396), and what is asked may be pushed beforehand (RFC 9126, version 2); who comes
 * back is told who sends them (RFC 9207). The person decides on a page of the sandbox's own. Thread-safe.
 */
final class OAuth {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration CODE = Duration.ofMinutes(1);
    private static final int MOST = 10_000;
    private static final String REQUEST = "urn:ietf:params:oauth:request_uri:";
    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";

    /**
     * What an application asks a person.
     *
     * @param transaction what is to be signed; empty for the scope service
     */
    private record Asked(
            String client,
            String redirect,
            String state,
            String challenge,
            String transaction,
            boolean english,
            String issuer,
            Instant until) {}

    /** What an application pushed. */
    private record Pushed(String client, Map<String, String> parameters, Instant until) {}

    private record Code(Asked asked, String user, Instant until) {}

    private final InstantSource clock;
    private final Credentials credentials;
    private final Transactions transactions;
    private final Tokens tokens;
    private final Csc csc;
    private final Map<String, Asked> waiting = new ConcurrentHashMap<>();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, Pushed> pushed = new ConcurrentHashMap<>();

    OAuth(InstantSource clock, Credentials credentials, Transactions transactions, Tokens tokens, Csc csc) {
        this.clock = clock;
        this.credentials = credentials;
        this.transactions = transactions;
        this.tokens = tokens;
        this.csc = csc;
    }

    /** Answers an endpoint by its last segment. */
    Reply handle(int version, String endpoint, Call call) throws Refusal {
        boolean post = call.method().equals("POST");
        return switch (endpoint) {
            case "authorize" -> post ? Reply.empty(405) : ask(version, call.query(), issuer(call.origin()));
            case "pushed_authorize" -> version == 1 ? Reply.empty(404) : post ? push(call) : Reply.empty(405);
            case "decision" -> post ? decide(call.form()) : Reply.empty(405);
            case "token" -> post ? token(version, call) : Reply.empty(405);
            case "revoke" -> post ? revoke(call) : Reply.empty(405);
            default -> Reply.empty(404);
        };
    }

    /** Its name among authorization servers. */
    static String issuer(String origin) {
        return origin + "/tsp";
    }

    // ------------------------------------------------------------------ the page

    /** Keeps what a person is to be asked: once, and for a minute. */
    private Reply push(Call call) throws Refusal {
        Map<String, String> form = call.form();
        String client = Tokens.client(call.authorization(), form)
                .orElseThrow(() -> new Refusal(401, "invalid_client", "The client is unknown or its secret is wrong"));
        if (form.containsKey("request_uri") || !loopback(form.getOrDefault("redirect_uri", ""))) {
            throw Refusal.parameter(form.containsKey("request_uri") ? "request_uri" : "redirect_uri");
        }
        purge();
        var kept = new LinkedHashMap<>(form);
        kept.remove("client_secret");
        kept.put("client_id", client);
        String name = REQUEST + tokens.secret();
        pushed.put(name, new Pushed(client, kept, clock.instant().plus(CODE)));
        return Reply.json(
                201,
                Json.object()
                        .put("request_uri", name)
                        .put("expires_in", CODE.toSeconds())
                        .build());
    }

    private Reply ask(int version, Map<String, String> given, String issuer) throws Refusal {
        Map<String, String> query = given;
        if (given.containsKey("request_uri")) {
            Pushed asked = pushed.remove(given.get("request_uri"));
            query = asked != null
                            && asked.client().equals(given.get("client_id"))
                            && !clock.instant().isAfter(asked.until())
                    ? asked.parameters()
                    : Map.of("lang", given.getOrDefault("lang", "bg"));
        }
        String client = query.getOrDefault("client_id", "");
        String redirect = query.getOrDefault("redirect_uri", "");
        boolean english = query.getOrDefault("lang", "bg").startsWith("en");
        if (!Tokens.known(client) || !loopback(redirect)) {
            // never sent on: nobody knows who would read it there
            return Reply.page(
                    400,
                    english ? "en" : "bg",
                    english ? "Your consent" : "Вашето съгласие",
                    english
                            ? "<p role=\"alert\">The application or its address is not known.</p>"
                            : "<p role=\"alert\">Приложението или адресът му не е известен.</p>");
        }
        String state = query.getOrDefault("state", "");
        try {
            if (!"code".equals(query.get("response_type"))) {
                throw new Refusal(400, "unsupported_response_type", "response_type is code");
            }
            String challenge = query.getOrDefault("code_challenge", "");
            if (!"S256".equals(query.get("code_challenge_method")) || !challenge.matches("[A-Za-z0-9_-]{43}")) {
                throw Refusal.parameter("code_challenge");
            }
            String scope = query.getOrDefault("scope", detailed(version, query) ? "credential" : "service");
            String transaction =
                    switch (scope) {
                        case "service" -> "";
                        case "credential" -> transaction(version, client, query).id();
                        default -> throw new Refusal(400, "invalid_scope", "scope is service or credential");
                    };
            purge();
            String id = tokens.secret();
            var asked = new Asked(
                    client,
                    redirect,
                    state,
                    challenge,
                    transaction,
                    english,
                    issuer,
                    clock.instant().plus(PATIENCE));
            if (!transaction.isEmpty()
                    && csc.autoApproved(transactions.find(transaction).orElseThrow())) {
                return approved(asked, "");
            }
            waiting.put(id, asked);
            return page(id, asked);
        } catch (Refusal refusal) {
            return back(
                    redirect,
                    state,
                    issuer,
                    Map.of("error", refusal.error(), "error_description", refusal.getMessage()));
        }
    }

    private Transaction transaction(int version, String client, Map<String, String> query) throws Refusal {
        var documents = new ArrayList<String>();
        List<String> hashes;
        String credentialId = query.getOrDefault("credentialID", "");
        String signatures = query.getOrDefault("numSignatures", "");
        String algorithm = query.getOrDefault("hashAlgorithmOID", SHA256);
        if (detailed(version, query)) {
            Data details = details(query.get("authorization_details"));
            credentialId = details.text("/credentialID").orElse("");
            signatures = details.at("/numSignatures").orElse(Data.NULL) instanceof Data.Num number
                    ? number.value().toPlainString()
                    : "";
            algorithm = details.text("/hashAlgorithmOID").orElse("");
            var texts = new ArrayList<String>();
            if (details.at("/documentDigests").orElse(Data.NULL) instanceof Data.Arr digests) {
                for (Data digest : digests.items()) {
                    texts.add(digest.text("/hash").orElse(""));
                    documents.add(digest.text("/label").orElse(""));
                }
            }
            hashes = Request.hashes(texts, Base64.getDecoder());
        } else {
            String given = query.getOrDefault(version == 1 ? "hash" : "hashes", query.getOrDefault("hash", ""));
            hashes = Request.hashes(
                    given.isEmpty() ? List.of() : Arrays.asList(given.split(",", -1)), Base64.getUrlDecoder());
        }
        Credential credential = credentials.find(credentialId).orElseThrow(() -> Refusal.parameter("credentialID"));
        csc.usable(credential);
        if (!algorithm.equals(SHA256)) {
            throw Refusal.parameter("hashAlgorithmOID");
        }
        if (!signatures.equals(Integer.toString(hashes.size()))) {
            throw Refusal.parameter("numSignatures");
        }
        String description = query.getOrDefault("description", "");
        if (description.length() > 500 || documents.stream().anyMatch(each -> each.length() > 500)) {
            throw Refusal.parameter("description");
        }
        if (documents.isEmpty()) {
            documents.addAll(Csc.documents(description, hashes.size()));
        }
        // each consent is asked for anew: nobody else's clientData leads here
        return transactions.join(client, credential.id(), hashes, description, documents, "oauth " + tokens.secret());
    }

    /** Version 1 does not know them. */
    private static boolean detailed(int version, Map<String, String> query) {
        return version == 2 && query.containsKey("authorization_details");
    }

    private static Data details(String json) throws Refusal {
        try {
            Data details = Json.parse(json.getBytes(StandardCharsets.UTF_8), Json.Limits.of(1 << 16));
            if (details instanceof Data.Arr array
                    && array.items().size() == 1
                    && array.items()
                            .get(0)
                            .text("/type")
                            .filter("credential"::equals)
                            .isPresent()) {
                return array.items().get(0);
            }
        } catch (MalformedJsonException e) {
            // told below
        }
        throw new Refusal(400, "invalid_authorization_details", "One object of the type credential is expected");
    }

    /** RFC 8252 section 7.3: whatever listens on this machine. */
    private static boolean loopback(String redirect) {
        try {
            URI uri = URI.create(redirect);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && ("127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost()))
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Reply page(String id, Asked asked) {
        boolean english = asked.english();
        var form = new StringBuilder("<p>")
                .append(english ? "This application asks: " : "Пита Ви приложението: ")
                .append("<strong>")
                .append(Reply.escape(asked.client()))
                .append(
                        "</strong></p><form method=\"post\" action=\"decision\"><input type=\"hidden\" name=\"request\" value=\"")
                .append(id)
                .append("\">");
        if (asked.transaction().isEmpty()) {
            form.append("<p>")
                    .append(
                            english
                                    ? "May it see which certificates you have?"
                                    : "Може ли да види кои са Вашите удостоверения?")
                    .append("</p><label for=\"user\">")
                    .append(english ? "Who are you?" : "Кой сте Вие?")
                    .append("</label><select id=\"user\" name=\"user\">");
            for (Credential each : credentials.all().stream().limit(40).toList()) {
                form.append("<option value=\"")
                        .append(each.id())
                        .append("\">")
                        .append(Reply.escape(each.person().name()))
                        .append("</option>");
            }
            form.append("</select>");
        } else {
            Transaction transaction = transactions.find(asked.transaction()).orElseThrow();
            form.append("<p>")
                    .append(Reply.escape(credentials
                            .find(transaction.credential())
                            .orElseThrow()
                            .person()
                            .name()))
                    .append("</p>")
                    .append(Phone.documents(transaction, english));
        }
        form.append("<button name=\"decision\" value=\"approve\">")
                .append(
                        asked.transaction().isEmpty()
                                ? english ? "Allow" : "Разрешавам"
                                : english ? "Approve and sign" : "Потвърждавам и подписвам")
                .append("</button><button class=\"no\" name=\"decision\" value=\"reject\">")
                .append(english ? "Reject" : "Отказвам")
                .append("</button></form>");
        return Reply.page(200, english ? "en" : "bg", english ? "Your consent" : "Вашето съгласие", form.toString());
    }

    private Reply decide(Map<String, String> form) {
        Asked asked = waiting.remove(form.getOrDefault("request", ""));
        if (asked == null || clock.instant().isAfter(asked.until())) {
            return Reply.page(
                    409,
                    "bg",
                    "Вашето съгласие",
                    "<p role=\"alert\">Това искане вече не е отворено. <span lang=\"en\">This request is no longer"
                            + " open.</span></p>");
        }
        if (!"approve".equals(form.get("decision"))) {
            transactions.decide(asked.transaction(), false);
            return denied(asked);
        }
        String user = "";
        if (asked.transaction().isEmpty()) {
            Optional<Credential> credential = credentials.find(form.getOrDefault("user", ""));
            if (credential.isEmpty()) {
                return denied(asked);
            }
            user = credential.get().person().etsi();
        }
        return approved(asked, user);
    }

    private static Reply denied(Asked asked) {
        return back(
                asked.redirect(),
                asked.state(),
                asked.issuer(),
                Map.of("error", "access_denied", "error_description", "The person rejected it"));
    }

    private Reply approved(Asked asked, String user) {
        if (!asked.transaction().isEmpty() && !transactions.decide(asked.transaction(), true)) {
            return denied(asked); // rejected or expired on the phone meanwhile
        }
        String code = tokens.secret();
        codes.put(code, new Code(asked, user, clock.instant().plus(CODE)));
        return back(asked.redirect(), asked.state(), asked.issuer(), Map.of("code", code));
    }

    private static Reply back(String redirect, String state, String issuer, Map<String, String> parameters) {
        var all = new LinkedHashMap<>(parameters);
        all.put("iss", issuer);
        if (!state.isEmpty()) {
            all.put("state", state);
        }
        var address = new StringBuilder(redirect);
        char separator = redirect.contains("?") ? '&' : '?';
        for (var each : all.entrySet()) {
            address.append(separator)
                    .append(each.getKey())
                    .append('=')
                    .append(URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return new Reply(302, Map.of("Location", address.toString()), new byte[0]);
    }

    private void purge() {
        Instant now = clock.instant();
        waiting.values().removeIf(each -> now.isAfter(each.until()));
        codes.values().removeIf(each -> now.isAfter(each.until()));
        pushed.values().removeIf(each -> now.isAfter(each.until()));
        if (pushed.size() >= MOST) {
            pushed.clear();
        }
        if (waiting.size() >= MOST) {
            waiting.clear(); // a sandbox may ask everybody again
        }
    }

    // ------------------------------------------------------------------ tokens

    private Reply token(int version, Call call) throws Refusal {
        Map<String, String> form = call.form();
        String client = Tokens.client(call.authorization(), form)
                .orElseThrow(() -> new Refusal(401, "invalid_client", "The client is unknown or its secret is wrong"));
        return switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> bearer(client, "");
            case "authorization_code" -> redeem(version, client, form);
            case "" -> throw Refusal.missing("string", "grant_type");
            default -> throw new Refusal(400, "unsupported_grant_type", "client_credentials or authorization_code");
        };
    }

    private Reply bearer(String client, String user) {
        return Reply.json(
                200,
                Json.object()
                        .put("access_token", tokens.issue(client, user))
                        .put("token_type", "Bearer")
                        .put("expires_in", Tokens.LIFE.toSeconds())
                        .build());
    }

    /** A code serves once, whoever sends it. */
    private Reply redeem(int version, String client, Map<String, String> form) throws Refusal {
        Code code = codes.remove(form.getOrDefault("code", ""));
        if (code == null
                || clock.instant().isAfter(code.until())
                || !code.asked().client().equals(client)
                || !code.asked().redirect().equals(form.get("redirect_uri"))
                || !Tokens.equal(code.asked().challenge(), challenge(form.getOrDefault("code_verifier", "")))) {
            throw new Refusal(400, "invalid_grant", "The code, its redirect_uri or its code_verifier is wrong");
        }
        if (code.asked().transaction().isEmpty()) {
            return bearer(client, code.user());
        }
        Transaction transaction = transactions.find(code.asked().transaction()).orElseThrow();
        var told = Json.object()
                .put("access_token", transaction.sad())
                .put("token_type", "SAD")
                .put("expires_in", csc.left(transaction));
        if (version == 2) {
            told.put("credentialID", transaction.credential());
        }
        return Reply.json(200, told.build());
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Transactions.sha256(verifier));
    }

    /** RFC 7009: a token that is none is as good as revoked. */
    private Reply revoke(Call call) throws Refusal {
        Map<String, String> form = call.form();
        String client = Tokens.client(call.authorization(), form)
                .orElseThrow(() -> new Refusal(401, "invalid_client", "The client is unknown or its secret is wrong"));
        tokens.revoke(client, form.getOrDefault("token", ""));
        return Reply.empty(204);
    }
}
