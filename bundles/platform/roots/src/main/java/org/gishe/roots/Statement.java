/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What a root says; its text is what the platform seals, the authority stamps and witnesses countersign. Lines, each ended by
 * a line feed: origin; size in decimal; hash in base64; {@code number N}; {@code from N}; {@code previous HEX}; {@code made
 * INSTANT}. The first three are the checkpoint of C2SP tlog-checkpoint, the others its extensions.
 *
 * @param origin name of the log, unique in the world: 1 to 200 printable ASCII characters without space
 * @param size leaves of the tree: the journal's entries from sequence 1 to this
 * @param hash of the tree, 32 bytes
 * @param number from 1, without gaps
 * @param from size of the previous root: this one covers the sequences above it; 0 for the first
 * @param previous SHA-256 of the previous root's text, 64 hexadecimal digits; zeroes for the first
 * @param made by the platform's clock
 */
public record Statement(String origin, long size, byte[] hash, long number, long from, String previous, Instant made) {

    /** What the first root names as previous. */
    public static final String NONE = "0".repeat(64);

    /** What a witness signs comes before the text: this, and its time in seconds since 1970 with a line feed. */
    private static final String COSIGNATURE = "gishe-cosignature/1\ntime ";

    public Statement {
        if (!origin.matches("[!-~]{1,200}")
                || size < 1
                || hash.length != Merkle.HASH
                || number < 1
                || from < 0
                || from >= size
                || !previous.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no statement of a root");
        }
    }

    /** The text. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(hash) + "\nnumber " + number + "\nfrom "
                + from + "\nprevious " + previous + "\nmade " + made + "\n";
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if it is not exactly what {@link #text} makes
     */
    public static Statement of(String text) {
        String[] lines = text.length() > 1_000 ? new String[0] : text.split("\n", -1);
        if (lines.length != 8) {
            throw new IllegalArgumentException("a statement has seven lines");
        }
        try {
            var statement = new Statement(
                    lines[0],
                    Long.parseLong(lines[1]),
                    Base64.getDecoder().decode(lines[2]),
                    Long.parseLong(after("number ", lines[3])),
                    Long.parseLong(after("from ", lines[4])),
                    after("previous ", lines[5]),
                    Instant.parse(after("made ", lines[6])));
            if (statement.text().equals(text)) {
                return statement;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no statement of a root", e);
        }
        throw new IllegalArgumentException("no statement of a root");
    }

    private static String after(String name, String line) {
        if (!line.startsWith(name)) {
            throw new IllegalArgumentException("no statement of a root");
        }
        return line.substring(name.length());
    }

    /** SHA-256 of a text: what is time-stamped, and what the next root names. */
    public static byte[] digest(String text) {
        return Merkle.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #digest}, in hexadecimal. */
    public static String fingerprint(String text) {
        return HexFormat.of().formatHex(digest(text));
    }

    /**
     * What a witness signs (SHA256withECDSA).
     *
     * @param seconds the witness's time since 1970
     */
    public static byte[] cosigned(String text, long seconds) {
        return (COSIGNATURE + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }
}
