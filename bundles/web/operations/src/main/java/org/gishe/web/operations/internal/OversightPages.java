/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gishe.deployment.Moments;
import org.gishe.oversight.Overseers;
import org.gishe.oversight.Overseers.Figures;
import org.gishe.oversight.Overseers.Finding;
import org.gishe.oversight.Overseers.Secret;
import org.gishe.oversight.Overseers.State;
import org.gishe.oversight.Overseers.Sum;
import org.gishe.web.door.Problem;
import org.gishe.web.operations.internal.Access.Action;

/** What auditors look at, and the questions that people ask their institutions. */
final class OversightPages {

    private static final String HOME = "/operations/oversight";
    private static final String QUESTIONS = "/operations/questions";
    private static final int LINES = 50;
    private static final int DAYS = 30;
    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");

    private final Overseers overseers;
    private final InstantSource clock;

    OversightPages(Overseers overseers, InstantSource clock) {
        this.overseers = overseers;
        this.clock = clock;
    }

    /** {@code /operations/oversight/…} */
    void serve(Turn turn, boolean post, List<String> way) throws IOException {
        turn.demand(Action.OVERSEE);
        if (way.isEmpty() && !post) {
            overview(turn);
        } else if (way.size() == 2 && way.get(0).equals("findings")) {
            finding(turn, post, way.get(1));
        } else if (way.size() == 2 && way.get(0).equals("secrets")) {
            secret(turn, post, way.get(1));
        } else {
            throw Problem.notFound();
        }
    }

