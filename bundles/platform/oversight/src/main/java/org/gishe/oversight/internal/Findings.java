/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.oversight.Overseers.Rule;
import org.gishe.oversight.Overseers.State;
import org.gishe.store.Ids;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** Findings in their table. */
final class Findings {

    private static final int MOST_EXAMPLES = 20;

    private final Journal journal;
    private final Hidden hidden;

    /** A finding as it stands. */
    record Row(
            String id,
            Rule rule,
            String institution,
            Data.Obj facts,
            long entries,
            Instant first,
            Instant last,
            State state,
            String note,
            Optional<String> decidedBy,
            Optional<Instant> decided) {}

    Findings(Journal journal, Keys keys) {
        this.journal = journal;
        this.hidden = new Hidden(keys);
    }

    /**
     * One more enquiry that a rule found. What was decided on is new again when more comes to it.
     *
     * @param key the same for all that belong together
     */
    void add(
            Handle unit,
            Rule rule,
            String key,
            String institution,
            String who,
            String register,
            long entry,
            Instant at) {
        Optional<Row> known = unit.createQuery("SELECT * FROM oversight_finding WHERE finding_key = ?")
                .bind(0, key)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
        if (known.isPresent()) {
            Row row = known.get();
            boolean again = row.state() != State.NEW;
            unit.execute(
                    "UPDATE oversight_finding SET entries = entries + 1, facts = ?, first_at = ?, last_at = ?, state = ?"
                            + " WHERE id = ?",
                    hidden.close(Json.text(with(row.facts(), entry)), "finding:" + row.id()),
                    Math.min(Times.micros(row.first()), Times.micros(at)),
                    Math.max(Times.micros(row.last()), Times.micros(at)),
                    State.NEW.name(),
                    row.id());
            if (again) {
                write(unit, "oversight.finding", row.id(), rule, institution, State.NEW, "", "");
            }
            return;
        }
        String id = Ids.next();
        Data.Obj facts = with(
                Data.EMPTY.with("who", who).with("register", register).with("entries", new Data.Arr(List.of())), entry);
        unit.execute(
                "INSERT INTO oversight_finding (id, finding_key, rule_name, institution, facts, entries, first_at, last_at,"
                        + " state, note) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, '')",
                id,
                key,
                rule.name(),
                institution,
                hidden.close(Json.text(facts), "finding:" + id),
                Times.micros(at),
                Times.micros(at),
                State.NEW.name());
        write(unit, "oversight.finding", id, rule, institution, State.NEW, "", "");
    }

    private static Data.Obj with(Data.Obj facts, long entry) {
        List<Data> entries = new ArrayList<>();
        if (facts.members().get("entries") instanceof Data.Arr all) {
            entries.addAll(all.items());
        }
        if (entries.size() < MOST_EXAMPLES) {
            entries.add(Data.of(entry));
        }
        return facts.with("entries", new Data.Arr(entries));
    }

    boolean decide(Handle unit, String id, State state, String note, String by, Instant now) {
        boolean changed = unit.execute(
                        "UPDATE oversight_finding SET state = ?, note = ?, decided_by = ?, decided = ? WHERE id = ?",
                        state.name(),
                        note,
                        by,
                        Times.micros(now),
                        id)
                == 1;
        if (changed) {
            Row row = find(unit, id).orElseThrow();
            write(unit, "oversight.finding-decided", id, row.rule(), row.institution(), state, note, by);
        }
        return changed;
    }

    private void write(
            Handle unit, String kind, String id, Rule rule, String institution, State state, String note, String by) {
        journal.record(
                unit,
                Entry.of(kind)
                        .matter(id)
                        .payload(Data.EMPTY
                                .with("rule", rule.name())
                                .with("institution", institution)
                                .with("state", state.name())
                                .with("note", note)
                                .with("by", by))
                        .build());
    }

    Optional<Row> find(Handle query, String id) {
        return query.createQuery("SELECT * FROM oversight_finding WHERE id = ?")
                .bind(0, id)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    List<Row> page(Handle query, Optional<State> state, String before, int limit) {
        return query.createQuery("SELECT * FROM oversight_finding WHERE "
                        + (before.isEmpty() ? "" : "id < :before AND ")
                        + (state.isPresent() ? "state = :state" : "1 = 1") + " ORDER BY id DESC LIMIT :limit")
                .bind("before", before)
                .bind("state", state.map(State::name).orElse(""))
                .bind("limit", limit)
                .reduceRows(new ArrayList<Row>(), (list, row) -> {
                    list.add(row(row));
                    return list;
                });
    }

    private Row row(RowView row) {
        String id = row.getColumn("id", String.class);
        return new Row(
                id,
                Rule.valueOf(row.getColumn("rule_name", String.class)),
                row.getColumn("institution", String.class),
                (Data.Obj) Json.read(hidden.open(row.getColumn("facts", byte[].class), "finding:" + id)),
                row.getColumn("entries", Long.class),
                Times.instant(row.getColumn("first_at", Long.class)),
                Times.instant(row.getColumn("last_at", Long.class)),
                State.valueOf(row.getColumn("state", String.class)),
                row.getColumn("note", String.class),
                Optional.ofNullable(row.getColumn("decided_by", String.class)),
                Optional.ofNullable(row.getColumn("decided", Long.class)).map(Times::instant));
    }
}
