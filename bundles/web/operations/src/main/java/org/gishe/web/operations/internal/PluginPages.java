/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Catalogue.Tally;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;
import org.gishe.journey.Journeys;
import org.gishe.web.door.Problem;
import org.gishe.web.operations.internal.Access.Action;

/** Every plug-in and how it is, and what is decided about one. */
final class PluginPages {

    private static final String ID = "[a-z][a-z0-9-]{0,63}";
    private static final String VERSION = "[A-Za-z0-9._-]{1,100}";
    private static final Set<Phase> SERVING = EnumSet.of(Phase.CURRENT, Phase.SHARED, Phase.DOWN);
    private static final int LINES = 20;

    private final Deployment deployment;
    private final Catalogue catalogue;
    private final Journeys journeys;

    PluginPages(Deployment deployment, Catalogue catalogue, Journeys journeys) {
        this.deployment = deployment;
        this.catalogue = catalogue;
        this.journeys = journeys;
    }

    /** What is decided about a plug-in, or about one version of it. */
    private enum Decision {
        ROLLBACK(Action.ROLLBACK, EnumSet.of(Phase.SCHEDULED, Phase.SHARED, Phase.CURRENT, Phase.DOWN), false),
        DRAIN(Action.DRAIN, EnumSet.of(Phase.SCHEDULED, Phase.SHARED, Phase.CURRENT, Phase.DOWN), false),
        PROMOTE(Action.PROMOTE, EnumSet.of(Phase.SCHEDULED, Phase.SHARED, Phase.DRAINING, Phase.GONE), true),
        EXTEND(Action.EXTEND, EnumSet.of(Phase.DRAINING, Phase.GONE), true),
        END(Action.END, EnumSet.of(Phase.DRAINING), true),
        RELEASE(Action.RELEASE, EnumSet.allOf(Phase.class), false);

        private final Action action;
        private final Set<Phase> phases;
        private final boolean ofVersion;

        Decision(Action action, Set<Phase> phases, boolean ofVersion) {
            this.action = action;
            this.phases = phases;
            this.ofVersion = ofVersion;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it makes sense to offer it; whether it is carried out, deployment says. */
        boolean fits(State state) {
            boolean signed = this != RELEASE || state.signer().isPresent();
            boolean ended = state.phase() != Phase.GONE || this != EXTEND || state.pinned() > 0;
            return phases.contains(state.phase()) && ended && signed;
        }

        static Decision named(String word, boolean ofVersion) {
            return Stream.of(values())
                    .filter(each -> each.word().equals(word) && each.ofVersion == ofVersion)
                    .findFirst()
                    .orElseThrow(Problem::notFound);
        }
    }

    /** {@code /operations/plugins/…} */
    void serve(Turn turn, boolean post, List<String> way) throws IOException {
        turn.demand(Action.SEE);
        if (way.isEmpty() && !post) {
            turn.to("/operations");
            return;
        }
        if (way.isEmpty() || !way.get(0).matches(ID)) {
            throw Problem.notFound();
        }
        String id = way.get(0);
        if (way.size() == 1 && !post) {
            plugin(turn, id);
        } else if (way.size() == 2) {
            decide(turn, post, Decision.named(way.get(1), false), id, "");
        } else if (way.size() == 4
                && way.get(1).equals("versions")
                && way.get(2).matches(VERSION)) {
            decide(turn, post, Decision.named(way.get(3), true), id, way.get(2));
        } else {
            throw Problem.notFound();
        }
    }

    // ------------------------------------------------------------------ how it is

    void overview(Turn turn) throws IOException {
        turn.demand(Action.SEE);
        Map<String, Tally> tallies = tallies();
        List<State> all = deployment.states();
        List<State> shown = all.stream()
                .filter(state -> state.phase() != Phase.GONE || !state.reasons().isEmpty())
                .toList();
        turn.draw(
                "plugins",
                "",
                Map.of(
                        "title",
                        turn.text("plugins.title"),
                        "versions",
                        shown.stream()
                                .map(state -> version(turn, state, tallies))
                                .toList(),
                        "gone",
                        all.size() - shown.size(),
                        "troubled",
                        shown.stream()
                                .filter(state -> !state.reasons().isEmpty())
                                .map(state -> version(turn, state, tallies))
                                .toList(),
                        "parked",
                        turn.may(Action.WATCH, "") ? journeys.parked().size() : 0,
                        "deploys",
                        turn.may(Action.DEPLOY, "")));
    }

