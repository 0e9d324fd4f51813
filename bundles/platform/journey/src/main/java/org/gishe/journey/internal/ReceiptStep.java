/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.gishe.api.base.Data;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.store.Times;
import org.gishe.time.WorkingDays;
import org.jdbi.v3.core.Handle;

/** Gives the incoming number from the book of the year, without gaps, and fixes the legal moment and its term. */
final class ReceiptStep implements Step {

    private final Case cases;
    private final Journal journal;
    private final WorkingDays workingDays;
    private final InstantSource clock;

    ReceiptStep(Case cases, Journal journal, WorkingDays workingDays, InstantSource clock) {
        this.cases = cases;
        this.journal = journal;
        this.workingDays = workingDays;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "receipt";
    }

    @Override
    public Outcome take(Row row) {
        ServiceDescription description = cases.description(row).orElse(null);
        if (description == null) {
            return new Outcome.Missing("version " + row.version() + " of " + row.service() + " is not running");
        }
        Instant now = clock.instant();
        Instant term = workingDays.endOfTerm(now, description.workingDays());
        return new Outcome.Done(unit -> {
            String number = number(unit, now.atZone(WorkingDays.ZONE).getYear());
            unit.createUpdate("""
                            UPDATE journey_submission SET number = :number, received = :received, term = :term
                            WHERE id = :id""")
                    .bind("number", number)
                    .bind("received", Times.micros(now))
                    .bind("term", Times.micros(term))
                    .bind("id", row.id())
                    .execute();
            journal.record(
                    unit,
                    Entry.of("journey.received")
                            .person(row.owner())
                            .matter(row.id())
                            .payload(Data.EMPTY.with("number", number).with("service", row.service()))
                            .build());
        });
    }

    private static String number(Handle unit, int year) {
        unit.createUpdate("""
                        INSERT INTO journey_book (year, last) VALUES (:year, 1)
                        ON CONFLICT (year) DO UPDATE SET last = journey_book.last + 1""").bind("year", year).execute();
        long number = unit.createQuery("SELECT last FROM journey_book WHERE year = :year")
                .bind("year", year)
                .mapTo(Long.class)
                .one();
        return String.format(Locale.ROOT, "%d-%06d", year, number);
    }
}
