/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import org.gishe.api.base.LocalText;
import org.gishe.api.signature.Tariff;
import org.gishe.journey.Journeys;
import org.gishe.signing.Signing;
import org.gishe.web.theme.Texts;
import org.junit.Test;

public class TextsTest {

    private final Texts texts = new Texts(Portal.class);
    private final Formats formats = new Formats(texts);

    @Test
    public void bothLanguagesHaveTheSameKeysAndPlaces() throws IOException {
        Properties bulgarian = load("bg");
        Properties english = load("en");

        assertThat(english.stringPropertyNames()).isEqualTo(bulgarian.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(english.getProperty(key)).as(key).isNotBlank();
            assertThat(bulgarian.getProperty(key)).as(key).isNotBlank();
            assertThat(places(english.getProperty(key))).as(key).isEqualTo(places(bulgarian.getProperty(key)));
        }
    }

    @Test
    public void everyStateHasItsWords() {
        for (Journeys.State state : Journeys.State.values()) {
            assertThat(texts.text(Locale.ENGLISH, "state." + state.name())).isNotBlank();
            assertThat(texts.text(Texts.BULGARIAN, "state." + state.name() + ".lead"))
                    .isNotBlank();
        }
    }

    @Test
    public void whatSigningCostsIsSaidInFull() {
        assertThat(formats.cost(offer(5, "0.5"), Texts.BULGARIAN))
                .isEqualTo("Първите 5 подписвания са безплатни, всяко следващо струва 0,50\u00a0€.");
        assertThat(formats.cost(offer(0, "1"), Locale.ENGLISH)).isEqualTo("Each signature costs 1.00\u00a0€.");
        assertThat(formats.cost(offer(0, "0"), Locale.ENGLISH)).isEqualTo("Signing is free.");
    }

    @Test
    public void timesAreThoseOfSofia() {
        Instant summer = Instant.parse("2026-07-01T21:30:00Z");

        assertThat(formats.time(summer, Texts.BULGARIAN)).isEqualTo("2.07.2026\u00a0г., 0:30\u00a0ч.");
        assertThat(formats.day(summer, Locale.ENGLISH)).isEqualTo("2 July 2026");
        assertThat(formats.size(1_234_567, Texts.BULGARIAN)).isEqualTo("1,2 MB");
        assertThat(formats.size(999, Locale.ENGLISH)).isEqualTo("999 bytes");
    }

    private static Signing.Offer offer(int free, String price) {
        return new Signing.Offer(LocalText.of("а", "a"), new Tariff(free, new BigDecimal(price), "EUR"));
    }

    private static Object places(String text) {
        return Pattern.compile("\\{\\d}")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .sorted()
                .toList();
    }

    private static Properties load(String language) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = TextsTest.class.getResourceAsStream("texts_" + language + ".properties")) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
