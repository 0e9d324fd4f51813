/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.web.door.Problem;

/** What was sent about grants, read. */
final class AskedGrants {

    private static final int LARGEST = 65_536;
    private static final int LONGEST = 500;
    private static final Set<String> WISH = Set.of(
            "consumer",
            "administration",
            "register",
            "operation",
            "elements",
            "basis",
            "purpose",
            "mayLeaveOut",
            "until",
            "sealedFor");

    private AskedGrants() {}

    /** @throws Problem if it is something else */
    static GrantDesk.Request grant(InputStream body) {
        Data.Obj sent = object(read(body), WISH);
        Optional<LegalBasis> basis = child(sent, "basis", Set.of("act", "article"))
                .map(each ->
                        new LegalBasis(needed(each, "act", "/basis/act"), needed(each, "article", "/basis/article")));
        Optional<LocalText> purpose = child(sent, "purpose", Set.of("bg", "en"))
                .map(each -> LocalText.of(needed(each, "bg", "/purpose/bg"), needed(each, "en", "/purpose/en")));
        return new GrantDesk.Request(
                text(sent, "consumer", "/consumer"),
                text(sent, "administration", "/administration"),
                needed(sent, "register", "/register"),
                needed(sent, "operation", "/operation"),
                elements(sent),
                basis,
                purpose,
                Data.of(true).equals(sent.members().get("mayLeaveOut")),
                text(sent, "until", "/until").map(AskedGrants::instant),
                text(sent, "sealedFor", "/sealedFor").map(AskedGrants::duration));
    }

    /** Elements of an approval: none for all that were asked for; nothing may be sent at all. */
    static List<String> elements(InputStream body) {
        byte[] sent = read(body);
        return sent.length == 0 ? List.of() : elements(object(sent, Set.of("elements")));
    }

    static String reason(InputStream body) {
        return needed(object(read(body), Set.of("reason")), "reason", "/reason");
    }

    private static List<String> elements(Data.Obj sent) {
        Data value = sent.members().getOrDefault("elements", Json.array(List.of()));
        if (!(value instanceof Data.Arr array)) {
            throw invalid("/elements", "Дайте списък от текстове.", "Give a list of texts.");
        }
        List<String> elements = new ArrayList<>();
        for (Data each : array.items()) {
            if (!(each instanceof Data.Text text) || text.value().length() > LONGEST) {
                throw invalid("/elements", "Дайте списък от текстове.", "Give a list of texts.");
            }
            elements.add(text.value());
        }
        return elements;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw invalid(
                    "/until", "Дайте момент като 2027-12-31T22:00:00Z.", "Give an instant like 2027-12-31T22:00:00Z.");
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw invalid("/sealedFor", "Дайте срок като P180D.", "Give a duration like P180D.");
        }
    }

    private static byte[] read(InputStream body) {
        try {
            return body.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Data.Obj object(byte[] sent, Set<String> members) {
        Data value;
        try {
            value = Json.parse(sent, Json.Limits.of(LARGEST));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e); // the door tells it by its cause
        }
        if (!(value instanceof Data.Obj object)) {
            throw invalid("", "Изпратете обект (JSON object).", "Send an object (JSON object).");
        }
        return known(object, members, "");
    }

    private static Data.Obj known(Data.Obj object, Set<String> members, String pointer) {
        for (String name : object.members().keySet()) {
            if (!members.contains(name)) {
                throw invalid(
                        pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
                        "Тук няма такова поле. Махнете го.",
                        "There is no such member here. Take it out.");
            }
        }
        return object;
    }

    private static Optional<Data.Obj> child(Data.Obj sent, String member, Set<String> members) {
        Data value = sent.members().get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Data.Obj object) {
            return Optional.of(known(object, members, "/" + member));
        }
        throw invalid("/" + member, "Дайте обект (JSON object).", "Give an object (JSON object).");
    }

    private static Optional<String> text(Data.Obj sent, String member, String pointer) {
        Data value = sent.members().get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Data.Text text
                && !text.value().isBlank()
                && text.value().length() <= LONGEST) {
            return Optional.of(text.value().strip());
        }
        throw invalid(
                pointer,
                "Дайте текст с 1 до " + LONGEST + " знака.",
                "Give a text of 1 to " + LONGEST + " characters.");
    }

    private static String needed(Data.Obj sent, String member, String pointer) {
        return text(sent, member, pointer)
                .orElseThrow(() -> invalid(pointer, "Това поле липсва.", "This member is missing."));
    }

    static Problem invalid(String pointer, String bulgarian, String english) {
        LocalText words = LocalText.of(bulgarian, english);
        return Problem.of(
                        422,
                        "invalid-request",
                        LocalText.of("Заявката не е правилна", "The request is not right"),
                        pointer.isEmpty() ? words : LocalText.of(pointer + ": " + bulgarian, pointer + ": " + english))
                .findings(List.of(new Finding(pointer, words)));
    }
}
