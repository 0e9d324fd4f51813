/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;

/** The rows of enquiries that are made later, or were sent with a key. Each method is part of a unit. */
final class Book {

    /** How long a key names its answer. */
    static final Duration KEYED = Duration.ofHours(24);
    /** How long an answer waits to be fetched. */
    static final Duration KEPT = Duration.ofHours(72);
    /** Longer than any register is waited for: whoever asked and did not come back by then is dead. */
    static final Duration LEASE = Duration.ofSeconds(20);

    private static final String KEY = "contents";

    private final Keys keys;

    enum State {
        WAITING,
        ASKING,
        ANSWERED
    }

    /** An enquiry as it stands; the question is empty once it was answered. */
    record Row(
            String id,
            String consumer,
            byte[] sha,
            Optional<String> batch,
            int place,
            String register,
            Optional<Data.Obj> question,
            Optional<Told> answer,
            Optional<String> granted,
            boolean later,
            State state,
            int attempts,
            Instant due) {

        boolean same(byte[] content) {
            return Arrays.equals(sha, content);
        }
    }

    /** A batch. */
    record Batch(String id, String consumer, byte[] sha, int total) {}

    Book(Keys keys) {
        this.keys = keys;
    }

    /**
     * A new enquiry.
     *
     * @param question to be kept: empty for one that is being asked at once
     * @return whether it is new: false when its key names another already
     */
    boolean insert(
            Handle unit,
            String id,
            String consumer,
            @Nullable String idem,
            byte[] sha,
            @Nullable String batch,
            int place,
            String register,
            Optional<Data.Obj> question,
            Instant now) {
        boolean later = question.isPresent();
        return unit.createUpdate("""
                        INSERT INTO enquiries_enquiry (id, consumer, idem, sha, batch, place, register, question, later, state,
                            attempts, due, made, expires)
                        VALUES (:id, :consumer, :idem, :sha, :batch, :place, :register, :question, :later, :state,
                            0, :due, :made, :expires)
                        ON CONFLICT DO NOTHING""")
                        .bind("id", id)
                        .bind("consumer", consumer)
                        .bind("idem", idem)
                        .bind("sha", sha)
                        .bind("batch", batch)
                        .bind("place", place)
                        .bind("register", register)
                        .bind(
                                "question",
                                question.map(each -> encrypted(id, each)).orElse(null))
                        .bind("later", later ? 1 : 0)
                        .bind("state", (later ? State.WAITING : State.ASKING).name())
                        .bind("due", Times.micros(later ? now : now.plus(LEASE)))
                        .bind("made", Times.micros(now))
                        .bind("expires", Times.micros(now.plus(later ? KEPT : KEYED)))
                        .execute()
                == 1;
    }

    Optional<Row> keyed(Handle query, String consumer, String idem) {
        return query.createQuery("SELECT * FROM enquiries_enquiry WHERE consumer = :consumer AND idem = :idem")
                .bind("consumer", consumer)
                .bind("idem", idem)
                .reduceRows(Optional.empty(), (none, view) -> Optional.of(row(view)));
    }

    Optional<Row> find(Handle query, String id) {
        return query.createQuery("SELECT * FROM enquiries_enquiry WHERE id = :id")
                .bind("id", id)
                .reduceRows(Optional.empty(), (none, view) -> Optional.of(row(view)));
    }

    /** Items of a batch from a place on. */
    List<Row> items(Handle query, String batch, int from, int limit) {
        return query.createQuery("""
                        SELECT * FROM enquiries_enquiry WHERE batch = :batch AND place >= :from ORDER BY place LIMIT :limit""")
                .bind("batch", batch)
                .bind("from", from)
                .bind("limit", limit)
                .reduceRows(new ArrayList<Row>(), (list, view) -> {
                    list.add(row(view));
                    return list;
                });
    }

    int answered(Handle query, String batch) {
        return query.createQuery("SELECT COUNT(*) FROM enquiries_enquiry WHERE batch = :batch AND state = 'ANSWERED'")
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }

