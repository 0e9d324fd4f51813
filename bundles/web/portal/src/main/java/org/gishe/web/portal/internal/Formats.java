/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.gishe.signing.Signing;
import org.gishe.web.theme.Texts;

/** Times, sizes and prices as people write them. */
final class Formats {

    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");
    private static final DateTimeFormatter DAY_BG = DateTimeFormatter.ofPattern("d.MM.yyyy\u00a0'г.'", Texts.BULGARIAN);
    private static final DateTimeFormatter TIME_BG =
            DateTimeFormatter.ofPattern("d.MM.yyyy\u00a0'г.,' H:mm\u00a0'ч.'", Texts.BULGARIAN);
    private static final DateTimeFormatter DAY_EN = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter TIME_EN = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH);

    private final Texts texts;

    Formats(Texts texts) {
        this.texts = texts;
    }

    String time(Instant instant, Locale language) {
        return (english(language) ? TIME_EN : TIME_BG).format(instant.atZone(ZONE));
    }

    String day(Instant instant, Locale language) {
        return (english(language) ? DAY_EN : DAY_BG).format(instant.atZone(ZONE));
    }

    /** A date that was typed in; itself where it is none. */
    String day(String iso, Locale language) {
        try {
            return (english(language) ? DAY_EN : DAY_BG).format(LocalDate.parse(iso));
        } catch (DateTimeParseException e) {
            return iso;
        }
    }

    String size(long bytes, Locale language) {
        if (bytes < 1_000) {
            return texts.text(language, "size.bytes", bytes);
        }
        boolean mega = bytes >= 1_000_000;
        BigDecimal value =
                BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(mega ? 1_000_000 : 1_000), 1, RoundingMode.HALF_UP);
        return texts.text(language, mega ? "size.mb" : "size.kb", number(value, language));
    }

    String cost(Signing.Offer offer, Locale language) {
        BigDecimal price = offer.tariff().price();
        if (price.signum() == 0) {
            return texts.text(language, "provider.cost.free");
        }
        String amount = number(price.setScale(2, RoundingMode.HALF_UP), language) + "\u00a0"
                + (offer.tariff().currency().equals("EUR")
                        ? "€"
                        : offer.tariff().currency());
        return offer.tariff().free() == 0
                ? texts.text(language, "provider.cost.each", amount)
                : texts.text(language, "provider.cost", offer.tariff().free(), amount);
    }

    String term(int workingDays, Locale language) {
        return switch (workingDays) {
            case 0 -> texts.text(language, "service.term.zero");
            case 1 -> texts.text(language, "service.term.day");
            default -> texts.text(language, "service.term.days", workingDays);
        };
    }

    private static String number(BigDecimal value, Locale language) {
        return english(language) ? value.toPlainString() : value.toPlainString().replace('.', ',');
    }

    private static boolean english(Locale language) {
        return language.getLanguage().equals("en");
    }
}
