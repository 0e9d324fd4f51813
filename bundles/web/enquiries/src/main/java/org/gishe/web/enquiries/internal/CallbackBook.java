/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** The rows of callbacks. Each method is part of a unit. */
final class CallbackBook {

    /** Longer than one sending takes. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    enum State {
        /** For its answer. */
        WAITING,
        DUE,
        DELIVERED,
        /** Tried as often as it is tried. */
        DEAD
    }

    record Row(String subject, String address, Locale language, State state, int attempts, Instant due, String note) {}

    void insert(Handle unit, String subject, String address, Locale language, Instant now) {
        unit.createUpdate("""
                        INSERT INTO enquiries_callback (subject, address, language, state, attempts, due, note, expires)
                        VALUES (:subject, :address, :language, 'WAITING', 0, :now, '', :expires)""")
                .bind("subject", subject)
                .bind("address", address)
                .bind("language", language.getLanguage())
                .bind("now", Times.micros(now))
                .bind("expires", Times.micros(now.plus(Book.KEPT)))
                .execute();
    }

    /** Those whose answer is there now are due. */
    void ripen(Handle unit, Instant now) {
        unit.createUpdate("""
                        UPDATE enquiries_callback SET state = 'DUE', due = :now WHERE state = 'WAITING'
                            AND NOT EXISTS (SELECT 1 FROM enquiries_enquiry e
                                WHERE e.id = enquiries_callback.subject AND e.state <> 'ANSWERED')
                            AND NOT EXISTS (SELECT 1 FROM enquiries_enquiry e
                                WHERE e.batch = enquiries_callback.subject AND e.state <> 'ANSWERED')""").bind("now", Times.micros(now)).execute();
    }

    List<Row> due(Handle query, Instant now, int limit) {
        return query.createQuery(
                        "SELECT * FROM enquiries_callback WHERE state = 'DUE' AND due <= :now ORDER BY due LIMIT :limit")
                .bind("now", Times.micros(now))
                .bind("limit", limit)
                .reduceRows(new ArrayList<Row>(), (list, view) -> {
                    list.add(row(view));
                    return list;
                });
    }

    Optional<Row> claim(Handle unit, String subject, Instant now) {
        int claimed = unit.createUpdate("""
                        UPDATE enquiries_callback SET due = :lease, attempts = attempts + 1
                        WHERE subject = :subject AND state = 'DUE' AND due <= :now""")
                .bind("subject", subject)
                .bind("now", Times.micros(now))
                .bind("lease", Times.micros(now.plus(LEASE)))
                .execute();
        return claimed == 1 ? find(unit, subject) : Optional.empty();
    }

    void close(Handle unit, Row mine, State state, Instant due, String note) {
        unit.createUpdate("""
                        UPDATE enquiries_callback SET state = :state, due = :due, note = :note
                        WHERE subject = :subject AND state = 'DUE' AND due = :lease""")
                .bind("subject", mine.subject())
                .bind("lease", Times.micros(mine.due()))
                .bind("state", state.name())
                .bind("due", Times.micros(due))
                .bind("note", note)
                .execute();
    }

    Optional<Row> find(Handle query, String subject) {
        return query.createQuery("SELECT * FROM enquiries_callback WHERE subject = :subject")
                .bind("subject", subject)
                .reduceRows(Optional.empty(), (none, view) -> Optional.of(row(view)));
    }

    List<Row> dead(Handle query, String consumer, int limit) {
        return query.createQuery("""
                        SELECT c.* FROM enquiries_callback c WHERE c.state = 'DEAD' AND (
                            EXISTS (SELECT 1 FROM enquiries_enquiry e WHERE e.id = c.subject AND e.consumer = :consumer)
                            OR EXISTS (SELECT 1 FROM enquiries_batch b WHERE b.id = c.subject AND b.consumer = :consumer))
                        ORDER BY c.due DESC LIMIT :limit""")
                .bind("consumer", consumer)
                .bind("limit", limit)
                .reduceRows(new ArrayList<Row>(), (list, view) -> {
                    list.add(row(view));
                    return list;
                });
    }

    private static Row row(RowView view) {
        return new Row(
                view.getColumn("subject", String.class),
                view.getColumn("address", String.class),
                Locale.forLanguageTag(view.getColumn("language", String.class)),
                State.valueOf(view.getColumn("state", String.class)),
                view.getColumn("attempts", Integer.class),
                Times.instant(view.getColumn("due", Long.class)),
                view.getColumn("note", String.class));
    }
}
