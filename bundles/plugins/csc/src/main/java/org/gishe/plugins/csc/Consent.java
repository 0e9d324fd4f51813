/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.signature.SigningStatus;

/**
 * The person's consent by the authorization code of OAuth 2 with PKCE (RFC 6749 section 4.1, RFC 7636, S256), scope
 * {@code credential}: CSC 1.0.4 section 8.3.2, and in version 2 by authorization details (RFC 9396) where the service takes
 * them. The parameters are pushed (RFC 9126) where the service offers that; otherwise they stand in the address, which CSC
 * bounds to 2083 characters. Thread-safe.
 */
final class Consent {

    /** CSC 1.0.4 section 8.3.2: longer addresses may not arrive. */
    static final int LONGEST_ADDRESS = 2083;

    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";
    private static final String PUSH = "oauth2/pushed_authorize";
    private static final String LOST = "lost: the consent was given and its activation data are gone";

    private final CscClient client;
    private final String issuer;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param issuer of the authorization server (RFC 8414); empty to take what the service tells of itself
     */
    Consent(CscClient client, String issuer) {
        this.client = client;
        this.issuer = issuer;
    }

    /**
     * Asks for the person's consent to what the ticket holds, and writes into it what the return needs.
     *
     * @return where the browser is sent
     * @throws PluginException not passing, when so much does not fit into an address
     */
    URI ask(Work work, Dialect dialect, ObjectNode ticket, URI returnTo, String state) {
        HttpClient http = work.http();
        JsonNode info = CscSignatures.ok(client.info(http, dialect));
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String verifier = url(secret);
        ticket.put("verifier", verifier)
                .put("returnTo", returnTo.toString())
                .put("issuer", issuer.isEmpty() ? info.path("oauth2Issuer").asText("") : issuer);
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("response_type", "code");
        parameters.put("client_id", client.clientId());
        parameters.put("redirect_uri", returnTo.toString());
        parameters.put("state", state);
        parameters.put("code_challenge", challenge(verifier));
        parameters.put("code_challenge_method", "S256");
        parameters.put("lang", work.language().getLanguage().equals("en") ? "en-US" : "bg-BG");
        boolean detailed = dialect == Dialect.V2 && info.path("supportsRar").asBoolean(false);
        if (detailed) {
            parameters.put("authorization_details", details(ticket));
        } else {
            plain(dialect, ticket).forEach(parameters::put);
        }
        if (offers(info)) {
            String reference = pushed(http, dialect, parameters);
            var brief = new LinkedHashMap<String, String>();
            brief.put("client_id", client.clientId());
            brief.put("request_uri", reference);
            return client.page(dialect, brief);
        }
        return fitting(dialect, ticket, parameters);
    }

    private static boolean offers(JsonNode info) {
        for (JsonNode method : info.path("methods")) {
            if (method.asText().equals(PUSH)) {
                return true;
            }
        }
        return false;
    }

    private String pushed(HttpClient http, Dialect dialect, Map<String, String> parameters) {
        JsonNode answer = CscSignatures.ok(client.push(http, dialect, parameters));
        String reference = answer.path("request_uri").asText("");
        if (reference.isEmpty() || reference.length() > 512) {
            throw new PluginException("the signature service took the request and gave it no name", true);
        }
        return reference;
    }

    /** With the documents' names as long as they fit. */
    private URI fitting(Dialect dialect, ObjectNode ticket, Map<String, String> parameters) {
        List<String> titles = titles(ticket);
        for (int most = CscSignatures.LONGEST_DESCRIPTION; ; most -= 20) {
            URI page = client.page(dialect, parameters);
            if (page.toString().length() <= LONGEST_ADDRESS) {
                return page;
            }
            if (most < 20 || !parameters.containsKey("description")) {
                throw new PluginException(
                        "so much does not fit into the address of the consent page: " + titles.size()
                                + " documents need " + page.toString().length() + " characters of at most "
                                + LONGEST_ADDRESS + ", and the service takes no pushed requests",
                        false);
            }
            parameters.put("description", CscSignatures.joined(titles, most));
        }
    }

