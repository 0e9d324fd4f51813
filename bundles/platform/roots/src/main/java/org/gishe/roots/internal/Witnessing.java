/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.internal.Witnesses.Behind;
import org.gishe.roots.internal.Witnesses.Refused;
import org.gishe.roots.internal.Witnesses.Signed;
import org.gishe.roots.internal.Witnesses.Witness;
import org.gishe.roots.internal.Witnesses.Word;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each root to each witness, in order. A witness may have signed what this node no longer remembers, as after a power cut:
 * it says how far it is, and the proof begins there.
 */
@Component(service = Recurring.class)
public final class Witnessing implements Recurring {

    private static final Logger LOG = LoggerFactory.getLogger(Witnessing.class);
    private static final int AT_ONCE = 100;
    /** A witness that is new gets no more than that many old roots. */
    private static final long OLD = 1_000;

    private final Store store;
    private final RootTable table;
    private final Witnesses witnesses;
    private final InstantSource clock;
    private final Pause pause = new Pause();
    private final Map<String, String> troubles = new HashMap<>();

    /** @param roots owns the tables */
    @Activate
    public Witnessing(
            @Reference Store store,
            @Reference RootsComponent roots,
            @Reference Witnesses witnesses,
            @Reference InstantSource clock) {
        this.store = store;
        this.table = roots.table();
        this.witnesses = witnesses;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "journal-witnesses";
    }

    @Override
    public Duration every() {
        return pause.length();
    }

    @Override
    public void run() {
        boolean well = true;
        for (Witness witness : witnesses.all()) {
            try {
                well &= catchUp(witness);
                if (well) {
                    troubles.remove(witness.name());
                }
            } catch (IOException e) {
                well = false;
                tell(witness, e.getMessage());
            }
        }
        if (well) {
            pause.well();
        } else {
            pause.failed();
        }
    }

    private void tell(Witness witness, String words) {
        if (!words.equals(troubles.put(witness.name(), words))) {
            LOG.warn("Roots of the journal wait for witness {} at {}: {}", witness.brief(), witness.address(), words);
        }
    }

    private record Next(Root root, List<byte[]> path, long size) {}

    /** @return false when the witness refuses */
    private boolean catchUp(Witness witness) throws IOException {
        for (int i = 0; i < AT_ONCE; i++) {
            Optional<Next> next = store.read(handle -> next(handle, witness));
            if (next.isEmpty()) {
                return true;
            }
            Next each = next.get();
            Root asked = each.root();
            Word word = witnesses.countersign(
                    witness, each.root(), each.root().statement().from(), each.path());
            if (word instanceof Behind behind) {
                Optional<Next> again = store.read(handle -> from(handle, asked, behind.size()));
                if (again.isEmpty()) {
                    word = new Refused("it has signed a tree of " + behind.size() + " entries, this journal has "
                            + each.size() + " under roots");
                } else {
                    each = again.get();
                    word = witnesses.countersign(witness, each.root(), behind.size(), each.path());
                }
            }
            if (word instanceof Signed signed) {
                long number = each.root().statement().number();
                store.commit(unit -> {
                    table.cosign(unit, number, signed.cosignature());
                    return null;
                });
            } else {
                String words = word instanceof Refused refused ? refused.words() : "it keeps changing its mind";
                store.commit(unit -> {
                    table.refused(unit, witness.name(), words, clock.instant());
                    return null;
                });
                tell(witness, "it refuses: " + words);
                return false;
            }
        }
        return true;
    }

    private Optional<Next> next(Handle handle, Witness witness) {
        Optional<Root> newest = table.newest(handle);
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        long last = table.lastCosigned(handle, witness.name());
        if (last == 0) {
            last = Math.max(0, newest.get().statement().number() - OLD);
        }
        return table.pageAfter(handle, last, 1).stream()
                .findFirst()
                .map(root ->
                        new Next(root, root.path(), newest.get().statement().size()));
    }

    /** The same root, or the next that is not smaller than what the witness knows, with a path from there. */
    private Optional<Next> from(Handle handle, Root root, long size) {
        long whole =
                table.newest(handle).map(newest -> newest.statement().size()).orElse(0L);
        if (size < 0 || size > whole) {
            return Optional.empty();
        }
        Root next = size <= root.statement().size()
                ? root
                : table.covering(handle, size).orElse(root);
        return Optional.of(new Next(
                next, table.tree(handle).consistency(size, next.statement().size()), whole));
    }
}
