/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.gishe.api.base.PersonId;
import org.gishe.keys.Keys;

/**
 * Names rows towards one person: 128 bits that authenticate person and row, and the row's number hidden under them (a synthetic
 * initialisation vector in the manner of RFC 5297, with HMAC-SHA-256). The same row has the same id for that person for ever;
 * two ids tell nothing about how many rows lie between them.
 */
final class AccessIds {

    private static final String INDEX = "journal-index";
    private static final int TAG = 16;

    private final Keys keys;

    AccessIds(Keys keys) {
        this.keys = keys;
    }

    String of(PersonId person, long row) {
        byte[] tag = tag(person, row);
        byte[] id = Arrays.copyOf(tag, TAG + Long.BYTES);
        ByteBuffer.wrap(id).putLong(TAG, row ^ mask(tag));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /** The row; empty for an id that was not given to this person. */
    OptionalLong row(PersonId person, String id) {
        if (!id.matches("[A-Za-z0-9_-]{32}")) {
            return OptionalLong.empty();
        }
        byte[] bytes = Base64.getUrlDecoder().decode(id);
        byte[] tag = Arrays.copyOf(bytes, TAG);
        long row = ByteBuffer.wrap(bytes).getLong(TAG) ^ mask(tag);
        return MessageDigest.isEqual(tag, tag(person, row)) ? OptionalLong.of(row) : OptionalLong.empty();
    }

    Optional<Long> boxed(PersonId person, String id) {
        OptionalLong row = row(person, id);
        return row.isPresent() ? Optional.of(row.getAsLong()) : Optional.empty();
    }

    private byte[] tag(PersonId person, long row) {
        return Arrays.copyOf(index("oversight-access:" + row + ":" + person.value()), TAG);
    }

    private long mask(byte[] tag) {
        return ByteBuffer.wrap(index("oversight-mask:" + HexFormat.of().formatHex(tag)))
                .getLong();
    }

    private byte[] index(String text) {
        return keys.blindIndex(INDEX, text.getBytes(StandardCharsets.UTF_8));
    }
}
