/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;

/** What all resources do with a request and an answer. */
final class Calls {

    static final String JSON = "application/json";
    private static final Json.Limits LIMITS = Json.Limits.of(1_048_576);

    private Calls() {}

    static Visit visit(HttpServletRequest request) {
        return Visit.of(request::getAttribute);
    }

    static Response ok(Data body) {
        return Response.ok(Json.write(body), JSON).build();
    }

    /**
     * The object that was sent.
     *
     * @param members names that it may have
     * @throws Problem if it is none, or has others
     */
    static Data.Obj object(InputStream body, Set<String> members) {
        Data value;
        try {
            value = Json.parse(body.readAllBytes(), LIMITS);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e); // the door tells it by its cause
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (!(value instanceof Data.Obj object)) {
            throw invalid(List.of(
                    new Finding("", LocalText.of("Изпратете обект (JSON object).", "Send an object (JSON object)."))));
        }
        List<Finding> findings = new ArrayList<>();
        for (String name : object.members().keySet()) {
            if (!members.contains(name)) {
                findings.add(new Finding(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        LocalText.of(
                                "Тук няма такова поле. Махнете го.", "There is no such member here. Take it out.")));
            }
        }
        if (!findings.isEmpty()) {
            throw invalid(findings);
        }
        return object;
    }

    /** A member that must be a text of at most 200 characters. */
    static String text(Data.Obj object, String member) {
        Data value = object.members().get(member);
        if (value instanceof Data.Text text
                && !text.value().isEmpty()
                && text.value().length() <= 200) {
            return text.value();
        }
        throw invalid(List.of(new Finding(
                "/" + member, LocalText.of("Дайте текст с 1 до 200 знака.", "Give a text of 1 to 200 characters."))));
    }

    /** A member that is an object, if it is there. */
    static Optional<Data.Obj> child(Data.Obj object, String member) {
        Data value = object.members().get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Data.Obj child) {
            return Optional.of(child);
        }
        throw invalid(List.of(new Finding(
                "/" + member, LocalText.of("Дайте обект (JSON object).", "Give an object (JSON object)."))));
    }

    static Problem invalid(List<Finding> findings) {
        return Problem.of(
                        422,
                        "invalid-request",
                        LocalText.of("Заявката не е правилна", "The request is not right"),
                        LocalText.of(
                                "Нищо не е записано. Поправете посочените полета и опитайте отново.",
                                "Nothing was kept. Mend the fields that are named and try again."))
                .findings(findings);
    }

    /** Content-Disposition of RFC 6266 for a download, with a name in ASCII for old clients. */
    static String attachment(String fileName) {
        StringBuilder ascii = new StringBuilder();
        StringBuilder full = new StringBuilder();
        for (byte b : fileName.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0)) {
                full.append(c);
            } else {
                full.append('%').append(String.format("%02X", b & 0xFF));
            }
        }
        fileName.codePoints()
                .forEach(c -> ascii.append(
                        c < 0x80 && (Character.isLetterOrDigit(c) || "-._ ".indexOf(c) >= 0) ? (char) c : '_'));
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + full;
    }
}
