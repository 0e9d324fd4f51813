/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.web.door.Problem;
import org.gishe.web.operations.internal.Access.Action;

/** Who is let in. */
final class OfficerPages {

    private static final String HOME = "/operations/operators";

    private final Appointments appointments;

    OfficerPages(Appointments appointments) {
        this.appointments = appointments;
    }

    /** {@code /operations/operators/…} */
    void serve(Turn turn, boolean post, List<String> way) throws IOException {
        turn.demand(Action.OFFICERS);
        if (way.isEmpty()) {
            if (post) {
                appoint(turn);
            } else {
                draw(turn, 200, "");
            }
        } else if (way.size() == 2 && way.get(1).equals("dismiss")) {
            dismiss(turn, post, way.get(0));
        } else {
            throw Problem.notFound();
        }
    }

    private void appoint(Turn turn) throws IOException {
        Set<String> ids = Stream.of(turn.visit().field("ids").orElse("").split("[\\s,;]+"))
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        Officer officer;
        String password;
        try {
            officer = Asked.officer(
                    turn.visit().field("name").orElse("").strip(),
                    turn.visit().field("role").orElse(""),
                    ids);
            password = appointments.appoint(turn.visit(), officer);
        } catch (Problem problem) {
            if (!Set.of("invalid-request", "name-taken").contains(problem.name())) {
                throw problem;
            }
            draw(turn, problem.status(), problem.detail().in(turn.language()));
            return;
        }
        turn.draw(
                "appointed", HOME, Map.of("title", turn.text("appointed.title", officer.name()), "password", password));
    }

    private void draw(Turn turn, int status, String error) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text("operators.title"));
        model.put(
                "officers",
                appointments.list(turn.visit()).stream()
                        .map(each -> Map.<String, Object>of(
                                "name", each.name(),
                                "role", role(turn, each.role()),
                                "ids",
                                        String.join(
                                                ", ",
                                                each.ids().stream().sorted().toList()),
                                "dismiss", HOME + "/" + each.name() + "/dismiss"))
                        .toList());
        model.put(
                "roles",
                Stream.of(Role.values())
                        .map(each -> Map.<String, Object>of(
                                "id", word(each),
                                "title", role(turn, each),
                                "hint", turn.text("role." + word(each) + ".hint")))
                        .toList());
        model.put("name", turn.visit().field("name").orElse(""));
        model.put("chosen", turn.visit().field("role").orElse(""));
        model.put("ids", turn.visit().field("ids").orElse(""));
        model.put("error", error);
        model.put("failed", !error.isEmpty());
        turn.draw(status, "operators", "", model);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static String role(Turn turn, Role role) {
        return turn.text("role." + word(role));
    }

    private void dismiss(Turn turn, boolean post, String name) throws IOException {
        if (post) {
            appointments.dismiss(turn.visit(), name);
            turn.to(HOME);
            return;
        }
        if (appointments.list(turn.visit()).stream()
                .noneMatch(each -> each.name().equals(name))) {
            throw Problem.notFound();
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text("dismiss.title", name));
        model.put("words", List.of(turn.text("dismiss.words"), turn.text("dismiss.words.past")));
        model.put("address", turn.path());
        model.put("button", turn.text("dismiss"));
        model.put("warns", true);
        model.put("until", false);
        model.put("error", "");
        model.put("cancel", HOME);
        turn.draw("confirm", HOME, model);
    }
}
