/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;

/** What all resources do with a request and an answer. */
final class Calls {

    static final String JSON = "application/json";

    private Calls() {}

    static Visit visit(HttpServletRequest request) {
        return Visit.of(request::getAttribute);
    }

    /**
     * The system that calls.
     *
     * @throws Problem for anybody else
     */
    static Officer system(Visit visit) {
        Officer officer = visit.officer();
        if (officer.role() != Role.SYSTEM) {
            throw Problem.notAllowed();
        }
        return officer;
    }

    /** @throws Problem for what is no object; what is no JSON is told to the door by its cause */
    static Data.Obj object(InputStream body, int most) {
        Data value;
        try {
            value = Json.parse(body, Json.Limits.of(most));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (value instanceof Data.Obj object) {
            return object;
        }
        throw Problems.invalid("", "Изпратете обект (JSON object).", "Send an object (JSON object).");
    }

    static Response ok(Data body) {
        return Response.ok(Json.write(body), JSON).build();
    }

    static Response.ResponseBuilder told(Told told) {
        Response.ResponseBuilder response =
                Response.status(told.status()).type(told.mediaType()).entity(Json.write(told.body()));
        told.headers().forEach(response::header);
        return response;
    }

    /** Whether the client prefers to be answered later: RFC 7240, section 4.1. */
    static boolean later(HttpServletRequest request) {
        String prefer = request.getHeader("Prefer");
        if (prefer == null) {
            return false;
        }
        for (String each : prefer.split(",")) {
            if (each.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("respond-async")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The key of {@code draft-ietf-httpapi-idempotency-key-header}: a quoted string, or the same without quotes.
     *
     * @throws Problem for one that is none
     */
    static Optional<String> key(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            return Optional.empty();
        }
        String bare = key.strip();
        if (bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        if (!bare.matches("[!#-\\[\\]-~ ]{1,128}") || bare.isBlank()) {
            throw Problems.keyOdd();
        }
        return Optional.of(bare);
    }
}
