/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.store.StoreException;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** The journal in the store: {@code record} writes an unsealed leaf and its payload, {@code run} seals what is committed. */
@Component(
        name = "org.gishe.journal",
        configurationPolicy = ConfigurationPolicy.IGNORE,
        service = {Journal.class, Recurring.class})
public final class StoredJournal implements Journal, Recurring {

    static final String KEY = "journal";
    static final String INDEX = "journal-index";
    private static final int SALT = 32;
    private static final int LONGEST_KIND = 64;
    private static final String LINE = "SELECT e.sequence, e.at, e.kind, e.commitment, p.payload"
            + " FROM journal_entry e LEFT JOIN journal_payload p ON p.entry = e.id";

    private final SecureRandom random = new SecureRandom();
    private final Store store;
    private final Keys keys;
    private final InstantSource clock;
    private final Chain chain;

    @Activate
    public StoredJournal(@Reference Store store, @Reference Keys keys, @Reference InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        store.migrate("journal", StoredJournal.class);
        Withholding.migrate(store);
        this.chain = new Chain(store, this::payload);
    }

    /** Committed to, encrypted, and ready to be written. */
    private record Ready(
            String kind,
            Optional<String> matter,
            byte[] person,
            byte[] commitment,
            byte[] salt,
            byte[] payload,
            Optional<Instant> withheld)
            implements Prepared {}

    @Override
    public void record(Handle unit, Entry entry) {
        record(unit, prepare(entry));
    }

