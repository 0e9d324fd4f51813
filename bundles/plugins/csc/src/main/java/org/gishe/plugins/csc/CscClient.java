/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gishe.api.base.PluginException;

/**
 * Calls methods of the CSC API, versions 1.0.4 and 2, with a bearer token of the client credentials grant, which is fetched
 * anew when the service no longer takes it. Thread-safe.
 */
final class CscClient {

    private static final int LARGEST = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int UNAVAILABLE = 503;

    private final ObjectMapper json = new ObjectMapper();
    private final String endpoint;
    private final String clientId;
    private final String clientSecret;
    private final Optional<Dialect> fixed;
    private final Optional<String> authorizationServer;
    private volatile String token = "";
    private volatile Optional<Dialect> found = Optional.empty();

    /**
     * What the service answered: its object, or what it refuses.
     *
     * @param trouble empty when it is no error
     */
    record Result(JsonNode body, Optional<Trouble> trouble) {}

    /** The service may have done what was asked, and its answer is lost. */
    static final class OutcomeUnknown extends Exception {
        private static final long serialVersionUID = 1L;

        OutcomeUnknown(Throwable cause) {
            super(cause);
        }
    }

    /** An answer as it came. */
    private record Raw(int status, byte[] body) {}

    /** To be asked for its version. */
    CscClient(String endpoint, String clientId, String clientSecret) {
        this(endpoint, clientId, clientSecret, Optional.empty());
    }

    CscClient(String endpoint, String clientId, String clientSecret, Optional<Dialect> fixed) {
        this(endpoint, clientId, clientSecret, fixed, "");
    }

    /**
     * @param fixed the version to speak; empty to ask the service
     * @param authorizationServer address below which oauth2/ lies; empty when below the version of the API
     */
    CscClient(
            String endpoint,
            String clientId,
            String clientSecret,
            Optional<Dialect> fixed,
            String authorizationServer) {
        this.endpoint = endpoint.replaceAll("/+$", "");
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.fixed = fixed;
        this.authorizationServer = authorizationServer.isEmpty()
                ? Optional.empty()
                : Optional.of(authorizationServer.replaceAll("/+$", ""));
    }

    String clientId() {
        return clientId;
    }

    ObjectNode object() {
        return json.createObjectNode();
    }

    ObjectMapper json() {
        return json;
    }

    /**
     * The version to speak: as configured, else 2 where the service tells so of itself, else 1. A service is asked once.
     *
     * @throws PluginException passing, when the service cannot be reached or fails by itself
     */
    Dialect dialect(HttpClient http) {
        Optional<Dialect> known = fixed.isPresent() ? fixed : found;
        if (known.isPresent()) {
            return known.get();
        }
        Result info = info(http, Dialect.V2);
        Dialect told =
                info.trouble().isEmpty() && info.body().path("specs").asText().startsWith("2")
                        ? Dialect.V2
                        : Dialect.V1;
        found = Optional.of(told);
        return told;
    }

    /** What the service says of itself; needs no token. */
    Result info(HttpClient http, Dialect dialect) {
        return read(passing(http, request(dialect, "info", object()).build()));
    }

    /**
     * Calls a method.
     *
     * @throws PluginException passing, when the service cannot be reached or fails by itself
     */
    Result call(HttpClient http, Dialect dialect, String method, ObjectNode request) {
        return authorized(
                http,
                dialect,
                bearer -> read(passing(
                        http,
                        request(dialect, method, request)
                                .header("Authorization", "Bearer " + bearer)
                                .build())));
    }

    /**
     * Calls a method that must not be done twice.
     *
     * @throws PluginException passing, when nothing was done: the service was not reached or says that it is unavailable
     * @throws OutcomeUnknown when it may have been done
     */
    Result once(HttpClient http, Dialect dialect, String method, ObjectNode request) throws OutcomeUnknown {
        return authorized(http, dialect, bearer -> once(http, dialect, method, request, bearer));
    }

    /** The same with a token that is the authority for this call alone, so that no other takes its place. */
    Result once(HttpClient http, Dialect dialect, String method, ObjectNode request, String bearer)
            throws OutcomeUnknown {
        return once(
                http,
                request(dialect, method, request)
                        .header("Authorization", "Bearer " + bearer)
                        .build());
    }

    private Result once(HttpClient http, HttpRequest request) throws OutcomeUnknown {
        Raw raw;
        try {
            raw = send(http, request);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw unreachable(e);
        } catch (IOException e) {
            throw new OutcomeUnknown(e);
        }
        if (raw.status() == UNAVAILABLE) {
            throw failed(raw);
        }
        if (raw.status() >= 500) {
            throw new OutcomeUnknown(failed(raw));
        }
        return read(raw);
    }

