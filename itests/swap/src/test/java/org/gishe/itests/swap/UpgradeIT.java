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
import java.util.TreeSet;
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
 * Upgrades in a row, of e-services, of the signature provider and of the register's adapter, while people use the counter and
 * submissions stand in the steps: no answer is another than the expected one, every submission is delivered once. The
 * figures are recomputed from the files that the crowd left.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class UpgradeIT {

    private static final List<String> STEPS = List.of("sign", "receipt", "check", "decide", "deliver");
    private static final int UPGRADES = Machine.isLong() ? 50 : 5;
    private static final long REQUESTS = Machine.isLong() ? 10_000 : 1_000;
    private static final int BACKLOG = 30;
    /** Submissions that may stand open before people wait with the next. */
    private static final int OPEN = 150;

    private static final List<Citizen> CITIZENS = new ArrayList<>();
    /** The people who file, on another device. */
    private static final List<Citizen> READERS = new ArrayList<>();

    private static final List<Crowd.Filing> FILINGS = new ArrayList<>();
    private static Server server;

    /** What is upgraded in turn, and how it is known that the new version answered. */
    private enum Part {
        CERTIFICATE(Versions.CERTIFICATE, Forms.CERTIFICATE),
        SIGNATURES("org.gishe.plugins.csc", "csc"),
        REGISTER("org.gishe.plugins.population", "population");

        private final String bundle;
        private final String plugin;

        Part(String bundle, String plugin) {
            this.bundle = bundle;
            this.plugin = plugin;
        }

        static Part of(int number) {
            return number % 5 == 3 ? SIGNATURES : number % 5 == 0 ? REGISTER : CERTIFICATE;
        }
    }

    private record Upgrade(Part part, String version, Map<String, Long> stood, long millis) {}

    @BeforeClass
    public static void start() {
        server = Server.fresh("upgrade").setting("org.gishe.deployment", "graceSeconds", "2");
        server.start();
        for (int i = 0; i < 7; i++) {
            Citizen citizen = new Citizen(server.address()).speaking("en");
            citizen.logIn(i);
            CITIZENS.add(citizen);
        }
        for (int i = 3; i < 6; i++) {
            Citizen reader = new Citizen(server.address()).speaking("en");
            reader.logIn(i);
            READERS.add(reader);
        }
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void a_upgrades_in_a_row_fail_nobody_and_lose_or_double_nothing() throws IOException {
        Path requests = file("upgrade-requests.csv");
        Path submissions = file("upgrade-submissions.csv");
        var upgrades = new ArrayList<Upgrade>();
        var expected = new TreeSet<String>();
        long begun = System.nanoTime();
        long seconds;
        try (var record = new Account(requests);
                var crowd = new Crowd(record::add)) {
            var mayFile = new AtomicBoolean(true);
            CITIZENS.subList(0, 3).forEach(crowd::lookAround);
            CITIZENS.subList(3, 6).forEach(citizen -> crowd.file(citizen, () -> mayFile.get() && open() < OPEN));
            for (int i = 1; i <= UPGRADES; i++) {
                Part part = Part.of(i);
                String version = "0.3." + i;
                upgrades.add(upgrade(crowd, part, version));
                if (part == Part.CERTIFICATE) {
                    expected.add(version);
                }
            }
            crowd.awaitAnswers(Math.max(0, REQUESTS - crowd.answers()), Deadline.in(Duration.ofSeconds(120)));
            mayFile.set(false);
            Deadline.in(Duration.ofSeconds(120)).until("nothing stands in a step any more", () -> open() == 0);
            seconds = (System.nanoTime() - begun) / 1_000_000_000;
            crowd.close();
            FILINGS.addAll(crowd.filings());
            assertThat(crowd.unexpected()).isEmpty();
        }
        Account.submissions(
                submissions,
                FILINGS,
                server.books().counts("SELECT matter, COUNT(*) FROM delivery_message GROUP BY matter"));

        Account.Outcome outcome = Account.read(requests);
        Map<Integer, Long> deliveries = Account.deliveries(submissions);
        report(upgrades, outcome, deliveries, seconds);
        assertThat(outcome.failed()).as("failed").isZero();
        assertThat(outcome.requests()).isGreaterThanOrEqualTo(REQUESTS);
        assertThat(outcome.versions()).as("versions that were seen answering").containsAll(expected);
        assertThat(deliveries.keySet()).as("deliveries of each submission").containsExactly(1);
        assertThat(server.verification().path("holds").asBoolean()).isTrue();
        assertThat(upgrades)
                .as("submissions stood in every step at each upgrade")
                .allSatisfy(upgrade -> assertThat(upgrade.stood().keySet()).containsAll(STEPS));
        Deadline.in(Duration.ofSeconds(60)).until("one version of each stays", () -> List.of(Part.values()).stream()
                .allMatch(part -> installed(part) == 1));
    }

    @Test
    public void b_the_same_account_finds_a_planted_fault() throws IOException {
        server.stop();
        server.setting("org.gishe.web.door", "plant.answer.404", "60");
        server.start();
        Path requests = file("upgrade-planted-requests.csv");
        try (var record = new Account(requests);
                var crowd = new Crowd(record::add)) {
            CITIZENS.subList(0, 2).forEach(crowd::lookAround);
            Deadline.in(Duration.ofSeconds(60)).until("200 answers", () -> crowd.answers() > 200);
        } finally {
            server.without("org.gishe.web.door", "plant.answer.404");
        }
        assertThat(Account.read(requests).failed()).isPositive();

        Path submissions = file("upgrade-planted-submissions.csv");
        var doubled = server.books().counts("SELECT matter, COUNT(*) FROM delivery_message GROUP BY matter");
        doubled.merge(FILINGS.get(0).id(), 1L, Long::sum);
        doubled.remove(FILINGS.get(1).id());
        Account.submissions(submissions, FILINGS, doubled);
        assertThat(Account.deliveries(submissions)).containsEntry(0, 1L).containsEntry(2, 1L);
    }

    /** A backlog waits for the phone and goes off as the new version comes, so that submissions stand in the steps. */
    private static Upgrade upgrade(Crowd crowd, Part part, String version) {
        server.trust("{\"autoApprove\": false}");
        int before = crowd.filings().size();
        Deadline.in(Duration.ofSeconds(60))
                .until("a backlog", () -> crowd.filings().size() >= before + BACKLOG || open() >= OPEN);
        byte[] jar = new Versions(server, part.bundle).jar(version);
        var stood = new TreeMap<String, Long>();
        var watching = new AtomicBoolean(true);
        Thread watch = new Thread(() -> {
            while (watching.get()) {
                server.books().standing().forEach((step, count) -> stood.merge(step, count, Math::max));
            }
        });
        server.trust("{\"autoApprove\": true}");
        Deadline.in(Duration.ofSeconds(30)).until("submissions stand in every step", () -> {
            Map<String, Long> now = server.books().standing();
            if (!now.keySet().containsAll(STEPS)) {
                return false;
            }
            stood.putAll(now);
            return true;
        });
        watch.start();
        long begun = System.nanoTime();
        JsonNode deployed;
        try {
            deployed = server.deploy(jar).expect(201).json();
        } finally {
            watching.set(false);
            join(watch);
        }
        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertThat(deployed.path("phase").asText()).isEqualTo("CURRENT");
        Deadline.in(Duration.ofSeconds(60)).until(part + " " + version + " answers", () -> answers(part, version));
        return new Upgrade(part, version, stood, millis);
    }

    private static boolean answers(Part part, String version) {
        return switch (part) {
            case CERTIFICATE ->
                CITIZENS.get(6)
                        .get("/api/v1/services/" + Forms.CERTIFICATE)
                        .expect(200)
                        .json()
                        .path("version")
                        .asText()
                        .equals(version);
            case SIGNATURES ->
                server.books()
                                .count("SELECT COUNT(*) FROM signing_order WHERE plugin_version = '" + version
                                        + "' AND state = 'SIGNED'")
                        > 0;
            case REGISTER -> READERS.stream().anyMatch(reader -> enquired(reader, version));
        };
    }

    /** The citizen's own journal names the adapter's version of each enquiry. */
    private static boolean enquired(Citizen citizen, String version) {
        for (JsonNode line : citizen.get("/api/v1/journal").expect(200).json()) {
            if (line.path("details").path("adapter").asText().equals(version)) {
                return true;
            }
        }
        return false;
    }

    private static long open() {
        return server.books().count("SELECT COUNT(*) FROM journey_submission WHERE step <> 'closed'");
    }

    private static long installed(Part part) {
        long count = 0;
        for (JsonNode plugin : server.operations("plugins").expect(200).json()) {
            if (plugin.path("plugin").asText().equals(part.plugin)
                    && !plugin.path("phase").asText().equals("GONE")) {
                count++;
            }
        }
        return count;
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path file(String name) {
        return Machine.root().resolve("target/bench").resolve(name);
    }

    private static void report(
            List<Upgrade> upgrades, Account.Outcome outcome, Map<Integer, Long> deliveries, long seconds)
            throws IOException {
        long acknowledged =
                deliveries.values().stream().mapToLong(Long::longValue).sum();
        long lost = deliveries.getOrDefault(0, 0L);
        long doubled = acknowledged - lost - deliveries.getOrDefault(1, 0L);
        long whole = upgrades.stream()
                .filter(upgrade -> upgrade.stood().keySet().containsAll(STEPS))
                .count();
        var text = new StringBuilder("# Upgraded in a row while people use it\n\n")
                .append(Machine.line())
                .append("\n\n")
                .append(upgrades.size())
                .append(" upgrades in ")
                .append(seconds)
                .append(" s under ")
                .append(outcome.requests())
                .append(" requests (")
                .append(outcome.requests() / Math.max(1, seconds))
                .append(" a second). Failed ")
                .append(outcome.failed())
                .append(". Submissions acknowledged ")
                .append(acknowledged)
                .append(", lost ")
                .append(lost)
                .append(", doubled ")
                .append(doubled)
                .append(". In ")
                .append(whole)
                .append(
                        " of the upgrades submissions stood in every step while the new version came.\n\n"
                                + "Recomputed from target/bench/upgrade-requests.csv and target/bench/upgrade-submissions.csv; *failed* is any"
                                + " other answer than the expected one, or none. How many submissions stood in which step at most meanwhile:"
                                + "\n\n| part | version | deployed in | sign | receipt | check | decide | deliver |\n|---|---|---|---|---|---|---|---|\n");
        for (Upgrade upgrade : upgrades) {
            text.append("| ")
                    .append(upgrade.part().plugin)
                    .append(" | ")
                    .append(upgrade.version())
                    .append(" | ")
                    .append(upgrade.millis())
                    .append(" ms");
            for (String step : STEPS) {
                text.append(" | ").append(upgrade.stood().getOrDefault(step, 0L));
            }
            text.append(" |\n");
        }
        text.append(
                "\nEach new version was seen answering. With `plant.answer.404` in the door, and with one delivery taken"
                        + " away and one added, the same account finds them.\n");
        System.out.println(text);
        Path target = Path.of(System.getProperty("gishe.target", "target"), "upgrade.md");
        Files.writeString(target, text, StandardCharsets.UTF_8);
        if (Machine.isLong()) {
            Path proof = Machine.root().resolve("docs/proof/upgrade.md");
            Files.createDirectories(proof.getParent());
            Files.writeString(proof, text, StandardCharsets.UTF_8);
        }
    }
}
