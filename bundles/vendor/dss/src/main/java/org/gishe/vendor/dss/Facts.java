/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a signature is made of besides the documents and the key. {@link Ades#prepare} and {@link Ades#complete} must see
 * equal ones: store {@link #stored()} and bring them back with {@link #of(Map)}. Immutable.
 */
public final class Facts {

    private static final int LONGEST_CHAIN = 10;
    private static final int LARGEST_CERTIFICATE = 32 * 1024;
    private static final int LONGEST_TEXT = 200;

    private final Format format;
    private final Level level;
    private final Digest digest;
    private final List<byte[]> chain;
    private final Instant signingTime;
    private final @Nullable Stamp stamp;
    private final @Nullable String location;
    private final @Nullable String reason;

    private Facts(Builder builder) {
        format = builder.format;
        level = builder.level;
        digest = builder.digest;
        chain = builder.chain;
        signingTime = builder.signingTime;
        stamp = builder.stamp;
        location = builder.location;
        reason = builder.reason;
    }

    /**
     * Level B and SHA-256, if nothing else is said.
     *
     * @param format how
     * @param chain DER, the signer's certificate first; at most 10 of 32 KiB
     * @param signingTime the claimed time, cut to whole seconds
     * @throws IllegalArgumentException for an empty or too long chain
     */
    public static Builder builder(Format format, List<byte[]> chain, Instant signingTime) {
        return new Builder(format, chain, signingTime);
    }

    public Format format() {
        return format;
    }

    public Level level() {
        return level;
    }

    public Digest digest() {
        return digest;
    }

    /** DER, the signer's certificate first; copies. */
    public List<byte[]> chain() {
        return chain.stream().map(byte[]::clone).toList();
    }

    /** In whole seconds. */
    public Instant signingTime() {
        return signingTime;
    }

    /** PDF only. */
    public @Nullable Stamp stamp() {
        return stamp;
    }

    public @Nullable String location() {
        return location;
    }

    /** PDF only. */
    public @Nullable String reason() {
        return reason;
    }

    /** Short texts by name, for a row of a table or a JSON object; {@link #of(Map)} reads them. */
    public Map<String, String> stored() {
        var stored = new TreeMap<String, String>();
        stored.put("format", format.name());
        stored.put("level", level.name());
        stored.put("digest", digest.name());
        stored.put("time", signingTime.toString());
        for (int i = 0; i < chain.size(); i++) {
            stored.put("certificate." + i, Base64.getEncoder().encodeToString(chain.get(i)));
        }
        if (location != null) {
            stored.put("location", location);
        }
        if (reason != null) {
            stored.put("reason", reason);
        }
        if (stamp != null) {
            stored.put(
                    "stamp",
                    stamp.page() + " " + stamp.left() + " " + stamp.top() + " " + stamp.width() + " " + stamp.height());
            stored.put("stamp.font", Base64.getEncoder().encodeToString(stamp.font()));
            for (int i = 0; i < stamp.lines().size(); i++) {
                stored.put("stamp.line." + i, stamp.lines().get(i));
            }
        }
        return stored;
    }

    /**
     * What {@link #stored()} gave.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Facts of(Map<String, String> stored) {
        try {
            var chain = new ArrayList<byte[]>();
            for (String one : numbered(stored, "certificate.")) {
                chain.add(Base64.getDecoder().decode(one));
            }
            Builder builder = builder(
                            Format.valueOf(stored.getOrDefault("format", "")),
                            chain,
                            Instant.parse(stored.getOrDefault("time", "")))
                    .level(Level.valueOf(stored.getOrDefault("level", "")))
                    .digest(Digest.valueOf(stored.getOrDefault("digest", "")))
                    .location(stored.get("location"))
                    .reason(stored.get("reason"));
            String place = stored.get("stamp");
            if (place != null) {
                String[] parts = place.split(" ", -1);
                if (parts.length != 5) {
                    throw new IllegalArgumentException("no place of a stamp");
                }
                builder.stamp(new Stamp(
                        Integer.parseInt(parts[0]),
                        Float.parseFloat(parts[1]),
                        Float.parseFloat(parts[2]),
                        Float.parseFloat(parts[3]),
                        Float.parseFloat(parts[4]),
                        numbered(stored, "stamp.line."),
                        Base64.getDecoder().decode(stored.getOrDefault("stamp.font", ""))));
            }
            return builder.build();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no signing time", e);
        }
    }

    private static List<String> numbered(Map<String, String> stored, String name) {
        var found = new ArrayList<String>();
        for (String one = stored.get(name + 0); one != null; one = stored.get(name + found.size())) {
            found.add(one);
        }
        return found;
    }

    /** Certificates name people. */
    @Override
    public String toString() {
        return format + " " + level + " " + digest + " at " + signingTime;
    }

    /** Makes {@link Facts}. Not thread-safe. */
    public static final class Builder {

        private final Format format;
        private final List<byte[]> chain;
        private final Instant signingTime;
        private Level level = Level.B;
        private Digest digest = Digest.SHA256;
        private @Nullable Stamp stamp;
        private @Nullable String location;
        private @Nullable String reason;

        private Builder(Format format, List<byte[]> chain, Instant signingTime) {
            if (chain.isEmpty()
                    || chain.size() > LONGEST_CHAIN
                    || chain.stream().anyMatch(one -> one.length > LARGEST_CERTIFICATE)) {
                throw new IllegalArgumentException("no certificate, too many or too large ones");
            }
            this.format = format;
            this.chain = chain.stream().map(byte[]::clone).toList();
            this.signingTime = signingTime.truncatedTo(ChronoUnit.SECONDS);
        }

        public Builder level(Level level) {
            this.level = level;
            return this;
        }

        public Builder digest(Digest digest) {
            this.digest = digest;
            return this;
        }

        /** Shows the signature on a page; {@link Format#PADES} only. */
        public Builder stamp(@Nullable Stamp stamp) {
            this.stamp = stamp;
            return this;
        }

        /**
         * The claimed place, for instance a town.
         *
         * @throws IllegalArgumentException above 200 characters
         */
        public Builder location(@Nullable String location) {
            this.location = bounded(location);
            return this;
        }

        /**
         * Why it is signed; {@link Format#PADES} only.
         *
         * @throws IllegalArgumentException above 200 characters
         */
        public Builder reason(@Nullable String reason) {
            this.reason = bounded(reason);
            return this;
        }

        private static @Nullable String bounded(@Nullable String text) {
            if (text != null && text.length() > LONGEST_TEXT) {
                throw new IllegalArgumentException("a text of " + text.length() + " characters");
            }
            return text;
        }

        /**
         * Ready.
         *
         * @throws IllegalArgumentException when a stamp or a reason is given for another format than PDF
         */
        public Facts build() {
            if (format != Format.PADES && (stamp != null || reason != null)) {
                throw new IllegalArgumentException("only a PDF shows a stamp or a reason");
            }
            return new Facts(this);
        }
    }
}
