/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.web.door.ErrorPages;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.theme.Texts;
import org.gishe.web.theme.Theme;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Problems as pages, for every handler behind the door. */
@Component(service = ErrorPages.class)
public final class Errors implements ErrorPages {

    private final Pages pages;

    @Activate
    public Errors(@Reference Theme theme) {
        this.pages = new Pages(new Texts(Portal.class), theme::address);
    }

    @Override
    public String page(Problem problem, Visit visit) {
        Data.Obj json = problem.json(visit.language());
        return pages.draw(
                "problem",
                visit,
                "/",
                "",
                Map.of(
                        "title", problem.title().in(visit.language()),
                        "detail", problem.detail().in(visit.language()),
                        "findings",
                                problem.findings().stream()
                                        .map(finding -> finding.text().in(visit.language()))
                                        .toList(),
                        "incident", json.text("/incident").orElse(""),
                        "submission", json.text("/submission").orElse("")));
    }
}
