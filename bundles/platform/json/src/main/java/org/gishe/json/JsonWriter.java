/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import org.gishe.api.base.Data;

/** Writes into one growing array; for a single value. */
final class JsonWriter {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final boolean canonical;
    private byte[] out = new byte[512];
    private int size;

    JsonWriter(boolean canonical) {
        this.canonical = canonical;
    }

    byte[] bytes() {
        return Arrays.copyOf(out, size);
    }

    JsonWriter write(Data value) {
        if (value instanceof Data.Text text) {
            text(text.value());
        } else if (value instanceof Data.Obj object) {
            object(object.members());
        } else if (value instanceof Data.Arr array) {
            char before = '[';
            for (Data item : array.items()) {
                put(before);
                write(item);
                before = ',';
            }
            if (before == '[') {
                put('[');
            }
            put(']');
        } else if (value instanceof Data.Num number) {
            ascii(canonical ? es6(number.value()) : number.value().toString());
        } else if (value instanceof Data.Bool bool) {
            ascii(bool.value() ? "true" : "false");
        } else {
            ascii("null");
        }
        return this;
    }

    private void object(Map<String, Data> members) {
        char before = '{';
        if (canonical) {
            String[] names = members.keySet().toArray(String[]::new);
            Arrays.sort(names); // String compares UTF-16 units, as RFC 8785 wants it
            for (String name : names) {
                member(before, name, members.get(name));
                before = ',';
            }
        } else {
            for (Map.Entry<String, Data> member : members.entrySet()) {
                member(before, member.getKey(), member.getValue());
                before = ',';
            }
        }
        if (before == '{') {
            put('{');
        }
        put('}');
    }

    private void member(char before, String name, Data value) {
        put(before);
        text(name);
        put(':');
        write(value);
    }

    private void text(String text) {
        int length = text.length();
        room(length * 3 + 2);
        out[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (c >= 0x20 && c != '"' && c != '\\') {
                    out[size++] = (byte) c;
                } else {
                    escape(c, length - i);
                }
            } else if (c < 0x800) {
                out[size++] = (byte) (0xC0 | c >> 6);
                out[size++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                out[size++] = (byte) (0xE0 | c >> 12);
                out[size++] = (byte) (0x80 | c >> 6 & 0x3F);
                out[size++] = (byte) (0x80 | c & 0x3F);
            } else {
                if (Character.isLowSurrogate(c) || ++i == length || !Character.isLowSurrogate(text.charAt(i))) {
                    throw new IllegalArgumentException("a text holds half of a surrogate pair");
                }
                int point = Character.toCodePoint(c, text.charAt(i));
                out[size++] = (byte) (0xF0 | point >> 18);
                out[size++] = (byte) (0x80 | point >> 12 & 0x3F);
                out[size++] = (byte) (0x80 | point >> 6 & 0x3F);
                out[size++] = (byte) (0x80 | point & 0x3F);
            }
        }
        out[size++] = '"';
    }

    private void escape(char c, int left) {
        room(left * 3 + 8);
        out[size++] = '\\';
        switch (c) {
            case '"', '\\' -> out[size++] = (byte) c;
            case '\b' -> out[size++] = 'b';
            case '\t' -> out[size++] = 't';
            case '\n' -> out[size++] = 'n';
            case '\f' -> out[size++] = 'f';
            case '\r' -> out[size++] = 'r';
            default -> {
                out[size++] = 'u';
                out[size++] = '0';
                out[size++] = '0';
                out[size++] = HEX[c >> 4];
                out[size++] = HEX[c & 0xF];
            }
        }
    }

    /** Number::toString of ECMAScript, on the exact digits. */
    static String es6(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        BigDecimal number = value.stripTrailingZeros();
        BigInteger unscaled = number.unscaledValue().abs();
        String digits = unscaled.toString();
        int k = digits.length();
        int n = k - number.scale();
        StringBuilder text = new StringBuilder(k + 8);
        if (number.signum() < 0) {
            text.append('-');
        }
        if (k <= n && n <= 21) {
            text.append(digits).append("0".repeat(n - k));
        } else if (0 < n && n <= 21) {
            text.append(digits, 0, n).append('.').append(digits, n, k);
        } else if (-6 < n && n <= 0) {
            text.append("0.").append("0".repeat(-n)).append(digits);
        } else {
            text.append(digits.charAt(0));
            if (k > 1) {
                text.append('.').append(digits, 1, k);
            }
            text.append('e').append(n - 1 < 0 ? '-' : '+').append(Math.abs(n - 1));
        }
        return text.toString();
    }

    private void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            out[size++] = (byte) text.charAt(i);
        }
    }

    private void put(char c) {
        room(1);
        out[size++] = (byte) c;
    }

    private void room(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, size + more));
        }
    }
}
