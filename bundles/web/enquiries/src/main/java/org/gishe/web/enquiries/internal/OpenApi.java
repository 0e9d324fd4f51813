/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.json.Json;

/** Describes every enquiry of some registers by OpenAPI 3.1, whose schemas are JSON Schema 2020-12 as the adapters' are. */
final class OpenApi {

    private static final Data.Obj TEXT = Json.object().put("type", "string").build();
    private static final Data.Obj PROBLEM = reference("responses", "Problem");

    private final Locale language;

    OpenApi(Locale language) {
        this.language = language;
    }

    Data.Obj describe(Map<String, RegisterDescription> registers) {
        var paths = Json.object();
        var tags = Json.object();
        registers.forEach((id, register) -> {
            tags.put(id, register.title().in(language));
            register.operations()
                    .forEach(operation -> paths.put(
                            "/api/v1/registers/" + id + "/" + operation.name(),
                            Data.EMPTY.with("post", operation(id, operation))));
        });
        return Json.object()
                .put("openapi", "3.1.0")
                .put("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema")
                .put(
                        "info",
                        Json.object()
                                .put("title", "Gishe: registers")
                                .put("version", "1")
                                .put(
                                        "description",
                                        "Every enquiry of the registers whose adapters are current now. How to ask, what is"
                                                + " refused and how to ask for a grant: /api/v1/openapi.json and"
                                                + " docs/registers-rest.md.")
                                .build())
                .put("servers", Json.array(List.of(Json.object().put("url", "/").build())))
                .put(
                        "tags",
                        Json.array(tags.build().members().entrySet().stream()
                                .map(each -> (Data) Json.object()
                                        .put("name", each.getKey())
                                        .put("description", each.getValue())
                                        .build())
                                .toList()))
                .put("paths", paths.build())
                .put("components", components())
                .put("security", Json.array(List.of(Data.EMPTY.with("program", Json.array(List.of())))))
                .build();
    }

    private Data.Obj operation(String register, RegisterDescription.Operation operation) {
        return Json.object()
                .put("operationId", register + "." + operation.name())
                .put("summary", operation.title().in(language))
                .put("tags", Shapes.texts(List.of(register)))
                .put(
                        "parameters",
                        Json.array(
                                List.of(reference("parameters", "IdempotencyKey"), reference("parameters", "Prefer"))))
                .put(
                        "requestBody",
                        Json.object()
                                .put("required", Data.of(true))
                                .put("content", content(question(operation)))
                                .build())
                .put(
                        "responses",
                        Json.object()
                                .put(
                                        "200",
                                        Json.object()
                                                .put(
                                                        "description",
                                                        "What the register answered, of it what was granted")
                                                .put("content", content(answer(operation)))
                                                .build())
                                .put("202", reference("responses", "Accepted"))
                                .put("400", PROBLEM)
                                .put("401", PROBLEM)
                                .put("403", PROBLEM)
                                .put("409", PROBLEM)
                                .put("413", PROBLEM)
                                .put("415", PROBLEM)
                                .put("422", PROBLEM)
                                .put("429", PROBLEM)
                                .put("503", PROBLEM)
                                .build())
                .build();
    }

    private static Data.Obj question(RegisterDescription.Operation operation) {
        return Json.object()
                .put("type", "object")
                .put("required", Shapes.texts(List.of("request", "basis", "purpose", "case", "employee")))
                .put("additionalProperties", Data.of(false))
                .put(
                        "properties",
                        Json.object()
                                .put("request", bare(operation.request()))
                                .put("basis", reference("schemas", "Basis"))
                                .put("purpose", reference("schemas", "Words"))
                                .put("case", reference("schemas", "Words"))
                                .put("employee", reference("schemas", "Employee"))
                                .put("onBehalfOf", reference("schemas", "Words"))
                                .put(
                                        "sealedUntil",
                                        Json.object()
                                                .put("type", "string")
                                                .put("format", "date-time")
                                                .build())
                                .put(
                                        "callback",
                                        Json.object()
                                                .put("type", "string")
                                                .put("format", "uri")
                                                .build())
                                .build())
                .build();
    }

