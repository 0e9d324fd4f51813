/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Test;

public class DescriptionsTest {

    private final Map<String, String> files = new HashMap<>();

    @Before
    public void aRightDescription() {
        files.put("gishe/service.json", """
                {"id": "sample", "number": "s-1", "agency": "999999924",
                 "basis": [{"act": "Act", "article": "1"}], "workingDays": 3,
                 "pages": [{"key": "one", "fields": ["/name", "/where/street"]}],
                 "enquiries": [{"name": "address", "register": "population", "operation": "Find",
                   "basis": {"act": "Act", "article": "2"}, "purpose": "why", "request": {"EGN": "=party.identifier"}}]}""");
        files.put("gishe/form.schema.json", """
                {"type": "object", "properties": {"name": {"type": "string"},
                  "where": {"type": "object", "properties": {"street": {"type": "string"}}}}}""");
        files.put("gishe/texts_bg.properties", "title=Т\nsummary=С\nagency=А\npage.one.title=П\nwhy=Защо\n");
        files.put("gishe/texts_en.properties", "title=T\nsummary=S\nagency=A\npage.one.title=P\nwhy=Why\n");
    }

    @Test
    public void a_right_description_is_read_whole() {
        Descriptions reading = reading();
        Optional<ServiceDescription> service = reading.service();

        assertThat(reading.problems()).isEmpty();
        assertThat(service).isPresent();
        assertThat(service.get().title().bulgarian()).isEqualTo("Т");
        assertThat(service.get().steps()).isEqualTo(Descriptions.STEPS);
        assertThat(service.get().enquiries()).singleElement().satisfies(need -> {
            assertThat(need.purpose().english()).isEqualTo("Why");
            assertThat(need.required()).isTrue();
        });
    }

    @Test
    public void each_mistake_is_told_in_words() {
        problem("gishe/service.json", "\"number\"", "\"numbre\"", "unknown member numbre");
        problem("gishe/service.json", "\"workingDays\": 3", "\"workingDays\": -3", "workingDays is a whole number");
        problem("gishe/service.json", "/where/street", "/where/strete", "which the form's schema does not have");
        problem("gishe/service.json", "\"/name\", ", "", "field /name stands on no page");
        problem("gishe/service.json", "\"sample\"", "\"Sample One\"", "small letters");
        problem(
                "gishe/service.json",
                "\"workingDays\"",
                "\"steps\": [\"sign\"], \"workingDays\"",
                "step deliver is missing");
        problem("gishe/service.json", "\"workingDays\"", "\"steps\": [\"pray\"], \"workingDays\"", "unknown step pray");
        problem("gishe/service.json", "{\"id\"", "{\"id\": \"twice\", \"id\"", "gishe/service.json");
        problem("gishe/texts_en.properties", "summary=S\n", "", "text summary is missing in English");
        problem("gishe/texts_bg.properties", "why=Защо\n", "", "text why is missing in Bulgarian");
        problem(
                "gishe/form.schema.json",
                "{\"type\": \"object\", \"p",
                "[{\"type\": \"object\", \"p",
                "gishe/form.schema.json");
    }

    private void problem(String file, String right, String wrong, String words) {
        String before = files.get(file);
        files.put(file, before.replace(right, wrong));
        Descriptions reading = reading();

        assertThat(reading.service()).isEmpty();
        assertThat(reading.problems()).anySatisfy(problem -> assertThat(problem).contains(words));

        files.put(file, before);
    }

    @Test
    public void a_bundle_without_descriptions_is_neither() {
        files.clear();

        assertThat(reading().service()).isEmpty();
        assertThat(reading().register()).isEmpty();
    }

    private Descriptions reading() {
        return new Descriptions(
                path -> Optional.ofNullable(files.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8)),
                "1.0.0");
    }
}
