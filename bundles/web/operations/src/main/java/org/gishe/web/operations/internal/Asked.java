/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.web.door.Problem;

/** What an operator sent, read. */
final class Asked {

    private static final Json.Limits LIMITS = Json.Limits.of(4_096);
    private static final Json.Limits LONG = Json.Limits.of(16_384);

    private Asked() {}

    /**
     * The one member of the object that was sent, a text.
     *
     * @throws Problem if it is not there, or others are
     */
    static String text(InputStream body, String member) {
        Data value = json(body);
        if (value instanceof Data.Obj object
                && object.members().size() == 1
                && object.members().get(member) instanceof Data.Text text
                && !text.value().isBlank()
                && text.value().length() <= 200) {
            return text.value();
        }
        String whole = "{\"" + member + "\": \"…\"}";
        throw invalid(
                member,
                LocalText.of("Липсва „" + member + "“", member + " is missing"),
                LocalText.of("Изпратете " + whole + " и нищо друго.", "Send " + whole + " and nothing else."));
    }

    /**
     * The members of the object that was sent, all texts, all there and no others; each may be as long as the body.
     *
     * @throws Problem if it is something else
     */
    static Map<String, String> texts(InputStream body, List<String> members) {
        if (json(body, LONG) instanceof Data.Obj object
                && object.members().keySet().equals(Set.copyOf(members))
                && object.members().values().stream().allMatch(Data.Text.class::isInstance)) {
            return object.members().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> ((Data.Text) each.getValue()).value()));
        }
        String whole = members.stream().collect(Collectors.joining("\": \"…\", \"", "{\"", "\": \"…\"}"));
        throw invalid(
                members.get(0),
                LocalText.of("Изпратеното не може да се прочете", "What was sent cannot be read"),
                LocalText.of("Изпратете " + whole + " и нищо друго.", "Send " + whole + " and nothing else."));
    }

    private static Data json(InputStream body) {
        return json(body, LIMITS);
    }

    private static Data json(InputStream body, Json.Limits limits) {
        try {
            return Json.parse(body.readNBytes(16_385), limits);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e); // the door tells it by its cause
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Somebody who is to be let in: {@code {"name": "…", "role": "deployer", "ids": ["…"]}}, ids for a deployer alone.
     *
     * @throws Problem if it is something else
     */
    static Officer officer(InputStream body) {
        if (json(body) instanceof Data.Obj object
                && Set.of("name", "role", "ids").containsAll(object.members().keySet())
                && object.members().get("name") instanceof Data.Text name
                && object.members().get("role") instanceof Data.Text role
                && (object.members().getOrDefault("ids", new Data.Arr(List.of())) instanceof Data.Arr ids)
                && ids.items().stream().allMatch(Data.Text.class::isInstance)) {
            return officer(
                    name.value(),
                    role.value(),
                    ids.items().stream().map(id -> ((Data.Text) id).value()).collect(Collectors.toSet()));
        }
        String whole = "{\"name\": \"…\", \"role\": \"deployer\", \"ids\": [\"…\"]}";
        throw invalid(
                "",
                LocalText.of("Служителят не може да се прочете", "The officer cannot be read"),
                LocalText.of("Изпратете " + whole + " и нищо друго.", "Send " + whole + " and nothing else."));
    }

    /**
     * Somebody who is to be let in.
     *
     * @param role operator, deployer, auditor, clerk, owner or system
     * @throws Problem with what is wrong
     */
    static Officer officer(String name, String role, Set<String> ids) {
        Role known = Stream.of(Role.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(role))
                .findFirst()
                .orElseThrow(() -> invalid(
                        "role",
                        LocalText.of("Няма такава роля", "There is no such role"),
                        LocalText.of(
                                "Ролите са operator, deployer, auditor, clerk, owner и system.",
                                "The roles are operator, deployer, auditor, clerk, owner and system.")));
        try {
            return new Officer(name, known, ids);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "name",
                    LocalText.of("Служителят не може да бъде добавен", "The officer cannot be added"),
                    LocalText.of(
                            "Името започва с буква и има само малки латински букви, цифри и . _ @ -, най-много 64."
                                    + " Внедрителят има поне един идентификатор на модул; служителят на администрация,"
                                    + " собственикът на регистри и системата – точно един ЕИК; операторът и одиторът –"
                                    + " нищо.",
                            e.getMessage() + "."));
        }
    }

    /**
     * A value that its reader may refuse with a sentence.
     *
     * @throws Problem with that sentence
     */
    static <T> T value(String name, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw invalid(
                    name,
                    LocalText.of("„" + name + "“ не може да се прочете", name + " cannot be read"),
                    LocalText.of(example(name), e.getMessage()));
        }
    }

    private static Problem invalid(String name, LocalText title, LocalText detail) {
        return Problem.of(422, "invalid-request", title, detail).findings(List.of(new Finding("/" + name, detail)));
    }

    private static String example(String name) {
        return switch (name) {
            case "share" -> "Дайте дял от 1 до 100 на сто, например 10.";
            case "until" -> "Дайте дата (2027-01-31) или момент (2027-01-31T17:30) по българско време.";
            default ->
                "Дайте момент по българско време, например 2027-01-02T08:00, или с отместване: 2027-01-02T06:00:00Z.";
        };
    }
}
