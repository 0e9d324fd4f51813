/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.journal.Journal;
import org.gishe.keys.Keys;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.Statement;
import org.gishe.store.Store;

/** Rewrites history as thoroughly as an operator with every right and every key can. */
public final class Rewriting {

    private Rewriting() {}

    /** One entry gets another kind; its hash and all after it are computed anew, and the head is moved. */
    public static void chain(Store store, long sequence) {
        store.commit(unit -> {
            unit.execute("UPDATE journal_entry SET kind = 'forged' WHERE sequence = ?", sequence);
            byte[] hash = new byte[32];
            List<Map<String, Object>> rows = unit.select(
                            "SELECT sequence, version, kind, at, person, commitment, hash FROM journal_entry WHERE"
                                    + " sequence IS NOT NULL ORDER BY sequence")
                    .mapToMap()
                    .list();
            for (Map<String, Object> row : rows) {
                long place = ((Number) row.get("sequence")).longValue();
                byte[] kind = ((String) row.get("kind")).getBytes(StandardCharsets.UTF_8);
                byte[] person = (byte[]) row.get("person");
                ByteBuffer leaf = ByteBuffer.allocate(200)
                        .put(((Number) row.get("version")).byteValue())
                        .putLong(place)
                        .putLong(((Number) row.get("at")).longValue())
                        .putShort((short) kind.length)
                        .put(kind)
                        .put((byte) (person == null ? 0 : 1));
                if (person != null) {
                    leaf.put(person);
                }
                leaf.put((byte[]) row.get("commitment")).flip();
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(hash);
                digest.update(leaf);
                hash = digest.digest();
                unit.execute("UPDATE journal_entry SET hash = ? WHERE sequence = ?", hash, place);
            }
            unit.execute("UPDATE journal_head SET hash = ?", hash);
            return null;
        });
    }

    /** Every root is made anew over what now stands, with its old number, name and time, and sealed. */
    public static void roots(Store store, Journal journal, Keys keys, boolean keepStamps) {
        var table = new RootTable(journal);
        store.commit(unit -> {
            unit.execute("DELETE FROM roots_node");
            Optional<Statement> last = Optional.empty();
            String previous = Statement.NONE;
            for (Root root : table.pageAfter(unit, 0, 10_000)) {
                Statement old = root.statement();
                long from = last.map(Statement::size).orElse(0L);
                Tree tree = table.tree(unit);
                tree.grow(from, old.size());
                var statement = new Statement(
                        old.origin(), old.size(), tree.root(old.size()), old.number(), from, previous, old.made());
                List<byte[]> path = tree.consistency(from, old.size());
                ByteBuffer joined = ByteBuffer.allocate(path.size() * 32);
                path.forEach(joined::put);
                tree.grown().forEach((level, nodes) -> {
                    long position = nodes.first();
                    for (byte[] hash : nodes.hashes()) {
                        unit.execute("INSERT INTO roots_node VALUES (?, ?, ?)", level, position++, hash);
                    }
                });
                String text = statement.text();
                boolean same = text.equals(root.text());
                unit.execute(
                        "UPDATE roots_root SET hash = ?, statement = ?, seal = ?, path = ? WHERE number = ?",
                        statement.hash(),
                        text,
                        keys.seal(RootsComponent.SEAL, text.getBytes(StandardCharsets.UTF_8)),
                        joined.array(),
                        old.number());
                if (!same && !keepStamps) {
                    unit.execute("UPDATE roots_root SET token = NULL, stamped = NULL WHERE number = ?", old.number());
                    unit.execute("DELETE FROM roots_cosignature WHERE root = ?", old.number());
                }
                previous = Statement.fingerprint(text);
                last = Optional.of(statement);
            }
            return null;
        });
    }
}