    private static List<String> titles(ObjectNode ticket) {
        return List.of(ticket.path("title").asText().split("\n", -1));
    }

    private static Map<String, String> plain(Dialect dialect, ObjectNode ticket) {
        var hashes = new ArrayList<String>();
        ticket.path("hashes").forEach(hash -> hashes.add(url(Base64.getDecoder().decode(hash.asText()))));
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("scope", "credential");
        parameters.put("credentialID", ticket.path("credential").asText());
        parameters.put("numSignatures", Integer.toString(hashes.size()));
        parameters.put(dialect.hashes(), String.join(",", hashes));
        if (dialect == Dialect.V2) {
            parameters.put(dialect.hashAlgorithm(), SHA256);
        }
        parameters.put("description", ticket.path("title").asText());
        return parameters;
    }

    private String details(ObjectNode ticket) {
        ObjectNode detail = client.object()
                .put("type", "credential")
                .put("credentialID", ticket.path("credential").asText())
                .put("numSignatures", ticket.path("hashes").size())
                .put("hashAlgorithmOID", SHA256);
        var digests = detail.putArray("documentDigests");
        List<String> titles = titles(ticket);
        for (int i = 0; i < ticket.path("hashes").size(); i++) {
            digests.addObject()
                    .put("hash", ticket.path("hashes").path(i).asText())
                    .put("label", i < titles.size() ? titles.get(i) : "");
        }
        return client.json().createArrayNode().add(detail).toString();
    }

    // ------------------------------------------------------------------ the way back

    /**
     * Takes the return; on consent the ticket holds the SAD and nothing of the way any more.
     *
     * @return how it ended; empty when there is a SAD
     * @throws PluginException passing, when the code was not used
     */
    Optional<SigningStatus> back(Work work, Dialect dialect, ObjectNode ticket, Map<String, String> parameters) {
        if (!ticket.hasNonNull("verifier")) {
            return failed("nobody set out");
        }
        String told = parameters.get("iss");
        if (told != null && !client.issued(dialect, ticket.path("issuer").asText(), told)) {
            return failed("another authorization server sent the person back (RFC 9207)");
        }
        String error = parameters.getOrDefault("error", "");
        if (!error.isEmpty()) {
            return Optional.of(Trouble.of(error, parameters.getOrDefault("error_description", ""))
                    .ended());
        }
        String code = parameters.getOrDefault("code", "");
        if (code.isEmpty()) {
            return failed("the person came back without an answer");
        }
        CscClient.Result result;
        try {
            result = client.redeem(
                    work.http(),
                    dialect,
                    Map.of(
                            "grant_type",
                            "authorization_code",
                            "code",
                            code,
                            "redirect_uri",
                            ticket.path("returnTo").asText(),
                            "code_verifier",
                            ticket.path("verifier").asText()));
        } catch (CscClient.OutcomeUnknown e) {
            return Optional.of(SigningStatus.ended(SigningStatus.State.FAILED, LOST));
        }
        if (result.trouble().isPresent()) {
            return Optional.of(result.trouble().get().ended());
        }
        String sad = result.body().path("access_token").asText("");
        String credential = ticket.path("credential").asText();
        if (sad.isEmpty()
                || !result.body().path("credentialID").asText(credential).equals(credential)
                || !detailed(result.body(), credential)) {
            return failed("the service gave no activation data for this credential");
        }
        ticket.put("sad", sad);
        ticket.remove(List.of("verifier", "returnTo", "issuer"));
        return Optional.empty();
    }

    /** What was authorised names this credential, where it is told. */
    private static boolean detailed(JsonNode answer, String credential) {
        for (JsonNode detail : answer.path("authorization_details")) {
            if (!detail.path("credentialID").asText(credential).equals(credential)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<SigningStatus> failed(String reason) {
        return Optional.of(SigningStatus.ended(SigningStatus.State.FAILED, reason));
    }

    private static String challenge(String verifier) {
        try {
            return url(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
