/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.schema.Schema;

/**
 * The messages of the CSC API as schemas: csc-v1.json and csc-v2.json beside this class. Each says which members there may be,
 * of which type, and which must be there; a member that it does not name is a fault. Thread-safe.
 */
public final class Messages {

    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    private Messages() {}

    /** An answer is what the specification says of its method, or an error as it says errors are. */
    public static void check(int version, String method, int status, byte[] body) {
        assertThat(faults(version, method, status, body)).isEmpty();
    }

    /** What is wrong with an answer; empty when nothing is. */
    static List<String> faults(int version, String method, int status, byte[] body) {
        String what = "answer to " + method + ", version " + version + ", status " + status;
        if (status == 404 || status == 204 || status == 405 || status >= 500 && body.length == 0) {
            return body.length == 0 ? List.of() : List.of(what + ": has a body");
        }
        return faults(version, status == 200 || status == 201 ? method : "error", what, body);
    }

    /** What is wrong with a request; empty when nothing is. */
    static List<String> requestFaults(int version, String method, byte[] body) {
        return faults(version, "request " + method, "request of " + method + ", version " + version, body);
    }

    /** What is wrong with the parameters of a form or a query. */
    static List<String> formFaults(int version, String method, Map<String, String> parameters) {
        Data.Obj all = Data.EMPTY;
        for (var each : parameters.entrySet()) {
            Data value = Data.of(each.getValue());
            if (each.getKey().equals("authorization_details")) {
                try {
                    value = Json.read(each.getValue());
                } catch (RuntimeException e) {
                    return List.of("authorization_details of " + method + " are no JSON");
                }
            }
            all = all.with(each.getKey(), value);
        }
        return faults(version, method, method + ", version " + version, Json.write(all));
    }

    private static List<String> faults(int version, String schema, String what, byte[] body) {
        Data read;
        try {
            read = Json.read(body);
        } catch (RuntimeException e) {
            return List.of(what + ": is no JSON");
        }
        if (!(read instanceof Data.Obj)) {
            return List.of(what + ": is no object");
        }
        return schema(version, schema).validate(read).stream()
                .map(violation -> what + ": " + violation.pointer() + " " + violation.keyword())
                .toList();
    }

    /** Whether such a message fits the schema of that name. */
    public static boolean fits(int version, String name, Data body) {
        return schema(version, name).validate(body).isEmpty();
    }

    private static Schema schema(int version, String method) {
        return COMPILED.computeIfAbsent(version + " " + method, key -> {
            try (InputStream in = Messages.class.getResourceAsStream("csc-v" + version + ".json")) {
                Data.Obj all = Json.object(in.readAllBytes());
                if (all.at("/$defs/" + method.replace("/", "~1")).isEmpty()) {
                    throw new IllegalArgumentException("there is no schema of " + method);
                }
                return Schema.compile(all.with("$ref", "#/$defs/" + method.replace("/", "~1")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
