/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value that crosses between platform and plug-in: the six kinds of JSON (RFC 8259), immutable, addressed by JSON
 * pointer (RFC 6901). Members keep the order in which they were given; numbers are exact. Thread-safe.
 *
 * <p>{@code toString} of an object, an array or a text tells kind and size, never the content: form data are people's
 * data and must not slip into a log.
 */
public sealed interface Data {

    /** An object; member names are unique. */
    record Obj(Map<String, Data> members) implements Data {
        public Obj {
            members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** This object with one member added or replaced. */
        public Obj with(String name, Data value) {
            var copy = new LinkedHashMap<>(members);
            copy.put(name, value);
            return new Obj(copy);
        }

        /** This object with one text member added or replaced. */
        public Obj with(String name, String value) {
            return with(name, Data.of(value));
        }

        @Override
        public String toString() {
            return "object of " + members.size();
        }
    }

    /** An array. */
    record Arr(List<Data> items) implements Data {
        public Arr {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return "array of " + items.size();
        }
    }

    /** A text. */
    record Text(String value) implements Data {
        @Override
        public String toString() {
            return "text of " + value.length();
        }
    }

    /** A number. */
    record Num(BigDecimal value) implements Data {
        @Override
        public String toString() {
            return "number";
        }
    }

    /** True or false. */
    record Bool(boolean value) implements Data {}

    /** JSON's null: a value that was given and is empty. */
    record Null() implements Data {}

    /** The one null. */
    Null NULL = new Null();

    /** An object without members. */
    Obj EMPTY = new Obj(Map.of());

    static Text of(String value) {
        return new Text(value);
    }

    static Num of(long value) {
        return new Num(BigDecimal.valueOf(value));
    }

    static Bool of(boolean value) {
        return new Bool(value);
    }

    /**
     * The value that a JSON pointer names.
     *
     * @param pointer RFC 6901, for example {@code /address/street}; empty for this value itself
     * @return empty where nothing stands there
     * @throws IllegalArgumentException if the pointer neither is empty nor starts with a slash
     */
    default Optional<Data> at(String pointer) {
        if (pointer.isEmpty()) {
            return Optional.of(this);
        }
        if (pointer.charAt(0) != '/') {
            throw new IllegalArgumentException("a JSON pointer starts with a slash");
        }
        Data here = this;
        for (String raw : pointer.substring(1).split("/", -1)) {
            String token = raw.replace("~1", "/").replace("~0", "~");
            Data next = null;
            if (here instanceof Obj object) {
                next = object.members().get(token);
            } else if (here instanceof Arr array && token.matches("0|[1-9][0-9]{0,8}")) {
                int index = Integer.parseInt(token);
                next = index < array.items().size() ? array.items().get(index) : null;
            }
            if (next == null) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(here);
    }

    /** The text at a pointer; empty where there is none or it is of another kind. */
    default Optional<String> text(String pointer) {
        return at(pointer).filter(Text.class::isInstance).map(value -> ((Text) value).value());
    }
}
