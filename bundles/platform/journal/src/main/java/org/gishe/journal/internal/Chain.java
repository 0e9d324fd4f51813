/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.gishe.journal.Journal.Verification;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The one chain over all leaves. */
final class Chain {

    private static final int BATCH = 500;
    private static final int PAGE = 1_000;
    private static final String LEAF = "version, kind, at, person, commitment";

    /** Gives the canonical payload that was encrypted. */
    @FunctionalInterface
    interface Payloads {
        byte[] open(byte[] encrypted, byte[] commitment) throws GeneralSecurityException;
    }

    private record Head(long sequence, byte[] hash) {}

    private record Waiting(long id, Leaf leaf) {}

    private record Next(Optional<Head> head, List<Waiting> waiting) {}

    private record Sealed(long sequence, byte[] hash, Leaf leaf, boolean kept, byte[] salt, byte[] payload) {}

    private record Snapshot(Optional<Head> head, long last, long waiting) {}

    private final Store store;
    private final Payloads payloads;

    Chain(Store store, Payloads payloads) {
        this.store = store;
        this.payloads = payloads;
    }

    /** Gives sequence and hash to the committed leaves that have none, until there are no more. */
    void seal() {
        int sealed;
        do {
            sealed = sealBatch();
        } while (sealed == BATCH);
    }

    /** Hashes outside the unit, which would hold up everybody; the guarded move of the head fences a second sealer. */
    private int sealBatch() {
        Next next = store.read(handle -> new Next(head(handle), waiting(handle)));
        Optional<Head> before = next.head();
        List<Waiting> waiting = next.waiting();
        if (waiting.isEmpty()) {
            return 0;
        }
        List<byte[]> hashes = new ArrayList<>(waiting.size());
        long sequence = before.map(Head::sequence).orElse(0L);
        byte[] hash = before.map(Head::hash).orElse(Leaf.START);
        for (Waiting one : waiting) {
            hash = one.leaf().chained(hash, ++sequence);
            hashes.add(hash);
        }
        Head after = new Head(sequence, hash);
        boolean moved = store.commit(handle -> {
            if (!move(handle, before, after)) {
                return false;
            }
            long place = before.map(Head::sequence).orElse(0L);
            PreparedBatch batch = handle.prepareBatch(
                    "UPDATE journal_entry SET sequence = ?, hash = ? WHERE id = ? AND sequence IS NULL");
            for (int i = 0; i < hashes.size(); i++) {
                batch.bind(0, ++place)
                        .bind(1, hashes.get(i))
                        .bind(2, waiting.get(i).id())
                        .add();
            }
            if (Arrays.stream(batch.execute()).sum() != hashes.size()) {
                throw new IllegalStateException("leaves were sealed without the head");
            }
            return true;
        });
        return moved ? waiting.size() : 0;
    }

    private static List<Waiting> waiting(Handle handle) {
        return handle.createQuery(
                        "SELECT id, " + LEAF + " FROM journal_entry WHERE sequence IS NULL ORDER BY id LIMIT " + BATCH)
                .map((row, context) -> new Waiting(
                        row.getLong(1),
                        new Leaf(row.getInt(2), row.getString(3), row.getLong(4), row.getBytes(5), row.getBytes(6))))
                .list();
    }

    private static boolean move(Handle handle, Optional<Head> before, Head after) {
        if (before.isEmpty()) {
            return handle.execute(
                            "INSERT INTO journal_head (id, sequence, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING",
                            after.sequence(),
                            after.hash())
                    == 1;
        }
        return handle.execute(
                        "UPDATE journal_head SET sequence = ?, hash = ? WHERE id = 1 AND sequence = ? AND hash = ?",
                        after.sequence(),
                        after.hash(),
                        before.get().sequence(),
                        before.get().hash())
                == 1;
    }

