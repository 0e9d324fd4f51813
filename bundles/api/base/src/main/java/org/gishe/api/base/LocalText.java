/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import java.util.Locale;
import java.util.Objects;

/** A sentence for a person, in Bulgarian and English. Immutable; grows by further languages. */
public final class LocalText {

    private final String bulgarian;
    private final String english;

    private LocalText(String bulgarian, String english) {
        this.bulgarian = Objects.requireNonNull(bulgarian);
        this.english = Objects.requireNonNull(english);
    }

    public static LocalText of(String bulgarian, String english) {
        return new LocalText(bulgarian, english);
    }

    /** The sentence in the asked language; Bulgarian, the official one, where it does not stand in that. */
    public String in(Locale language) {
        return language.getLanguage().equals("en") ? english : bulgarian;
    }

    public String bulgarian() {
        return bulgarian;
    }

    public String english() {
        return english;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalText text && bulgarian.equals(text.bulgarian) && english.equals(text.english);
    }

    @Override
    public int hashCode() {
        return Objects.hash(bulgarian, english);
    }

    @Override
    public String toString() {
        return english;
    }
}
