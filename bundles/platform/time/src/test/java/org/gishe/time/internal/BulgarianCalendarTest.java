/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.time.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.gishe.time.WorkingDays;
import org.junit.Test;

public class BulgarianCalendarTest {

    private final WorkingDays calendar = new BulgarianCalendar();

    @Test
    public void theDaysOffOnWorkdaysOfKnownYearsAreThoseThatWereDeclared() {
        assertThat(daysOff(2021))
                .containsExactly(
                        "2021-01-01",
                        "2021-03-03",
                        "2021-04-30",
                        "2021-05-03",
                        "2021-05-04",
                        "2021-05-06",
                        "2021-05-24",
                        "2021-09-06",
                        "2021-09-22",
                        "2021-12-24",
                        "2021-12-27",
                        "2021-12-28");
        assertThat(daysOff(2022))
                .containsExactly(
                        "2022-01-03",
                        "2022-03-03",
                        "2022-04-22",
                        "2022-04-25",
                        "2022-05-02",
                        "2022-05-06",
                        "2022-05-24",
                        "2022-09-06",
                        "2022-09-22",
                        "2022-12-26",
                        "2022-12-27",
                        "2022-12-28");
        assertThat(daysOff(2024))
                .containsExactly(
                        "2024-01-01",
                        "2024-03-04",
                        "2024-05-01",
                        "2024-05-03",
                        "2024-05-06",
                        "2024-05-24",
                        "2024-09-06",
                        "2024-09-23",
                        "2024-12-24",
                        "2024-12-25",
                        "2024-12-26");
        assertThat(daysOff(2025))
                .containsExactly(
                        "2025-01-01",
                        "2025-03-03",
                        "2025-04-18",
                        "2025-04-21",
                        "2025-05-01",
                        "2025-05-06",
                        "2025-05-26",
                        "2025-09-08",
                        "2025-09-22",
                        "2025-12-24",
                        "2025-12-25",
                        "2025-12-26",
                        "2025-12-31");
        assertThat(daysOff(2026))
                .containsExactly(
                        "2026-01-01",
                        "2026-01-02",
                        "2026-03-03",
                        "2026-04-10",
                        "2026-04-13",
                        "2026-05-01",
                        "2026-05-06",
                        "2026-05-25",
                        "2026-09-07",
                        "2026-09-22",
                        "2026-12-24",
                        "2026-12-25",
                        "2026-12-28");
    }

    @Test
    public void orthodoxEasterIsWhereTheChurchHasIt() {
        assertThat(List.of(2025, 2026, 2027, 2028, 2029, 2030).stream().map(BulgarianCalendar::easterSunday))
                .extracting(LocalDate::toString)
                .containsExactly("2025-04-20", "2026-04-12", "2027-05-02", "2028-04-16", "2029-04-08", "2030-04-28");
    }

    @Test
    public void aTermStartsTheDayAfterItsEventAndEndsWithItsLastWorkingDay() {
        // Thursday before Good Friday of 2026; Friday and Monday are off
        Instant event = sofia("2026-04-09T16:30");

        assertThat(calendar.endOfTerm(event, 1)).isEqualTo(sofia("2026-04-14T23:59:59.999999"));
        assertThat(calendar.endOfTerm(event, 7)).isEqualTo(sofia("2026-04-22T23:59:59.999999"));
        assertThat(calendar.endOfTerm(event, 0)).isEqualTo(sofia("2026-04-09T23:59:59.999999"));
    }

    @Test
    public void daysAreCountedInSofia() {
        // 23:30 UTC on Monday is Tuesday in Sofia
        assertThat(calendar.endOfTerm(Instant.parse("2026-06-01T23:30:00Z"), 1))
                .isEqualTo(sofia("2026-06-03T23:59:59.999999"));
    }

    @Test
    public void aTermOutOfRangeIsRefused() {
        Instant event = sofia("2026-04-09T16:30");

        assertThatThrownBy(() -> calendar.endOfTerm(event, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> calendar.endOfTerm(event, 2_601)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> calendar.isWorkingDay(LocalDate.of(2016, 1, 4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void theClockCountsInMicroseconds() {
        assertThat(new SystemTime().instant().getNano() % 1_000).isZero();
    }

    private List<String> daysOff(int year) {
        return LocalDate.of(year, 1, 1)
                .datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(day -> day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY)
                .filter(day -> !calendar.isWorkingDay(day))
                .map(LocalDate::toString)
                .toList();
    }

    private static Instant sofia(String local) {
        return LocalDateTime.parse(local).atZone(WorkingDays.ZONE).toInstant();
    }
}
