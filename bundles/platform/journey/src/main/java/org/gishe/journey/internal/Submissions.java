/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.journey.internal.Row.Status;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** The table of submissions and of their effects. Each move is guarded by step, visit and fence. */
final class Submissions {

    /** A worker that died is followed by another after so long. */
    static final java.time.Duration LEASE = java.time.Duration.ofSeconds(60);

    /** New, and already in this node's hands. */
    void insert(Handle unit, Row row, String leaseOwner, Instant now) {
        unit.createUpdate("""
                        INSERT INTO journey_submission (id, owner, service, version, language, title_bg, title_en, steps,
                            provider, content, step, visit, entered, attempts, state, reason, due, lease_owner, lease_until,
                            fence, filed)
                        VALUES (:id, :owner, :service, :version, :language, :titleBg, :titleEn, :steps,
                            :provider, :content, :step, 1, :now, 0, 'RUNNING', '', :now, :leaseOwner, :leaseUntil, 1, :now)""")
                .bind("id", row.id())
                .bind("owner", row.owner().value())
                .bind("service", row.service())
                .bind("version", row.version())
                .bind("language", row.language().getLanguage())
                .bind("titleBg", row.title().bulgarian())
                .bind("titleEn", row.title().english())
                .bind("steps", String.join(" ", row.steps()))
                .bind("provider", row.provider())
                .bind("content", row.content())
                .bind("step", row.step())
                .bind("now", Times.micros(now))
                .bind("leaseOwner", leaseOwner)
                .bind("leaseUntil", Times.micros(now.plus(LEASE)))
                .execute();
    }