    private static Optional<Head> head(Handle handle) {
        return handle.createQuery("SELECT sequence, hash FROM journal_head WHERE id = 1")
                .map((row, context) -> new Head(row.getLong(1), row.getBytes(2)))
                .findOne();
    }

    Verification verify() {
        Snapshot now = store.read(handle -> new Snapshot(
                head(handle),
                handle.createQuery("SELECT COALESCE(MAX(sequence), 0) FROM journal_entry")
                        .mapTo(Long.class)
                        .one(),
                handle.createQuery("SELECT COUNT(*) FROM journal_entry WHERE sequence IS NULL")
                        .mapTo(Long.class)
                        .one()));
        Head head = now.head().orElse(new Head(0, Leaf.START));
        var erased = new AtomicLong();
        Optional<String> fault = walk(head, erased);
        if (fault.isEmpty() && now.last() != head.sequence()) {
            fault = Optional.of("entries are missing or were added at the end: the head is at " + head.sequence()
                    + ", the last entry at " + now.last());
        }
        return new Verification(
                head.sequence(), now.waiting(), fault, HexFormat.of().formatHex(head.hash()), erased.get());
    }

    /** From the first leaf to the head; returns the first fault. */
    private Optional<String> walk(Head head, AtomicLong erased) {
        byte[] hash = Leaf.START;
        long expected = 1;
        while (expected <= head.sequence()) {
            long from = expected;
            List<Sealed> page = store.read(handle -> page(handle, from, head.sequence()));
            if (page.isEmpty()) {
                return Optional.of("entry " + expected + " is missing, and all up to the head at " + head.sequence());
            }
            for (Sealed one : page) {
                if (one.sequence() != expected) {
                    return Optional.of("entry " + expected + " is missing");
                }
                hash = one.leaf().chained(hash, expected);
                if (!Arrays.equals(hash, one.hash())) {
                    return Optional.of("entry " + expected + " was changed: its hash does not follow from it");
                }
                Optional<String> fault = payloadFault(one);
                if (one.kept() && one.salt() == null && one.payload() == null) {
                    erased.incrementAndGet();
                }
                if (fault.isPresent()) {
                    return fault;
                }
                expected++;
            }
        }
        return Arrays.equals(hash, head.hash())
                ? Optional.empty()
                : Optional.of("the head at " + head.sequence() + " was changed: it does not follow from the entries");
    }

    private Optional<String> payloadFault(Sealed one) {
        if (!one.kept()) {
            return Optional.of("the payload of entry " + one.sequence() + " is missing");
        }
        if (one.salt() == null && one.payload() == null) {
            return Optional.empty(); // erased
        }
        try {
            if (one.salt() != null
                    && one.payload() != null
                    && Arrays.equals(
                            Leaf.commitment(
                                    one.salt(),
                                    payloads.open(one.payload(), one.leaf().commitment())),
                            one.leaf().commitment())) {
                return Optional.empty();
            }
        } catch (GeneralSecurityException e) {
            // told below: the payload does not open under this leaf
        }
        return Optional.of("the payload of entry " + one.sequence() + " was changed");
    }

    private static List<Sealed> page(Handle handle, long from, long to) {
        return handle.createQuery("SELECT e.sequence, e.hash, e.version, e.kind, e.at, e.person, e.commitment, p.entry,"
                        + " p.salt, p.payload FROM journal_entry e LEFT JOIN journal_payload p ON p.entry = e.id"
                        + " WHERE e.sequence >= ? AND e.sequence <= ? ORDER BY e.sequence LIMIT " + PAGE)
                .bind(0, from)
                .bind(1, to)
                .map((row, context) -> new Sealed(
                        row.getLong(1),
                        row.getBytes(2),
                        new Leaf(row.getInt(3), row.getString(4), row.getLong(5), row.getBytes(6), row.getBytes(7)),
                        row.getObject(8) != null,
                        row.getBytes(9),
                        row.getBytes(10)))
                .list();
    }
}
