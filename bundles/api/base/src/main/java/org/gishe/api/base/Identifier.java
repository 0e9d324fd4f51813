/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import java.util.Locale;

/**
 * What a person or company is known by to the state. Holds personal data: {@code toString} masks it.
 *
 * @param scheme which numbering
 * @param value as issued, without spaces
 */
public record Identifier(Scheme scheme, String value) {

    /** The numberings of Bulgarian law. Expect more of them: treat an unknown one as {@link #UNKNOWN}. */
    public enum Scheme {
        /** Personal number of a citizen (ЕГН). */
        EGN("PNOBG"),
        /** Personal number of a foreigner (ЛНЧ). */
        LNCH("PI:BG"),
        /** Unified identification code of a company or administration (ЕИК). */
        EIK("NTRBG"),
        /** A numbering that this version of the contract does not know. */
        UNKNOWN("");

        private final String prefix;

        Scheme(String prefix) {
            this.prefix = prefix;
        }

        /** The semantics identifier of ETSI EN 319 412-1 section 5.1.3 without its hyphen, for example PNOBG. */
        public String prefix() {
            return prefix;
        }
    }

    public Identifier {
        if (value.isEmpty() || value.length() > 32) {
            throw new IllegalArgumentException("an identifier has 1 to 32 characters");
        }
    }

    /** The identifier as ETSI EN 319 412-1 writes it, for example {@code PNOBG-…}. */
    public String etsi() {
        return scheme.prefix() + "-" + value;
    }

    /**
     * Reads what {@link #etsi()} writes.
     *
     * @throws IllegalArgumentException if there is no hyphen, or nothing behind it
     */
    public static Identifier fromEtsi(String text) {
        int hyphen = text.lastIndexOf('-');
        if (hyphen < 0) {
            throw new IllegalArgumentException("an ETSI identifier has a hyphen");
        }
        String prefix = text.substring(0, hyphen).toUpperCase(Locale.ROOT);
        for (Scheme scheme : Scheme.values()) {
            if (scheme != Scheme.UNKNOWN && scheme.prefix().equals(prefix)) {
                return new Identifier(scheme, text.substring(hyphen + 1));
            }
        }
        return new Identifier(Scheme.UNKNOWN, text);
    }

    @Override
    public String toString() {
        return scheme + " …";
    }
}
