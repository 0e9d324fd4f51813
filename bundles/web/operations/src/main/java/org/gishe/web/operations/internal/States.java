/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.deployment.Deployment.State;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;

/** The state of a plug-in version, for machines and for people. */
final class States {

    private States() {}

    /** A jar that was not taken in, with all that was found. */
    static Problem refused(State state) {
        Problem problem = Problem.of(
                422,
                "jar-refused",
                LocalText.of("Файлът не е приет", "The jar was refused"),
                LocalText.of(
                        "Работи това, което работеше и досега. Отстранете посоченото в „reasons“ и изпратете файла отново.",
                        "What served before serves on. Mend what stands in \"reasons\" and send the jar again."));
        for (var member : json(state).members().entrySet()) {
            problem = problem.with(member.getKey(), member.getValue());
        }
        return problem;
    }

    static Data.Obj json(State state) {
        return Json.object()
                .put("kind", state.kind())
                .put("plugin", state.plugin())
                .put("version", state.version())
                .put("bundle", state.symbolicName())
                .put("sha256", state.sha256())
                .put("phase", state.phase().name())
                .put(
                        "reasons",
                        Json.array(state.reasons().stream().map(Data::of).toList()))
                .put("since", state.since().toString())
                .put("inside", state.inside())
                .put("pinned", state.pinned())
                .build();
    }

    static String words(State state) {
        String name = state.plugin().isEmpty() ? "The jar" : state.plugin() + " " + state.version();
        return switch (state.phase()) {
            case REFUSED ->
                name + " was refused:\n"
                        + String.join(
                                "",
                                state.reasons().stream()
                                        .map(each -> "  - " + each + "\n")
                                        .toList());
            case CURRENT -> name + " is current.\n";
            case DRAINING ->
                name + " takes no new work and drains: " + state.inside() + " calls inside, " + state.pinned()
                        + " pieces of work pinned to it.\n";
            case DOWN -> name + " is current but does not run: " + String.join("; ", state.reasons()) + "\n";
            case GONE -> name + " is gone.\n";
            case QUARANTINED -> name + " is held back: " + String.join("; ", state.reasons()) + "\n";
        };
    }
}
