/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.web.door.Problem;

/** What an operator sent, read. */
final class Asked {

    private static final Json.Limits LIMITS = Json.Limits.of(4_096);

    private Asked() {}

    /**
     * The one member of the object that was sent, a text.
     *
     * @throws Problem if it is not there, or others are
     */
    static String text(InputStream body, String member) {
        Data value;
        try {
            value = Json.parse(body.readNBytes(4_097), LIMITS);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e); // the door tells it by its cause
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
