/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.harness.Server;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A back-up is made while people file, and restored on an empty folder: nothing acknowledged before it began is missing. */
public class BackupIT {

    private static Server server;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void start() {
        server = Server.fresh("backup");
        server.start();
        server.trust("{\"autoApprove\": true}");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void what_was_acknowledged_before_a_backup_began_is_there_after_it_was_restored() throws Exception {
        Path archive = folder.getRoot().toPath().resolve("gishe.backup");
        Path keys = folder.getRoot().toPath().resolve("gishe.keys");
        List<String> before = new ArrayList<>();
        try (var crowd = new Crowd()) {
            for (int i = 0; i < 4; i++) {
                var citizen = new Citizen(server.address());
                citizen.logIn(i);
                crowd.file(citizen, () -> true);
            }
            Deadline.in(Duration.ofSeconds(60))
                    .until("people file", () -> crowd.filings().size() > 40);
            crowd.filings().forEach(filing -> before.add(filing.id()));

            tool("backup", archive.toString(), "--url", server.address().toString());

            crowd.awaitAnswers(20, Deadline.in(Duration.ofSeconds(30)));
            crowd.close();
            assertThat(crowd.unexpected()).isEmpty();
        }
        tool("backup-keys", keys.toString(), "--data", server.data().toString());
        server.stop();

        try (Server restored = Server.fresh("restored")) {
            tool("restore", archive.toString(), "--data", restored.data().toString(), "--keys", keys.toString());
            restored.start();
            restored.trust("{\"autoApprove\": true}");

            assertThat(restored.verification().path("holds").asBoolean()).isTrue();
            assertThat(restored.books()
                            .counts("SELECT id, 1 FROM journey_submission")
                            .keySet())
                    .containsAll(before);
            assertThat(restored.operations("plugins").expect(200).text()).contains("permanent-address", "CURRENT");
            var citizen = new Citizen(restored.address());
            citizen.logIn(0);
            assertThat(citizen.get("/api/v1/submissions").expect(200).json()).isNotEmpty();
        }
    }

    private static void tool(String... arguments) throws IOException, InterruptedException {
        var words = new ArrayList<String>();
        words.add(server.samples().resolveSibling("bin").resolve("gishe-data").toString());
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("GISHE_OPERATOR_PASSWORD", Server.password());
        builder.environment().put("GISHE_KEYS_PASSPHRASE", "a passphrase for the proofs only");
        Path said = Files.createTempFile("gishe-data", ".txt");
        try {
            Process process = builder.redirectOutput(said.toFile()).start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(arguments[0] + " ends")
                    .isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(said, StandardCharsets.UTF_8))
                    .isZero();
        } finally {
            Files.delete(said);
        }
    }
}
