/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Decision;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.test.PluginJar;
import org.junit.Test;

public class ExampleTest {

    private static final LocalText BOTH = LocalText.of("Не може.", "No.");

    private final Example example = read("""
            {"title": "x", "form": {"wish": "tea"}, "now": "2026-11-23T09:00:00Z",
             "party": {"identifier": "NTRBG-999999924"},
             "answers": {"address": {"status": "FOUND", "data": {"street": "A"}}},
             "findings": ["/wish"], "outcome": "GRANTED", "result": {"wish": "tea"}}""");

    private static Example read(String json) {
        return Example.read("a.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void itSaysWhatItsFileSays() {
        assertThat(example.party().identifier().value()).isEqualTo("999999924");
        assertThat(example.draft().answer("address")).isEmpty();
        assertThat(example.draft().number()).isEmpty();
        assertThat(example.application().answer("address"))
                .hasValueSatisfying(answer -> assertThat(answer.status()).isEqualTo(Answer.Status.FOUND));
        assertThat(example.application().number()).isPresent();
    }

    @Test
    public void whatItDoesNotNameIsSomebodyInvented() {
        assertThat(read("{}").party()).isEqualTo(Example.CITIZEN);
        assertThat(read("{}").outcome()).isEmpty();
    }

    @Test
    public void whatIsNoCaseIsToldInWords() {
        for (String json : List.of(
                "[]",
                "{",
                "{\"outcom\": \"GRANTED\"}",
                "{\"outcome\": \"MAYBE\"}",
                "{\"now\": \"today\"}",
                "{\"form\": []}",
                "{\"answers\": {\"a\": {}}}")) {
            assertThatIllegalArgumentException()
                    .as(json)
                    .isThrownBy(() -> read(json))
                    .withMessageStartingWith("a.json is no case: ");
        }
    }

    @Test
    public void aFindingIsComparedByPlaceAndIsToldInBothLanguages() {
        assertThat(example.examined(List.of(new Finding("/wish", BOTH)))).isEmpty();
        assertThat(example.examined(List.of())).singleElement().asString().contains("[/wish]");
        assertThat(example.examined(List.of(new Finding("/wish", LocalText.of("No.", "No.")))))
                .containsExactly("a.json: the finding at /wish is not told in Bulgarian and English");
        assertThat(example.examined(List.of(new Finding("/away", BOTH)))).hasSize(2);
    }

    @Test
    public void aDecisionIsComparedByWhatTheCaseNames() {
        assertThat(example.decided(
                        Decision.granted(Data.EMPTY.with("wish", "tea").with("more", "x"))))
                .isEmpty();
        assertThat(example.decided(Decision.granted(Data.EMPTY.with("wish", "milk"))))
                .singleElement()
                .asString()
                .contains("wish")
                .doesNotContain("milk");
        assertThat(example.decided(Decision.refused(BOTH)))
                .contains("a.json: decided REFUSED, the case says GRANTED")
                .hasSize(2);
    }

    @Test
    public void whoIsRefusedLearnsWhy() {
        assertThat(example.reasoned(Decision.refused(BOTH))).isEmpty();
        assertThat(example.reasoned(Decision.granted(Data.EMPTY))).isEmpty();
        assertThat(example.reasoned(Decision.clerk(LocalText.of("", "No."))))
                .containsExactly("a.json: CLERK without a reason in Bulgarian and English");
    }

    @Test
    public void anEnquiryIsAnsweredByTheNameThatTheDescriptionGivesIt() {
        PluginJar jar = PluginJar.service("sample", "1.0.0");
        ServiceDescription service = new Descriptions(path -> java.util.Optional.ofNullable(jar.bytes(path)), "1.0.0")
                .service()
                .orElseThrow();

        assertThat(example.answer(service, new Enquiry("population", "AddressSearch", Data.EMPTY)))
                .isPresent();
        assertThat(example.answer(service, new Enquiry("population", "Other", Data.EMPTY)))
                .isEmpty();
    }
}
