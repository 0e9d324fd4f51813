/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of an address, and of what is written like one, is taken in. */
final class Paths {

    private static final int LONGEST = 2_000;
    private static final int FIELDS = 1_000;

    private Paths() {}

    /**
     * Whether a raw path means one thing only: absolute, no empty or dot segment, no encoded slash, no parameter, nothing
     * that is no UTF-8.
     */
    static boolean clean(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '/' || raw.length() > LONGEST) {
            return false;
        }
        if (raw.indexOf(';') >= 0 || raw.indexOf('\\') >= 0 || raw.contains("//")) {
            return false;
        }
        String path;
        try {
            path = decode(raw, false);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (path.chars().filter(c -> c == '/').count()
                != raw.chars().filter(c -> c == '/').count()) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (Character.isISOControl(c) || c == '\\' || c == ';') {
                return false;
            }
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Fields of a form or a query, application/x-www-form-urlencoded.
     *
     * @throws IllegalArgumentException if it is broken or has more than a thousand fields
     */
    static Map<String, List<String>> fields(@Nullable String encoded) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        if (encoded == null || encoded.isEmpty()) {
            return fields;
        }
        int count = 0;
        for (String pair : encoded.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > FIELDS) {
                throw new IllegalArgumentException("too many fields");
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            fields.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    /** Percent decoding, strictly UTF-8. */
    private static String decode(String raw, boolean plusIsSpace) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length() * 3);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                if (i + 2 >= raw.length()) {
                    throw new IllegalArgumentException("a broken escape");
                }
                int high = Character.digit(raw.charAt(i + 1), 16);
                int low = Character.digit(raw.charAt(i + 2), 16);
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("a broken escape");
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.put((byte) ' ');
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                throw new IllegalArgumentException("not ASCII");
            }
        }
        bytes.flip();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }
}
