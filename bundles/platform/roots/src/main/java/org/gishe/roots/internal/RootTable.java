/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.journal.Journal;
import org.gishe.roots.Merkle;
import org.gishe.roots.Roots.Cosignature;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.Roots.Stamp;
import org.gishe.roots.Statement;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The tables of roots. */
final class RootTable {

    private static final String ROOT = "SELECT r.number, r.statement, r.seal, c.certificate, r.path, r.token, r.stamped"
            + " FROM roots_root r JOIN roots_certificate c ON c.fingerprint = r.certificate";

    private final Journal journal;

    RootTable(Journal journal) {
        this.journal = journal;
    }

    // ------------------------------------------------------------------ reading

    /** The tree as it is kept. */
    Tree tree(Handle handle) {
        return new Tree((level, first, count) -> level == 0
                ? journal.hashes(handle, first + 1, count).stream()
                        .map(Merkle::leaf)
                        .toList()
                : nodes(handle, level, first, count));
    }

    private static List<byte[]> nodes(Handle handle, int level, long first, int count) {
        return handle.createQuery("SELECT hash FROM roots_node WHERE level = ? AND position >= ? AND position < ?"
                        + " ORDER BY position")
                .bind(0, level)
                .bind(1, first)
                .bind(2, first + count)
                .map((row, context) -> row.getBytes(1))
                .list();
    }

    Optional<Root> newest(Handle handle) {
        return page(handle, Long.MAX_VALUE, 1).stream().findFirst();
    }

    /** Newest first. */
    List<Root> page(Handle handle, long before, int limit) {
        return roots(
                handle,
                handle.createQuery(ROOT + " WHERE r.number < ? ORDER BY r.number DESC LIMIT ?")
                        .bind(0, before)
                        .bind(1, limit));
    }

    /** Oldest first. */
    List<Root> pageAfter(Handle handle, long after, int limit) {
        return roots(
                handle,
                handle.createQuery(ROOT + " WHERE r.number > ? ORDER BY r.number LIMIT ?")
                        .bind(0, after)
                        .bind(1, limit));
    }

    Optional<Root> root(Handle handle, long number) {
        return roots(handle, handle.createQuery(ROOT + " WHERE r.number = ?").bind(0, number)).stream()
                .findFirst();
    }

    /** The first root of at least so many leaves. */
    Optional<Root> covering(Handle handle, long size) {
        return roots(
                        handle,
                        handle.createQuery(ROOT + " WHERE r.size >= ? ORDER BY r.size LIMIT 1")
                                .bind(0, size))
                .stream()
                .findFirst();
    }

    /** Newest first: what is stamped covers all before it. */
    Optional<Root> unstamped(Handle handle) {
        return roots(handle, handle.createQuery(ROOT + " WHERE r.token IS NULL ORDER BY r.number DESC LIMIT 1"))
                .stream()
                .findFirst();
    }

    private static List<Root> roots(Handle handle, Query query) {
        record Row(
                long number, String text, byte[] seal, byte[] certificate, byte[] path, byte[] token, long stamped) {}
        List<Row> rows = query.map((row, context) -> new Row(
                        row.getLong(1),
                        row.getString(2),
                        row.getBytes(3),
                        row.getBytes(4),
                        row.getBytes(5),
                        row.getBytes(6),
                        row.getLong(7)))
                .list();
        if (rows.isEmpty()) {
            return List.of();
        }
        long low = rows.stream().mapToLong(Row::number).min().orElseThrow();
        long high = rows.stream().mapToLong(Row::number).max().orElseThrow();
        Map<Long, List<Cosignature>> cosignatures = cosignatures(handle, low, high);
        return rows.stream()
                .map(row -> new Root(
                        Statement.of(row.text()),
                        row.text(),
                        row.seal(),
                        row.certificate(),
                        path(row.path()),
                        row.token() == null
                                ? Optional.empty()
                                : Optional.of(new Stamp(Times.instant(row.stamped()), row.token())),
                        cosignatures.getOrDefault(row.number(), List.of())))
                .toList();
    }

    private static Map<Long, List<Cosignature>> cosignatures(Handle handle, long low, long high) {
        var all = new HashMap<Long, List<Cosignature>>();
        handle.createQuery(
                        "SELECT root, witness, signed, signature FROM roots_cosignature WHERE root >= ? AND root <= ?"
                                + " ORDER BY root, witness")
                .bind(0, low)
                .bind(1, high)
                .map((row, context) -> all.computeIfAbsent(row.getLong(1), number -> new ArrayList<>())
                        .add(new Cosignature(row.getString(2), row.getLong(3), row.getBytes(4))))
                .list();
        return all;
    }