    private void plugin(Turn turn, String id) throws IOException {
        List<State> states = states(id);
        List<Line> lines = deployment.ledger().stream()
                .filter(line -> line.plugin().equals(id))
                .sorted(Comparator.comparing(Line::number).reversed())
                .toList();
        if (states.isEmpty() && lines.isEmpty()) {
            throw Problem.notFound();
        }
        Map<String, Tally> tallies = tallies();
        List<Map<String, Object>> versions = new ArrayList<>();
        for (State state : states) {
            Map<String, Object> version = version(turn, state, tallies);
            version.put(
                    "decisions",
                    Stream.of(Decision.values())
                            .filter(each -> each.ofVersion && each.fits(state) && turn.may(each.action, id))
                            .map(each -> decision(turn, each, address(id, state.version(), each)))
                            .toList());
            versions.add(version);
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", id);
        model.put("kind", states.isEmpty() ? "" : kinds(turn, states.get(0).kind()));
        model.put(
                "done",
                turn.asked("done")
                        .map(done -> turn.texts().textOr(turn.language(), "done." + done, ""))
                        .orElse(""));
        model.put("versions", versions);
        model.put(
                "decisions",
                Stream.of(Decision.values())
                        .filter(each ->
                                !each.ofVersion && states.stream().anyMatch(each::fits) && turn.may(each.action, id))
                        .map(each -> decision(turn, each, address(id, "", each)))
                        .toList());
        model.put(
                "lines",
                lines.stream()
                        .limit(LINES)
                        .map(line -> WorkPages.line(turn, line))
                        .toList());
        model.put("more", lines.size() > LINES);
        turn.draw("plugin", "/operations", model);
    }

    private List<State> states(String id) {
        return deployment.states().stream()
                .filter(state -> state.plugin().equals(id))
                .toList();
    }

    private static Map<String, Object> decision(Turn turn, Decision decision, String address) {
        return Map.of("title", turn.text("decision." + decision.word()), "address", address);
    }

    private static String address(String id, String version, Decision decision) {
        return "/operations/plugins/" + id + (version.isEmpty() ? "" : "/versions/" + version) + "/" + decision.word();
    }

    /** Calls of each version, of all its kinds and instances together, by plugin@version. */
    private Map<String, Tally> tallies() {
        Map<String, Tally> tallies = new HashMap<>();
        catalogue
                .tallies()
                .forEach((key, tally) -> tallies.merge(
                        key.id() + "@" + key.version(),
                        tally,
                        (a, b) ->
                                new Tally(a.calls() + b.calls(), a.failures() + b.failures(), a.nanos() + b.nanos())));
        return tallies;
    }

    private static Map<String, Object> version(Turn turn, State state, Map<String, Tally> tallies) {
        Tally tally = tallies.getOrDefault(state.plugin() + "@" + state.version(), new Tally(0, 0, 0));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("plugin", state.plugin());
        model.put("address", "/operations/plugins/" + state.plugin());
        model.put("kind", kinds(turn, state.kind()));
        model.put("version", state.version());
        model.put("phase", turn.text("phase." + state.phase().name()));
        model.put("colour", colour(state.phase()));
        model.put("share", state.share() > 0 ? turn.text("share", state.share()) : "");
        model.put("since", turn.time(state.since()));
        model.put("effective", state.effective().map(turn::time).orElse(""));
        model.put("scheduled", state.phase() == Phase.SCHEDULED);
        model.put("deadline", state.deadline().map(turn::time).orElse(""));
        model.put("inside", state.inside());
        model.put("pinned", state.pinned());
        model.put("calls", tally.calls());
        model.put("errors", tally.failures());
        model.put("reasons", state.reasons());
        model.put("signer", state.signer().map(Signer::name).orElse(turn.text("signer.none")));
        model.put("signerId", state.signer().map(Signer::id).orElse(""));
        model.put(
                "stamped",
                state.signer().flatMap(Signer::stamped).map(turn::time).orElse(""));
        model.put("bundle", state.symbolicName());
        model.put("sha256", state.sha256());
        return model;
    }

    private static String kinds(Turn turn, String kinds) {
        return String.join(
                ", ",
                Arrays.stream(kinds.split("\\+"))
                        .map(kind -> turn.word("kind.", kind))
                        .toList());
    }

    private static String colour(Phase phase) {
        return switch (phase) {
            case CURRENT -> "green";
            case SCHEDULED, SHARED -> "teal";
            case DRAINING -> "yellow";
            case DOWN, QUARANTINED, REFUSED -> "red";
            case GONE -> "grey";
        };
    }

    // ------------------------------------------------------------------ what is decided

    private void decide(Turn turn, boolean post, Decision decision, String id, String version) throws IOException {
        String by = turn.demand(decision.action, id).name();
        if (!post) {
            confirm(turn, 200, decision, id, version, "");
            return;
        }
        State state;
        switch (decision) {
            case PROMOTE -> state = deployment.promote(id, version, by);
            case ROLLBACK -> state = deployment.rollback(id, by);
            case DRAIN -> state = deployment.remove(id, by);
            case END -> state = deployment.end(id, version, by);
            case RELEASE -> state = deployment.release(id, by);
            case EXTEND -> {
                Optional<Instant> until = until(turn.visit().field("until").orElse(""));
                if (until.isEmpty()) {
                    confirm(turn, 422, decision, id, version, turn.text("extend.until.error"));
                    return;
                }
                state = deployment.extend(id, version, until.get(), by);
            }
            default -> throw new IllegalStateException("no such decision");
        }
        if (state.phase() == Phase.REFUSED) {
            turn.draw(
                    409,
                    "refused",
                    "/operations/plugins/" + id,
                    Map.of(
                            "title", turn.text("refused.decision"),
                            "lead", turn.text("refused.decision.lead"),
                            "reasons", state.reasons(),
                            "again", "",
                            "failed", true));
            return;
        }
        turn.to("/operations/plugins/" + id + "?done=" + decision.word());
    }

    private static Optional<Instant> until(String text) {
        try {
            return Optional.of(Moments.until(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void confirm(Turn turn, int status, Decision decision, String id, String version, String error)
            throws IOException {
        List<State> states = states(id);
        if (states.isEmpty()
                || decision.ofVersion
                        && states.stream().noneMatch(state -> state.version().equals(version))) {
            throw Problem.notFound();
        }
        List<String> words =
                switch (decision) {
                    case PROMOTE -> promoting(turn, states, version);
                    case ROLLBACK -> rollingBack(turn, states);
                    case DRAIN -> draining(turn, states);
                    case EXTEND -> List.of(turn.text("extend.words"), turn.text("extend.words.ended"));
                    case END -> ending(turn, states, version);
                    case RELEASE -> List.of(turn.text("release.words", id), turn.text("release.words.runs"));
                };
        String word = decision.word();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text(word + ".title", id, version));
        model.put("words", words);
        model.put("address", turn.path());
        model.put("button", turn.text("decision." + word));
        model.put(
                "warns", Set.of(Decision.DRAIN, Decision.END, Decision.RELEASE).contains(decision));
        model.put("until", decision == Decision.EXTEND);
        model.put("error", error);
        model.put("failed", !error.isEmpty());
        model.put("cancel", "/operations/plugins/" + id);
        turn.draw(status, "confirm", "/operations/plugins/" + id, model);
    }

    private static List<String> promoting(Turn turn, List<State> states, String version) {
        List<String> words = new ArrayList<>();
        words.add(turn.text("promote.words", version));
        states.stream()
                .filter(state ->
                        SERVING.contains(state.phase()) && !state.version().equals(version))
                .forEach(
                        state -> words.add(turn.text("words.ceases", state.version(), state.inside(), state.pinned())));
        words.add(turn.text("words.filed"));
        return words;
    }

    /** Says of what stands what deployment undoes first: what is scheduled, else a share, else the current version. */
    private static List<String> rollingBack(Turn turn, List<State> states) {
        List<String> words = new ArrayList<>();
        Optional<State> scheduled = of(states, Phase.SCHEDULED);
        Optional<State> shared = of(states, Phase.SHARED);
        Optional<State> current = of(states, Phase.CURRENT).or(() -> of(states, Phase.DOWN));
        if (scheduled.isPresent()) {
            words.add(turn.text(
                    "rollback.words.scheduled",
                    scheduled.get().version(),
                    scheduled.get().effective().map(turn::time).orElse("")));
        } else if (shared.isPresent()) {
            words.add(turn.text(
                    "rollback.words.shared",
                    shared.get().version(),
                    shared.get().share()));
        } else {
            current.ifPresent(state ->
                    words.add(turn.text("rollback.words.current", state.version(), state.inside(), state.pinned())));
        }
        words.add(turn.text("words.filed"));
        return words;
    }

    private static Optional<State> of(List<State> states, Phase phase) {
        return states.stream().filter(state -> state.phase() == phase).findFirst();
    }

    private static List<String> draining(Turn turn, List<State> states) {
        List<String> words = new ArrayList<>();
        words.add(turn.text("drain.words"));
        states.stream()
                .filter(state -> SERVING.contains(state.phase()))
                .forEach(
                        state -> words.add(turn.text("words.ceases", state.version(), state.inside(), state.pinned())));
        of(states, Phase.SCHEDULED).ifPresent(state -> words.add(turn.text("drain.words.scheduled", state.version())));
        words.add(turn.text("drain.words.back"));
        return words;
    }

    private static List<String> ending(Turn turn, List<State> states, String version) {
        long pinned = states.stream()
                .filter(state -> state.version().equals(version))
                .mapToLong(State::pinned)
                .sum();
        return List.of(turn.text("end.words", version, pinned), turn.text("end.words.back"));
    }
}
