/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gishe.store.test.Settings;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** A process that commits is killed: what it had acknowledged stands. */
public class KillTest {

    private static final int CLIENTS = 8;

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TemporaryFolder data = new TemporaryFolder();

    @Test
    public void whatWasAcknowledgedBeforeAKillStands() throws Exception {
        Set<String> acknowledged = killedAfter(2_000, 0);

        assertThat(acknowledged.size()).isGreaterThanOrEqualTo(2_000);
        assertThat(kept()).containsAll(acknowledged);
    }

    @Test
    public void aLostCommitWouldBeFound() throws Exception {
        Set<String> acknowledged = killedAfter(200, 50);

        assertThat(kept()).isNotEmpty();
        acknowledged.removeAll(kept());
        assertThat(acknowledged).isNotEmpty();
    }

    /** Runs {@link #main} until it acknowledged so many units, kills it, and returns all that it acknowledged. */
    private Set<String> killedAfter(int units, int loseEvery) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillTest.class.getName(),
                        data.getRoot().toString(),
                        Integer.toString(loseEvery))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Set<String> acknowledged = new HashSet<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.endsWith(".")) { // the last line may be cut off
                    acknowledged.add(line);
                }
                if (acknowledged.size() == units) {
                    process.toHandle().destroyForcibly(); // leaves the rest of its output to be read
                }
            }
        } finally {
            process.destroyForcibly();
        }
        return acknowledged;
    }

    private Set<String> kept() {
        StoreComponent store = open(data.getRoot().toPath(), 0);
        try {
            return store.read(handle -> new HashSet<>(handle.select("SELECT name FROM sample_value")
                    .mapTo(String.class)
                    .list()));
        } finally {
            store.close();
        }
    }

    private static StoreComponent open(Path folder, int loseEvery) {
        StoreComponent store = new StoreComponent(
                folder, Settings.of(StoreConfiguration.class, Map.of("plant_lose_commit", loseEvery)));
        store.migrate("sample", KillTest.class);
        return store;
    }

    /** Commits from several threads and prints what is acknowledged, until it is killed. */
    public static void main(String[] arguments) {
        StoreComponent store = open(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        for (int client = 0; client < CLIENTS; client++) {
            String prefix = client + "-";
            new Thread(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            String name = prefix + i + ".";
                            store.commit(handle ->
                                    handle.execute("INSERT INTO sample_value (name, value) VALUES (?, 1)", name));
                            System.out.println(name);
                        }
                    })
                    .start();
        }
    }
}
