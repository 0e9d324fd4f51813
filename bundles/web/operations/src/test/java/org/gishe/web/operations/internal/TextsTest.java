/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.gishe.catalogue.Kind;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.identity.Officer.Role;
import org.junit.Test;

public class TextsTest {

    private final Properties bulgarian = load("bg");
    private final Properties english = load("en");

    @Test
    public void bothLanguagesHaveTheSameKeysAndPlaces() {
        assertThat(english.stringPropertyNames()).isEqualTo(bulgarian.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(english.getProperty(key)).as(key).isNotBlank();
            assertThat(bulgarian.getProperty(key)).as(key).isNotBlank();
            assertThat(places(english.getProperty(key))).as(key).isEqualTo(places(bulgarian.getProperty(key)));
        }
    }

    @Test
    public void whateverAVersionCanBeHasItsWords() {
        for (Phase phase : Phase.values()) {
            assertThat(english.stringPropertyNames()).contains("phase." + phase.name());
        }
        for (Kind kind : Kind.values()) {
            assertThat(english.stringPropertyNames())
                    .contains("kind." + kind.name().toLowerCase(Locale.ROOT));
        }
        for (Role role : Role.values()) {
            String word = role.name().toLowerCase(Locale.ROOT);
            assertThat(english.stringPropertyNames()).contains("role." + word, "role." + word + ".hint");
        }
    }

    private static List<String> places(String text) {
        return Pattern.compile("\\{\\d}")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .sorted()
                .toList();
    }

    private static Properties load(String language) {
        Properties properties = new Properties();
        try (InputStream in = TextsTest.class.getResourceAsStream("texts_" + language + ".properties")) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return properties;
    }
}
