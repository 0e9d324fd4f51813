/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.schema.Schema;
import org.gishe.schema.Violation;

/** The messages of the CSC API as schemas: src/test/resources/csc. */
final class Messages {

    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    private Messages() {}

    /** An answer is what the specification says of its method, or an error as it says errors are. */
    static void check(int version, String method, int status, byte[] body) {
        if (status == 404 || status == 204 || status >= 500 && body.length == 0) {
            assertThat(body).isEmpty();
            return;
        }
        assertThat(Json.read(body)).as(method).isInstanceOf(Data.Obj.class);
        assertThat(schema(version, status == 200 ? method : "error").validate(Json.read(body)))
                .as("version %s, %s, %s", version, method, status)
                .extracting(Violation::pointer, Violation::keyword)
                .isEmpty();
    }

    /** What was taken is what the specification says may be sent. */
    static void checkTaken(int version, String method, int status, byte[] request) {
        if (status == 200 || status == 204) {
            assertThat(schema(version, "request " + method).validate(Json.read(request)))
                    .as("request of version %s, %s", version, method)
                    .extracting(Violation::pointer, Violation::keyword)
                    .isEmpty();
        }
    }

    /** Whether such an answer would be found wrong. */
    static boolean fits(int version, String method, Data body) {
        return schema(version, method).validate(body).isEmpty();
    }

    private static Schema schema(int version, String method) {
        return COMPILED.computeIfAbsent(version + " " + method, key -> {
            try (InputStream in = Messages.class.getResourceAsStream("/csc/v" + version + ".json")) {
                Data.Obj all = Json.object(in.readAllBytes());
                assertThat(all.at("/$defs/" + method.replace("/", "~1")))
                        .as("schema of " + method)
                        .isPresent();
                return Schema.compile(all.with("$ref", "#/$defs/" + method.replace("/", "~1")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
