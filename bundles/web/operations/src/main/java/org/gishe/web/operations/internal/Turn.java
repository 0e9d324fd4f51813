/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.identity.Officer;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.gishe.web.theme.Texts;

/** One request for a page with its answer, in the language of whoever asks. */
record Turn(HttpServletRequest request, HttpServletResponse response, Visit visit, Texts texts, Pages pages) {

    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");
    private static final DateTimeFormatter TIME_BG =
            DateTimeFormatter.ofPattern("d.MM.yyyy\u00a0'г.,' H:mm:ss\u00a0'ч.'", Texts.BULGARIAN);
    private static final DateTimeFormatter TIME_EN =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss", Locale.ENGLISH);

    Locale language() {
        return visit.language();
    }

    String path() {
        return request.getRequestURI();
    }

    /** A value of the query. */
    Optional<String> asked(String name) {
        return Optional.ofNullable(request.getParameter(name));
    }

    String text(String key, Object... values) {
        return texts.text(language(), key, values);
    }

    /** A text that depends on a value that may be new; the value itself where there is none. */
    String word(String prefix, String value) {
        return texts.textOr(language(), prefix + value, value);
    }

    /** As a clock in Sofia shows it. */
    String time(Instant instant) {
        return (language().getLanguage().equals("en") ? TIME_EN : TIME_BG).format(instant.atZone(ZONE));
    }

    boolean may(Action action, String plugin) {
        return Access.may(visit.officer(), action, plugin);
    }

    /** @throws org.gishe.web.door.Problem unless that one may */
    Officer demand(Action action) {
        return Access.demand(visit, action);
    }

    /** @throws org.gishe.web.door.Problem unless that one may */
    Officer demand(Action action, String plugin) {
        return Access.demand(visit, action, plugin);
    }

    /** Goes on to another page: what a form did is not done twice by loading anew. */
    void to(String address) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", address);
    }

    /** @param back address of the page before; empty for none */
    void draw(int status, String template, String back, Map<String, Object> model) throws IOException {
        byte[] page = pages.draw(template, this, back, model).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }

    void draw(String template, String back, Map<String, Object> model) throws IOException {
        draw(HttpServletResponse.SC_OK, template, back, model);
    }
}
