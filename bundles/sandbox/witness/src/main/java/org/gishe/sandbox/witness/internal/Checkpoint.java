/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.witness.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a root's statement says, read by the witness's own means: the other party's code proves nothing. The format stands in
 * docs/verifying.md.
 */
record Checkpoint(String text, String origin, long size, byte[] hash, long number, long from, String previous) {

    private static final Pattern TEXT = Pattern.compile("([!-~]{1,200})\n([1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n"
            + "number ([1-9][0-9]{0,17})\nfrom (0|[1-9][0-9]{0,17})\nprevious ([0-9a-f]{64})\nmade [0-9TZ:.-]{1,40}\n");

    /** @throws IllegalArgumentException if it is none */
    static Checkpoint of(String text) {
        Matcher parts = TEXT.matcher(text.length() > 1_000 ? "" : text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no statement");
        }
        var checkpoint = new Checkpoint(
                text,
                parts.group(1),
                Long.parseLong(parts.group(2)),
                Base64.getDecoder().decode(parts.group(3)),
                Long.parseLong(parts.group(4)),
                Long.parseLong(parts.group(5)),
                parts.group(6));
        if (checkpoint.from() >= checkpoint.size()) {
            throw new IllegalArgumentException("a statement that covers nothing");
        }
        return checkpoint;
    }

    /** SHA-256 of the text, as the next statement names it. */
    String digest() {
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is signed. */
    static byte[] cosigned(String text, long seconds) {
        return ("gishe-cosignature/1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether this tree continues an earlier, smaller one that is not empty: RFC 9162 section 2.1.4.2. */
    boolean continues(long earlier, byte[] earlierHash, List<byte[]> given) {
        var path = new ArrayDeque<byte[]>(given);
        if (Long.bitCount(earlier) == 1) {
            path.addFirst(earlierHash);
        }
        if (path.isEmpty()) {
            return false;
        }
        int skipped = Long.numberOfTrailingZeros(earlier);
        long at = earlier - 1 >> skipped;
        long last = size - 1 >> skipped;
        byte[] old = path.remove();
        byte[] now = old;
        for (byte[] next : path) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                old = sha256(new byte[] {1}, next, old);
                now = sha256(new byte[] {1}, next, now);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                now = sha256(new byte[] {1}, now, next);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(old, earlierHash) && Arrays.equals(now, hash);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
