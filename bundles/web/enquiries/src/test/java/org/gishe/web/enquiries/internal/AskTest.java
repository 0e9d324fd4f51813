/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gishe.acts.internal.ListedActs;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.schema.Schema;
import org.gishe.web.door.Problem;
import org.junit.Test;

public class AskTest {

    private static final String WHOLE = """
            {"request": {"EGN": "8523120012"}, "basis": {"act": "ЗГР", "article": "чл. 93"}, "purpose": "Вписване",
             "case": "К-7/2026", "employee": {"name": "Мария Примерова", "position": "инспектор"}}""";

    @Test
    public void an_enquiry_is_read_with_its_acts_whole_name_and_survives_being_kept() {
        Ask ask = read(World.object(WHOLE).with("onBehalfOf", "Иван Примеров"));

        assertThat(ask.basis().orElseThrow().act()).isEqualTo("Закон за гражданската регистрация");
        assertThat(ask.employee()).isEqualTo("Мария Примерова, инспектор");
        assertThat(Ask.read(ask.json())).isEqualTo(ask);
        assertThat(ask.toString()).doesNotContain("8523120012");
        var told = new Told(422, Data.EMPTY.with("a", "b"), Map.of("Retry-After", "1"));
        assertThat(Told.read(told.json())).isEqualTo(told);
    }

    @Test
    public void what_is_missing_or_odd_is_named() {
        Data.Obj whole = World.object(WHOLE);

        assertThat(refusal(without(whole, "case"))).isEqualTo("case-missing");
        assertThat(refusal(whole.with("case", "  "))).isEqualTo("case-missing");
        assertThat(refusal(without(whole, "employee"))).isEqualTo("employee-missing");
        assertThat(refusal(whole.with("basis", Data.EMPTY.with("act", "ЗГР")))).isEqualTo("basis-missing");
        assertThat(refusal(without(whole, "request"))).isEqualTo("invalid-request");
        assertThat(refusal(whole.with("why", "x"))).isEqualTo("invalid-request");
        assertThat(refusal(whole.with("purpose", "x".repeat(501)))).isEqualTo("invalid-request");
        assertThat(refusal(whole.with("purpose", Data.of(7)))).isEqualTo("invalid-request");
        assertThat(read(without(whole, "purpose")).purpose())
                .as("the gateway refuses it")
                .isEmpty();
        assertThat(read(without(whole, "basis")).basis())
                .as("the gateway refuses it")
                .isEmpty();
    }

    @Test
    public void an_unknown_act_is_answered_with_the_nearest() {
        Data.Obj odd = World.object(WHOLE)
                .with("basis", World.object("{\"act\": \"Закон за гражданска регистрация\", \"article\": \"чл. 1\"}"));

        Problem problem = catchThrowableOfType(() -> read(odd), Problem.class);

        assertThat(problem.name()).isEqualTo("act-unknown");
        assertThat(problem.json(Locale.ENGLISH).text("/nearest")).contains("Закон за гражданската регистрация");
    }

    @Test
    public void what_a_system_may_send_in_a_window_is_counted_and_told() {
        var pace = new Pace(3, 60);
        var headers = new HashMap<String, String>();

        for (int left = 2; left >= 0; left--) {
            pace.take("system/a", headers::put);
            assertThat(headers.get("RateLimit")).startsWith("\"default\";r=" + left + ";t=");
        }
        Problem problem = catchThrowableOfType(() -> pace.take("system/a", headers::put), Problem.class);

        assertThat(headers).containsEntry("RateLimit-Policy", "\"default\";q=3;w=60");
        assertThat(problem.status()).isEqualTo(429);
        assertThat(Integer.parseInt(problem.headers().get("Retry-After"))).isBetween(1, 60);
        pace.take("system/b", headers::put);
    }

    @Test
    public void every_enquiry_has_a_path_with_its_schemas_and_every_reference_leads_somewhere() {
        var registers = new TreeMap<>(Map.of(
                "population", World.register("population", "999999931"),
                "vehicles", World.register("vehicles", "999999957")));

        Data.Obj api = new OpenApi(Locale.ENGLISH).describe(registers);

        assertThat(api.text("/openapi")).contains("3.1.0");
        assertThat(((Data.Obj) api.at("/paths").orElseThrow()).members().keySet())
                .containsExactlyInAnyOrder("/api/v1/registers/population/Find", "/api/v1/registers/vehicles/Find");
        String body = "/paths/~1api~1v1~1registers~1population~1Find/post/requestBody/content/application~1json/schema";
        assertThat(api.text(body + "/properties/request/properties/EGN/pattern"))
                .contains("^[0-9]{10}$");
        check(api, api, Set.of("get", "post"));
        // the question's schema takes what the resource takes
        Data.Obj schema = ((Data.Obj) api.at(body).orElseThrow())
                .with("components", api.at("/components").orElseThrow());
        assertThat(Schema.compile(schema).validate(World.object(WHOLE))).isEmpty();
        assertThat(Schema.compile(schema).validate(without(World.object(WHOLE), "case")))
                .hasSize(1);
        registers.remove("vehicles");
        assertThat(Json.text(new OpenApi(Locale.ENGLISH).describe(registers))).doesNotContain("vehicles");
    }

    private static void check(Data.Obj root, Data value, Set<String> methods) {
        if (value instanceof Data.Obj object) {
            object.text("/$ref").ifPresent(reference -> assertThat(root.at(reference.substring(1)))
                    .as(reference)
                    .isPresent());
            object.members().values().forEach(each -> check(root, each, methods));
        } else if (value instanceof Data.Arr array) {
            array.items().forEach(each -> check(root, each, methods));
        }
    }

    private static Data.Obj without(Data.Obj object, String name) {
        Data.Obj rest = Data.EMPTY;
        for (Map.Entry<String, Data> member : object.members().entrySet()) {
            if (!member.getKey().equals(name)) {
                rest = rest.with(member.getKey(), member.getValue());
            }
        }
        return rest;
    }

    private static String refusal(Data.Obj sent) {
        Problem problem = catchThrowableOfType(() -> read(sent), Problem.class);
        assertThat(problem.json(Locale.forLanguageTag("bg")).text("/detail")).isPresent();
        return problem.name();
    }

    private static Ask read(Data.Obj sent) {
        return Ask.of("population", "Find", sent, new ListedActs(), Locale.ENGLISH);
    }
}
