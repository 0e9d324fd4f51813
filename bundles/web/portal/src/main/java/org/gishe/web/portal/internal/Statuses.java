/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.journey.Journeys;
import org.gishe.web.theme.Texts;

/** How far a submission is, as its owner reads it. */
final class Statuses {

    private final Texts texts;
    private final Formats formats;

    Statuses(Texts texts, Formats formats) {
        this.texts = texts;
        this.formats = formats;
    }

    /**
     * The model of a status.
     *
     * @param there name of the signature provider to which the owner is led; empty when they are not
     */
    Map<String, Object> model(Journeys.Submission submission, Locale language, boolean polling, String there) {
        List<Map<String, Object>> steps = new ArrayList<>();
        // nothing goes on while somebody has to sign again
        String current = submission.state() == Journeys.State.NOT_SIGNED ? "state.NOT_SIGNED" : "step.now";
        for (Journeys.StepDone step : submission.steps()) {
            boolean done = step.done().isPresent();
            boolean now = !done && step.name().equals(submission.step());
            steps.add(Map.of(
                    "name", texts.textOr(language, "step." + step.name(), step.name()),
                    "done", done,
                    "now", now,
                    "time", step.done().map(at -> formats.time(at, language)).orElse(""),
                    "status", texts.text(language, done ? "step.done" : now ? current : "step.ahead")));
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row(
                language,
                "submission.number",
                submission.number().orElse(texts.text(language, "submission.number.none"))));
        rows.add(row(language, "submission.filed", formats.time(submission.filed(), language)));
        submission
                .received()
                .ifPresent(at -> rows.add(row(language, "submission.received", formats.time(at, language))));
        submission.due().ifPresent(at -> rows.add(row(language, "submission.due", formats.day(at, language))));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("address", "/submissions/" + submission.id());
        model.put("state", submission.state().name());
        model.put("message", submission.message().in(language));
        model.put("approval", submission.approvalPage().map(Object::toString).orElse(""));
        model.put("departure", there.isEmpty() ? "" : "/submissions/" + submission.id() + "/approval");
        model.put("there", there);
        boolean signed = submission.steps().stream()
                .anyMatch(step -> step.name().equals("sign") && step.done().isPresent());
        model.put("signed", signed ? "/submissions/" + submission.id() + "/signed" : "");
        model.put("result", submission.result().map(id -> "/messages/" + id).orElse(""));
        model.put(
                "outcome",
                submission
                        .granted()
                        .map(granted -> texts.text(language, granted ? "submission.granted" : "submission.refused"))
                        .orElse(""));
        model.put("steps", steps);
        model.put("rows", rows);
        model.put("polling", polling);
        model.put("seen", Integer.toHexString(model.hashCode()));
        return model;
    }

    private Map<String, Object> row(Locale language, String key, String value) {
        return Map.of("key", texts.text(language, key), "value", value);
    }

    /** Colour of the tag that names a state. */
    String colour(Journeys.State state) {
        return switch (state) {
            case CLOSED -> "green";
            case NOT_SIGNED -> "red";
            case WAITING_FOR_SIGNATURE -> "yellow";
            case RUNNING, DELAYED, WITH_THE_AGENCY -> "teal";
        };
    }

    /** A piece of evidence as one line. */
    Map<String, Object> evidence(Data.Obj evidence, Locale language) {
        String key =
                switch (evidence.text("/event").orElse("")) {
                    case "ContentConsignment" -> "evidence.sent";
                    case "ContentHandover" -> "evidence.received";
                    default -> "evidence.other";
                };
        String time = evidence.text("/time").orElse("");
        try {
            time = formats.time(Instant.parse(time), language);
        } catch (DateTimeException e) {
            // shown as it stands
        }
        return Map.of("event", texts.text(language, key), "time", time);
    }
}
