/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;
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
        return with(problem, state);
    }

    /** A decision that was not carried out. */
    static Problem notDone(State state) {
        return with(
                Problem.of(
                        409,
                        "decision-refused",
                        LocalText.of("Решението не е изпълнено", "The decision was not carried out"),
                        LocalText.of(
                                "Всичко остава, както беше. Защо, пише в „reasons“.",
                                "Everything stays as it was. \"reasons\" says why.")),
                state);
    }

    private static Problem with(Problem problem, State state) {
        Problem told = problem;
        for (var member : json(state).members().entrySet()) {
            told = told.with(member.getKey(), member.getValue());
        }
        return told;
    }

    static Data.Obj json(State state) {
        var json = Json.object()
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
                .put("share", state.share());
        state.effective().ifPresent(instant -> json.put("effective", instant.toString()));
        state.deadline().ifPresent(instant -> json.put("deadline", instant.toString()));
        state.signer().ifPresent(signer -> {
            json.put("signer", signer.name()).put("signerId", signer.id());
            signer.stamped().ifPresent(instant -> json.put("stamped", instant.toString()));
        });
        return json.build();
    }

    static String words(State state) {
        String name = state.plugin().isEmpty() ? "The jar" : (state.plugin() + " " + state.version()).strip();
        String share = state.share() < 100 ? " for " + state.share() + " % of new work" : "";
        String from = state.effective().map(Moments::words).orElse("");
        return switch (state.phase()) {
            case REFUSED -> name + " was refused:\n" + list(state);
            case SCHEDULED -> name + " is started, and current" + share + " from " + from + ".\n" + list(state);
            case SHARED -> name + " is there" + share + ".\n";
            case CURRENT -> name + " is current" + share + ".\n";
            case DRAINING ->
                name + " takes no new work and drains: " + state.inside() + " calls inside, " + state.pinned()
                        + " pieces of work pinned to it"
                        + state.deadline()
                                .map(each -> ", until " + Moments.words(each))
                                .orElse("")
                        + ".\n"
                        + list(state);
            case DOWN -> name + " is current but does not run: " + String.join("; ", state.reasons()) + "\n";
            case GONE -> name + " is gone.\n" + list(state);
            case QUARANTINED -> name + " is held back: " + String.join("; ", state.reasons()) + "\n";
        };
    }

    private static String list(State state) {
        return String.join(
                "", state.reasons().stream().map(each -> "  - " + each + "\n").toList());
    }
}
