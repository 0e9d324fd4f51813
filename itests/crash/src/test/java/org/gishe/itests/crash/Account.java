/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.UnexpectedAnswerException;
import org.gishe.itests.harness.Books;

/**
 * What became of what was acknowledged. Counted twice, independently: by the citizens over HTTP, and in the data base.
 *
 * @param lost acknowledged and not closed with a message that its owner can open
 * @param doubled delivered more than once, or a step that had its effect more than once
 */
record Account(int acknowledged, int delivered, long effects, Set<String> lost, Set<String> doubled) {

    static Account of(Map<String, Citizen> acknowledged, Books books) {
        Set<String> lost = new TreeSet<>();
        int delivered = 0;
        for (Map.Entry<String, Citizen> each : acknowledged.entrySet()) {
            if (isDelivered(each.getValue(), each.getKey())) {
                delivered++;
            } else {
                lost.add(each.getKey());
            }
        }
        Map<String, Long> closed =
                books.counts("SELECT id, 1 FROM journey_submission WHERE step = 'closed' AND message IS NOT NULL");
        Map<String, Long> messages = books.counts("SELECT matter, COUNT(*) FROM delivery_message GROUP BY matter");
        Map<String, Long> numbers = books.counts(
                "SELECT number, COUNT(*) FROM journey_submission WHERE number IS NOT NULL GROUP BY number");
        Map<String, Long> effects = books.counts(
                "SELECT submission || ' ' || step, COUNT(*) FROM journey_effect GROUP BY submission, step");
        Map<String, Long> evidence =
                books.counts("SELECT message || ' ' || event, COUNT(*) FROM delivery_evidence GROUP BY message, event");
        for (String id : acknowledged.keySet()) {
            if (!closed.containsKey(id) || !messages.containsKey(id)) {
                lost.add(id);
            }
        }
        Set<String> doubled = new TreeSet<>();
        for (Map<String, Long> counts : java.util.List.of(messages, numbers, effects, evidence)) {
            counts.forEach((what, count) -> {
                if (count > 1) {
                    doubled.add(what);
                }
            });
        }
        long count = effects.entrySet().stream()
                .filter(effect -> acknowledged.containsKey(effect.getKey().split(" ")[0]))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Account(acknowledged.size(), delivered, count, lost, doubled);
    }

    private static boolean isDelivered(Citizen citizen, String id) {
        try {
            JsonNode submission = citizen.submission(id);
            return submission.hasNonNull("result")
                    && citizen.message(submission.path("result").asText())
                            .path("submission")
                            .asText()
                            .equals(id);
        } catch (UnexpectedAnswerException e) {
            return false;
        }
    }

    String words() {
        return "acknowledged " + acknowledged + ", delivered " + delivered + ", effects " + effects + ", lost "
                + lost.size() + ", doubled " + doubled.size();
    }
}
