/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Machine;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/**
 * An e-service is replaced while people use it and while submissions of its old version stand in each step: nobody notices, the
 * old ones end on the version that they were filed with, new ones begin on the new one, and the old one leaves without a trace.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class SwapIT {

    private static final List<String> STEPS = List.of("sign", "receipt", "check", "decide", "deliver");
    private static final String SERVICE_CLASS = "org.gishe.services.permanentaddress.PermanentAddress";
    private static final int BACKLOG = Machine.isLong() ? 120 : 48;
    private static final int SWAPS = Machine.isLong() ? 5 : 1;
    /** Swaps that may be added until old submissions stood in every step during one. */
    private static final int MORE = 4;

    private static final List<Citizen> CITIZENS = new ArrayList<>();
    private static Server server;
    private static Versions versions;

    /** What was seen of one swap. */
    private record Swap(
            String from, String to, Map<String, Long> stood, int onOld, int onNew, long answers, long millis) {}

    @BeforeClass
    public static void start() {
        server = Server.fresh("swap")
                // a softly held class is no leak, and would stay for as long as there is memory
                .option("-XX:SoftRefLRUPolicyMSPerMB=0")
                .setting("org.gishe.deployment", "graceSeconds", "5");
        server.start();
        versions = new Versions(server, Versions.CERTIFICATE);
        for (int i = 0; i < 6; i++) {
            Citizen citizen = new Citizen(server.address()).speaking("en");
            citizen.logIn(i);
            CITIZENS.add(citizen);
        }
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void a_nobody_notices_and_old_submissions_end_on_the_old_version() throws IOException {
        List<Swap> swaps = new ArrayList<>();
        String version = current();
        boolean each = false;
        for (int i = 1; i <= SWAPS || (!each && i <= SWAPS + MORE); i++) {
            Swap swap = swap(version, "0.2." + i);
            swaps.add(swap);
            each |= swap.stood().keySet().containsAll(STEPS);
            version = swap.to();
        }
        report(swaps);
        assertThat(each).as("old submissions stood in every step during a swap").isTrue();
    }

    @Test
    public void b_the_crowd_finds_an_answer_that_was_not_meant() {
        String version = current();
        server.stop();
        server.setting("org.gishe.web.door", "plant.answer.404", "60");
        server.start();

        assertThat(current(CITIZENS.get(0))).as("after a restart").isIn(version, "");
        try (var crowd = new Crowd()) {
            CITIZENS.subList(0, 2).forEach(crowd::lookAround);
            Deadline.in(Duration.ofSeconds(60)).until("200 answers", () -> crowd.answers() > 200);
            crowd.close();
            assertThat(crowd.unexpected()).isNotEmpty().allMatch(answer -> answer.contains("-> 404"));
        } finally {
            server.without("org.gishe.web.door", "plant.answer.404");
        }
    }

    private Swap swap(String from, String to) {
        var loaders = new Loaders(server, SERVICE_CLASS);
        server.trust("{\"autoApprove\": false}");
        var mayFile = new AtomicBoolean(true);
        Map<String, Long> stood = new TreeMap<>();
        JsonNode deployed;
        long started;
        long ended;
        var crowd = new Crowd();
        try (crowd) {
            for (int i = 0; i < BACKLOG; i++) {
                crowd.fileOne(CITIZENS.get(i % CITIZENS.size()));
            }
            CITIZENS.subList(0, 2).forEach(crowd::lookAround);
            CITIZENS.subList(2, 4).forEach(citizen -> crowd.file(citizen, mayFile::get));
            byte[] jar = versions.jar(to);
            server.trust("{\"autoApprove\": true}");
            Deadline.in(Duration.ofSeconds(30))
                    .until("submissions move", () -> standing(from).containsKey("deliver"));
            var watching = new AtomicBoolean(true);
            Thread watch = new Thread(() -> {
                while (watching.get()) {
                    standing(from).forEach((step, count) -> stood.merge(step, count, Math::max));
                }
            });
            watch.start();
            started = System.nanoTime();
            deployed = server.deploy(jar).expect(201).json();
            ended = System.nanoTime();
            assertThat(loaders.count()).as("class loaders of both versions").isEqualTo(2);
            watching.set(false);
            join(watch);
            crowd.awaitAnswers(100, Deadline.in(Duration.ofSeconds(30)));
            Deadline.in(Duration.ofSeconds(30)).until("filings on " + to, () -> crowd.filings().stream()
                    .anyMatch(filing -> filing.version().equals(to)));
            mayFile.set(false);
        }
        assertThat(deployed.path("phase").asText()).isEqualTo("CURRENT");
        assertThat(deployed.path("version").asText()).isEqualTo(to);
        assertThat(crowd.unexpected()).isEmpty();
        assertThat(current()).isEqualTo(to);
        assertThat(CITIZENS.get(0)
                        .get("/api/v1/services/" + Forms.CERTIFICATE)
                        .json()
                        .path("title")
                        .asText())
                .isEqualTo(Versions.title(to));
        awaitNothingStanding();

        int onOld = 0;
        for (Crowd.Filing filing : crowd.filings()) {
            if (filing.answered() < started) {
                assertThat(filing.version()).isEqualTo(from);
            }
            if (filing.begun() > ended) {
                assertThat(filing.version()).isEqualTo(to);
            }
            JsonNode done = filing.citizen().submission(filing.id());
            assertThat(done.path("state").asText()).isEqualTo("CLOSED");
            assertThat(done.hasNonNull("result")).isTrue();
            assertThat(done.path("version").asText()).isEqualTo(filing.version());
            onOld += filing.version().equals(from) ? 1 : 0;
        }
        assertThat(
                        server.books()
                                .count(
                                        "SELECT COUNT(*) FROM (SELECT 1 FROM delivery_message GROUP BY matter HAVING COUNT(*) > 1)"))
                .isZero();

        Deadline.in(Duration.ofSeconds(30))
                .until(from + " is gone", () -> phase(from).equals("GONE"));
        Deadline.in(Duration.ofSeconds(60))
                .until("the class loader of " + from + " is collected", () -> loaders.count() == 1);
        return new Swap(
                from, to, stood, onOld, crowd.filings().size() - onOld, crowd.answers(), (ended - started) / 1_000_000);
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Long> standing(String version) {
        return server.books()
                .counts("SELECT step, COUNT(*) FROM journey_submission WHERE step <> 'closed' AND version = '" + version
                        + "' GROUP BY step");
    }

    private static void awaitNothingStanding() {
        Deadline.in(Duration.ofSeconds(120)).until("nothing stands in a step any more", () -> server.standing()
                .isEmpty());
    }

    private static String current() {
        return current(CITIZENS.get(0));
    }

    private static String current(Citizen citizen) {
        return citizen.get("/api/v1/services/" + Forms.CERTIFICATE)
                .json()
                .path("version")
                .asText();
    }

    private static String phase(String version) {
        for (JsonNode plugin : server.operations("plugins").expect(200).json()) {
            if (plugin.path("plugin").asText().equals(Forms.CERTIFICATE)
                    && plugin.path("version").asText().equals(version)) {
                return plugin.path("phase").asText();
            }
        }
        return "";
    }

    private static void report(List<Swap> swaps) throws IOException {
        var text = new StringBuilder("# Replaced while people use it\n\n")
                .append(Machine.line())
                .append(
                        "\n\nA later version of an e-service is deployed while people look around and file. How many submissions"
                                + " of the old version stood in which step at most while it was deployed:\n\n"
                                + "| from | to | deployed in | sign | receipt | check | decide | deliver | filed on the old | on the new"
                                + " | answers | unexpected |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Swap swap : swaps) {
            text.append("| ")
                    .append(swap.from())
                    .append(" | ")
                    .append(swap.to())
                    .append(" | ")
                    .append(swap.millis())
                    .append(" ms");
            for (String step : STEPS) {
                text.append(" | ").append(swap.stood().getOrDefault(step, 0L));
            }
            text.append(" | ")
                    .append(swap.onOld())
                    .append(" | ")
                    .append(swap.onNew())
                    .append(" | ")
                    .append(swap.answers())
                    .append(" | 0 |\n");
        }
        text.append(
                "\nAll were delivered, each on the version that it was filed with. After each swap the old version was"
                        + " uninstalled and its class loader collected. With `plant.answer.404` in the door the same crowd finds the"
                        + " answers that nobody meant.\n");
        System.out.println(text);
        Path target = Path.of(System.getProperty("gishe.target", "target"), "swap.md");
        Files.writeString(target, text, StandardCharsets.UTF_8);
        if (Machine.isLong()) {
            Path proof = Machine.root().resolve("docs/proof/swap.md");
            Files.createDirectories(proof.getParent());
            Files.writeString(proof, text, StandardCharsets.UTF_8);
        }
    }
}
