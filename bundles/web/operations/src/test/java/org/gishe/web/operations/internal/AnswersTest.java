/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
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
                3,
                phase == Phase.SHARED || phase == Phase.SCHEDULED ? 10 : 100,
                Optional.of(Instant.parse("2027-01-02T06:00:00Z")).filter(each -> phase != Phase.DRAINING),
                Optional.of(Instant.parse("2026-12-23T09:00:00Z")).filter(each -> phase == Phase.DRAINING),
                Optional.of(new Signer("Roads", "roads by state", Optional.empty())));
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
    public void aDecisionThatWasNotCarriedOutSaysWhy() {
        Problem problem = States.notDone(state(Phase.REFUSED, "sample", "1.0.0 is current already"));

        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.name()).isEqualTo("decision-refused");
        assertThat(problem.json(Locale.ENGLISH).text("/reasons/0")).contains("1.0.0 is current already");
    }

    @Test
    public void whatCannotBeReadIsAProblemWithASentence() {
        assertThatThrownBy(() -> Asked.value("at", () -> Moments.instant("soon")))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(422);
                    assertThat(problem.detail().in(Locale.ENGLISH)).startsWith("\"soon\" is no instant");
                });
        for (String body : List.of("{}", "[]", "{\"version\": 1}", "{\"version\": \"1\", \"force\": true}")) {
            assertThatThrownBy(() -> Asked.text(new ByteArrayInputStream(body.getBytes()), "version"))
                    .as(body)
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                            .isEqualTo(422));
        }
        assertThatThrownBy(() -> Asked.text(new ByteArrayInputStream("no".getBytes()), "version"))
                .hasCauseInstanceOf(MalformedJsonException.class);
        assertThat(Asked.text(new ByteArrayInputStream("{\"version\": \"1.0.0\"}".getBytes()), "version"))
                .isEqualTo("1.0.0");
    }

    @Test
    public void aStateTellsAPersonWhatItMeans() {
        assertThat(States.words(state(Phase.CURRENT, "sample"))).isEqualTo("sample 1.0.0 is current.\n");
        assertThat(States.words(state(Phase.REFUSED, "", "no jar"))).isEqualTo("The jar was refused:\n  - no jar\n");
        assertThat(States.words(state(Phase.DRAINING, "sample")))
                .isEqualTo(
                        "sample 1.0.0 takes no new work and drains: 2 calls inside, 3 pieces of work pinned to it, until"
                                + " 2026-12-23T11:00+02:00.\n");
        assertThat(States.words(state(Phase.SHARED, "sample")))
                .isEqualTo("sample 1.0.0 is there for 10 % of new work.\n");
        assertThat(States.words(state(Phase.SCHEDULED, "sample")))
                .isEqualTo("sample 1.0.0 is started, and current for 10 % of new work from 2027-01-02T08:00+02:00.\n");
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
                        "kind",
                        "plugin",
                        "version",
                        "bundle",
                        "sha256",
                        "phase",
                        "reasons",
                        "since",
                        "inside",
                        "pinned",
                        "share",
                        "deadline",
                        "signer",
                        "signerId");
        assertThat(json.text("/signer")).contains("Roads");
        assertThat(json.text("/deadline")).contains("2026-12-23T09:00:00Z");
        assertThat(States.json(state(Phase.SHARED, "sample")).text("/effective"))
                .contains("2027-01-02T06:00:00Z");
        assertThat(json.at("/inside")).contains(Data.of(2));
        assertThat(json.at("/pinned")).contains(Data.of(3));
        assertThat(json.text("/since")).contains("2026-11-23T09:00:00Z");
    }
}
