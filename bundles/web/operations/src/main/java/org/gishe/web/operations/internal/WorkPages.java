/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.LocalText;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Line;
import org.gishe.journey.Journeys;
import org.gishe.web.door.Problem;
import org.gishe.web.operations.internal.Access.Action;

/** Submissions that stand, and what was decided. */
final class WorkPages {

    private static final int LINES = 50;

    private final Deployment deployment;
    private final Journeys journeys;

    WorkPages(Deployment deployment, Journeys journeys) {
        this.deployment = deployment;
        this.journeys = journeys;
    }

    /** {@code /operations/parked/…} */
    void parked(Turn turn, boolean post, List<String> way) throws IOException {
        turn.demand(Action.WATCH);
        if (way.isEmpty() && !post) {
            parked(turn);
        } else if (way.size() == 2 && way.get(1).equals("retry")) {
            retry(turn, post, way.get(0));
        } else {
            throw Problem.notFound();
        }
    }

    private void parked(Turn turn) throws IOException {
        boolean retries = turn.may(Action.RETRY, "");
        turn.draw(
                "parked",
                "",
                Map.of(
                        "title",
                        turn.text("parked.title"),
                        "done",
                        turn.asked("done")
                                .filter("retry"::equals)
                                .map(done -> turn.text("done.retry"))
                                .orElse(""),
                        "retries",
                        retries,
                        "parked",
                        journeys.parked().stream()
                                .map(each -> Map.<String, Object>of(
                                        "id", each.id(),
                                        "service", each.service(),
                                        "version", each.version(),
                                        "step", turn.word("step.", each.step()),
                                        "attempts", each.attempts(),
                                        "since", turn.time(each.since()),
                                        "reason", each.reason(),
                                        "retry", "/operations/parked/" + each.id() + "/retry"))
                                .toList()));
    }

    private void retry(Turn turn, boolean post, String id) throws IOException {
        String by = turn.demand(Action.RETRY).name();
        if (post) {
            if (!journeys.retry(id, by)) {
                throw Problem.of(
                        409,
                        "not-parked",
                        LocalText.of("Това заявление не чака оператор", "This submission is not parked"),
                        LocalText.of(
                                "Някой може вече да го е пуснал. Вижте списъка отново.",
                                "Somebody may have gone on with it already. See the list again."));
            }
            turn.to("/operations/parked?done=retry");
            return;
        }
        Journeys.Parked parked = journeys.parked().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(Problem::notFound);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text("retry.title", id));
        model.put(
                "words",
                List.of(
                        turn.text("retry.words", turn.word("step.", parked.step()), parked.attempts()),
                        turn.text("retry.words.again")));
        model.put("address", turn.path());
        model.put("button", turn.text("retry"));
        model.put("warns", false);
        model.put("until", false);
        model.put("error", "");
        model.put("cancel", "/operations/parked");
        turn.draw("confirm", "/operations/parked", model);
    }

    /** {@code /operations/standing} */
    void standing(Turn turn, boolean post, List<String> way) throws IOException {
        turn.demand(Action.SEE);
        if (post || !way.isEmpty()) {
            throw Problem.notFound();
        }
        turn.draw(
                "standing",
                "",
                Map.of(
                        "title",
                        turn.text("standing.title"),
                        "standing",
                        journeys.standing().stream()
                                .sorted(Comparator.comparing(Journeys.Standing::service)
                                        .thenComparing(Journeys.Standing::version)
                                        .thenComparing(Journeys.Standing::step))
                                .map(each -> Map.<String, Object>of(
                                        "service", each.service(),
                                        "address", "/operations/plugins/" + each.service(),
                                        "version", each.version(),
                                        "step", turn.word("step.", each.step()),
                                        "count", each.count()))
                                .toList()));
    }

    /** {@code /operations/ledger}, newest first. */
    void ledger(Turn turn, boolean post, List<String> way) throws IOException {
        turn.demand(Action.SEE);
        if (post || !way.isEmpty()) {
            throw Problem.notFound();
        }
        List<Line> all = deployment.ledger();
        int pages = Math.max(1, (all.size() + LINES - 1) / LINES);
        int page = turn.asked("page")
                .filter(text -> text.matches("[1-9][0-9]{0,6}"))
                .map(Integer::parseInt)
                .filter(number -> number <= pages)
                .orElse(1);
        List<Map<String, Object>> lines = all.stream()
                .sorted(Comparator.comparing(Line::number).reversed())
                .skip((long) (page - 1) * LINES)
                .limit(LINES)
                .map(line -> line(turn, line))
                .toList();
        turn.draw(
                "ledger",
                "",
                Map.of(
                        "title", turn.text("ledger.title"),
                        "lines", lines,
                        "page", page,
                        "pages", pages,
                        "otherLanguage", turn.path() + "?lang=" + turn.text("language.other.code") + "&page=" + page));
    }

    /** A line of the ledger as a template shows it. */
    static Map<String, Object> line(Turn turn, Line line) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("number", line.number());
        model.put("at", turn.time(line.at()));
        model.put("action", turn.word("action.", line.action()));
        model.put("plugin", line.plugin());
        model.put("address", line.plugin().isEmpty() ? "" : "/operations/plugins/" + line.plugin());
        model.put("version", line.version());
        model.put("effective", line.effective().equals(line.at()) ? "" : turn.time(line.effective()));
        model.put("share", line.share() < 100 ? turn.text("share", line.share()) : "");
        model.put("by", line.by());
        model.put("reason", line.reason());
        return model;
    }
}
