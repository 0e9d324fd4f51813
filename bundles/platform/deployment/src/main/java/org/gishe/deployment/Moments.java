/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Instants as operators write them: in the time of the counter's clock on the wall, Europe/Sofia, or with an offset. */
public final class Moments {

    private static final ZoneId WALL = ZoneId.of("Europe/Sofia");

    private Moments() {}

    /**
     * Reads {@code 2027-01-02T06:00:00Z}, {@code 2027-01-02T08:00+02:00} or {@code 2027-01-02T08:00} of the wall; a blank may
     * stand for the {@code T}.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Instant instant(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException noOffset) {
            return wall(text, iso);
        }
    }

    private static Instant wall(String text, String iso) {
        LocalDateTime local;
        try {
            local = LocalDateTime.parse(iso);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no instant: write 2027-01-02T08:00 for the time in Sofia, or 2027-01-02T06:00:00Z");
        }
        List<ZoneOffset> offsets = WALL.getRules().getValidOffsets(local);
        if (offsets.size() != 1) {
            throw new IllegalArgumentException("in Sofia " + local
                    + (offsets.isEmpty() ? " never comes" : " comes twice")
                    + ", as the clocks change: write it with its offset, for example " + local + "+02:00");
        }
        return local.toInstant(offsets.get(0));
    }

    /**
     * Reads what {@link #instant} does, or a date, up to whose end it is.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Instant until(String text) {
        LocalDate date;
        try {
            date = LocalDate.parse(text.strip());
        } catch (DateTimeException noDate) {
            return instant(text);
        }
        return date.plusDays(1).atStartOfDay(WALL).toInstant();
    }

    /**
     * Reads a share: {@code 10} or {@code 10%}.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static int share(String text) {
        String number = text.strip().replaceFirst("\\s*%$", "");
        if (!number.matches("[1-9][0-9]?|100")) {
            throw new IllegalArgumentException("\"" + text + "\" is no share: write 1 to 100, in percent");
        }
        return Integer.parseInt(number);
    }

    /** As the clock on the wall shows it, with its offset. */
    public static String words(Instant instant) {
        return instant.atZone(WALL).toOffsetDateTime().toString();
    }
}
