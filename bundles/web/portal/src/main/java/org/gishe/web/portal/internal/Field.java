/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.ServiceDescription;

/**
 * A field of an e-service's form as a person meets it: what kind of control, which words, and how what was typed becomes a
 * value of the form. Made from the form's JSON Schema and the e-service's texts.
 *
 * @param pointer JSON pointer in the form; also the control's name
 * @param schema the field's own JSON Schema
 */
record Field(String pointer, Kind kind, Data.Obj schema, Map<String, LocalText> texts) {

    /** Kinds of controls. */
    enum Kind {
        TEXT,
        /** A text of digits only, by its pattern. */
        DIGITS,
        TEXTAREA,
        RADIOS,
        SELECT,
        CHECKBOX,
        DATE,
        NUMBER
    }

    private static final int RADIOS_MOST = 8;
    private static final int LONG_TEXT = 150;

    /** The field that a pointer names in an e-service's form. */
    static Field of(ServiceDescription service, String pointer) {
        Data.Obj schema = service.schema()
                .at(pointer.replace("/", "/properties/"))
                .filter(Data.Obj.class::isInstance)
                .map(Data.Obj.class::cast)
                .orElse(Data.EMPTY);
        return new Field(pointer, kind(schema), schema, service.texts());
    }

    private static Kind kind(Data.Obj schema) {
        int options = options(schema).size();
        if (options > 0) {
            return options <= RADIOS_MOST ? Kind.RADIOS : Kind.SELECT;
        }
        return switch (type(schema)) {
            case "boolean" -> Kind.CHECKBOX;
            case "integer", "number" -> Kind.NUMBER;
            default -> text(schema);
        };
    }

    private static Kind text(Data.Obj schema) {
        if (schema.text("/format").orElse("").equals("date")) {
            return Kind.DATE;
        }
        String pattern = schema.text("/pattern").orElse("");
        if (!pattern.isEmpty()
                && pattern.replaceAll("\\\\d|\\[[0-9-]+]|[0-9{},^$()|]", "").isEmpty()) {
            return Kind.DIGITS;
        }
        return longest(schema).filter(most -> most < LONG_TEXT).isPresent() || !pattern.isEmpty()
                ? Kind.TEXT
                : Kind.TEXTAREA;
    }

    private static String type(Data.Obj schema) {
        Data type = schema.members().get("type");
        if (type instanceof Data.Text text) {
            return text.value();
        }
        if (type instanceof Data.Arr several) { // "string or null" is a string that may be left out
            for (Data each : several.items()) {
                if (each instanceof Data.Text text && !text.value().equals("null")) {
                    return text.value();
                }
            }
        }
        return schema.members().get("const") instanceof Data.Bool ? "boolean" : "string";
    }

    private static List<Data> options(Data.Obj schema) {
        return schema.members().get("enum") instanceof Data.Arr options ? options.items() : List.of();
    }

    private static Optional<Integer> longest(Data.Obj schema) {
        return schema.members().get("maxLength") instanceof Data.Num most
                ? Optional.of(most.value().intValue())
                : Optional.empty();
    }

    /** Name in the e-service's texts: the pointer's parts joined by dots. */
    String name() {
        return pointer.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
    }

    /** Id of the control in the page. */
    String id() {
        return "f-" + pointer.substring(1).replaceAll("[^A-Za-z0-9]", "-");
    }

    String label(Locale language) {
        return text("label", language).orElse(name());
    }

    private Optional<String> text(String what, Locale language) {
        return Optional.ofNullable(texts.get("field." + name() + "." + what)).map(text -> text.in(language));
    }

    private String option(Data value, Locale language) {
        String plain = plain(value);
        return text(plain, language).orElse(plain);
    }

    /** What the person reads as the answer; empty where there is none. */
    String shown(Data.Obj form, Locale language, Formats formats, Function<String, String> words) {
        Data value = form.at(pointer).orElse(Data.NULL);
        if (value instanceof Data.Bool bool) {
            return words.apply(bool.value() ? "check.yes" : "check.no");
        }
        return switch (kind) {
            case RADIOS, SELECT -> value instanceof Data.Null ? "" : option(value, language);
            case DATE -> formats.day(plain(value), language);
            default -> plain(value);
        };
    }