    private static List<byte[]> path(byte[] joined) {
        var path = new ArrayList<byte[]>();
        ByteBuffer buffer = ByteBuffer.wrap(joined);
        while (buffer.remaining() >= Merkle.HASH) {
            byte[] hash = new byte[Merkle.HASH];
            buffer.get(hash);
            path.add(hash);
        }
        return path;
    }

    List<String> origins(Handle handle) {
        return handle.createQuery("SELECT DISTINCT origin FROM roots_root")
                .mapTo(String.class)
                .list();
    }

    // ------------------------------------------------------------------ writing

    /** Writes a root and the nodes it completes, unless another node has; returns whether it did. */
    boolean add(Handle unit, Root root, String fingerprint, Map<Integer, Tree.Grown> grown) {
        Statement said = root.statement();
        long newest = unit.createQuery("SELECT COALESCE(MAX(number), 0) FROM roots_root")
                .mapTo(Long.class)
                .one();
        if (newest != said.number() - 1) {
            return false;
        }
        unit.execute(
                "INSERT INTO roots_certificate (fingerprint, certificate) VALUES (?, ?) ON CONFLICT (fingerprint) DO NOTHING",
                fingerprint,
                root.certificate());
        ByteBuffer path = ByteBuffer.allocate(root.path().size() * Merkle.HASH);
        root.path().forEach(path::put);
        int added = unit.execute(
                "INSERT INTO roots_root (number, origin, size, hash, made, statement, seal, certificate, path)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                said.number(),
                said.origin(),
                said.size(),
                said.hash(),
                Times.micros(said.made()),
                root.text(),
                root.seal(),
                fingerprint,
                path.array());
        if (added == 0) {
            return false;
        }
        PreparedBatch batch = unit.prepareBatch("INSERT INTO roots_node (level, position, hash) VALUES (?, ?, ?)");
        grown.forEach((level, nodes) -> {
            long position = nodes.first();
            for (byte[] hash : nodes.hashes()) {
                batch.bind(0, level).bind(1, position++).bind(2, hash).add();
            }
        });
        if (batch.size() > 0) {
            batch.execute();
        }
        return true;
    }

    void stamp(Handle unit, long number, Stamp stamp) {
        unit.execute(
                "UPDATE roots_root SET token = ?, stamped = ? WHERE number = ? AND token IS NULL",
                stamp.token(),
                Times.micros(stamp.at()),
                number);
    }

    void cosign(Handle unit, long number, Cosignature signed) {
        unit.execute(
                "INSERT INTO roots_cosignature (witness, root, signed, signature) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (witness, root) DO NOTHING",
                signed.witness(),
                number,
                signed.seconds(),
                signed.signature());
        unit.execute("DELETE FROM roots_refusal WHERE witness = ?", signed.witness());
    }

    void refused(Handle unit, String witness, String words, Instant at) {
        unit.execute(
                "INSERT INTO roots_refusal (witness, at, words) VALUES (?, ?, ?) ON CONFLICT (witness) DO UPDATE"
                        + " SET words = excluded.words",
                witness,
                Times.micros(at),
                words);
    }

    // ------------------------------------------------------------------ what waits

    record Waiting(long count, Optional<Instant> oldest) {}

    Waiting unstampedBacklog(Handle handle) {
        return waiting(handle.createQuery("SELECT COUNT(*), MIN(made) FROM roots_root WHERE token IS NULL"));
    }

    /** The roots that wait for a witness: those after the last that it signed. */
    Waiting uncosigned(Handle handle, String witness) {
        return waiting(handle.createQuery("SELECT COUNT(*), MIN(made) FROM roots_root WHERE number > ?")
                .bind(0, lastCosigned(handle, witness)));
    }

    private static Waiting waiting(Query query) {
        return query.map((row, context) -> {
                    long count = row.getLong(1);
                    long oldest = row.getLong(2);
                    return new Waiting(count, count == 0 ? Optional.empty() : Optional.of(Times.instant(oldest)));
                })
                .one();
    }

    long lastCosigned(Handle handle, String witness) {
        return handle.createQuery("SELECT COALESCE(MAX(root), 0) FROM roots_cosignature WHERE witness = ?")
                .bind(0, witness)
                .mapTo(Long.class)
                .one();
    }

    Optional<String> refusal(Handle handle, String witness) {
        return handle.createQuery("SELECT words FROM roots_refusal WHERE witness = ?")
                .bind(0, witness)
                .mapTo(String.class)
                .findOne();
    }
}