    /** Something that may be asked now. */
    record Due(String id, String register) {}

    /** What may be asked now, so many of each register: what waits, and what somebody who died was asking. */
    List<Due> due(Handle query, Instant now, int limit) {
        List<Due> due = new ArrayList<>();
        for (String register : query.createQuery("""
                        SELECT DISTINCT register FROM enquiries_enquiry
                        WHERE later = 1 AND state IN ('WAITING', 'ASKING') AND due <= :now""")
                .bind("now", Times.micros(now))
                .mapTo(String.class)
                .list()) {
            due.addAll(query.createQuery("""
                            SELECT id FROM enquiries_enquiry WHERE later = 1 AND state IN ('WAITING', 'ASKING')
                                AND due <= :now AND register = :register ORDER BY due, id LIMIT :limit""")
                    .bind("now", Times.micros(now))
                    .bind("register", register)
                    .bind("limit", limit)
                    .mapTo(String.class)
                    .map(id -> new Due(id, register))
                    .list());
        }
        return due;
    }

    /** Enquiries of a consumer that were accepted and have no answer yet. */
    int waiting(Handle query, String consumer) {
        return query.createQuery("""
                        SELECT COUNT(*) FROM enquiries_enquiry
                        WHERE consumer = :consumer AND state IN ('WAITING', 'ASKING') AND later = 1""")
                .bind("consumer", consumer)
                .mapTo(Integer.class)
                .one();
    }

    /** Takes an enquiry that is due into one's hands; empty when another was quicker. */
    Optional<Row> claim(Handle unit, String id, Instant now) {
        int claimed = unit.createUpdate("""
                        UPDATE enquiries_enquiry SET state = 'ASKING', due = :lease, attempts = attempts + 1
                        WHERE id = :id AND state IN ('WAITING', 'ASKING') AND due <= :now""")
                .bind("id", id)
                .bind("now", Times.micros(now))
                .bind("lease", Times.micros(now.plus(LEASE)))
                .execute();
        return claimed == 1 ? find(unit, id) : Optional.empty();
    }

    /** Keeps the answer; false when it is in one's hands no more. */
    boolean answer(Handle unit, Row mine, Told told, Optional<String> granted, Instant now) {
        return unit.createUpdate("""
                        UPDATE enquiries_enquiry SET state = 'ANSWERED', question = NULL, answer = :answer, granted = :granted,
                            due = :now, expires = :expires
                        WHERE id = :id AND state = 'ASKING' AND due = :lease""")
                        .bind("id", mine.id())
                        .bind("lease", Times.micros(mine.due()))
                        .bind("answer", encrypted(mine.id(), told.json()))
                        .bind("granted", granted.orElse(null))
                        .bind("now", Times.micros(now))
                        .bind("expires", Times.micros(now.plus(mine.later() ? KEPT : KEYED)))
                        .execute()
                == 1;
    }

    /** Lets it wait again; false when it is in one's hands no more. */
    boolean back(Handle unit, Row mine, Instant due) {
        return unit.createUpdate("""
                        UPDATE enquiries_enquiry SET state = 'WAITING', due = :due
                        WHERE id = :id AND state = 'ASKING' AND due = :lease""")
                        .bind("id", mine.id())
                        .bind("lease", Times.micros(mine.due()))
                        .bind("due", Times.micros(due))
                        .execute()
                == 1;
    }

    /** Forgets it, so that its key is free; false when it is in one's hands no more. */
    boolean free(Handle unit, Row mine) {
        return unit.createUpdate("DELETE FROM enquiries_enquiry WHERE id = :id AND state = 'ASKING' AND due = :lease")
                        .bind("id", mine.id())
                        .bind("lease", Times.micros(mine.due()))
                        .execute()
                == 1;
    }

