/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;

/**
 * An answer as it goes out, or went out before.
 *
 * @param status of HTTP
 */
record Told(int status, Data.Obj body, Map<String, String> headers) {

    static Told of(Problem problem, Locale language) {
        return new Told(problem.status(), problem.json(language), problem.headers());
    }

    String mediaType() {
        return status < 400 ? "application/json" : Problem.MEDIA_TYPE;
    }

    Data.Obj json() {
        var kept = Json.object();
        headers.forEach(kept::put);
        return Json.object()
                .put("status", status)
                .put("body", body)
                .put("headers", kept.build())
                .build();
    }

    static Told read(Data.Obj json) {
        Map<String, String> headers = new LinkedHashMap<>();
        ((Data.Obj) json.at("/headers").orElseThrow())
                .members()
                .forEach((name, value) -> headers.put(name, ((Data.Text) value).value()));
        return new Told(
                ((Data.Num) json.at("/status").orElseThrow()).value().intValueExact(),
                (Data.Obj) json.at("/body").orElseThrow(),
                headers);
    }

    /** Tells the status alone: the body is about a person. */
    @Override
    public String toString() {
        return String.valueOf(status);
    }
}
