/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

/** One e-service is deployed again and again: nothing of the versions before stays in the virtual machine. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class RedeployIT {

    private static final String SERVICE_CLASS = "org.gishe.services.permanentaddress.PermanentAddress";
    private static final int WARM_UP = 10;
    private static final int TIMES = Machine.isLong() ? 500 : 50;
    /** Threads and files that a container at work may have more or less at any moment, whatever was deployed. */
    private static final int SWAY = 12;

    private static Server server;
    private static Versions versions;
    private static Loaders loaders;

    /** What the virtual machine holds. */
    private record Held(long loaders, long threads, long files) {
        static Held now() {
            long count = RedeployIT.loaders.count();
            return new Held(count, entries("task"), entries("fd"));
        }

        private static long entries(String folder) {
            try (Stream<Path> entries = Files.list(Path.of("/proc/" + server.pid() + "/" + folder))) {
                return entries.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeClass
    public static void start() {
        server = Server.fresh("redeploy")
                // a softly held class is no leak, and would stay for as long as there is memory
                .option("-XX:SoftRefLRUPolicyMSPerMB=0")
                .setting("org.gishe.deployment", "graceSeconds", "1");
        server.start();
        versions = new Versions(server, Versions.CERTIFICATE);
        loaders = new Loaders(server, SERVICE_CLASS);
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void a_nothing_stays_of_the_versions_before() throws IOException {
        List<String> rows = new ArrayList<>();
        redeploy(1, WARM_UP);
        Held before = settled();
        rows.add(row(WARM_UP, before));
        Held after = before;
        for (int done = 0; done < TIMES; done += TIMES / 5) {
            redeploy(WARM_UP + done + 1, TIMES / 5);
            after = settled();
            rows.add(row(WARM_UP + done + TIMES / 5, after));
        }
        report(rows);
        assertThat(after.loaders()).as("class loaders of the e-service").isEqualTo(1);
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + SWAY);
        assertThat(after.files()).as("open files").isLessThanOrEqualTo(before.files() + SWAY);
    }

    @Test
    public void b_the_same_look_finds_a_version_that_stays() {
        var citizen = new Citizen(server.address()).speaking("en");
        citizen.logIn(0);
        server.trust("{\"autoApprove\": false}");
        String draft = citizen.draft(Forms.CERTIFICATE);
        citizen.file(draft, Forms.certificate(""), "sandbox").expect(200);

        redeploy(WARM_UP + TIMES + 1, 1);

        Deadline.in(Duration.ofSeconds(30)).until("the two before have had their time", () -> count("DRAINING") == 1);
        assertThat(loaders.count())
                .as("the version that a submission still needs")
                .isEqualTo(2);
    }

    private static void redeploy(int from, int count) {
        for (int i = from; i < from + count; i++) {
            server.deploy(versions.jar("0.5." + i)).expect(201);
            // its class is loaded, as it would be by the first who files
            assertThat(count("CURRENT")).isPositive();
        }
    }

    private static Held settled() {
        Deadline.in(Duration.ofSeconds(60)).until("the versions before have left", () -> count("DRAINING") == 0);
        Deadline.in(Duration.ofSeconds(60)).until("one class loader stays", () -> loaders.count() == 1);
        return Held.now();
    }

    private static int count(String phase) {
        return server.operations("plugins").expect(200).text().split("\"" + phase + "\"", -1).length - 1;
    }

    private static String row(int times, Held held) {
        return "| " + times + " | " + held.loaders() + " | " + held.threads() + " | " + held.files() + " |";
    }

    private static void report(List<String> rows) throws IOException {
        String text = "# Deployed again and again\n\n" + Machine.line()
                + "\n\nWhat the virtual machine holds after so many deployments of one e-service:\n\n"
                + "| deployments | class loaders of the e-service | threads | open files |\n|---|---|---|---|\n"
                + String.join("\n", rows)
                + "\n\nA version that a waiting submission still needs is found by the same look.\n";
        System.out.println(text);
        Files.writeString(
                Path.of(System.getProperty("gishe.target", "target"), "redeploy.md"), text, StandardCharsets.UTF_8);
        if (Machine.isLong()) {
            Path proof = Machine.root().resolve("docs/proof/redeploy.md");
            Files.createDirectories(proof.getParent());
            Files.writeString(proof, text, StandardCharsets.UTF_8);
        }
    }
}
