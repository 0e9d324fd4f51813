/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.journal.Journal;
import org.gishe.roots.Merkle;
import org.gishe.roots.Roots.Cosignature;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.Roots.Verification;
import org.gishe.roots.Statement;
import org.gishe.roots.internal.Witnesses.Latest;
import org.gishe.roots.internal.Witnesses.Witness;
import org.gishe.store.Store;

/** One verification of all roots: the tree grows anew, leaf by leaf, and is compared at each root. */
final class Recount {

    private static final int ROOTS = 200;
    private static final int LEAVES = 4_096;

    private final Store store;
    private final Journal journal;
    private final RootTable table;
    private final Witnesses witnesses;
    private final Map<String, PublicKey> keys = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Complete subtrees from left to right, each larger than the next; their sizes are the bits of {@code leaves}. */
    private final ArrayList<byte[]> stack = new ArrayList<>();

    private final ArrayDeque<byte[]> ahead = new ArrayDeque<>();
    private long leaves;
    private long stamped;
    private long cosigned;

    Recount(Store store, Journal journal, RootTable table, Witnesses witnesses) {
        this.store = store;
        this.journal = journal;
        this.table = table;
        this.witnesses = witnesses;
    }

    Verification verify() {
        List<Witness> asked = witnesses.all();
        asked.forEach(witness -> keys.put(witness.name(), witness.key()));
        Optional<Root> last = Optional.empty();
        Optional<String> fault = Optional.empty();
        while (fault.isEmpty()) {
            long after = last.map(root -> root.statement().number()).orElse(0L);
            List<Root> page;
            try {
                page = store.read(handle -> table.pageAfter(handle, after, ROOTS));
            } catch (IllegalArgumentException e) {
                fault = Optional.of("a root after " + after + " was changed: its statement is none");
                break;
            }
            if (page.isEmpty()) {
                break;
            }
            for (Root root : page) {
                fault = fault(last, root);
                if (fault.isPresent()) {
                    break;
                }
                last = Optional.of(root);
            }
        }
        if (fault.isEmpty()) {
            fault = nodesFault();
        }
        for (Witness witness : asked) {
            if (fault.isEmpty()) {
                fault = compare(witness);
            }
        }
        witnesses.unreadable().forEach(address -> notes.add("the witness " + address + " has no key that can be read"));
        return new Verification(
                last.map(root -> root.statement().number()).orElse(0L),
                last.map(root -> root.statement().size()).orElse(0L),
                stamped,
                cosigned,
                fault,
                List.copyOf(notes));
    }

    private Optional<String> fault(Optional<Root> last, Root root) {
        Statement said = root.statement();
        String name = "root " + said.number();
        long number = last.map(before -> before.statement().number()).orElse(0L) + 1;
        if (said.number() != number) {
            return Optional.of("root " + number + " is missing");
        }
        long from = last.map(before -> before.statement().size()).orElse(0L);
        if (said.from() != from) {
            return Optional.of(name + " was changed: it does not begin where the root before it ends");
        }
        String previous =
                last.map(before -> Statement.fingerprint(before.text())).orElse(Statement.NONE);
        if (!said.previous().equals(previous)) {
            return Optional.of(name + " or the one before it was changed: it names another root before it");
        }
        if (!read(said.size())) {
            return Optional.of("entry " + (leaves + 1) + " is missing, and all up to " + said.size() + ", which " + name
                    + " covers");
        }
        byte[] hash = hash();
        if (!Arrays.equals(hash, said.hash())) {
            return Optional.of("an entry from " + (from + 1) + " to " + said.size()
                    + " was changed after the fact, or one before them: the journal does not lead to " + name);
        }
        byte[] earlier = last.map(before -> before.statement().hash()).orElseGet(Merkle::empty);
        if (!Merkle.continues(from, earlier, said.size(), said.hash(), root.path())) {
            return Optional.of(name + " was changed: its path does not lead from the root before it");
        }
        if (!Signatures.sealed(root)) {
            return Optional.of("the seal of " + name + " does not hold");
        }
        if (root.stamp().isPresent()) {
            stamped++;
            try {
                if (!Signatures.stamp(root.text(), root.stamp().get().token())
                        .at()
                        .equals(root.stamp().get().at())) {
                    return Optional.of("the time at " + name + " is not its time-stamp's");
                }
            } catch (GeneralSecurityException e) {
                return Optional.of("the time-stamp of " + name + " does not hold: " + e.getMessage());
            }
        }
        boolean counted = false;
        for (Cosignature each : root.cosignatures()) {
            PublicKey key = keys.get(each.witness());
            if (key != null && !Signatures.cosigned(key, root.text(), each)) {
                return Optional.of("the countersignature of " + name + " by witness "
                        + each.witness().substring(0, 16) + " does not hold");
            }
            counted |= key != null;
        }
        cosigned += counted ? 1 : 0;
        return Optional.empty();
    }

