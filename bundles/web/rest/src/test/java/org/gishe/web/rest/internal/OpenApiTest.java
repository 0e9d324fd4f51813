/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.ws.rs.HttpMethod;
import javax.ws.rs.Path;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.web.enquiries.internal.EnquiriesResource;
import org.gishe.web.enquiries.internal.RegistersResource;
import org.gishe.web.operations.internal.GrantsResource;
import org.gishe.web.operations.internal.OperationsResource;
import org.gishe.web.operations.internal.OperatorsResource;
import org.gishe.web.operations.internal.TestersResource;
import org.gishe.web.operations.internal.TrustResource;
import org.junit.Test;

public class OpenApiTest {

    private static final List<Class<?>> RESOURCES = List.of(
            MailboxResource.class,
            OversightResource.class,
            RootsResource.class,
            ServicesResource.class,
            SessionResource.class,
            SubmissionsResource.class,
            TokenResource.class,
            ValidationsResource.class,
            EnquiriesResource.class,
            RegistersResource.class,
            GrantsResource.class,
            OperationsResource.class,
            OperatorsResource.class,
            org.gishe.web.operations.internal.OversightResource.class,
            TestersResource.class,
            TrustResource.class);
    /** The door answers these itself. */
    private static final Set<String> DOOR = Set.of("GET /health/live", "GET /health/ready");

    @Test
    public void theDescriptionNamesEachMethodOfEachAddressAndNoOther() throws IOException {
        Set<String> real = new TreeSet<>(DOOR);
        RESOURCES.forEach(resource -> real.addAll(calls(resource)));

        Set<String> described = new TreeSet<>();
        object(description(), "/paths").members().forEach((path, item) -> ((Data.Obj) item)
                .members()
                .keySet()
                .forEach(method -> described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));

        assertThat(described).isEqualTo(real);
    }

    @Test
    public void everyOperationSaysWhoMayCallItAndEveryReferenceLeadsSomewhere() throws IOException {
        Data description = description();
        List<String> ids = new ArrayList<>();
        object(description, "/paths")
                .members()
                .forEach((path, item) -> ((Data.Obj) item).members().forEach((method, operation) -> {
                    ids.add(operation.text("/operationId").orElseThrow());
                    assertThat(operation.at("/security"))
                            .as(method + " " + path)
                            .isPresent();
                    assertThat(operation.text("/parameters/0/in").equals(Optional.of("path")))
                            .as(method + " " + path)
                            .isEqualTo(path.contains("{"));
                }));
        assertThat(ids).doesNotHaveDuplicates();
        List<String> references = new ArrayList<>();
        references(description, references);
        assertThat(references)
                .isNotEmpty()
                .allMatch(reference -> description.at(reference.substring(1)).isPresent());
    }

    private static Set<String> calls(Class<?> resource) {
        Set<String> calls = new TreeSet<>();
        String base = resource.getAnnotation(Path.class).value();
        for (Method method : resource.getDeclaredMethods()) {
            for (Annotation annotation : method.getAnnotations()) {
                HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (verb != null) {
                    Path path = method.getAnnotation(Path.class);
                    calls.add(verb.value() + " " + base + (path == null ? "" : "/" + path.value()));
                }
            }
        }
        return calls;
    }

    private static void references(Data value, List<String> found) {
        if (value instanceof Data.Obj object) {
            object.text("/$ref").ifPresent(found::add);
            object.members().values().forEach(member -> references(member, found));
        } else if (value instanceof Data.Arr array) {
            array.items().forEach(item -> references(item, found));
        }
    }

    private static Data.Obj object(Data value, String pointer) {
        return (Data.Obj) value.at(pointer).orElseThrow();
    }

    private static Data description() throws IOException {
        try (InputStream file = ServicesResource.class.getResourceAsStream("openapi.json")) {
            return Json.parse(file.readAllBytes(), Json.Limits.of(1 << 20));
        }
    }
}
