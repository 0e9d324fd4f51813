/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gishe.journal.Journal;
import org.gishe.keys.Keys;
import org.gishe.roots.Roots;
import org.gishe.roots.Statement;
import org.gishe.roots.internal.Witnesses.Witness;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a root when entries came, and tells of all. */
@Component(
        service = {Roots.class, Recurring.class, RootsComponent.class},
        configurationPid = {"org.gishe.journal", "org.gishe.signing"})
public final class RootsComponent implements Roots, Recurring {

    static final String SEAL = "seal-platform";
    /** Entries under one root: what it completes is one unit. */
    static final long MOST = 1 << 20;

    private final Store store;
    private final Journal journal;
    private final Keys keys;
    private final InstantSource clock;
    private final Witnesses witnesses;
    private final RootsConfiguration configuration;
    private final RootTable table;

    @Activate
    public RootsComponent(
            @Reference Store store,
            @Reference Journal journal,
            @Reference Keys keys,
            @Reference InstantSource clock,
            @Reference Witnesses witnesses,
            RootsConfiguration configuration) {
        this.store = store;
        this.journal = journal;
        this.keys = keys;
        this.clock = clock;
        this.witnesses = witnesses;
        this.configuration = configuration;
        this.table = new RootTable(journal);
        store.migrate("roots", RootsComponent.class);
    }

    RootTable table() {
        return table;
    }

    // ------------------------------------------------------------------ making

    @Override
    public String name() {
        return "journal-roots";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(Math.max(1, configuration.everySeconds()));
    }

    @Override
    public void run() {
        while (make()) {
            // entries beyond one root's most
        }
    }

    private record Made(Root root, Map<Integer, Tree.Grown> grown, boolean more) {}

    /**
     * One root over what came since the last. It is computed and sealed outside any unit, and leaves this node only after its row
     * is committed: of two that were made for the same number one is forgotten unseen.
     *
     * @return whether there is more
     */
    private boolean make() {
        Optional<Made> made = store.read(this::next);
        if (made.isEmpty()) {
            return false;
        }
        Made each = made.get();
        boolean added = store.commit(unit ->
                table.add(unit, each.root(), Signatures.fingerprint(each.root().certificate()), each.grown()));
        return added && each.more();
    }

    private Optional<Made> next(Handle handle) {
        Optional<Root> last = table.newest(handle);
        long from = last.map(root -> root.statement().size()).orElse(0L);
        long sealed = journal.sealed(handle);
        if (sealed == from) {
            return Optional.empty();
        }
        if (sealed < from) {
            throw broken(last);
        }
        long size = Math.min(sealed, from + MOST);
        Tree tree = table.tree(handle);
        if (last.isPresent()
                && !Arrays.equals(tree.root(from), last.get().statement().hash())) {
            throw broken(last);
        }
        tree.grow(from, size);
        var statement = new Statement(
                origin(last),
                size,
                tree.root(size),
                last.map(root -> root.statement().number()).orElse(0L) + 1,
                from,
                last.map(root -> Statement.fingerprint(root.text())).orElse(Statement.NONE),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        String text = statement.text();
        try {
            var root = new Root(
                    statement,
                    text,
                    keys.seal(SEAL, text.getBytes(StandardCharsets.UTF_8)),
                    keys.sealCertificates(SEAL).get(0).getEncoded(),
                    tree.consistency(from, size),
                    Optional.empty(),
                    List.of());
            return Optional.of(new Made(root, tree.grown(), size < sealed));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the seal's certificate cannot be written", e);
        }
    }

    private static IllegalStateException broken(Optional<Root> last) {
        return new IllegalStateException("no root is made: the journal does not lead to root "
                + last.map(root -> root.statement().number()).orElse(0L) + " any more; see ctl journal verify");
    }

    private String origin(Optional<Root> last) {
        return configuration.origin().isBlank()
                ? last.map(root -> root.statement().origin()).orElseGet(() -> "gishe.journal/" + UUID.randomUUID())
                : configuration.origin().strip();
    }

    // ------------------------------------------------------------------ telling

    @Override
    public List<Root> page(long before, int limit) {
        return store.read(handle -> table.page(handle, before, Math.min(Math.max(limit, 1), 1_000)));
    }

    @Override
    public Optional<Root> root(long number) {
        return store.read(handle -> table.root(handle, number));
    }

    @Override
    public Optional<List<byte[]>> consistency(long from, long to) {
        return store.read(handle -> {
            Optional<Root> earlier = table.root(handle, from);
            Optional<Root> later = table.root(handle, to);
            return earlier.isEmpty() || later.isEmpty() || from > to
                    ? Optional.empty()
                    : Optional.of(table.tree(handle)
                            .consistency(
                                    earlier.get().statement().size(),
                                    later.get().statement().size()));
        });
    }

    @Override
    public Optional<Proof> proof(long sequence) {
        return sequence < 1
                ? Optional.empty()
                : store.read(handle -> table.covering(handle, sequence)
                        .map(root -> new Proof(
                                table.tree(handle)
                                        .inclusion(
                                                sequence - 1, root.statement().size()),
                                root)));
    }

    @Override
    public Verification verify() {
        return new Recount(store, journal, table, witnesses).verify();
    }

    @Override
    public Backlog backlog() {
        return store.read(handle -> {
            long covered =
                    table.newest(handle).map(root -> root.statement().size()).orElse(0L);
            long sealed = journal.sealed(handle);
            boolean stamps = !configuration.timeStamps().isBlank();
            RootTable.Waiting unstamped =
                    stamps ? table.unstampedBacklog(handle) : new RootTable.Waiting(0, Optional.empty());
            var witnessed = new LinkedHashMap<String, Witnessed>();
            for (Witness witness : witnesses.all()) {
                RootTable.Waiting waiting = table.uncosigned(handle, witness.name());
                witnessed.put(
                        witness.brief(),
                        new Witnessed(waiting.count(), waiting.oldest(), table.refusal(handle, witness.name())));
            }
            return new Backlog(
                    Math.max(0, sealed - covered),
                    sealed > covered ? journal.written(handle, covered + 1) : Optional.empty(),
                    unstamped.count(),
                    unstamped.oldest(),
                    witnessed);
        });
    }
}
