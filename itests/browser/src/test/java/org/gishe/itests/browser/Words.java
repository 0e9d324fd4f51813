/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.browser;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What the pages say in a language, read from the sources, so that a text may change without the proof. */
final class Words {

    private final Properties portal;
    private final Properties certificate;
    private final Properties operations;

    Words(Path root, String language) {
        portal = read(root.resolve("bundles/web/portal/src/main/resources/org/gishe/web/portal/internal/texts_"
                + language + ".properties"));
        operations =
                read(root.resolve("bundles/web/operations/src/main/resources/org/gishe/web/operations/internal/texts_"
                        + language + ".properties"));
        certificate = read(root.resolve(
                "bundles/services/permanent-address/src/main/resources/gishe/texts_" + language + ".properties"));
    }

    private static Properties read(Path file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    String of(String key) {
        return known(portal, key);
    }

    String certificate(String key) {
        return known(certificate, key);
    }

    String operations(String key) {
        return known(operations, key);
    }

    private static String known(Properties properties, String key) {
        String text = properties.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("no text " + key);
        }
        return text;
    }
}
