/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gishe.web.door.Visit;
import org.gishe.web.theme.Templates;
import org.gishe.web.theme.Texts;

/** Draws the citizens' pages with what each of them has. Thread-safe. */
final class Pages {

    private final Templates templates;
    private final Texts texts;

    /** @param asset gives the address of a style sheet, script or picture */
    Pages(Texts texts, UnaryOperator<String> asset) {
        this.texts = texts;
        this.templates = new Templates(Pages.class, texts, asset);
    }

    /**
     * A page.
     *
     * @param path of this page without query, to come back to
     * @param back address of the page before; empty for none
     */
    String draw(String template, Visit visit, String path, String back, Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>();
        all.put("lang", visit.language().getLanguage());
        all.put("path", path);
        all.put("back", back);
        all.put("otherLanguage", path + "?lang=" + texts.text(visit.language(), "language.other.code"));
        all.put("failed", false);
        all.put("person", visit.session().map(session -> session.actor().name()).orElse(""));
        all.put("csrf", visit.session().map(session -> session.csrf()).orElse(""));
        all.putAll(model);
        return fill(template, visit, all);
    }

    /** A piece of a page. */
    String fill(String template, Visit visit, Map<String, Object> model) {
        return templates.fill(template, visit.language(), model);
    }
}