    boolean insertBatch(
            Handle unit, String id, String consumer, @Nullable String idem, byte[] sha, int total, Instant now) {
        return unit.createUpdate("""
                        INSERT INTO enquiries_batch (id, consumer, idem, sha, total, made, expires)
                        VALUES (:id, :consumer, :idem, :sha, :total, :made, :expires)
                        ON CONFLICT DO NOTHING""")
                        .bind("id", id)
                        .bind("consumer", consumer)
                        .bind("idem", idem)
                        .bind("sha", sha)
                        .bind("total", total)
                        .bind("made", Times.micros(now))
                        .bind("expires", Times.micros(now.plus(KEPT)))
                        .execute()
                == 1;
    }

    Optional<Batch> keyedBatch(Handle query, String consumer, String idem) {
        return query.createQuery("SELECT * FROM enquiries_batch WHERE consumer = :consumer AND idem = :idem")
                .bind("consumer", consumer)
                .bind("idem", idem)
                .reduceRows(Optional.empty(), (none, view) -> Optional.of(batch(view)));
    }

    Optional<Batch> findBatch(Handle query, String id) {
        return query.createQuery("SELECT * FROM enquiries_batch WHERE id = :id")
                .bind("id", id)
                .reduceRows(Optional.empty(), (none, view) -> Optional.of(batch(view)));
    }

    private static Batch batch(RowView view) {
        return new Batch(
                view.getColumn("id", String.class),
                view.getColumn("consumer", String.class),
                view.getColumn("sha", byte[].class),
                view.getColumn("total", Integer.class));
    }

    /** Forgets what is older than it is kept; what waits is never forgotten. */
    void clean(Handle unit, Instant now) {
        long micros = Times.micros(now);
        long keyed = Times.micros(now.minus(KEYED));
        for (String table : List.of("enquiries_enquiry", "enquiries_batch")) {
            unit.createUpdate("UPDATE " + table + " SET idem = NULL WHERE idem IS NOT NULL AND made < :keyed")
                    .bind("keyed", keyed)
                    .execute();
        }
        unit.createUpdate("""
                        DELETE FROM enquiries_enquiry WHERE expires < :now
                            AND (state = 'ANSWERED' OR later = 0 AND due < :now)""").bind("now", micros).execute();
        unit.createUpdate("""
                        DELETE FROM enquiries_batch WHERE expires < :now
                            AND NOT EXISTS (SELECT 1 FROM enquiries_enquiry e WHERE e.batch = enquiries_batch.id)""").bind("now", micros).execute();
        unit.createUpdate("DELETE FROM enquiries_callback WHERE expires < :now AND state IN ('DELIVERED', 'DEAD')")
                .bind("now", micros)
                .execute();
    }

    private Row row(RowView view) {
        String id = view.getColumn("id", String.class);
        return new Row(
                id,
                view.getColumn("consumer", String.class),
                view.getColumn("sha", byte[].class),
                Optional.ofNullable(view.getColumn("batch", String.class)),
                view.getColumn("place", Integer.class),
                view.getColumn("register", String.class),
                Optional.ofNullable(view.getColumn("question", byte[].class)).map(bytes -> decrypted(id, bytes)),
                Optional.ofNullable(view.getColumn("answer", byte[].class))
                        .map(bytes -> Told.read(decrypted(id, bytes))),
                Optional.ofNullable(view.getColumn("granted", String.class)),
                view.getColumn("later", Integer.class) == 1,
                State.valueOf(view.getColumn("state", String.class)),
                view.getColumn("attempts", Integer.class),
                Times.instant(view.getColumn("due", Long.class)));
    }

    private byte[] encrypted(String id, Data.Obj value) {
        return keys.encrypt(KEY, Json.write(value), id.getBytes(StandardCharsets.UTF_8));
    }

    private Data.Obj decrypted(String id, byte[] bytes) {
        try {
            return Json.object(keys.decrypt(KEY, bytes, id.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("enquiry " + id + " was changed in the data base", e);
        }
    }
}
