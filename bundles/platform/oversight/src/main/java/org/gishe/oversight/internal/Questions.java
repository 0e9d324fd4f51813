/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.PersonId;
import org.gishe.keys.Keys;
import org.gishe.oversight.Oversight;
import org.gishe.oversight.Oversight.TooManyException;
import org.gishe.store.Ids;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** Questions in their table. */
final class Questions {

    private static final int MOST_OPEN = 5;

    private final Hidden hidden;
    private final Keys keys;

    /** A question as it stands. */
    record Row(
            String id,
            long entry,
            PersonId person,
            boolean objection,
            String institution,
            String text,
            Instant asked,
            Optional<String> answer,
            Optional<Instant> answered,
            Optional<String> answeredBy,
            Optional<String> message) {}

    Questions(Keys keys) {
        this.keys = keys;
        this.hidden = new Hidden(keys);
    }

    /** @throws IllegalArgumentException unless it is a text of 1 to 2000 characters without control characters */
    static String checked(String text) {
        String stripped = text.replace("\r\n", "\n").strip();
        if (stripped.isEmpty()
                || stripped.length() > Oversight.LONGEST_TEXT
                || stripped.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new IllegalArgumentException("a text of 1 to " + Oversight.LONGEST_TEXT + " characters");
        }
        return stripped;
    }

    /** The new question; empty when the same words stand there. */
    Optional<Row> insert(
            Handle unit, long entry, PersonId person, boolean objection, String institution, String text, Instant now) {
        if (same(unit, entry, objection, text).isPresent()) {
            return Optional.empty();
        }
        int open = unit.createQuery("SELECT COUNT(*) FROM oversight_question WHERE entry = ? AND answered IS NULL")
                .bind(0, entry)
                .mapTo(Integer.class)
                .one();
        if (open >= MOST_OPEN) {
            throw new TooManyException(MOST_OPEN + " questions about this wait for an answer already");
        }
        String id = Ids.next();
        int made = unit.execute(
                "INSERT INTO oversight_question (id, entry, person, objection, institution, digest, question, asked)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (entry, objection, digest) DO NOTHING",
                id,
                entry,
                person.value(),
                objection ? 1 : 0,
                institution,
                digest(text),
                hidden.close(text, "question:" + id),
                Times.micros(now));
        return made == 1 ? find(unit, id) : Optional.empty();
    }

    Optional<Row> same(Handle query, long entry, boolean objection, String text) {
        return query.createQuery("SELECT * FROM oversight_question WHERE entry = ? AND objection = ? AND digest = ?")
                .bind(0, entry)
                .bind(1, objection ? 1 : 0)
                .bind(2, digest(text))
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    /** A keyed index: equal texts of one access find each other. */
    private byte[] digest(String text) {
        return keys.blindIndex("journal-index", ("oversight-question:" + text).getBytes(StandardCharsets.UTF_8));
    }

    Optional<Row> find(Handle query, String id) {
        return query.createQuery("SELECT * FROM oversight_question WHERE id = ?")
                .bind(0, id)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    List<Row> about(Handle query, long entry, PersonId person) {
        return query.createQuery("SELECT * FROM oversight_question WHERE entry = ? AND person = ? ORDER BY id")
                .bind(0, entry)
                .bind(1, person.value())
                .reduceRows(new ArrayList<Row>(), this::add);
    }

    List<Row> open(Handle query, Optional<String> institution, String after, int limit) {
        return query.createQuery("SELECT * FROM oversight_question WHERE answered IS NULL AND id > :after"
                        + (institution.isPresent() ? " AND institution = :institution" : "")
                        + " ORDER BY id LIMIT :limit")
                .bind("after", after)
                .bind("institution", institution.orElse(""))
                .bind("limit", limit)
                .reduceRows(new ArrayList<Row>(), this::add);
    }

    boolean answer(Handle unit, String id, String text, String by, String message, Instant now) {
        return unit.execute(
                        "UPDATE oversight_question SET answer = ?, answered = ?, answered_by = ?, message = ?"
                                + " WHERE id = ? AND answered IS NULL",
                        hidden.close(text, "answer:" + id),
                        Times.micros(now),
                        by,
                        message,
                        id)
                == 1;
    }

    private ArrayList<Row> add(ArrayList<Row> list, RowView row) {
        list.add(row(row));
        return list;
    }

    private Row row(RowView row) {
        String id = row.getColumn("id", String.class);
        return new Row(
                id,
                row.getColumn("entry", Long.class),
                new PersonId(row.getColumn("person", String.class)),
                row.getColumn("objection", Integer.class) == 1,
                row.getColumn("institution", String.class),
                hidden.open(row.getColumn("question", byte[].class), "question:" + id),
                Times.instant(row.getColumn("asked", Long.class)),
                Optional.ofNullable(row.getColumn("answer", byte[].class))
                        .map(bytes -> hidden.open(bytes, "answer:" + id)),
                Optional.ofNullable(row.getColumn("answered", Long.class)).map(Times::instant),
                Optional.ofNullable(row.getColumn("answered_by", String.class)),
                Optional.ofNullable(row.getColumn("message", String.class)));
    }
}
