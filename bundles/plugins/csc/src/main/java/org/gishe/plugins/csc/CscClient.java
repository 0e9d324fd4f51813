/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.gishe.api.base.PluginException;

/**
 * Calls methods of the CSC API v1.0.4 with a bearer token of the client credentials grant, which is fetched anew when the
 * service no longer takes it. Thread-safe.
 */
final class CscClient {

    private static final int LARGEST = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final ObjectMapper json = new ObjectMapper();
    private final String endpoint;
    private final String clientId;
    private final String clientSecret;
    private volatile String token = "";

    /**
     * What the service answered: its object, or its error's name and description (section 10.1 of the specification).
     *
     * @param error empty when it is no error
     */
    record Result(JsonNode body, String error, String description) {}

    CscClient(String endpoint, String clientId, String clientSecret) {
        this.endpoint = endpoint.replaceAll("/+$", "");
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    ObjectNode object() {
        return json.createObjectNode();
    }

    ObjectMapper json() {
        return json;
    }

    /**
     * Calls a method.
     *
     * @throws PluginException passing, when the service cannot be reached or fails by itself
     */
    Result call(HttpClient http, String method, ObjectNode request) {
        Result result = post(http, method, request, token.isEmpty() ? fetchToken(http) : token);
        return result.error().equals("invalid_token") ? post(http, method, request, fetchToken(http)) : result;
    }

    private Result post(HttpClient http, String method, ObjectNode request, String bearer) {
        return send(
                http,
                HttpRequest.newBuilder(URI.create(endpoint + "/csc/v1/" + method))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + bearer)
                        .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                        .build());
    }

    private String fetchToken(HttpClient http) {
        String form = "grant_type=client_credentials&client_id=" + encode(clientId) + "&client_secret="
                + encode(clientSecret);
        Result result = send(
                http,
                HttpRequest.newBuilder(URI.create(endpoint + "/csc/v1/oauth2/token"))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build());
        String fetched = result.body().path("access_token").asText("");
        if (fetched.isEmpty()) {
            throw new PluginException("the signature service gives no token: " + result.error(), true);
        }
        token = fetched;
        return fetched;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Result send(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(LARGEST + 1);
            }
            if (response.statusCode() >= 500 || body.length > LARGEST) {
                throw new PluginException("the signature service answered " + response.statusCode(), true);
            }
            JsonNode parsed = body.length == 0 ? json.createObjectNode() : json.readTree(body);
            if (response.statusCode() != 200) {
                return new Result(
                        parsed,
                        parsed.path("error").asText("status " + response.statusCode()),
                        parsed.path("error_description").asText(""));
            }
            return new Result(parsed, "", "");
        } catch (IOException e) {
            throw new PluginException("the signature service cannot be reached or understood", true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("cut off while asking the signature service", true, e);
        }
    }
}
