/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.web.operations.internal.Access.Action;
import org.gishe.web.theme.Templates;
import org.gishe.web.theme.Texts;

/** Draws the officers' pages with what each of them has. Thread-safe. */
final class Pages {

    private final Templates templates;

    /** @param asset gives the address of a style sheet or picture */
    Pages(Texts texts, UnaryOperator<String> asset) {
        this.templates = new Templates(Pages.class, texts, asset);
    }

    /** @param back address of the page before; empty for none */
    String draw(String template, Turn turn, String back, Map<String, Object> model) {
        Optional<Officer> officer = turn.visit().office().map(OfficerSession::officer);
        Map<String, Object> all = new HashMap<>();
        all.put("lang", turn.language().getLanguage());
        all.put("back", back);
        all.put("otherLanguage", turn.path() + "?lang=" + turn.text("language.other.code"));
        all.put("failed", false);
        all.put("officer", officer.map(Officer::name).orElse(""));
        all.put(
                "role",
                officer.map(each -> turn.text("role." + each.role().name().toLowerCase(Locale.ROOT)))
                        .orElse(""));
        all.put("csrf", turn.visit().office().map(OfficerSession::csrf).orElse(""));
        all.put("places", officer.map(each -> places(turn, each)).orElse(List.of()));
        all.putAll(model);
        return templates.fill(template, turn.language(), all);
    }

    private static List<Map<String, Object>> places(Turn turn, Officer officer) {
        List<Map<String, Object>> places = new ArrayList<>();
        place(places, turn, officer, Action.SEE, "/operations", "nav.plugins");
        place(places, turn, officer, Action.DEPLOY, "/operations/deployments", "nav.deploy");
        place(places, turn, officer, Action.WATCH, "/operations/parked", "nav.parked");
        place(places, turn, officer, Action.SEE, "/operations/standing", "nav.standing");
        place(places, turn, officer, Action.SEE, "/operations/ledger", "nav.ledger");
        place(places, turn, officer, Action.OVERSEE, "/operations/oversight", "nav.oversight");
        if (Access.may(officer, Action.ANSWER, Access.institution(officer).orElse(""))) {
            places.add(place(turn, "/operations/questions", "nav.questions"));
        }
        places.add(place(turn, GrantPages.HOME, "nav.grants")); // everybody sees their own
        place(places, turn, officer, Action.OFFICERS, "/operations/operators", "nav.operators");
        return places;
    }

    private static void place(
            List<Map<String, Object>> places, Turn turn, Officer officer, Action action, String address, String key) {
        if (Access.may(officer, action, "")) {
            places.add(place(turn, address, key));
        }
    }

    private static Map<String, Object> place(Turn turn, String address, String key) {
        return Map.of(
                "address", address, "title", turn.text(key), "here", turn.path().equals(address));
    }
}
