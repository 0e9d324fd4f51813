/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Signing on the provider's page: there and back over HTTP, through a kill and through a change of the plug-in's version. */
public class RedirectSigningIT {

    /** Whose credential is authorised on the consent page; three of them. */
    private static final int LED = 30;

    private static final int STRANGER = 9;

    private static Server server;

    @BeforeClass
    public static void start() {
        server = Server.fresh("redirect").setting("org.gishe.deployment", "graceSeconds", "2");
        server.start();
        server.trust("{\"autoApprove\": false}");
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

    private static String filed(Citizen citizen) {
        String id = citizen.draft(Forms.CERTIFICATE);
        citizen.file(id, Forms.certificate("bank"), "sandbox").expect(200);
        return id;
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    private static URI approval(Citizen citizen, String id) {
        URI approval = citizen.phone(id, soon());
        assertThat(approval).isEqualTo(server.address().resolve("/submissions/" + id + "/approval"));
        return approval;
    }

    @Test
    public void whoConsentsOnTheProvidersPageComesBackAndHasSigned() {
        Citizen citizen = citizen(LED);
        String id = filed(citizen);
        URI consent = citizen.setOut(approval(citizen, id));
        assertThat(consent.getQuery()).as("pushed: no address names a document").contains("request_uri=");
        assertThat(citizen.get("/submissions/" + id).text()).contains("You will be taken to", "come back here.");

        URI back = citizen.consent(consent, true);

        assertThat(back.toString()).startsWith(server.address().resolve("/signing/return") + "?");
        Answer unknown = new Citizen(server.address()).speaking("en").comeBack(back);
        assertThat(unknown.header("Location")).as("a browser without a session").endsWith("/login?goto=/submissions");
        assertThat(citizen(STRANGER).comeBack(back).status())
                .as("somebody else")
                .isEqualTo(409);
        assertThat(citizen(LED).comeBack(back).status())
                .as("another browser of theirs")
                .isEqualTo(409);
        Answer arrived = citizen.comeBack(back);
        assertThat(arrived.status()).isEqualTo(303);
        assertThat(arrived.header("Location")).endsWith("/submissions/" + id);
        citizen.waitForDelivery(id, soon());
        assertThat(citizen.comeBack(back).status()).as("a second time").isEqualTo(409);
        byte[] signed =
                citizen.get("/api/v1/submissions/" + id + "/signed").expect(200).body();
        JsonNode verdict = citizen.send(citizen.request("POST", "/api/v1/validations", signed)
                        .setHeader("Content-Type", "application/vnd.etsi.asic-e+zip")
                        .build())
                .expect(200)
                .json();
        assertThat(verdict.path("outcome").asText()).as(verdict.toString()).isEqualTo("VALID");
        String code = back.getQuery().replaceAll(".*code=([^&]+).*", "$1");
        assertThat(String.join("\n", server.log("INFO", "WARN", "ERROR"))).doesNotContain(code);
    }

    @Test
    public void whoSaysNoMaySignAgain() {
        Citizen citizen = citizen(LED + 1);
        String id = filed(citizen);

        citizen.comeBack(citizen.consent(citizen.setOut(approval(citizen, id)), false));

        citizen.waitFor(
                id, "it is not signed", each -> each.path("state").asText().equals("NOT_SIGNED"), soon());
        citizen.call(
                        "POST",
                        "/api/v1/submissions/" + id + "/signing",
                        Citizen.object().put("provider", "sandbox"))
                .expect(200);
        citizen.comeBack(citizen.consent(citizen.setOut(approval(citizen, id)), true));
        citizen.waitForDelivery(id, soon());
    }

    @Test
    public void aKillWhileSomebodyIsAwayLosesNothing() {
        Citizen citizen = citizen(LED + 2);
        String id = filed(citizen);
        URI approval = approval(citizen, id);
        URI consent = citizen.setOut(approval);
        String page = citizen.read(consent);
        server.kill();
        server.start();

        // the sandbox died too, and with it what was asked: they set out once more
        assertThat(page).contains("Fingerprint");
        server.trust("{\"autoApprove\": false}");
        citizen.comeBack(citizen.consent(citizen.setOut(approval), true));

        citizen.waitForDelivery(id, soon());
    }

    @Test
    public void aSwapOfThePluginWhileSomebodyIsAwayAndAPhoneRingsEndsOnTheVersionThatBegan() {
        Citizen away = citizen(LED + 3);
        Citizen rung = citizen(STRANGER);
        String first = filed(away);
        String second = filed(rung);
        URI back = away.consent(away.setOut(approval(away, first)), true);
        URI phone = rung.phone(second, soon());

        server.deploy(new Versions(server, "org.gishe.plugins.csc").jar("0.9.1"))
                .expect(201);
        assertThat(away.comeBack(back).status()).isEqualTo(303);
        rung.decideOnPhone(phone, true, soon());

        away.waitForDelivery(first, soon());
        rung.waitForDelivery(second, soon());
        assertThat(signedBy("0.9.1")).isZero();
        String third = filed(away);
        away.comeBack(away.consent(away.setOut(approval(away, third)), true));
        away.waitForDelivery(third, soon());
        assertThat(signedBy("0.9.1")).isEqualTo(1);
    }

    private static long signedBy(String version) {
        return server.books()
                .count("SELECT COUNT(*) FROM signing_order WHERE state = 'SIGNED' AND plugin_version = '" + version
                        + "'");
    }
}