    // ------------------------------------------------------------------ the tree

    /** Grows the tree to that size; false when the journal ends before. */
    private boolean read(long size) {
        while (leaves < size) {
            if (ahead.isEmpty()) {
                long from = leaves + 1;
                ahead.addAll(store.<List<byte[]>>read(handle -> journal.hashes(handle, from, LEAVES)));
                if (ahead.isEmpty()) {
                    return false;
                }
            }
            byte[] hash = Merkle.leaf(ahead.remove());
            int level = 0;
            while ((leaves >> level & 1) == 1) {
                hash = Merkle.node(stack.remove(stack.size() - 1), hash);
                level++;
            }
            stack.add(hash);
            leaves++;
        }
        return true;
    }

    private byte[] hash() {
        byte[] hash = stack.get(stack.size() - 1);
        for (int i = stack.size() - 2; i >= 0; i--) {
            hash = Merkle.node(stack.get(i), hash);
        }
        return hash;
    }

    /** Whether proofs, which are made of kept nodes, come to the same tree as the leaves. */
    private Optional<String> nodesFault() {
        if (leaves == 0) {
            return Optional.empty();
        }
        try {
            byte[] kept = store.read(handle -> table.tree(handle).root(leaves));
            if (Arrays.equals(kept, hash())) {
                return Optional.empty();
            }
        } catch (Tree.MissingException e) {
            return Optional.of(e.getMessage());
        }
        return Optional.of("a kept node of the tree was changed");
    }

    // ------------------------------------------------------------------ witnesses

    /**
     * What a witness has signed last has to stand here: nobody can take that back from it. Of a log that was given up for another
     * name, as after a restore, what is lost is told, and no fault.
     */
    private Optional<String> compare(Witness witness) {
        String current =
                store.read(table::newest).map(root -> root.statement().origin()).orElse("");
        for (String origin : store.<List<String>>read(table::origins)) {
            Optional<String> words = compare(witness, origin);
            if (words.isPresent() && origin.equals(current)) {
                return words;
            }
            words.ifPresent(each -> notes.add("the former log " + origin + ": " + each));
        }
        return Optional.empty();
    }

    private Optional<String> compare(Witness witness, String origin) {
        Optional<Latest> latest;
        try {
            latest = witnesses.latest(witness, origin);
        } catch (IOException e) {
            notes.add("witness " + witness.brief() + " could not be asked: " + e.getMessage());
            return Optional.empty();
        }
        if (latest.isEmpty()) {
            notes.add("witness " + witness.brief() + " has signed nothing of " + origin);
            return Optional.empty();
        }
        String text = latest.get().text();
        try {
            Statement signed = Statement.of(text);
            Optional<Root> here = store.read(handle -> table.root(handle, signed.number()));
            if (here.isEmpty()) {
                return Optional.of("roots were removed: witness " + witness.brief() + " has signed root "
                        + signed.number() + " over " + signed.size() + " entries, which is not here");
            }
            if (!here.get().text().equals(text)) {
                return Optional.of("history was rewritten: witness " + witness.brief() + " has signed another root "
                        + signed.number());
            }
        } catch (IllegalArgumentException e) {
            notes.add("witness " + witness.brief() + " names a statement that is none");
        }
        return Optional.empty();
    }
}
