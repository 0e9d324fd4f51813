/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is looked for. Immutable.
 *
 * @param from first day, in Sofia
 * @param until last day, in Sofia
 * @param institution EIK
 * @param register id
 * @param text in whatever is shown of an access, capital letters or not; at most 100 characters
 */
public record Filter(
        Optional<LocalDate> from,
        Optional<LocalDate> until,
        Optional<String> institution,
        Optional<String> register,
        Optional<String> text) {

    /** Everything. */
    public static final Filter ALL =
            new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");
    private static final int LONGEST = 100;

    /** @throws IllegalArgumentException naming the part that cannot be */
    public Filter {
        if (text.filter(words -> words.length() > LONGEST).isPresent()) {
            throw new IllegalArgumentException("text");
        }
        if (institution.filter(eik -> !eik.matches("[0-9]{1,13}")).isPresent()) {
            throw new IllegalArgumentException("institution");
        }
        if (register.filter(id -> !id.matches("[a-z][a-z0-9-]{0,63}")).isPresent()) {
            throw new IllegalArgumentException("register");
        }
        text = text.map(words -> words.strip().toLowerCase(Locale.ROOT)).filter(words -> !words.isEmpty());
    }

    /**
     * From the parts of an address: {@code from}, {@code until}, {@code institution}, {@code register}, {@code q}; empty ones
     * count as absent.
     *
     * @throws IllegalArgumentException naming the part that cannot be read
     */
    public static Filter of(Function<String, String> part) {
        return new Filter(
                day("from", part.apply("from")),
                day("until", part.apply("until")),
                given(part.apply("institution")),
                given(part.apply("register")),
                given(part.apply("q")));
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value).map(String::strip).filter(each -> !each.isEmpty());
    }

    private static Optional<LocalDate> day(String name, String value) {
        return given(value).map(day -> {
            try {
                LocalDate date = LocalDate.parse(day);
                if (date.getYear() >= 1900 && date.getYear() <= 2999) {
                    return date;
                }
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(name, e);
            }
            throw new IllegalArgumentException(name);
        });
    }

    /** Its first instant. */
    public Optional<Instant> since() {
        return from.map(day -> day.atStartOfDay(ZONE).toInstant());
    }

    /** The instant after its last. */
    public Optional<Instant> before() {
        return until.map(day -> day.plusDays(1).atStartOfDay(ZONE).toInstant());
    }

    /** Whether only the entry itself tells if it fits. */
    public boolean looksInside() {
        return institution.isPresent() || register.isPresent() || text.isPresent();
    }

    /** Whether an access of that time fits. */
    public boolean fits(Access access) {
        return institution.map(access.institution()::equals).orElse(true)
                && register.map(access.register()::equals).orElse(true)
                && text.map(words -> access.words().contains(words)).orElse(true);
    }
}
