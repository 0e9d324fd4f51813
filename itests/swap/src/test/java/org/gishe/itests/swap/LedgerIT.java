/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/** What the ledger decides is what people get: from an instant, for a share, and back again. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class LedgerIT {

    private static Server server;
    private static Versions versions;
    private static Citizen citizen;

    private record Filed(Instant sent, Instant answered, String version) {}

    @BeforeClass
    public static void start() {
        server = Server.fresh("ledger").setting("org.gishe.deployment", "graceSeconds", "2");
        server.start();
        versions = new Versions(server, Versions.CERTIFICATE);
        citizen = new Citizen(server.address()).speaking("en");
        citizen.logIn(0);
        server.trust("{\"autoApprove\": true}");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void a_a_version_is_current_from_its_instant_to_the_second() {
        String before = current();
        Instant at = Instant.now().plusSeconds(8);

        JsonNode deployed =
                server.deploy(versions.jar("2.0.0"), "?at=" + at).expect(201).json();
        List<Filed> filed = new ArrayList<>();
        while (Instant.now().isBefore(at.plusSeconds(3))) {
            filed.add(file());
        }

        assertThat(deployed.path("phase").asText()).isEqualTo("SCHEDULED");
        assertThat(filed).as("filed before").anyMatch(each -> each.answered().isBefore(at));
        assertThat(filed).as("filed after").anyMatch(each -> each.sent().isAfter(at));
        for (Filed each : filed) {
            if (each.answered().isBefore(at)) {
                assertThat(each.version()).isEqualTo(before);
            }
            if (each.sent().isAfter(at)) {
                assertThat(each.version()).isEqualTo("2.0.0");
            }
        }
        Deadline.in(Duration.ofSeconds(60))
                .until("all are delivered", () -> server.standing().isEmpty());
    }

    @Test
    public void b_a_share_of_new_work_goes_to_a_version_until_it_is_promoted() {
        server.deploy(versions.jar("2.1.0"), "?share=40").expect(201);
        Map<String, Integer> shared = file(60);

        server.decide(Forms.CERTIFICATE, "promote", "{\"version\": \"2.1.0\"}").expect(200);
        Map<String, Integer> promoted = file(10);

        assertThat(shared).containsOnlyKeys("2.0.0", "2.1.0");
        // of 60 with a chance of 0.4 each, fewer than 8 or more than 42 come once in a hundred thousand times
        assertThat(shared.get("2.1.0")).isBetween(8, 42);
        assertThat(promoted).containsOnlyKeys("2.1.0");
    }

    @Test
    public void c_a_rollback_gives_new_work_to_the_version_before() {
        server.decide(Forms.CERTIFICATE, "rollback", "{}").expect(200);

        assertThat(file(10)).containsOnlyKeys("2.0.0");
        assertThat(server.operations("ledger").expect(200).text()).contains("\"rollback\"");
    }

    @Test
    public void d_a_version_that_does_not_start_leaves_the_one_before_it_serving() {
        byte[] broken = versions.without("3.0.0", "org/gishe/services/permanentaddress/PermanentAddress.class");

        JsonNode problem = server.deploy(broken).expect(422).json();

        assertThat(problem.path("detail").asText() + problem.path("reasons")).contains("PermanentAddress");
        assertThat(file(5)).containsOnlyKeys("2.0.0");
    }

    @Test
    public void e_the_ledger_holds_over_a_restart() {
        server.stop();
        server.start();
        server.trust("{\"autoApprove\": true}"); // the sandbox forgets its days

        assertThat(file(5)).containsOnlyKeys("2.0.0");
        Deadline.in(Duration.ofSeconds(60))
                .until("all are delivered", () -> server.standing().isEmpty());
    }

    private static String current() {
        return citizen.get("/api/v1/services/" + Forms.CERTIFICATE)
                .expect(200)
                .json()
                .path("version")
                .asText();
    }

    private static Map<String, Integer> file(int count) {
        var versions = new HashMap<String, Integer>();
        for (int i = 0; i < count; i++) {
            versions.merge(file().version(), 1, Integer::sum);
        }
        return versions;
    }

    private static Filed file() {
        String draft = citizen.draft(Forms.CERTIFICATE);
        Instant sent = Instant.now();
        String version = citizen.file(draft, Forms.certificate(""), "sandbox")
                .expect(200)
                .json()
                .path("version")
                .asText();
        return new Filed(sent, Instant.now(), version);
    }
}
