/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.junit.Test;

public class SchemaTest {

    private final Schema schema = Schema.compile((Data.Obj) Json.read("""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "properties": {"name": {"type": "string", "maxLength": 5, "minLength": 1},
                            "kind": {"enum": ["a", "b"]},
                            "when": {"type": "string", "format": "date"},
                            "where": {"type": "object", "properties": {"street": {"type": "string"}},
                                      "required": ["street"], "additionalProperties": false}},
             "required": ["name"], "additionalProperties": false}"""));

    @Test
    public void a_value_that_fits_has_no_violations() {
        assertThat(schema.validate(Json.read("{\"name\": \"Ana\", \"kind\": \"a\", \"when\": \"2026-02-28\"}")))
                .isEmpty();
    }

    @Test
    public void each_violation_names_its_place_and_says_what_to_do() {
        var violations = schema.validate(Json.read(
                "{\"name\": \"Anastasia\", \"kind\": \"c\", \"when\": \"2026-02-30\", \"where\": {}, \"x/y\": 1}"));

        assertThat(violations)
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/name", "/kind", "/when", "/where/street", "/x~1y");
        assertThat(violations).allSatisfy(each -> {
            assertThat(each.text().bulgarian()).isNotBlank();
            assertThat(each.text().english()).doesNotContain("Anastasia").endsWith(".");
        });
        assertThat(violations).anySatisfy(each -> assertThat(each.text().english())
                .isEqualTo("Shorten the text: 5 characters at most."));
    }

    @Test
    public void a_missing_member_is_named_itself() {
        assertThat(schema.validate(Data.EMPTY)).extracting(Violation::pointer).containsExactly("/name");
    }

    @Test
    public void a_value_of_another_type_is_a_violation() {
        assertThat(schema.validate(Json.read("{\"name\": 5}")))
                .extracting(Violation::keyword)
                .containsExactly("type");
    }

    @Test
    public void what_is_no_schema_is_refused() {
        assertThatThrownBy(() -> Schema.compile(
                        (Data.Obj) Json.read("{\"type\": \"object\", \"properties\": {\"a\": {\"pattern\": \"(\"}}}")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
