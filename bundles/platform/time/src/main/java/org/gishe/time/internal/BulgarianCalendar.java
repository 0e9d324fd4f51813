/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.time.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.time.WorkingDays;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Working days of Bulgaria by article 154 of the Labour Code: its holidays stand in {@code holidays.txt}; one on a
 * Saturday or Sunday makes the first working day behind it a day off (paragraph 2, since 2017), Easter's days do not.
 */
@Component
public final class BulgarianCalendar implements WorkingDays {

    /** Paragraph 2 stands since then; Easter is counted by the Julian calendar, 13 days behind until 2099. */
    private static final int FIRST = 2017;

    private static final int LAST = 2099;

    private final List<MonthDay> fixed = new ArrayList<>();
    private final List<Integer> easter = new ArrayList<>();
    private final Map<LocalDate, Boolean> decreed = new TreeMap<>();
    private final Map<Integer, Set<LocalDate>> years = new ConcurrentHashMap<>();

    /** By the law as the bundle ships it. */
    @Activate
    public BulgarianCalendar() {
        try (var lines = new BufferedReader(new InputStreamReader(
                BulgarianCalendar.class.getResourceAsStream("holidays.txt"), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(this::rule);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rule(String line) {
        String[] words = line.split("\\s+", 3);
        switch (words[0]) {
            case "fixed" -> fixed.add(MonthDay.parse("--" + words[1]));
            case "easter" -> easter.add(Integer.parseInt(words[1]));
            case "off" -> decreed.put(LocalDate.parse(words[1]), false);
            case "working" -> decreed.put(LocalDate.parse(words[1]), true);
            default -> throw new IllegalStateException("holidays.txt: " + line);
        }
    }

    @Override
    public boolean isWorkingDay(LocalDate day) {
        if (day.getYear() < FIRST || day.getYear() > LAST) {
            throw new IllegalArgumentException("no calendar for " + day.getYear());
        }
        Boolean decree = decreed.get(day);
        if (decree != null) {
            return decree;
        }
        return !weekend(day)
                && !years.computeIfAbsent(day.getYear(), this::holidays).contains(day);
    }

    @Override
    public Instant endOfTerm(Instant event, int days) {
        if (days < 0 || days > 2_600) {
            throw new IllegalArgumentException("a term has 0 to 2600 working days");
        }
        LocalDate day = event.atZone(ZONE).toLocalDate();
        for (int left = days; left > 0; ) {
            day = day.plusDays(1);
            if (isWorkingDay(day)) {
                left--;
            }
        }
        return day.plusDays(1).atStartOfDay(ZONE).toInstant().minus(1, ChronoUnit.MICROS);
    }

    /** Days off other than weekends. No holiday's substitute crosses the year: Christmas ends on the 28th. */
    private Set<LocalDate> holidays(int year) {
        Set<LocalDate> named = new TreeSet<>();
        fixed.forEach(day -> named.add(day.atYear(year)));
        LocalDate sunday = easterSunday(year);
        easter.forEach(offset -> named.add(sunday.plusDays(offset)));

        Set<LocalDate> off = new TreeSet<>(named);
        fixed.stream()
                .map(day -> day.atYear(year))
                .filter(BulgarianCalendar::weekend)
                .sorted()
                .forEach(day -> {
                    LocalDate substitute = day;
                    while (weekend(substitute) || off.contains(substitute)) {
                        substitute = substitute.plusDays(1);
                    }
                    off.add(substitute);
                });
        return Set.copyOf(off);
    }

    /** Meeus' rule for the Julian calendar, written in the Gregorian one. */
    static LocalDate easterSunday(int year) {
        int d = (19 * (year % 19) + 15) % 30;
        int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
        int f = d + e + 114;
        return LocalDate.of(year, f / 31, f % 31 + 1).plusDays(13);
    }

    private static boolean weekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