    @Override
    public Prepared prepare(Entry entry) {
        if (entry.kind().isEmpty() || entry.kind().length() > LONGEST_KIND) {
            throw new IllegalArgumentException("a kind has 1 to 64 characters");
        }
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] plain = Json.canonical(details(entry));
        byte[] commitment = Leaf.commitment(salt, plain);
        byte[] person = entry.person().map(this::pseudonym).orElse(null);
        // the commitment is the context: a payload cannot be put under another leaf
        byte[] payload = keys.encrypt(KEY, plain, commitment);
        return new Ready(entry.kind(), entry.matter(), person, commitment, salt, payload, entry.withheld());
    }

    @Override
    public void record(Handle unit, Prepared prepared) {
        var ready = (Ready) prepared;
        long id = unit.createQuery("INSERT INTO journal_entry (version, kind, at, person, commitment)"
                        + " VALUES (?, ?, ?, ?, ?) RETURNING id")
                .bind(0, Leaf.VERSION)
                .bind(1, ready.kind())
                .bind(2, Times.micros(clock.instant()))
                .bind(3, ready.person())
                .bind(4, ready.commitment())
                .mapTo(Long.class)
                .one();
        unit.execute(
                "INSERT INTO journal_payload (entry, matter, salt, payload) VALUES (?, ?, ?, ?)",
                id,
                ready.matter().orElse(null),
                ready.salt(),
                ready.payload());
        ready.withheld().ifPresent(until -> Withholding.withhold(unit, id, ready.person(), until));
    }

    private static Data.Obj details(Entry entry) {
        Json.Builder details = Json.object();
        entry.actor().ifPresent(actor -> details.put("actor", actor.value()));
        entry.matter().ifPresent(matter -> details.put("matter", matter));
        entry.basis()
                .ifPresent(basis -> details.put(
                        "basis",
                        Json.object()
                                .put("act", basis.act())
                                .put("article", basis.article())
                                .build()));
        entry.purpose().ifPresent(purpose -> details.put("purpose", purpose));
        entry.withheld().ifPresent(until -> details.put("withheldUntil", until.toString()));
        return details.put("payload", entry.payload()).build();
    }

    private byte[] pseudonym(PersonId person) {
        return keys.blindIndex(INDEX, person.value().getBytes(StandardCharsets.UTF_8));
    }

    /** The canonical payload. */
    private byte[] payload(byte[] encrypted, byte[] commitment) throws GeneralSecurityException {
        return keys.decrypt(KEY, encrypted, commitment);
    }

    @Override
    public List<Line> about(Handle unit, PersonId person, int limit) {
        return lines(unit.createQuery(LINE + Withholding.JOIN + " WHERE e.person = ? AND " + Withholding.OPEN
                        + " ORDER BY e.id DESC LIMIT ?")
                .bind(0, pseudonym(person))
                .bind(1, Times.micros(clock.instant()))
                .bind(2, limit));
    }

    @Override
    public List<Line> matter(Handle unit, String matter) {
        return lines(
                unit.createQuery(LINE + " WHERE p.matter = ? ORDER BY p.entry").bind(0, matter));
    }

    private List<Line> lines(Query query) {
        return query.map((row, context) -> {
                    Optional<Long> sequence = Optional.of(row.getLong(1)).filter(given -> given > 0);
                    return line(sequence, row.getLong(2), row.getString(3), row.getBytes(4), row.getBytes(5));
                })
                .list();
    }

    private Line line(Optional<Long> sequence, long at, String kind, byte[] commitment, byte[] encrypted) {
        Data.Obj details = Data.EMPTY; // erased
        if (encrypted != null) {
            try {
                details = Json.object(payload(encrypted, commitment));
            } catch (GeneralSecurityException e) {
                throw new StoreException("the payload of an entry was changed", e);
            }
        }
        return new Line(
                sequence,
                Times.instant(at),
                kind,
                details.text("/actor").map(PersonId::new),
                details.text("/matter"),
                basis(details),
                details.text("/purpose"),
                details.at("/payload")
                        .filter(Data.Obj.class::isInstance)
                        .map(Data.Obj.class::cast)
                        .orElse(Data.EMPTY),
                encrypted == null);
    }

    @Override
    public List<byte[]> hashes(Handle unit, long from, int limit) {
        return unit.createQuery("SELECT hash FROM journal_entry WHERE sequence >= ? ORDER BY sequence LIMIT ?")
                .bind(0, from)
                .bind(1, limit)
                .map((row, context) -> row.getBytes(1))
                .list();
    }

    @Override
    public long sealed(Handle unit) {
        return unit.createQuery("SELECT sequence FROM journal_head WHERE id = 1")
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    @Override
    public Optional<Instant> written(Handle unit, long sequence) {
        return unit.createQuery("SELECT at FROM journal_entry WHERE sequence = ?")
                .bind(0, sequence)
                .mapTo(Long.class)
                .findOne()
                .map(Times::instant);
    }

    @Override
    public Optional<Opening> opening(Handle unit, PersonId person, long sequence) {
        byte[] pseudonym = pseudonym(person);
        return unit.createQuery("SELECT e.version, e.at, e.kind, e.commitment, e.hash, b.hash, p.salt, p.payload"
                        + " FROM journal_entry e LEFT JOIN journal_entry b ON b.sequence = e.sequence - 1"
                        + " LEFT JOIN journal_payload p ON p.entry = e.id" + Withholding.JOIN
                        + " WHERE e.sequence = ? AND e.person = ? AND " + Withholding.OPEN)
                .bind(0, sequence)
                .bind(1, pseudonym)
                .bind(2, Times.micros(clock.instant()))
                .map((row, context) -> {
                    byte[] before = row.getBytes(6);
                    byte[] commitment = row.getBytes(4);
                    byte[] encrypted = row.getBytes(8);
                    return new Opening(
                            row.getInt(1),
                            sequence,
                            row.getLong(2),
                            row.getString(3),
                            pseudonym,
                            commitment,
                            before == null ? Leaf.START : before,
                            row.getBytes(5),
                            opened(row.getBytes(7), encrypted, commitment, person),
                            encrypted == null);
                })
                .findOne();
    }

    /** Canonical bytes name whoever acted by an internal id: nobody is handed another person's. */
    private Optional<Opened> opened(byte[] salt, byte[] encrypted, byte[] commitment, PersonId reader) {
        if (salt == null || encrypted == null) {
            return Optional.empty();
        }
        try {
            byte[] plain = payload(encrypted, commitment);
            Optional<String> actor = Json.object(plain).text("/actor");
            return actor.isEmpty() || actor.get().equals(reader.value())
                    ? Optional.of(new Opened(salt, plain))
                    : Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new StoreException("the payload of an entry was changed", e);
        }
    }

    private static Optional<String> basis(Data.Obj details) {
        return details.text("/basis/act")
                .flatMap(act -> details.text("/basis/article").map(article -> new LegalBasis(act, article).toString()));
    }

    @Override
    public Sealing sealing() {
        return store.read(query -> query.createQuery(
                        "SELECT COUNT(*), MIN(at) FROM journal_entry WHERE sequence IS NULL")
                .map((row, context) -> {
                    long waiting = row.getLong(1);
                    long oldest = row.getLong(2);
                    return new Sealing(waiting, waiting == 0 ? Optional.empty() : Optional.of(Times.instant(oldest)));
                })
                .one());
    }

    @Override
    public Verification verify() {
        return chain.verify();
    }

    @Override
    public String name() {
        return "journal-seal";
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(500);
    }

    /** Seals all that is committed. */
    @Override
    public void run() {
        chain.seal();
    }
}
