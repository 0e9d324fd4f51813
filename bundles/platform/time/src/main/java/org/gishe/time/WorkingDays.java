/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.osgi.annotation.versioning.ProviderType;

/** Counts terms by the working-day calendar, which is data. Thread-safe. */
@ProviderType
public interface WorkingDays {

    /** In which days are counted. */
    ZoneId ZONE = ZoneId.of("Europe/Sofia");

    /** Whether offices work on that day. */
    boolean isWorkingDay(LocalDate day);

    /**
     * The last instant of the term of so many working days that starts with an event: the day of the event does not
     * count, the term ends with the end of its last working day.
     *
     * @param days 0 or more; 0 ends with the event's own day
     * @throws IllegalArgumentException if negative or beyond ten years
     */
    Instant endOfTerm(Instant event, int days);
}
