/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.PersonId;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** The table of drafts. A draft that was filed is gone from it; its submission has its id. */
final class Drafts {

    record DraftRow(
            String id,
            PersonId owner,
            String service,
            Locale language,
            Optional<String> form,
            Instant changed,
            Instant expires,
            Optional<String> trial) {}

    void insert(Handle unit, DraftRow draft) {
        unit.createUpdate("""
                        INSERT INTO journey_draft (id, owner, service, language, form, changed, expires, trial)
                        VALUES (:id, :owner, :service, :language, NULL, :changed, :expires, :trial)""")
                .bind("id", draft.id())
                .bind("owner", draft.owner().value())
                .bind("service", draft.service())
                .bind("language", draft.language().getLanguage())
                .bind("changed", Times.micros(draft.changed()))
                .bind("expires", Times.micros(draft.expires()))
                .bind("trial", draft.trial().orElse(null))
                .execute();
    }

    /** The draft with which somebody tries a version. */
    Optional<DraftRow> trying(Handle unit, PersonId owner, String service, String version) {
        return unit.createQuery("""
                        SELECT * FROM journey_draft WHERE owner = :owner AND service = :service AND trial = :version
                        ORDER BY changed DESC LIMIT 1""")
                .bind("owner", owner.value())
                .bind("service", service)
                .bind("version", version)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    Optional<DraftRow> find(Handle unit, String id, PersonId owner) {
        return unit.createQuery("SELECT * FROM journey_draft WHERE id = :id AND owner = :owner")
                .bind("id", id)
                .bind("owner", owner.value())
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    List<DraftRow> of(Handle unit, PersonId owner, int limit) {
        return unit.createQuery("SELECT * FROM journey_draft WHERE owner = :owner ORDER BY changed DESC LIMIT :limit")
                .bind("owner", owner.value())
                .bind("limit", limit)
                .reduceRows(new ArrayList<DraftRow>(), Drafts::add);
    }

    List<DraftRow> expired(Handle unit, Instant now, int limit) {
        return unit.createQuery("SELECT * FROM journey_draft WHERE expires < :now LIMIT :limit")
                .bind("now", Times.micros(now))
                .bind("limit", limit)
                .reduceRows(new ArrayList<DraftRow>(), Drafts::add);
    }

    void save(Handle unit, String id, String form, Instant changed, Instant expires) {
        unit.createUpdate(
                        "UPDATE journey_draft SET form = :form, changed = :changed, expires = :expires WHERE id = :id")
                .bind("form", form)
                .bind("changed", Times.micros(changed))
                .bind("expires", Times.micros(expires))
                .bind("id", id)
                .execute();
    }

    /**
     * Takes a draft out of the table.
     *
     * @return the content of its form, if it had one; empty when there was no such draft (any more)
     */
    Optional<Optional<String>> take(Handle unit, String id, PersonId owner) {
        return unit.createQuery("DELETE FROM journey_draft WHERE id = :id AND owner = :owner RETURNING form")
                .bind("id", id)
                .bind("owner", owner.value())
                .reduceRows(
                        Optional.empty(),
                        (none, row) -> Optional.of(Optional.ofNullable(row.getColumn("form", String.class))));
    }

    private static ArrayList<DraftRow> add(ArrayList<DraftRow> rows, RowView view) {
        rows.add(row(view));
        return rows;
    }

    private static DraftRow row(RowView view) {
        return new DraftRow(
                view.getColumn("id", String.class),
                new PersonId(view.getColumn("owner", String.class)),
                view.getColumn("service", String.class),
                Locale.forLanguageTag(view.getColumn("language", String.class)),
                Optional.ofNullable(view.getColumn("form", String.class)),
                Times.instant(view.getColumn("changed", Long.class)),
                Times.instant(view.getColumn("expires", Long.class)),
                Optional.ofNullable(view.getColumn("trial", String.class)));
    }
}