    Optional<Row> find(Handle unit, String id) {
        return unit.createQuery("SELECT * FROM journey_submission WHERE id = :id")
                .bind("id", id)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    List<Row> of(Handle unit, PersonId owner, int limit) {
        return unit.createQuery(
                        "SELECT * FROM journey_submission WHERE owner = :owner ORDER BY filed DESC, id LIMIT :limit")
                .bind("owner", owner.value())
                .bind("limit", limit)
                .reduceRows(new ArrayList<Row>(), Submissions::add);
    }

    /** Takes a due submission that nobody holds into this worker's hands. */
    Optional<Row> claim(Handle unit, String id, String leaseOwner, Instant now) {
        int claimed = unit.createUpdate("""
                        UPDATE journey_submission SET lease_owner = :owner, lease_until = :until, fence = fence + 1
                        WHERE id = :id AND due <= :now AND lease_until < :now""")
                .bind("owner", leaseOwner)
                .bind("until", Times.micros(now.plus(LEASE)))
                .bind("id", id)
                .bind("now", Times.micros(now))
                .execute();
        return claimed == 1 ? find(unit, id) : Optional.empty();
    }

    /** Due submissions that nobody holds, longest waiting first. */
    List<String> due(Handle unit, Instant now, int limit) {
        return unit.createQuery("""
                        SELECT id FROM journey_submission WHERE due <= :now AND lease_until < :now
                        ORDER BY due LIMIT :limit""")
                .bind("now", Times.micros(now))
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** What this node held in its former life is free again. */
    int release(Handle unit, String node, String life) {
        return unit.createUpdate("""
                        UPDATE journey_submission SET lease_until = 0
                        WHERE lease_owner LIKE :node AND lease_owner <> :life AND lease_until > 0""")
                .bind("node", node + "/%")
                .bind("life", life)
                .execute();
    }

    /** Moves on, and keeps the hands on it; false when another has moved it meanwhile. */
    boolean moveOn(Handle unit, Row row, Instant now) {
        boolean closing = row.next().equals(Row.CLOSED);
        return unit.createUpdate("""
                                UPDATE journey_submission SET step = :next, visit = visit + 1, entered = :now, attempts = 0,
                                    state = :state, reason = '', due = :due, lease_until = :lease
                                WHERE id = :id AND step = :step AND visit = :visit AND fence = :fence""")
                        .bind("next", row.next())
                        .bind("now", Times.micros(now))
                        .bind("state", closing ? Status.CLOSED.name() : Status.RUNNING.name())
                        .bind("due", closing ? null : Times.micros(now))
                        .bind("lease", closing ? 0L : Times.micros(now.plus(LEASE)))
                        .bind("id", row.id())
                        .bind("step", row.step())
                        .bind("visit", row.visit())
                        .bind("fence", row.fence())
                        .execute()
                == 1;
    }

    /** Lets go of it in the same step. */
    boolean rest(
            Handle unit,
            Row row,
            Status state,
            String reason,
            Optional<Instant> due,
            int attempts,
            boolean anew,
            Instant now) {
        return unit.createUpdate("""
                                UPDATE journey_submission SET state = :state, reason = :reason, due = :due, attempts = :attempts,
                                    visit = visit + :anew, entered = CASE WHEN :anew = 1 THEN :now ELSE entered END,
                                    lease_until = 0
                                WHERE id = :id AND step = :step AND visit = :visit AND fence = :fence""")
                        .bind("state", state.name())
                        .bind("reason", reason.length() > 500 ? reason.substring(0, 500) : reason)
                        .bind("due", due.map(Times::micros).orElse(null))
                        .bind("attempts", attempts)
                        .bind("anew", anew ? 1 : 0)
                        .bind("now", Times.micros(now))
                        .bind("id", row.id())
                        .bind("step", row.step())
                        .bind("visit", row.visit())
                        .bind("fence", row.fence())
                        .execute()
                == 1;
    }

    /** Wakes one that stands in a state, as a new visit; a worker that still holds it is fenced off. */
    boolean wake(Handle unit, String id, Status from, Optional<String> provider, Instant now) {
        return unit.createUpdate("""
                                UPDATE journey_submission SET state = 'RUNNING', reason = '', attempts = 0, visit = visit + 1,
                                    entered = :now, due = :now, lease_until = 0, fence = fence + 1,
                                    provider = COALESCE(:provider, provider)
                                WHERE id = :id AND state = :state""")
                        .bind("id", id)
                        .bind("state", from.name())
                        .bind("provider", provider.orElse(null))
                        .bind("now", Times.micros(now))
                        .execute()
                == 1;
    }

    /** What waits for its owner's signature is due now; whether it waited. */
    boolean hurry(Handle unit, String id, Instant now) {
        return unit.createUpdate("UPDATE journey_submission SET due = :now WHERE id = :id AND state = 'SIGNATURE'")
                        .bind("id", id)
                        .bind("now", Times.micros(now))
                        .execute()
                == 1;
    }

    /** Writes that this visit of this step has had its effect; false when it had it before. */
    boolean effect(Handle unit, Row row, Instant now) {
        return unit.createUpdate("""
                                INSERT INTO journey_effect (submission, step, visit, at) VALUES (:id, :step, :visit, :now)
                                ON CONFLICT (submission, step, visit) DO NOTHING""")
                        .bind("id", row.id())
                        .bind("step", row.step())
                        .bind("visit", row.visit())
                        .bind("now", Times.micros(now))
                        .execute()
                == 1;
    }

    /** Id of the content that its owner signed. */
    Optional<String> signature(Handle unit, String id, PersonId owner) {
        return unit.createQuery("SELECT signature FROM journey_submission WHERE id = :id AND owner = :owner")
                .bind("id", id)
                .bind("owner", owner.value())
                .map((row, context) -> Optional.ofNullable(row.getString(1)))
                .findOne()
                .flatMap(each -> each);
    }

    /** When each step had its effect. */
    Map<String, Instant> done(Handle unit, String id) {
        return unit.createQuery("SELECT step, MAX(at) AS at FROM journey_effect WHERE submission = :id GROUP BY step")
                .bind("id", id)
                .reduceRows(new LinkedHashMap<String, Instant>(), (done, row) -> {
                    done.put(row.getColumn("step", String.class), Times.instant(row.getColumn("at", Long.class)));
                    return done;
                });
    }

    /** Filed before an instant and not signed since. */
    List<Row> unsigned(Handle unit, Instant before, int limit) {
        return unit.createQuery("""
                        SELECT * FROM journey_submission
                        WHERE step <> 'closed' AND step = 'sign' AND state IN ('NOT_SIGNED', 'PARKED') AND filed < :before
                        LIMIT :limit""")
                .bind("before", Times.micros(before))
                .bind("limit", limit)
                .reduceRows(new ArrayList<Row>(), Submissions::add);
    }

    /** Forgets one that was never signed; false when it has moved meanwhile. */
    boolean expire(Handle unit, Row row) {
        return unit.createUpdate("""
                                DELETE FROM journey_submission
                                WHERE id = :id AND step = 'sign' AND visit = :visit AND state = :state""")
                        .bind("id", row.id())
                        .bind("visit", row.visit())
                        .bind("state", row.state().name())
                        .execute()
                == 1;
    }

    List<Row> parked(Handle unit) {
        return unit.createQuery("SELECT * FROM journey_submission WHERE state = 'PARKED' ORDER BY entered LIMIT 1000")
                .reduceRows(new ArrayList<Row>(), Submissions::add);
    }

    private static ArrayList<Row> add(ArrayList<Row> rows, RowView view) {
        rows.add(row(view));
        return rows;
    }

    private static Row row(RowView view) {
        return new Row(
                view.getColumn("id", String.class),
                new PersonId(view.getColumn("owner", String.class)),
                view.getColumn("service", String.class),
                view.getColumn("version", String.class),
                Locale.forLanguageTag(view.getColumn("language", String.class)),
                LocalText.of(view.getColumn("title_bg", String.class), view.getColumn("title_en", String.class)),
                List.of(view.getColumn("steps", String.class).split(" ")),
                view.getColumn("provider", String.class),
                view.getColumn("content", String.class),
                view.getColumn("step", String.class),
                view.getColumn("visit", Integer.class),
                Times.instant(view.getColumn("entered", Long.class)),
                view.getColumn("attempts", Integer.class),
                Status.valueOf(view.getColumn("state", String.class)),
                view.getColumn("reason", String.class),
                instant(view, "due"),
                view.getColumn("fence", Long.class),
                Times.instant(view.getColumn("filed", Long.class)),
                Optional.ofNullable(view.getColumn("number", String.class)),
                instant(view, "received"),
                instant(view, "term"),
                Optional.ofNullable(view.getColumn("granted", Integer.class)).map(granted -> granted == 1),
                Optional.ofNullable(view.getColumn("decision", String.class)),
                Optional.ofNullable(view.getColumn("message", String.class)));
    }

    private static Optional<Instant> instant(RowView view, String column) {
        return Optional.ofNullable(view.getColumn(column, Long.class)).map(Times::instant);
    }
}
