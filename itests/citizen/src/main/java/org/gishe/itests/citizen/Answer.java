/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** What came back. Its text form names no body, which may be about a person. */
public record Answer(String asked, int status, HttpHeaders headers, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(this + " is no JSON", e);
        }
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** This answer, if it has that status. */
    public Answer expect(int expected) {
        if (status != expected) {
            throw new UnexpectedAnswerException(this, expected);
        }
        return this;
    }

    /** Whether it is a problem of RFC 9457 with that type's name. */
    public boolean isProblem(String name) {
        return header("Content-Type").startsWith("application/problem+json")
                && json().path("type").asText().equals("urn:gishe:problem:" + name);
    }

    @Override
    public String toString() {
        String type = header("Content-Type").startsWith("application/problem+json")
                ? " " + json().path("type").asText() + ": "
                        + json().path("detail").asText()
                : "";
        return asked + " -> " + status + type;
    }
}
