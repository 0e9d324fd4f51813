/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** What a citizen signs is a container that anybody can have judged, by the sandbox's own trusted lists. */
public class SigningIT {

    private static Server server;

    @BeforeClass
    public static void start() {
        server = Server.fresh("signing");
        server.start();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static String delivered(Citizen citizen) {
        String id = filed(citizen);
        citizen.waitForDelivery(id, Deadline.in(Duration.ofSeconds(60)));
        return id;
    }

    private static String filed(Citizen citizen) {
        String id = citizen.draft("permanent-address");
        citizen.file(id, Forms.certificate("bank"), "sandbox").expect(200);
        return id;
    }

    private static Citizen citizen(int person) {
        var citizen = new Citizen(server.address()).speaking("en");
        citizen.logIn(person);
        return citizen;
    }

    private static byte[] signed(Citizen citizen, String id) {
        return citizen.get("/api/v1/submissions/" + id + "/signed").expect(200).body();
    }

    private static JsonNode judged(byte[] document) {
        return asked(document).expect(200).json();
    }

    private static Answer asked(byte[] document) {
        var stranger = new Citizen(server.address()).speaking("en");
        return stranger.send(stranger.request("POST", "/api/v1/validations", document)
                .setHeader("Content-Type", "application/vnd.etsi.asic-e+zip")
                .build());
    }

    @Test
    public void whatIsDeliveredWasSignedQualifiedAndAnybodyCanSeeThat() throws IOException {
        server.trust("{\"autoApprove\": true}");
        Citizen citizen = citizen(1);
        String id = delivered(citizen);
        byte[] container = signed(citizen, id);

        JsonNode verdict = judged(container);

        assertThat(verdict.path("outcome").asText()).as(verdict.toString()).isEqualTo("VALID");
        assertThat(verdict.path("sandbox").asBoolean()).isTrue();
        assertThat(verdict.path("words").asText()).contains("every signature is valid");
        JsonNode signature = verdict.path("signatures").path(0);
        assertThat(signature.path("qualification").asText()).isEqualTo("QESIG");
        assertThat(signature.path("qualified").asBoolean()).isTrue();
        assertThat(signature.path("level").asText()).isEqualTo("T");
        assertThat(signature.path("documents").toString()).contains("application.json");
        Map<String, byte[]> files = unpacked(container);
        assertThat(files.keySet()).contains("mimetype", "application.json");
        assertThat(new String(files.get("application.json"), StandardCharsets.UTF_8))
                .contains(id, "\"service\":\"permanent-address\"", "\"version\"", "\"form\"");
        assertThat(new Citizen(server.address())
                        .get("/api/v1/submissions/" + id + "/signed")
                        .status())
                .isEqualTo(401);
        assertThat(citizen(2).get("/api/v1/submissions/" + id + "/signed").status())
                .isEqualTo(404);

        JsonNode changed = judged(Versions.added(container, "application.json", " "));

        assertThat(changed.path("outcome").asText()).isEqualTo("INVALID");
        assertThat(changed.path("signatures").path(0).path("subIndication").asText())
                .isEqualTo("HASH_FAILURE");
    }

    @Test
    public void aDeadTimeStampAuthorityDelaysAndAsksNobodyAgain() {
        server.trust("{\"autoApprove\": true, \"deadTsa\": true}");
        Citizen citizen = citizen(3);
        String id = filed(citizen);
        citizen.waitFor(
                id,
                "it waits for the authority",
                submission -> submission.path("state").asText().equals("DELAYED"),
                Deadline.in(Duration.ofSeconds(30)));
        assertThat(citizen.get("/api/v1/submissions/" + id + "/signed").status())
                .isEqualTo(404);

        server.trust("{\"autoApprove\": false, \"deadTsa\": false}"); // nobody approves any more

        citizen.waitForDelivery(id, Deadline.in(Duration.ofSeconds(60)));
        JsonNode verdict = judged(signed(citizen, id));
        assertThat(verdict.path("outcome").asText()).as(verdict.toString()).isEqualTo("VALID");
    }

    @Test
    public void whoIsWithdrawnFromTheListGivesNoQualifiedSignaturesAnyMore() {
        server.trust("{\"autoApprove\": true, \"deadTsa\": false}");
        Citizen citizen = citizen(4);
        byte[] before = signed(citizen, delivered(citizen));
        assertThat(reloaded().path("whole").asBoolean()).isTrue();
        long second = Instant.now().getEpochSecond();
        Deadline.in(Duration.ofSeconds(5)) // lists count whole seconds
                .until("another second", () -> Instant.now().getEpochSecond() > second);
        try {
            server.trust("{\"withdrawn\": true}");
            JsonNode trust = reloaded();
            assertThat(trust.path("whole").asBoolean()).as(trust.toString()).isTrue();
            byte[] after = signed(citizen, delivered(citizen));

            JsonNode verdict = judged(after);

            assertThat(verdict.path("signatures").path(0).path("qualified").asBoolean(true))
                    .as(verdict.toString())
                    .isFalse();
            // what was signed while it was granted stays qualified
            JsonNode earlier = judged(before);
            assertThat(earlier.path("signatures").path(0).path("qualified").asBoolean())
                    .as(earlier.toString())
                    .isTrue();

            server.trust("{\"withdrawn\": false, \"listBadlySigned\": true}");

            assertThat(reloaded().path("certificates").asInt(-1)).isZero();
            assertThat(judged(before).path("outcome").asText()).isEqualTo("INDETERMINATE");
        } finally {
            server.trust("{\"withdrawn\": false, \"listBadlySigned\": false}");
            reloaded();
        }
        assertThat(judged(before).path("outcome").asText()).isEqualTo("VALID");
    }

    private static JsonNode reloaded() {
        return server.reloadTrust().expect(200).json();
    }

    @Test
    public void whatIsNoSignedDocumentIsToldInWords() {
        assertThat(asked("no document".getBytes(StandardCharsets.UTF_8)).status())
                .isEqualTo(422);
        assertThat(asked(new byte[0]).status()).isEqualTo(422);
        assertThat(asked("<?xml version=\"1.0\"?><a/>".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .toString())
                .doesNotContain("\"VALID\"");
    }

    private static Map<String, byte[]> unpacked(byte[] container) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(container))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }
}
