/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.journal.JournalReader;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.store.Store;
import org.gishe.store.StoreException;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads by the index over person and id, or along the chain. */
@Component
public final class StoredReader implements JournalReader {

    private static final int MOST = 1_000;
    private static final String COLUMNS =
            "SELECT e.id, e.sequence, e.at, e.kind, e.person, e.commitment, p.payload, w.until_at";
    private static final String PAYLOAD = " LEFT JOIN journal_payload p ON p.entry = e.id";
    private static final String READ = COLUMNS + " FROM journal_entry e" + PAYLOAD + Withholding.JOIN;
    private static final String WITHHELD =
            COLUMNS + " FROM journal_withheld w JOIN journal_entry e ON e.id = w.entry" + PAYLOAD;
    private static final String ACCESS = "(e.kind = 'register.enquiry' OR e.kind LIKE 'access.%')";

    private final Keys keys;
    private final InstantSource clock;

    @Activate
    public StoredReader(@Reference Store store, @Reference Keys keys, @Reference InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        store.migrate("journal", StoredJournal.class);
        Withholding.migrate(store);
    }

    @Override
    public List<Read> accesses(
            Handle query, PersonId person, long before, Optional<Instant> from, Optional<Instant> until, int limit) {
        return query.createQuery(READ + " WHERE e.person = ? AND e.id < ? AND " + ACCESS
                        + " AND e.at >= ? AND e.at < ? AND " + Withholding.OPEN + " ORDER BY e.id DESC LIMIT ?")
                .bind(0, pseudonym(person))
                .bind(1, before)
                .bind(2, from.map(Times::micros).orElse(Long.MIN_VALUE))
                .bind(3, until.map(Times::micros).orElse(Long.MAX_VALUE))
                .bind(4, now())
                .bind(5, bounded(limit))
                .map((row, context) -> read(row))
                .list();
    }

    @Override
    public List<Read> fresh(Handle query, PersonId person, Instant after, Instant upTo, int limit) {
        long last = Math.min(Times.micros(upTo), now());
        return query.createQuery(READ + " WHERE e.person = ? AND " + ACCESS
                        + " AND ((w.entry IS NULL AND e.at > ? AND e.at <= ?) OR (w.until_at > ? AND w.until_at <= ?))"
                        + " ORDER BY e.id DESC LIMIT ?")
                .bind(0, pseudonym(person))
                .bind(1, Times.micros(after))
                .bind(2, last)
                .bind(3, Times.micros(after))
                .bind(4, last)
                .bind(5, bounded(limit))
                .map((row, context) -> read(row))
                .list();
    }

    @Override
    public Optional<Read> access(Handle query, PersonId person, long id) {
        return query.createQuery(READ + " WHERE e.id = ? AND e.person = ? AND " + ACCESS + " AND " + Withholding.OPEN)
                .bind(0, id)
                .bind(1, pseudonym(person))
                .bind(2, now())
                .map((row, context) -> read(row))
                .findOne();
    }

    @Override
    public Stretch accesses(Handle query, long after, int stretch) {
        long last = query.createQuery("SELECT MAX(s) FROM (SELECT sequence AS s FROM journal_entry WHERE sequence > ?"
                        + " ORDER BY sequence LIMIT ?) AS next")
                .bind(0, after)
                .bind(1, stretch)
                .mapTo(Long.class)
                .findOne()
                .orElse(after);
        return new Stretch(
                query.createQuery(READ + " WHERE e.sequence > ? AND e.sequence <= ? AND " + ACCESS
                                + " ORDER BY e.sequence")
                        .bind(0, after)
                        .bind(1, last)
                        .map((row, context) -> read(row))
                        .list(),
                last);
    }

    @Override
    public List<Read> withheld(Handle query, long after, int limit) {
        return query.createQuery(WITHHELD + " WHERE w.until_at > ? AND w.entry > ? ORDER BY w.entry LIMIT ?")
                .bind(0, now())
                .bind(1, after)
                .bind(2, bounded(limit))
                .map((row, context) -> read(row))
                .list();
    }

    @Override
    public Optional<Read> withheld(Handle query, long id) {
        return query.createQuery(WITHHELD + " WHERE w.until_at > ? AND w.entry = ?")
                .bind(0, now())
                .bind(1, id)
                .map((row, context) -> read(row))
                .findOne();
    }

    @Override
    public boolean extend(Handle unit, long id, Instant until) {
        return unit.execute(
                        "UPDATE journal_withheld SET until_at = ? WHERE entry = ? AND until_at > ? AND until_at < ?",
                        Times.micros(until),
                        id,
                        now(),
                        Times.micros(until))
                == 1;
    }

    private long now() {
        return Times.micros(clock.instant());
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(MOST, limit));
    }

    private byte[] pseudonym(PersonId person) {
        return keys.blindIndex(StoredJournal.INDEX, person.value().getBytes(StandardCharsets.UTF_8));
    }

    private Read read(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        long sequence = row.getLong(2);
        byte[] person = row.getBytes(5);
        byte[] encrypted = row.getBytes(7);
        long until = row.getLong(8);
        boolean withheld = !row.wasNull();
        Data.Obj details = Data.EMPTY;
        if (encrypted != null) {
            try {
                details = Json.object(keys.decrypt(StoredJournal.KEY, encrypted, row.getBytes(6)));
            } catch (GeneralSecurityException e) {
                throw new StoreException("the payload of an entry was changed", e);
            }
        }
        Data.Obj all = details;
        return new Read(
                id,
                sequence > 0 ? Optional.of(sequence) : Optional.empty(),
                Times.instant(row.getLong(3)),
                row.getString(4),
                Optional.ofNullable(person).map(HexFormat.of()::formatHex),
                all.text("/actor").map(PersonId::new),
                all.text("/matter"),
                all.text("/basis/act")
                        .flatMap(act -> all.text("/basis/article").map(article -> new LegalBasis(act, article))),
                all.text("/purpose"),
                all.at("/payload")
                        .filter(Data.Obj.class::isInstance)
                        .map(Data.Obj.class::cast)
                        .orElse(Data.EMPTY),
                withheld ? Optional.of(Times.instant(until)) : Optional.empty(),
                encrypted == null);
    }
}
