/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.identity.Session;

/**
 * One request as the door let it in; every handler behind the door finds it as an attribute of its request.
 *
 * @param session who is logged in, if anybody
 * @param office the officer who was recognised, where one was asked for
 * @param language Bulgarian or English
 * @param trace id of the request, 32 hexadecimal digits; also in the log and in the header {@code X-Request-Id}
 * @param origin scheme, host and port by which the platform was reached, for example {@code http://127.0.0.1:8080}
 * @param secure whether the way to the browser is encrypted
 * @param page whether the person waits for a page, not a machine for data
 * @param form fields of a form that was sent; empty otherwise
 */
public record Visit(
        Optional<Session> session,
        Optional<OfficerSession> office,
        Locale language,
        String trace,
        String origin,
        boolean secure,
        boolean page,
        Map<String, List<String>> form) {

    /** Name of the request's attribute. */
    public static final String ATTRIBUTE = "gishe.visit";

    /**
     * Name of the request's attribute that a servlet sets as the first thing it does: whatever becomes of the request then is
     * its answer. Before, the door may look for a handler again. Resources need not: the door sees to it.
     */
    public static final String ENTERED = "gishe.entered";

    /**
     * The visit of a request, by {@code Visit.of(request::getAttribute)}.
     *
     * @throws IllegalStateException if the request did not come through the door
     */
    public static Visit of(Function<String, ?> attributes) {
        if (attributes.apply(ATTRIBUTE) instanceof Visit visit) {
            return visit;
        }
        throw new IllegalStateException("the request did not come through the door");
    }

    /**
     * Who is logged in.
     *
     * @throws Problem {@code login-required}
     */
    public Session person() {
        return session.orElseThrow(Problem::loginRequired);
    }

    /** Name of the officer, where one was asked for. */
    public Optional<String> operator() {
        return office.map(session -> session.officer().name());
    }

    /**
     * Name of the officer, of whatever role.
     *
     * @throws Problem {@code operator-required}
     */
    public String operatorName() {
        return officer().name();
    }

    /**
     * The officer, whose role and ids say what is allowed.
     *
     * @throws Problem {@code operator-required}
     */
    public Officer officer() {
        return office.orElseThrow(Problem::operatorRequired).officer();
    }

    /** First value of a form's field. */
    public Optional<String> field(String name) {
        List<String> values = form.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Tells the trace alone: the rest is about a person. */
    @Override
    public String toString() {
        return "visit " + trace;
    }
}