    // ------------------------------------------------------------------ OAuth 2

    /** The page of the authorization endpoint. */
    URI page(Dialect dialect, Map<String, String> parameters) {
        return URI.create(oauth(dialect, "authorize") + "?" + form(parameters));
    }

    /** Pushes what the person is to be asked (RFC 9126). */
    Result push(HttpClient http, Dialect dialect, Map<String, String> parameters) {
        return read(passing(http, asClient(dialect, "pushed_authorize", parameters)));
    }

    /** Redeems a code, which serves once. */
    Result redeem(HttpClient http, Dialect dialect, Map<String, String> parameters) throws OutcomeUnknown {
        return once(http, asClient(dialect, "token", parameters));
    }

    /**
     * Whether the authorization server that names itself (RFC 9207) is the one that was asked.
     *
     * @param known its issuer; empty when nobody said, and then it is where the page was
     */
    boolean issued(Dialect dialect, String known, String told) {
        if (!known.isEmpty()) {
            return known.equals(told);
        }
        try {
            URI one = URI.create(oauth(dialect, "authorize"));
            URI other = URI.create(told);
            return one.getScheme().equals(other.getScheme())
                    && one.getRawAuthority().equals(other.getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String oauth(Dialect dialect, String method) {
        return authorizationServer.orElse(endpoint + "/csc/" + dialect.path()) + "/oauth2/" + method;
    }

    private HttpRequest asClient(Dialect dialect, String method, Map<String, String> parameters) {
        var all = new LinkedHashMap<String, String>(parameters);
        all.put("client_id", clientId);
        all.put("client_secret", clientSecret);
        return HttpRequest.newBuilder(URI.create(oauth(dialect, method)))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form(all)))
                .build();
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    @FunctionalInterface
    private interface Call<E extends Exception> {
        Result with(String bearer) throws E;
    }

    private <E extends Exception> Result authorized(HttpClient http, Dialect dialect, Call<E> call) throws E {
        Result result = call.with(token.isEmpty() ? fetchToken(http, dialect) : token);
        // a token that is not taken means that nothing was done
        return result.trouble().equals(Optional.of(Trouble.TOKEN_REFUSED))
                ? call.with(fetchToken(http, dialect))
                : result;
    }

    private HttpRequest.Builder request(Dialect dialect, String method, ObjectNode body) {
        return HttpRequest.newBuilder(URI.create(endpoint + "/csc/" + dialect.path() + "/" + method))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    private String fetchToken(HttpClient http, Dialect dialect) {
        Result result = read(passing(http, asClient(dialect, "token", Map.of("grant_type", "client_credentials"))));
        String fetched = result.body().path("access_token").asText("");
        if (result.trouble().isPresent() || fetched.isEmpty()) {
            throw new PluginException(
                    "the signature service gives no token: " + result.trouble().orElse(Trouble.UNKNOWN), true);
        }
        token = fetched;
        return fetched;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Sends what may be sent again. */
    private Raw passing(HttpClient http, HttpRequest request) {
        try {
            Raw raw = send(http, request);
            if (raw.status() >= 500) {
                throw failed(raw);
            }
            return raw;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static PluginException failed(Raw raw) {
        return new PluginException("the signature service answered " + raw.status(), true);
    }

    private static PluginException unreachable(IOException cause) {
        return new PluginException("the signature service cannot be reached", true, cause);
    }

    private static Raw send(HttpClient http, HttpRequest request) throws IOException {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                return new Raw(response.statusCode(), in.readNBytes(LARGEST + 1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("cut off while asking the signature service", true, e);
        }
    }

    private Result read(Raw raw) {
        JsonNode parsed = json.createObjectNode();
        if (raw.body().length > LARGEST) {
            throw new PluginException("the signature service answers with more than " + LARGEST + " bytes", true);
        }
        if (raw.body().length > 0) {
            try {
                parsed = json.readTree(raw.body());
            } catch (IOException e) {
                if (raw.status() == 200 || raw.status() == 201) {
                    throw new PluginException("the signature service cannot be understood", true, e);
                }
                // an error page: its status says enough
            }
        }
        if (raw.status() == 200 || raw.status() == 201 || raw.status() == 204) {
            return new Result(parsed, Optional.empty());
        }
        String error = parsed.path("error").asText("");
        return new Result(
                parsed,
                Optional.of(
                        error.isEmpty() && raw.status() == 401
                                ? Trouble.TOKEN_REFUSED
                                : Trouble.of(
                                        error, parsed.path("error_description").asText(""))));
    }
}