    /**
     * What the page's template needs.
     *
     * @param error what is wrong with it; empty if nothing
     */
    Map<String, Object> model(Data.Obj form, Locale language, String error) {
        Data value = form.at(pointer).orElse(Data.NULL);
        String plain = plain(value);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", id());
        model.put("name", pointer);
        model.put("kind", kind.name().toLowerCase(Locale.ROOT));
        model.put("label", label(language));
        model.put("hint", text("hint", language).orElse(""));
        model.put("error", error);
        model.put("value", plain);
        model.put("chosen", value instanceof Data.Bool bool && bool.value());
        model.put("width", width());
        String[] date = plain.split("-", 3);
        model.put("year", date[0]);
        model.put("month", date.length > 1 ? date[1].replaceFirst("^0(?=.)", "") : "");
        model.put("day", date.length > 2 ? date[2].replaceFirst("^0(?=.)", "") : "");
        List<Map<String, Object>> options = new ArrayList<>();
        int place = 0;
        for (Data each : options(schema)) {
            options.add(Map.of(
                    "id", place == 0 ? id() : id() + "-" + place,
                    "value", plain(each),
                    "label", option(each, language),
                    "chosen", each.equals(value)));
            place++;
        }
        model.put("options", options);
        return model;
    }

    private String width() {
        int most = longest(schema).orElse(kind == Kind.DIGITS || kind == Kind.NUMBER ? 10 : 100);
        return most <= 5
                ? "g-input--width-5"
                : most <= 12 ? "g-input--width-10" : most <= 30 ? "g-input--width-20" : "";
    }

    /** The form with what was typed into this field's control; a control left empty takes the value out. */
    Data.Obj read(Data.Obj form, Function<String, Optional<String>> typed) {
        return set(form, pointer.substring(1).split("/", -1), 0, value(typed));
    }

    private Optional<Data> value(Function<String, Optional<String>> typed) {
        String text = typed.apply(pointer).orElse("").replace("\r\n", "\n").strip();
        switch (kind) {
            case CHECKBOX:
                return Optional.of(Data.of(text.equals("true")));
            case DATE:
                return date(typed);
            case NUMBER:
                return text.isEmpty() ? Optional.empty() : Optional.of(number(text));
            case RADIOS, SELECT:
                if (text.isEmpty()) {
                    return Optional.empty();
                }
                return Optional.of(options(schema).stream()
                        .filter(option -> plain(option).equals(text))
                        .findFirst()
                        .orElse(Data.of(text))); // not one of them: the examination says so
            default:
                return text.isEmpty() ? Optional.empty() : Optional.of(Data.of(text));
        }
    }

    private Optional<Data> date(Function<String, Optional<String>> typed) {
        String day = typed.apply(pointer + ".day").orElse("").strip();
        String month = typed.apply(pointer + ".month").orElse("").strip();
        String year = typed.apply(pointer + ".year").orElse("").strip();
        if (day.isEmpty() && month.isEmpty() && year.isEmpty()) {
            return Optional.empty();
        }
        // not a day of the calendar stays as it was typed, so that the person sees it and the examination refuses it
        return Optional.of(Data.of(pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)));
    }

    private static String pad(String digits, int length) {
        return digits.matches("[0-9]{1," + length + "}") ? "0".repeat(length - digits.length()) + digits : digits;
    }

    private static Data number(String text) {
        try {
            return new Data.Num(
                    new BigDecimal(text.replace(" ", "").replace("\u00a0", "").replace(',', '.')));
        } catch (NumberFormatException e) { // stays a text: the examination says that it must be a number
            return Data.of(text);
        }
    }

    private static String plain(Data value) {
        if (value instanceof Data.Text text) {
            return text.value();
        }
        if (value instanceof Data.Num number) {
            return number.value().toPlainString();
        }
        if (value instanceof Data.Bool bool) {
            return String.valueOf(bool.value());
        }
        return "";
    }

    private static Data.Obj set(Data.Obj object, String[] tokens, int at, Optional<Data> value) {
        String token = tokens[at].replace("~1", "/").replace("~0", "~");
        Map<String, Data> members = new LinkedHashMap<>(object.members());
        if (at < tokens.length - 1) {
            Data.Obj child = members.get(token) instanceof Data.Obj there ? there : Data.EMPTY;
            Data.Obj changed = set(child, tokens, at + 1, value);
            if (changed.members().isEmpty()) {
                members.remove(token);
            } else {
                members.put(token, changed);
            }
        } else if (value.isPresent()) {
            members.put(token, value.get());
        } else {
            members.remove(token);
        }
        return new Data.Obj(members);
    }
}
