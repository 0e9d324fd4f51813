/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.identity.Officer;
import org.gishe.registers.Grant;
import org.gishe.registers.Grant.State;
import org.gishe.web.door.Problem;

/** Who may ask which register what, and the decisions of the registers' owners. */
final class GrantPages {

    static final String HOME = "/operations/grants";

    private final GrantDesk desk;

    GrantPages(GrantDesk desk) {
        this.desk = desk;
    }

    /** {@code /operations/grants/…} */
    void serve(Turn turn, boolean post, List<String> way) throws IOException {
        Officer officer = turn.visit().officer();
        if (way.isEmpty() && !post) {
            list(turn, officer);
        } else if (way.size() == 1 && !post) {
            one(turn, desk.find(officer, way.get(0)), 200, "");
        } else if (way.size() == 2 && post) {
            decide(turn, officer, way.get(0), way.get(1));
        } else {
            throw Problem.notFound();
        }
    }

    private void list(Turn turn, Officer officer) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text("grants.title"));
        model.put(
                "done",
                turn.asked("done")
                        .filter(Set.of("approve", "reject", "revoke")::contains)
                        .map(done -> turn.text("grants.done." + done))
                        .orElse(""));
        model.put(
                "grants",
                desk.list(officer, Optional.empty(), Optional.empty()).stream()
                        .map(grant -> row(turn, grant))
                        .toList());
        model.put(
                "missing",
                desk.missing(officer).stream()
                        .map(each -> turn.text(
                                each.requested() ? "grants.missing.requested" : "grants.missing.open",
                                each.service(),
                                each.need().register(),
                                each.need().operation(),
                                each.need().basis().toString()))
                        .toList());
        turn.draw("grants", "", model);
    }

    private static Map<String, Object> row(Turn turn, Grant grant) {
        Grant.Wish wish = grant.wish();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("address", HOME + "/" + grant.id());
        row.put("consumer", wish.consumer());
        row.put("administration", wish.administration());
        row.put("register", wish.register());
        row.put("operation", wish.operation());
        row.put("state", turn.text("grants.state." + grant.state().name()));
        row.put("waits", grant.state() == State.REQUESTED);
        row.put("until", wish.until().map(turn::time).orElse(""));
        return row;
    }

    private void one(Turn turn, Grant grant, int status, String error) throws IOException {
        Grant.Wish wish = grant.wish();
        boolean decides = desk.mayDecide(turn.visit().officer(), grant);
        Map<String, Object> model = row(turn, grant);
        model.put("title", turn.text("grants.one", wish.operation(), wish.consumer()));
        model.put("elements", wish.elements().equals(List.of("*")) ? List.of() : wish.elements());
        model.put("basis", wish.basis().map(Object::toString).orElse(""));
        model.put(
                "purpose",
                wish.purpose().map(words -> words.in(turn.language())).orElse(""));
        model.put("requested", turn.text("grants.by", grant.requestedBy(), turn.time(grant.requested())));
        model.put(
                "decided",
                grant.decidedBy()
                        .flatMap(by -> grant.decided().map(at -> turn.text("grants.by", by, turn.time(at))))
                        .orElse(""));
        model.put("note", grant.note());
        model.put("approves", decides && grant.state() == State.REQUESTED);
        model.put("revokes", decides && grant.state() == State.APPROVED);
        model.put("refusal", grant.state() == State.APPROVED ? "revoke" : "reject");
        model.put("error", error);
        model.put("failed", !error.isEmpty());
        turn.draw(status, "grant", HOME, model);
    }

    private void decide(Turn turn, Officer officer, String id, String decision) throws IOException {
        try {
            switch (decision) {
                case "approve" -> approve(turn, officer, id);
                case "reject" ->
                    desk.reject(officer, id, turn.visit().field("reason").orElse(""));
                case "revoke" ->
                    desk.revoke(officer, id, turn.visit().field("reason").orElse(""));
                default -> throw Problem.notFound();
            }
        } catch (Problem problem) {
            if (!problem.name().equals("invalid-request")) {
                throw problem;
            }
            one(turn, desk.find(officer, id), 422, turn.text("grants.reason.missing"));
            return;
        }
        turn.to(HOME + "?done=" + decision);
    }

    /** Nothing ticked is nothing granted, and not, as over REST, all of it. */
    private void approve(Turn turn, Officer officer, String id) {
        List<String> ticked = turn.visit().form().getOrDefault("elements", List.of());
        boolean all = desk.find(officer, id).wish().elements().equals(List.of("*"));
        if (ticked.isEmpty() && !all) {
            throw AskedGrants.invalid("/elements", "Оставете поне един елемент.", "Leave at least one element.");
        }
        desk.approve(officer, id, ticked);
    }
}
