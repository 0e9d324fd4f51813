/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.guests.Guest;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/**
 * A guest behaves as badly as it can, in the real distribution: the others serve on, after one restart where the virtual machine
 * died, and the guest is named.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class ContainmentIT {

    private static Server server;
    private static Citizen citizen;
    private static int version;

    @BeforeClass
    public static void start() {
        server = Server.fresh("containment")
                .setting("org.gishe.deployment", "graceSeconds", "1")
                .setting("org.gishe.deployment", "startSeconds", "5");
        server.start();
        citizen = new Citizen(server.address()).speaking("en");
        citizen.logIn(0);
        deploy("well-behaved").expect(201);
        assertThat(call().expect(200).text()).isEqualTo("a guest, well-behaved");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    /** Whatever it did, everybody else is served. */
    @After
    public void others_serve_on() {
        String draft = citizen.draft(Forms.CERTIFICATE);
        server.trust("{\"autoApprove\": true}");
        citizen.file(draft, Forms.certificate(""), "sandbox").expect(200);
        citizen.waitForDelivery(draft, Deadline.in(Duration.ofSeconds(30)));
    }

    @Test
    public void n01_one_that_throws_at_its_start_is_refused_and_the_version_before_serves() {
        refused("start throws");
    }

    @Test
    public void n02_one_with_an_error_at_its_start_is_refused_and_the_version_before_serves() {
        refused("start breaks");
    }

    @Test
    public void n03_one_that_recurses_at_its_start_is_refused_and_the_version_before_serves() {
        refused("start recurses");
    }

    @Test
    public void n04_one_that_hangs_at_its_start_is_refused_and_the_version_before_serves() {
        refused("start hangs");
    }

    @Test
    public void n05_one_that_throws_when_called_fails_alone() {
        deploy("call throws").expect(201);
        assertThat(call().status()).isEqualTo(502);
    }

    @Test
    public void n06_one_that_recurses_when_called_fails_alone() {
        deploy("call recurses").expect(201);
        assertThat(call().status()).isEqualTo(502);
    }

    @Test
    public void n07_one_that_hangs_when_called_is_cut_off() {
        deploy("call hangs").expect(201);
        assertThat(call().status()).isEqualTo(503);
        assertThat(server.operations("plugins").expect(200).text()).contains("1 call was cut off and still runs");
        deploy("well-behaved").expect(201);
        assertThat(call().expect(200).text()).isEqualTo("a guest, well-behaved");
    }

    @Test
    public void n08_one_that_kills_the_machine_at_its_start_is_named_after_one_restart() {
        try {
            deploy("start kills");
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageContaining("was not answered");
        }
        Deadline.in(Duration.ofSeconds(20)).until("the machine is dead", () -> !server.isRunning());
        server.start();

        assertThat(call().expect(200).text()).isEqualTo("a guest, well-behaved");
        assertThat(line().path("action").asText()).isEqualTo("refused");
        assertThat(line().path("reason").asText()).isEqualTo("the platform died while it was tried");
    }

    private static void refused(String manner) {
        JsonNode problem = deploy(manner).expect(422).json();

        assertThat(problem.path("detail").asText() + problem.path("reasons")).containsIgnoringCase("guest");
        assertThat(call().expect(200).text()).isEqualTo("a guest, well-behaved");
        assertThat(line().path("action").asText()).isEqualTo("refused");
    }

    private static String number() {
        return "1.0." + version;
    }

    private static Answer deploy(String manner) {
        version++;
        try {
            Path jar = Path.of(Guest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return server.deploy(Versions.jar(jar, number(), "manner.txt", manner));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer call() {
        return citizen.get("/inbound/guest/anything");
    }

    /** What the ledger says last of the jar that was sent last. */
    private static JsonNode line() {
        JsonNode last = null;
        for (JsonNode line : server.operations("ledger").expect(200).json()) {
            if (line.path("plugin").asText().equals("guest")
                    && line.path("version").asText().equals(number())) {
                last = line;
            }
        }
        assertThat(last).as("a line of " + number()).isNotNull();
        return last;
    }
}
