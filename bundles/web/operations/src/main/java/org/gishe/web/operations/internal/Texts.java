/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The texts of operators' pages in both languages. Thread-safe. */
final class Texts {

    static final Locale BULGARIAN = Locale.forLanguageTag("bg");

    private static final String BASE = "org.gishe.web.operations.internal.texts";

    private final ResourceBundle bulgarian = bundle(BULGARIAN);
    private final ResourceBundle english = bundle(Locale.ENGLISH);

    private static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(
                BASE,
                language,
                Texts.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * The text of a key.
     *
     * @param values replace {0}, {1} …
     * @throws IllegalArgumentException if there is none
     */
    String text(Locale language, String key, Object... values) {
        String text;
        try {
            text = of(language).getString(key);
        } catch (MissingResourceException e) {
            throw new IllegalArgumentException("no text " + key, e);
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /** The text of a key, or another one where there is none. */
    String textOr(Locale language, String key, String otherwise) {
        return of(language).containsKey(key) ? of(language).getString(key) : otherwise;
    }

    private ResourceBundle of(Locale language) {
        return language.getLanguage().equals("en") ? english : bulgarian;
    }
}
