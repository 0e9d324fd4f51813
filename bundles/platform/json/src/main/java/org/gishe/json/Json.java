/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.json.MalformedJsonException.Reason;

/**
 * JSON (RFC 8259) to and from {@link Data}. Pure functions.
 *
 * <p>What comes from outside goes through {@link #parse}: strict UTF-8 without byte order mark, one value and nothing
 * behind it, no member twice, bounded size, depth and numbers. What the platform itself wrote is read back by
 * {@link #read}.
 */
public final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final int DIGITS = 100;
    private static final int EXPONENT = 400;

    private Json() {}

    /**
     * What is taken from outside.
     *
     * @param bytes at most
     * @param depth of objects and arrays in one another, at most; 1 is an object of plain values
     */
    public record Limits(int bytes, int depth) {
        /** Up to so many bytes and 32 levels. */
        public static Limits of(int bytes) {
            return new Limits(bytes, 32);
        }
    }

    /**
     * Parses what comes from outside.
     *
     * @throws MalformedJsonException if it is not JSON or goes beyond the limits
     */
    public static Data parse(byte[] json, Limits limits) throws MalformedJsonException {
        if (json.length > limits.bytes()) {
            throw new MalformedJsonException(Reason.SIZE, 0, 0);
        }
        CharBuffer chars = decode(json);
        try (JsonParser parser = FACTORY.createParser(chars.array(), chars.arrayOffset(), chars.limit())) {
            try {
                JsonToken first = parser.nextToken();
                if (first == null) {
                    throw malformed(Reason.SYNTAX, parser.currentTokenLocation());
                }
                Data value = value(parser, first, limits.depth());
                if (parser.nextToken() != null) {
                    throw malformed(Reason.TRAILING, parser.currentTokenLocation());
                }
                return value;
            } catch (JsonProcessingException e) {
                // its message may quote the text, so it is not kept as the cause
                throw malformed(Reason.SYNTAX, e.getLocation());
            }
        } catch (MalformedJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array cannot fail to be read
        }
    }

    /**
     * Reads to the end, no further than one byte beyond the limit, and parses; the caller closes the stream.
     *
     * @throws MalformedJsonException as {@link #parse(byte[], Limits)}
     * @throws IOException if the stream fails
     */
    public static Data parse(InputStream json, Limits limits) throws IOException {
        return parse(json.readNBytes((int) Math.min(limits.bytes() + 1L, Integer.MAX_VALUE)), limits);
    }

    /**
     * Reads what {@link #write} or {@link #canonical} wrote.
     *
     * @throws UncheckedIOException if it is damaged
     */
    public static Data read(byte[] json) {
        try {
            return parse(json, new Limits(Integer.MAX_VALUE, 512));
        } catch (MalformedJsonException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #read(byte[])}, from a text. */
    public static Data read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * As {@link #read(byte[])}, where an object was written.
     *
     * @throws IllegalArgumentException if it is no object
     */
    public static Data.Obj object(byte[] json) {
        if (read(json) instanceof Data.Obj object) {
            return object;
        }
        throw new IllegalArgumentException("not an object");
    }

    /**
     * Writes UTF-8 without white space; members in their order, numbers exact.
     *
     * @throws IllegalArgumentException if a text holds half of a surrogate pair
     */
    public static byte[] write(Data value) {
        return new JsonWriter(false).write(value).bytes();
    }

    /** As {@link #write}, as a text. */
    public static String text(Data value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /**
     * Writes the one form by which equal values are equal bytes: RFC 8785, sections 3.2.1 (no white space), 3.2.2.2
     * (texts), 3.2.3 (members sorted by UTF-16 units) and 3.2.4 (UTF-8). Numbers are laid out by its section 3.2.2.3 but
     * keep all their digits, so that up to 15 of them, within the range of a double, it is RFC 8785 to the letter.
     *
     * @throws IllegalArgumentException if a text holds half of a surrogate pair
     */
    public static byte[] canonical(Data value) {
        return new JsonWriter(true).write(value).bytes();
    }

    /** Collects an object; for one or two members {@link Data.Obj#with} does. */
    public static Builder object() {
        return new Builder();
    }

    /** Collects an object, members in the order in which they were first put. */
    public static final class Builder {
        private final Map<String, Data> members = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String name, Data value) {
            members.put(name, value);
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, Data.of(value));
        }

        public Builder put(String name, long value) {
            return put(name, Data.of(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, Data.of(value));
        }

        public Data.Obj build() {
            return new Data.Obj(members);
        }
    }

    /** An array of these values. */
    public static Data.Arr array(List<? extends Data> items) {
        return new Data.Arr(List.copyOf(items));
    }

    private static Data value(JsonParser parser, JsonToken token, int depth) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                if (depth == 0) {
                    throw malformed(Reason.DEPTH, parser.currentTokenLocation());
                }
                Map<String, Data> members = new LinkedHashMap<>();
                String name;
                while ((name = parser.nextFieldName()) != null) {
                    whole(name, parser);
                    JsonLocation where = parser.currentTokenLocation();
                    if (members.put(name, value(parser, parser.nextToken(), depth - 1)) != null) {
                        throw malformed(Reason.DUPLICATE, where);
                    }
                }
                yield new Data.Obj(members);
            }
            case START_ARRAY -> {
                if (depth == 0) {
                    throw malformed(Reason.DEPTH, parser.currentTokenLocation());
                }
                List<Data> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(value(parser, next, depth - 1));
                }
                yield new Data.Arr(items);
            }
            case VALUE_STRING -> new Data.Text(whole(parser.getText(), parser));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Data.Num(number(parser));
            case VALUE_TRUE -> Data.of(true);
            case VALUE_FALSE -> Data.of(false);
            case VALUE_NULL -> Data.NULL;
            default -> throw malformed(Reason.SYNTAX, parser.currentTokenLocation());
        };
    }

    private static BigDecimal number(JsonParser parser) throws IOException {
        if (parser.getTextLength() > DIGITS + 8) {
            throw malformed(Reason.NUMBER, parser.currentTokenLocation());
        }
        try {
            BigDecimal number =
                    new BigDecimal(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            if (number.precision() > DIGITS || Math.abs((long) number.precision() - number.scale()) > EXPONENT) {
                throw malformed(Reason.NUMBER, parser.currentTokenLocation());
            }
            return number;
        } catch (NumberFormatException e) { // an exponent of more than ten digits
            throw malformed(Reason.NUMBER, parser.currentTokenLocation());
        }
    }

    /** An escape can name half of a surrogate pair, which no UTF-8 can hold. */
    private static String whole(String text, JsonParser parser) throws MalformedJsonException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(++i))) {
                    throw malformed(Reason.ENCODING, parser.currentTokenLocation());
                }
            }
        }
        return text;
    }

    private static CharBuffer decode(byte[] json) throws MalformedJsonException {
        CharBuffer chars = CharBuffer.allocate(json.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(json), chars, true);
        chars.flip();
        if (result.isError()) {
            int line = 1;
            int start = 0;
            for (int i = 0; i < chars.limit(); i++) {
                if (chars.get(i) == '\n') {
                    line++;
                    start = i + 1;
                }
            }
            throw new MalformedJsonException(Reason.ENCODING, line, chars.limit() - start + 1);
        }
        return chars;
    }

    private static MalformedJsonException malformed(Reason reason, JsonLocation where) {
        return where == null
                ? new MalformedJsonException(reason, 0, 0)
                : new MalformedJsonException(reason, where.getLineNr(), where.getColumnNr());
    }
}
