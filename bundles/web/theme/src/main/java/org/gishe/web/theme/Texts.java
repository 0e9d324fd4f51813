/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.theme;

import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The texts of a bundle's pages in both languages: {@code texts_bg.properties} and {@code texts_en.properties}. Thread-safe. */
public final class Texts {

    public static final Locale BULGARIAN = Locale.forLanguageTag("bg");

    private final ResourceBundle bulgarian;
    private final ResourceBundle english;

    /** @param owner a class of the bundle, beside which the texts lie */
    public Texts(Class<?> owner) {
        this.bulgarian = bundle(owner, BULGARIAN);
        this.english = bundle(owner, Locale.ENGLISH);
    }

    private static ResourceBundle bundle(Class<?> owner, Locale language) {
        return ResourceBundle.getBundle(
                owner.getPackageName() + ".texts",
                language,
                owner.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * The text of a key.
     *
     * @param values replace {0}, {1} …
     * @throws IllegalArgumentException if there is none
     */
    public String text(Locale language, String key, Object... values) {
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
    public String textOr(Locale language, String key, String otherwise) {
        return of(language).containsKey(key) ? of(language).getString(key) : otherwise;
    }

    private ResourceBundle of(Locale language) {
        return language.getLanguage().equals("en") ? english : bulgarian;
    }
}
