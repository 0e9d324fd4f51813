/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.contents.internal;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.gishe.keys.Keys;

/**
 * What a document is read with: its own key, and the digest of its plain content, which alone would tell whoever guesses
 * the content that they guessed right.
 */
final class Secret {

    private static final String KEY = "contents";
    private static final int KEY_BYTES = 32;
    private static final int FILE_SEGMENT = 1 << 20;
    private static final int ROW_SEGMENT = 1 << 12;

    private final byte[] key;
    private final byte[] sha256;

    private Secret(byte[] key, byte[] sha256) {
        this.key = key;
        this.sha256 = sha256;
    }

    static Secret random(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new Secret(key, new byte[0]);
    }

    static Secret unwrap(Keys keys, String id, byte[] wrapped) throws GeneralSecurityException {
        byte[] both = keys.decrypt(KEY, wrapped, bytes(id));
        return new Secret(Arrays.copyOf(both, KEY_BYTES), Arrays.copyOfRange(both, KEY_BYTES, both.length));
    }

    Secret of(byte[] digest) {
        return new Secret(key, digest);
    }

    byte[] wrap(Keys keys, String id) {
        byte[] both = Arrays.copyOf(key, KEY_BYTES + sha256.length);
        System.arraycopy(sha256, 0, both, KEY_BYTES, sha256.length);
        return keys.encrypt(KEY, both, bytes(id));
    }

    String sha256() {
        return HexFormat.of().formatHex(sha256);
    }

    /**
     * Segments, each authenticated with its place and whether it is the last: of 1 MiB in a file; of 4 KiB in a row, since
     * the cipher takes buffers of a segment's size for each document, and rows are written by the store's one writer.
     */
    AesGcmHkdfStreaming cipher(boolean filed) throws GeneralSecurityException {
        return new AesGcmHkdfStreaming(key, "HmacSha256", KEY_BYTES, filed ? FILE_SEGMENT : ROW_SEGMENT, 0);
    }

    static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
