/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.List;
import org.gishe.api.base.LocalText;
import org.gishe.identity.Officer;
import org.gishe.identity.Officers;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;

/** Who is let in, for whoever may say so. */
final class Appointments {

    private final Officers officers;

    Appointments(Officers officers) {
        this.officers = officers;
    }

    List<Officer> list(Visit visit) {
        Access.demand(visit, Action.OFFICERS);
        return officers.officers();
    }

    /** @return the password that was made, to be shown once */
    String appoint(Visit visit, Officer officer) {
        String by = Access.demand(visit, Action.OFFICERS).name();
        return officers.appoint(officer, by)
                .orElseThrow(() -> Problem.of(
                        409,
                        "name-taken",
                        LocalText.of("Това име е заето", "This name is taken"),
                        LocalText.of("Изберете друго име.", "Choose another name.")));
    }

    void dismiss(Visit visit, String name) {
        String by = Access.demand(visit, Action.OFFICERS).name();
        switch (officers.dismiss(name, by)) {
            case DONE -> {}
            case UNKNOWN -> throw Problem.notFound();
            case LAST_OPERATOR ->
                throw Problem.of(
                        409,
                        "last-operator",
                        LocalText.of("Това е последният оператор", "This is the last operator"),
                        LocalText.of(
                                "Без него никой не би могъл да управлява платформата. Първо добавете друг оператор.",
                                "Nobody would be left who may run the platform. Add another operator first."));
        }
    }
}
