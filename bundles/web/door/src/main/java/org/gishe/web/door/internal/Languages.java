/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which language somebody is answered: asked for now, kept in the cookie, wished by the browser, Bulgarian. */
final class Languages {

    static final Locale BULGARIAN = Locale.forLanguageTag("bg");
    private static final List<Locale> SPOKEN = List.of(BULGARIAN, Locale.ENGLISH);

    private Languages() {}

    static Locale choose(@Nullable String asked, @Nullable String kept, @Nullable String header) {
        Locale language = named(asked);
        if (language == null) {
            language = named(kept);
        }
        if (language == null && header != null && header.length() <= 500) {
            try {
                language = Locale.lookup(Locale.LanguageRange.parse(header), SPOKEN);
            } catch (IllegalArgumentException e) { // a header that is no list of languages asks for none
                language = null;
            }
        }
        return language == null ? BULGARIAN : language;
    }

    static @Nullable Locale named(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case "bg" -> BULGARIAN;
            case "en" -> Locale.ENGLISH;
            default -> null;
        };
    }
}
