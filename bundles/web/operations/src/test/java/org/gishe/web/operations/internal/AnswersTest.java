/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.gishe.api.base.Data;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;
import org.junit.Test;

public class AnswersTest {

    private static State state(Phase phase, String plugin, String... reasons) {
        return new State(
                "service",
                plugin,
                plugin.isEmpty() ? "" : "1.0.0",
                "com.example.sample",
                "ab",
                phase,
                List.of(reasons),
                Instant.parse("2026-11-23T09:00:00Z"),
                2,
                3);
    }

    @Test
    public void aTableHasItsColumnsUnderOneAnother() {
        String table = Answers.table(
                List.of("plugin", "inside", "reasons"),
                List.of(
                        Json.object()
                                .put("plugin", "permanent-address")
                                .put("inside", 2)
                                .put("reasons", Json.array(List.of(Data.of("first"), Data.of("second"))))
                                .build(),
                        Json.object().put("plugin", "csc").put("inside", 11).build()));

        assertThat(table).isEqualTo("""
                        plugin             inside  reasons
                        permanent-address  2       first; second
                        csc                11
                        """);
    }

    @Test
    public void aRefusalIsAProblemWithAllThatWasFound() {
        Problem problem = States.refused(state(Phase.REFUSED, "sample", "needs package a.b", "it exports packages"));

        Data.Obj json = problem.json(Locale.ENGLISH);
        assertThat(problem.status()).isEqualTo(422);
        assertThat(json.text("/type")).contains("urn:gishe:problem:jar-refused");
        assertThat(json.text("/title")).contains("The jar was refused");
        assertThat(json.text("/reasons/0")).contains("needs package a.b");
        assertThat(json.text("/reasons/1")).contains("it exports packages");
        assertThat(json.text("/phase")).contains("REFUSED");
        assertThat(problem.json(Locale.forLanguageTag("bg")).text("/title")).contains("Файлът не е приет");
    }

    @Test
    public void aStateTellsAPersonWhatItMeans() {
        assertThat(States.words(state(Phase.CURRENT, "sample"))).isEqualTo("sample 1.0.0 is current.\n");
        assertThat(States.words(state(Phase.REFUSED, "", "no jar"))).isEqualTo("The jar was refused:\n  - no jar\n");
        assertThat(States.words(state(Phase.DRAINING, "sample")))
                .isEqualTo(
                        "sample 1.0.0 takes no new work and drains: 2 calls inside, 3 pieces of work pinned to it.\n");
        assertThat(States.words(state(Phase.DOWN, "sample", "waits for a configuration")))
                .isEqualTo("sample 1.0.0 is current but does not run: waits for a configuration\n");
        for (Phase phase : Phase.values()) {
            assertThat(States.words(state(phase, "sample")))
                    .startsWith("sample 1.0.0 ")
                    .endsWith("\n");
        }
    }

    @Test
    public void aStateTellsAMachineEverything() {
        Data.Obj json = States.json(state(Phase.DRAINING, "sample"));

        assertThat(json.members().keySet())
                .containsExactly(
                        "kind", "plugin", "version", "bundle", "sha256", "phase", "reasons", "since", "inside",
                        "pinned");
        assertThat(json.at("/inside")).contains(Data.of(2));
        assertThat(json.at("/pinned")).contains(Data.of(3));
        assertThat(json.text("/since")).contains("2026-11-23T09:00:00Z");
    }
}
