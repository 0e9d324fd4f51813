/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.json.Json;
import org.junit.Test;

public class StepsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Party ANNA = new Party(
            new PersonId("anna"), new Identifier(Identifier.Scheme.EGN, "8523120012"), "Яна Примерова Образцова");

    @Test
    public void an_enquiry_is_filled_from_party_and_form() {
        Data.Obj request = CheckStep.request(
                (Data.Obj) Json.read("""
                        {"EGN": "=party.identifier", "Where": {"Street": "=form/address/street", "Code": "68134"},
                         "Absent": "=form/nothing"}"""), ANNA, (Data.Obj) Json.read("{\"address\": {\"street\": \"ул. Шипка\"}}"));

        assertThat(request.text("/EGN")).contains("8523120012");
        assertThat(request.text("/Where/Street")).contains("ул. Шипка");
        assertThat(request.text("/Where/Code")).contains("68134");
        assertThat(request.at("/Absent")).isEmpty();
    }

    @Test
    public void without_rules_of_its_own_a_service_grants_what_the_registers_hold() {
        Decision decision = DecideStep.byAnswers(
                service(), application(Answer.found(Data.EMPTY.with("SettlementName", "гр. Русе"), NOW)), ANNA);

        assertThat(decision.outcome()).isEqualTo(Decision.Outcome.GRANTED);
        assertThat(decision.result().text("/answers/address/SettlementName")).contains("гр. Русе");
        assertThat(decision.result().text("/number")).contains("2026-000001");
    }

    @Test
    public void no_data_are_never_certified() {
        Decision notFound =
                DecideStep.byAnswers(service(), application(Answer.without(Answer.Status.NOT_FOUND, "", NOW)), ANNA);
        Decision unasked = DecideStep.byAnswers(service(), application(null), ANNA);

        assertThat(notFound.outcome()).isEqualTo(Decision.Outcome.REFUSED);
        assertThat(notFound.reason().bulgarian()).isNotBlank();
        assertThat(unasked.outcome()).isEqualTo(Decision.Outcome.REFUSED);
    }

    private static Application application(Answer answer) {
        return new Application() {
            @Override
            public Data.Obj form() {
                return Data.EMPTY;
            }

            @Override
            public Optional<Answer> answer(String enquiry) {
                return Optional.ofNullable(answer);
            }

            @Override
            public Optional<String> number() {
                return Optional.of("2026-000001");
            }

            @Override
            public Optional<Instant> received() {
                return Optional.of(NOW);
            }
        };
    }

    private static ServiceDescription service() {
        LocalText text = LocalText.of("Проба", "Sample");
        return new ServiceDescription(
                "sample",
                "1.0.0",
                "s-1",
                "999999924",
                text,
                text,
                text,
                List.of(),
                Assurance.SUBSTANTIAL,
                List.of("receipt", "check", "decide", "deliver"),
                3,
                Data.EMPTY,
                List.of(),
                List.of(new ServiceDescription.Need(
                        "address", "population", "Find", new LegalBasis("Act", "1"), text, Data.EMPTY, true)),
                Optional.empty(),
                List.of(),
                Map.of());
    }
}