    private void overview(Turn turn) throws IOException {
        LocalDate today = clock.instant().atZone(ZONE).toLocalDate();
        LocalDate until = turn.asked("until").flatMap(OversightResource::day).orElse(today);
        LocalDate from = turn.asked("from").flatMap(OversightResource::day).orElse(until.minusDays(DAYS));
        Optional<State> state = state(turn.asked("state").orElse(State.NEW.name()));
        List<Finding> findings = overseers.findings(state, turn.asked("before").orElse(""), LINES + 1);
        List<Secret> secrets = overseers.secrets(0, LINES);
        Figures figures = overseers.figures(from, until);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text("oversight.title"));
        model.put(
                "done",
                turn.asked("done")
                        .filter("yes"::equals)
                        .map(done -> turn.text("oversight.done"))
                        .orElse(""));
        model.put("from", from.toString());
        model.put("until", until.toString());
        model.put(
                "total",
                turn.text(
                        "oversight.total",
                        figures.all().enquiries(),
                        figures.all().refused(),
                        share(turn, figures.all())));
        model.put(
                "tables",
                List.of(
                        table(turn, "institution", figures.institutions()),
                        table(turn, "register", figures.registers()),
                        table(turn, "day", figures.days())));
        model.put("state", state.map(State::name).orElse(""));
        model.put(
                "states",
                Stream.concat(Stream.of(""), Stream.of(State.values()).map(State::name))
                        .map(each -> Map.<String, Object>of(
                                "value", each, "title", turn.text("finding.state." + (each.isEmpty() ? "ALL" : each))))
                        .toList());
        model.put(
                "findings",
                findings.stream().limit(LINES).map(each -> finding(turn, each)).toList());
        model.put(
                "more",
                findings.size() > LINES
                        ? HOME + "?state=" + state.map(State::name).orElse("ALL") + "&before="
                                + findings.get(LINES - 1).id()
                        : "");
        model.put(
                "secrets",
                secrets.stream()
                        .map(each -> Map.<String, Object>of(
                                "address", HOME + "/secrets/" + each.id(),
                                "id", each.id(),
                                "what", each.what().in(turn.language()),
                                "institution", each.institutionName().in(turn.language()),
                                "at", turn.time(each.at()),
                                "until", turn.time(each.until())))
                        .toList());
        turn.draw("oversight", "", model);
    }

    private static Optional<State> state(String name) {
        return Stream.of(State.values())
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    private static Map<String, Object> table(Turn turn, String by, List<Sum> sums) {
        return Map.of(
                "id", "by-" + by,
                "caption", turn.text("oversight.by." + by),
                "first", turn.text("oversight." + by),
                "rows",
                        sums.stream()
                                .limit(100)
                                .map(sum -> Map.<String, Object>of(
                                        "name", sum.name().in(turn.language()),
                                        "enquiries", sum.enquiries(),
                                        "refused", sum.refused(),
                                        "share", share(turn, sum)))
                                .toList());
    }

    /** How many of a hundred named no case. */
    private static String share(Turn turn, Sum sum) {
        String share = sum.enquiries() == 0
                ? "0"
                : BigDecimal.valueOf(sum.uncased() * 100)
                        .divide(BigDecimal.valueOf(sum.enquiries()), 1, RoundingMode.HALF_UP)
                        .toPlainString();
        return (turn.language().getLanguage().equals("en") ? share : share.replace('.', ',')) + "\u00a0%";
    }

    private static Map<String, Object> finding(Turn turn, Finding finding) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", finding.id());
        model.put("address", HOME + "/findings/" + finding.id());
        model.put("rule", turn.text("finding.rule." + finding.rule().name()));
        model.put("who", finding.who());
        model.put("institution", finding.institutionName().in(turn.language()));
        model.put("register", finding.register());
        model.put("count", turn.text("finding.entries", finding.entries()));
        model.put("first", turn.time(finding.first()));
        model.put("last", turn.time(finding.last()));
        model.put("examples", finding.examples().stream().map(String::valueOf).toList());
        model.put("state", turn.text("finding.state." + finding.state().name()));
        model.put("stateId", finding.state().name());
        model.put("fresh", finding.state() == State.NEW);
        model.put("note", finding.note());
        model.put(
                "decided",
                finding.decidedBy()
                        .map(by -> turn.text(
                                "finding.decided",
                                by,
                                finding.decided().map(turn::time).orElse("")))
                        .orElse(""));
        return model;
    }

    private void finding(Turn turn, boolean post, String id) throws IOException {
        Finding finding = overseers.finding(id).orElseThrow(Problem::notFound);
        String error = "";
        if (post) {
            Optional<State> state = state(turn.visit().field("state").orElse(""));
            try {
                if (state.isPresent()) {
                    overseers
                            .decide(
                                    id,
                                    state.get(),
                                    turn.visit().field("note").orElse(""),
                                    turn.visit().officer().name())
                            .orElseThrow(Problem::notFound);
                    turn.to(HOME + "?done=yes");
                    return;
                }
                error = turn.text("finding.state.missing");
            } catch (IllegalArgumentException e) {
                error = turn.text("finding.note.missing");
            }
        }
        Map<String, Object> model = finding(turn, finding);
        model.put("title", turn.text("finding.rule." + finding.rule().name()));
        model.put("address", turn.path());
        model.put("written", turn.visit().field("note").orElse(finding.note()));
        model.put(
                "states",
                Stream.of(State.values())
                        .map(each -> Map.<String, Object>of(
                                "value",
                                each.name(),
                                "title",
                                turn.text("finding.state." + each.name()),
                                "chosen",
                                each
                                        == state(turn.visit()
                                                        .field("state")
                                                        .orElse(finding.state().name()))
                                                .orElse(State.NEW)))
                        .toList());
        model.put("error", error);
        model.put("failed", !error.isEmpty());
        turn.draw(error.isEmpty() ? 200 : 422, "finding", HOME, model);
    }

    private void secret(Turn turn, boolean post, String text) throws IOException {
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.notFound();
        }
        long id = Long.parseLong(text);
        Secret secret = overseers.secrets(id - 1, 1).stream()
                .filter(each -> each.id() == id)
                .findFirst()
                .orElseThrow(Problem::notFound);
        String error = "";
        if (post) {
            try {
                Instant until = Moments.until(turn.visit().field("until").orElse(""));
                if (overseers.extend(
                        id,
                        until,
                        turn.visit().field("reason").orElse(""),
                        turn.visit().officer().name())) {
                    turn.to(HOME + "?done=yes");
                    return;
                }
                error = turn.text("secret.earlier");
            } catch (IllegalArgumentException e) {
                error = turn.text("secret.wrong");
            }
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text("secret.title", id));
        model.put("what", secret.what().in(turn.language()));
        model.put("institution", secret.institutionName().in(turn.language()));
        model.put("at", turn.time(secret.at()));
        model.put("until", turn.time(secret.until()));
        model.put("address", turn.path());
        model.put("reason", turn.visit().field("reason").orElse(""));
        model.put("error", error);
        model.put("failed", !error.isEmpty());
        turn.draw(error.isEmpty() ? 200 : 422, "secret", HOME, model);
    }

    /** {@code /operations/questions/…} */
    void questions(Turn turn, boolean post, List<String> way) throws IOException {
        Optional<String> own = Access.institution(turn.visit().officer());
        turn.demand(Action.ANSWER, own.orElse(""));
        if (way.isEmpty() && !post) {
            List<Overseers.Asked> open = overseers.open(own, turn.asked("after").orElse(""), LINES + 1);
            turn.draw(
                    "questions",
                    "",
                    Map.of(
                            "title",
                            turn.text("questions.title"),
                            "done",
                            turn.asked("done")
                                    .filter("yes"::equals)
                                    .map(done -> turn.text("questions.done"))
                                    .orElse(""),
                            "more",
                            open.size() > LINES
                                    ? QUESTIONS + "?after="
                                            + open.get(LINES - 1).id()
                                    : "",
                            "questions",
                            open.stream()
                                    .limit(LINES)
                                    .map(each -> question(turn, each))
                                    .toList()));
        } else if (way.size() == 1) {
            question(turn, post, way.get(0));
        } else {
            throw Problem.notFound();
        }
    }

    private static Map<String, Object> question(Turn turn, Overseers.Asked asked) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("address", QUESTIONS + "/" + asked.id());
        model.put("kind", turn.text(asked.objection() ? "questions.objection" : "questions.question"));
        model.put("person", asked.person());
        model.put("institution", asked.institutionName().in(turn.language()));
        model.put("text", asked.text().lines().toList());
        model.put("at", turn.time(asked.at()));
        model.put(
                "what",
                asked.access().map(each -> each.what().in(turn.language())).orElse(""));
        model.put("seen", asked.access().map(each -> turn.time(each.at())).orElse(""));
        model.put("purpose", asked.access().flatMap(each -> each.purpose()).orElse(""));
        model.put("reference", asked.access().flatMap(each -> each.reference()).orElse(""));
        model.put("answer", asked.answer().map(each -> each.lines().toList()).orElse(List.of()));
        return model;
    }

    private void question(Turn turn, boolean post, String id) throws IOException {
        Overseers.Asked asked = overseers
                .question(id)
                .filter(each -> turn.may(Action.ANSWER, each.institution()))
                .orElseThrow(Problem::notFound);
        String error = "";
        if (post) {
            try {
                if (!overseers.answer(
                        id,
                        turn.visit().field("answer").orElse(""),
                        turn.visit().officer().name())) {
                    throw OversightResource.answered();
                }
                turn.to(QUESTIONS + "?done=yes");
                return;
            } catch (IllegalArgumentException e) {
                error = turn.text("questions.answer.wrong");
            }
        }
        Map<String, Object> model = question(turn, asked);
        model.put("title", model.get("kind"));
        model.put("written", turn.visit().field("answer").orElse(""));
        model.put("error", error);
        model.put("failed", !error.isEmpty());
        turn.draw(error.isEmpty() ? 200 : 422, "question", QUESTIONS, model);
    }
}
