/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import java.util.Locale;

/** Assurance level of an electronic identification, Regulation (EU) 910/2014 article 8, in rising order. */
public enum Assurance {
    /** A level that this version does not know; trusted less than any. */
    UNKNOWN,
    LOW,
    SUBSTANTIAL,
    HIGH;

    /** Whether this level is enough where {@code required} is asked for; an unknown requirement is met by HIGH only. */
    public boolean meets(Assurance required) {
        return required == UNKNOWN ? this == HIGH : compareTo(required) >= 0;
    }

    /** The level of that name in any case, {@link #UNKNOWN} for other names. */
    public static Assurance named(String name) {
        for (Assurance level : values()) {
            if (level.name().equals(name.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        return UNKNOWN;
    }
}
