/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.store.StoreException;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.junit.Test;

public class FailuresTest {

    private static final Visit VISIT = new Visit(
            Optional.empty(),
            Optional.empty(),
            Locale.ENGLISH,
            "0af7651916cd43dd8448eb211c80319c",
            "http://gishe.test",
            false,
            false,
            Map.of());

    private final Failures failures = new Failures();

    @Test
    public void aProblemIsWrittenAsRfc9457InTheLanguageOfTheVisit() throws Exception {
        Problem problem = Problem.of(
                        422,
                        "form-findings",
                        LocalText.of("Формулярът не е готов", "The form is not ready"),
                        LocalText.of("Поправете го.", "Mend it."))
                .findings(List.of(new Finding("/a", LocalText.of("Липсва.", "It is missing."))));

        Failures.Answer answer = failures.answer(problem, VISIT);

        Data json = Json.parse(answer.body(), Json.Limits.of(10_000));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(json.text("/type")).contains("urn:gishe:problem:form-findings");
        assertThat(json.text("/title")).contains("The form is not ready");
        assertThat(json.at("/status")).contains(Data.of(422));
        assertThat(json.text("/detail")).contains("Mend it.");
        assertThat(json.text("/findings/0/pointer")).contains("/a");
        assertThat(json.text("/findings/0/text")).contains("It is missing.");
    }

    @Test
    public void whatStandsBehindAnExceptionIsFound() {
        assertThat(failures.problem(new RuntimeException(Problem.notFound()), VISIT)
                        .status())
                .isEqualTo(404);
        assertThat(failures.problem(new RuntimeException(new Body.TooLargeException(7)), VISIT)
                        .status())
                .isEqualTo(413);
        assertThat(failures.problem(new StoreException("closed", null), VISIT).name())
                .isEqualTo("busy");
    }

    @Test
    public void jsonThatIsNoneIsARequestThatCannotBeRead() {
        for (String broken : List.of("", "{", "{\"a\":1,\"a\":2}", "[]x", "{\"a\":1e9999}")) {
            try {
                Json.parse(broken.getBytes(StandardCharsets.UTF_8), Json.Limits.of(100));
            } catch (MalformedJsonException e) {
                Problem problem = failures.problem(new IllegalArgumentException(e), VISIT);
                assertThat(problem.status()).as(broken).isEqualTo(400);
                assertThat(problem.name()).isEqualTo("malformed");
                continue;
            }
            throw new AssertionError("taken: " + broken);
        }
    }

    @Test
    public void anythingElseIsAnIncident() {
        Problem problem = failures.problem(new IllegalStateException("EGN 8523120012"), VISIT);

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.json(Locale.ENGLISH).text("/incident")).contains("0af76519");
        assertThat(Json.text(problem.json(Locale.ENGLISH))).doesNotContain("8523120012");
    }
}
