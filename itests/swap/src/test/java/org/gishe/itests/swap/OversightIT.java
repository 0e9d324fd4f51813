/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A citizen sees who looked, asks about it, and reads the answer: in the running platform. */
public class OversightIT {

    private static Server server;

    @BeforeClass
    public static void start() {
        server = Server.fresh("oversight");
        server.start();
        server.trust("{\"autoApprove\": true}");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static Citizen citizen(int person) {
        var citizen = new Citizen(server.address()).speaking("en");
        citizen.logIn(person);
        return citizen;
    }

    private static String delivered(Citizen citizen) {
        String id = citizen.draft(Forms.CERTIFICATE);
        citizen.file(id, Forms.certificate("bank"), "sandbox").expect(200);
        citizen.waitForDelivery(id, Deadline.in(Duration.ofSeconds(60)));
        return id;
    }

    private static JsonNode accesses(Citizen citizen, String query) {
        return citizen.get("/api/v1/oversight" + query).expect(200).json();
    }

    @Test
    public void aCitizenSeesExactlyTheAccessesThatWereMadeAsksAboutOneAndIsAnswered() {
        Citizen anna = citizen(1);
        Citizen boris = citizen(2);
        assertThat(accesses(anna, "").path("accesses")).isEmpty();
        String first = delivered(anna);
        String second = delivered(anna);
        delivered(boris);

        JsonNode page = accesses(anna, "?limit=1");
        JsonNode rest = accesses(anna, "?cursor=" + page.path("next").asText());
        assertThat(page.path("accesses").path(0).path("submission").asText()).isEqualTo(second);
        assertThat(rest.path("accesses").path(0).path("submission").asText()).isEqualTo(first);
        assertThat(rest.path("accesses")).hasSize(1);
        assertThat(rest.path("next").isNull()).isTrue();
        JsonNode access = rest.path("accesses").path(0);
        assertThat(access.path("what").asText()).isNotEqualTo("PermanentAddressSearch");
        assertThat(access.path("outcome").asText()).isEqualTo("ANSWERED");
        assertThat(access.path("elements").toString()).contains("Settlement");
        assertThat(access.path("own").asBoolean()).isTrue();
        assertThat(accesses(boris, "").path("accesses")).hasSize(1);
        String id = access.path("id").asText();
        assertThat(boris.get("/api/v1/oversight/" + id).status()).isEqualTo(404);
        assertThat(boris.get("/api/v1/oversight/" + id + "/proof").status()).isEqualTo(404);

        String question = anna.call(
                        "POST",
                        "/api/v1/oversight/" + id + "/questions",
                        Citizen.object().put("text", "Why?"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        JsonNode open = server.operations("oversight/questions").expect(200).json();
        assertThat(open).hasSize(1);
        assertThat(open.path(0).path("text").asText()).isEqualTo("Why?");
        int before = anna.messages().size();
        server.order("oversight/questions/" + question + "/answer", "{\"text\": \"For your certificate.\"}")
                .expect(200);
        server.order("oversight/questions/" + question + "/answer", "{\"text\": \"Again.\"}")
                .expect(409);

        JsonNode answered = anna.get("/api/v1/oversight/" + id)
                .expect(200)
                .json()
                .path("questions")
                .path(0);
        assertThat(answered.path("answer").asText()).isEqualTo("For your certificate.");
        assertThat(anna.messages()).hasSize(before + 1);
        byte[] document =
                anna.document(answered.path("message").asText()).expect(200).body();
        assertThat(new String(document, 0, 5, StandardCharsets.ISO_8859_1)).isEqualTo("%PDF-");

        Answer json = anna.get("/api/v1/oversight/exports/json").expect(200);
        assertThat(json.json().path("accesses")).hasSize(2);
        Answer pdf = anna.get("/api/v1/oversight/exports/pdf").expect(200);
        assertThat(pdf.header("Content-Type")).isEqualTo("application/pdf");
        String page1 = anna.get("/oversight").expect(200).text();
        assertThat(page1).contains("/oversight/" + id);
        assertThat(anna.get("/oversight/" + id).expect(200).text()).contains("For your certificate.");

        JsonNode proof = Deadline.in(Duration.ofSeconds(90)).ask("a root covers the entry", () -> {
            Answer answer = anna.get("/api/v1/oversight/" + id + "/proof");
            return answer.status() == 200 ? Optional.of(answer.json()) : Optional.empty();
        });
        assertThat(proof.path("format").asText()).isEqualTo("gishe-journal-proof/1");

        JsonNode figures = Deadline.in(Duration.ofSeconds(60)).ask("the enquiries are summed", () -> {
            JsonNode all =
                    server.operations("oversight/figures").expect(200).json().path("all");
            return all.path("enquiries").asLong() == 3 ? Optional.of(all) : Optional.empty();
        });
        assertThat(figures.path("withoutCase").asLong()).isZero();
        assertThat(server.operations("oversight/findings").expect(200).json()).isEmpty();
        assertThat(server.verification().path("holds").asBoolean()).isTrue();
    }
}