    private static Data.Obj answer(RegisterDescription.Operation operation) {
        return Json.object()
                .put("type", "object")
                .put("required", Shapes.texts(List.of("status", "at", "entry")))
                .put(
                        "properties",
                        Json.object()
                                .put("status", Data.EMPTY.with("enum", Shapes.texts(List.of("found", "not-found"))))
                                .put("data", bare(operation.response()))
                                .put(
                                        "at",
                                        Json.object()
                                                .put("type", "string")
                                                .put("format", "date-time")
                                                .build())
                                .put("reason", TEXT)
                                .put("entry", TEXT)
                                .build())
                .build();
    }

    private static Data.Obj components() {
        Data.Obj words = Json.object()
                .put("type", "string")
                .put("minLength", 1)
                .put("maxLength", 500)
                .build();
        return Json.object()
                .put(
                        "schemas",
                        Json.object()
                                .put("Words", words)
                                .put("Basis", of("act", "article"))
                                .put("Employee", of("name", "position"))
                                .put(
                                        "Problem",
                                        Json.object()
                                                .put("type", "object")
                                                .put(
                                                        "required",
                                                        Shapes.texts(List.of("type", "title", "status", "detail")))
                                                .put(
                                                        "properties",
                                                        Json.object()
                                                                .put("type", TEXT)
                                                                .put("title", TEXT)
                                                                .put("status", Data.EMPTY.with("type", "integer"))
                                                                .put("detail", TEXT)
                                                                .put("findings", Data.EMPTY.with("type", "array"))
                                                                .build())
                                                .build())
                                .build())
                .put(
                        "parameters",
                        Json.object()
                                .put(
                                        "IdempotencyKey",
                                        header(
                                                "Idempotency-Key",
                                                "The same key and content: the same answer, for 24 hours"))
                                .put("Prefer", header("Prefer", "respond-async: accept it and answer later"))
                                .build())
                .put(
                        "responses",
                        Json.object()
                                .put(
                                        "Problem",
                                        Json.object()
                                                .put("description", "A refusal in words (RFC 9457)")
                                                .put(
                                                        "content",
                                                        Data.EMPTY.with(
                                                                "application/problem+json",
                                                                Data.EMPTY.with(
                                                                        "schema", reference("schemas", "Problem"))))
                                                .build())
                                .put(
                                        "Accepted",
                                        Json.object()
                                                .put("description", "It is kept and will be answered at Location")
                                                .put(
                                                        "headers",
                                                        Data.EMPTY.with("Location", Data.EMPTY.with("schema", TEXT)))
                                                .build())
                                .build())
                .put(
                        "securitySchemes",
                        Data.EMPTY.with(
                                "program",
                                Json.object()
                                        .put("type", "oauth2")
                                        .put(
                                                "flows",
                                                Data.EMPTY.with(
                                                        "clientCredentials",
                                                        Json.object()
                                                                .put("tokenUrl", "/api/v1/token")
                                                                .put("scopes", Data.EMPTY)
                                                                .build()))
                                        .build()))
                .build();
    }

    private static Data.Obj of(String first, String second) {
        return Json.object()
                .put("type", "object")
                .put("required", Shapes.texts(List.of(first, second)))
                .put("additionalProperties", Data.of(false))
                .put(
                        "properties",
                        Json.object()
                                .put(first, reference("schemas", "Words"))
                                .put(second, reference("schemas", "Words"))
                                .build())
                .build();
    }

    private static Data.Obj header(String name, String description) {
        return Json.object()
                .put("name", name)
                .put("in", "header")
                .put("description", description)
                .put("schema", TEXT)
                .build();
    }

    /** The dialect stands once, for the whole document. */
    private static Data.Obj bare(Data.Obj schema) {
        Data.Obj bare = Data.EMPTY;
        for (Map.Entry<String, Data> member : schema.members().entrySet()) {
            if (!member.getKey().equals("$schema")) {
                bare = bare.with(member.getKey(), member.getValue());
            }
        }
        return bare;
    }

    private static Data.Obj content(Data.Obj schema) {
        return Data.EMPTY.with(Calls.JSON, Data.EMPTY.with("schema", schema));
    }

    private static Data.Obj reference(String kind, String name) {
        return Data.EMPTY.with("$ref", "#/components/" + kind + "/" + name);
    }
}
