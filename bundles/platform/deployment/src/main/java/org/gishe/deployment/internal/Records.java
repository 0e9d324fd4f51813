/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static java.util.Map.entry;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.gishe.api.base.Data;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.internal.Jars.Kept;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger and the jars as they were last read, and the one way to write: a line and its entry of the journal in one unit.
 * Thread-safe.
 */
final class Records {

    static final String PLATFORM = "platform";
    static final Jar NONE = new Jar("", "", Set.of(), "", false);

    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    private static final Rules NO_RULES = Rules.of(List.of());
    private static final Set<String> DECIDING =
            Set.of(Ledger.DEPLOY, Ledger.PROMOTE, Ledger.ROLLBACK, Ledger.TAKEBACK, Ledger.REMOVE, Ledger.QUARANTINE);
    private static final Map<String, String> ENTRIES = Map.ofEntries(
            entry(Ledger.DEPLOY, "deployment.deployed"),
            entry(Ledger.PROMOTE, "deployment.promoted"),
            entry(Ledger.ROLLBACK, "deployment.rolled-back"),
            entry(Ledger.TAKEBACK, "deployment.taken-back"),
            entry(Ledger.REMOVE, "deployment.removed"),
            entry(Ledger.REFUSED, "deployment.refused"),
            entry(Ledger.DRAINED, "deployment.drained"),
            entry(Ledger.QUARANTINE, "deployment.quarantined"),
            entry(Ledger.EXTEND, "deployment.extended"),
            entry(Ledger.END, "deployment.ended"),
            entry(Ledger.RELEASE, "deployment.released"));

    private final Store store;
    private final Journal journal;
    private final InstantSource clock;
    private final Ledger table = new Ledger();
    private final Jars jars = new Jars();

    private volatile Snapshot now = new Snapshot(List.of(), Map.of(), Map.of(), Map.of());

    private record Snapshot(
            List<Line> ledger, Map<String, List<Line>> lines, Map<String, Rules> rules, Map<String, Kept> kept) {}

    Records(Store store, Journal journal, InstantSource clock) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        store.migrate("deployment", Records.class);
        reload();
    }

    private synchronized void reload() {
        List<Line> ledger = store.read(table::read);
        var kept = new HashMap<String, Kept>();
        for (Kept each : store.read(jars::read)) {
            kept.put(each.sha256(), each);
        }
        Map<String, List<Line>> lines = ledger.stream().collect(Collectors.groupingBy(Line::plugin));
        var rules = new HashMap<String, Rules>();
        lines.forEach((plugin, each) -> rules.put(plugin, Rules.of(each)));
        now = new Snapshot(List.copyOf(ledger), Map.copyOf(lines), Map.copyOf(rules), Map.copyOf(kept));
    }

    /** Another node may have written. */
    void refresh() {
        List<Line> known = now.ledger();
        long last = known.isEmpty() ? 0 : known.get(known.size() - 1).number();
        if (store.read(table::last) != last) {
            reload();
        }
    }

    List<Line> ledger() {
        return now.ledger();
    }

    Collection<Kept> jars() {
        return now.kept().values();
    }

    Optional<Kept> jar(String sha256) {
        return Optional.ofNullable(now.kept().get(sha256));
    }

    Optional<Kept> jar(String plugin, String version) {
        return now.kept().values().stream()
                .filter(each -> each.jar().plugin().equals(plugin)
                        && each.jar().version().equals(version))
                .findAny();
    }

    Set<String> plugins() {
        return now.rules().keySet();
    }

    Rules rules(String plugin) {
        return now.rules().getOrDefault(plugin, NO_RULES);
    }

    /** The last line that decided which version of a plug-in is current. */
    Optional<Line> lastDecision(String plugin) {
        return now.lines().getOrDefault(plugin, List.of()).stream()
                .filter(line -> DECIDING.contains(line.action()))
                .reduce((before, last) -> last);
    }

    /** Who alone may sign for a plug-in: whoever signed the last jar of it since it was released; empty for anybody. */
    Optional<Signer> owner(String plugin) {
        return lastSigned(plugin).flatMap(Kept::signer);
    }

    /** The jar that gave a plug-in its owner. */
    Optional<Kept> lastSigned(String plugin) {
        List<Line> lines = now.lines().getOrDefault(plugin, List.of());
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            if (line.action().equals(Ledger.RELEASE)) {
                return Optional.empty();
            }
            Optional<Kept> jar = line.action().equals(Ledger.DEPLOY) ? jar(line.sha256()) : Optional.empty();
            if (jar.flatMap(Kept::signer).isPresent()) {
                return jar;
            }
        }
        return Optional.empty();
    }

    /** Lines about a version that was taken in, oldest first. */
    List<Line> lines(Kept each) {
        return now.lines().getOrDefault(each.jar().plugin(), List.of()).stream()
                .filter(line ->
                        line.sha256().equals(each.sha256()) && !line.action().equals(Ledger.REFUSED))
                .toList();
    }

    /** Whether new work goes to it. */
    boolean has(Kept each) {
        return rules(each.jar().plugin()).at(clock.instant()).has(each.jar().version());
    }

    /** Whether it was ended, and neither extended nor current since. */
    boolean ended(Kept each) {
        return decided(each, clock.instant())
                .filter(line -> line.action().equals(Ledger.END))
                .isPresent();
    }

    /** What was decided last about a version that drains, since it does. */
    Optional<Line> decided(Kept each, Instant at) {
        Optional<Instant> ceased = rules(each.jar().plugin()).ceased(each.jar().version(), at);
        return lines(each).stream()
                .filter(line ->
                        line.action().equals(Ledger.END) || line.action().equals(Ledger.EXTEND))
                .filter(line -> ceased.isPresent() && !line.at().isBefore(ceased.get()))
                .reduce((before, last) -> last);
    }

    // ------------------------------------------------------------------ writing

    /** A line from now, for all new work. */
    void write(String action, Jar jar, String sha256, String by, String reason) {
        Instant at = clock.instant();
        write(action, jar, sha256, by, reason, at, at, 100, unit -> {});
    }

    /** @param more what else belongs to this unit */
    void write(
            String action,
            Jar jar,
            String sha256,
            String by,
            String reason,
            Instant at,
            Instant effective,
            int share,
            Consumer<Handle> more) {
        var line = new Line(0, at, action, jar.plugin(), jar.version(), sha256, by, reason, effective, share);
        store.commit(unit -> {
            more.accept(unit);
            table.write(unit, line);
            if (ENTRIES.containsKey(action)) {
                journal.record(unit, told(ENTRIES.get(action), jar, line));
            }
            return null;
        });
        reload();
    }

    private static Entry told(String kind, Jar jar, Line line) {
        var payload = Json.object()
                .put("plugin", jar.plugin())
                .put("version", jar.version())
                .put("bundle", jar.symbolicName())
                .put("by", line.by())
                .put("reason", line.reason());
        if (!line.effective().equals(line.at())) {
            payload.put("effective", line.effective().toString());
        }
        if (line.share() < 100) {
            payload.put("share", line.share());
        }
        Data.Obj written = payload.build();
        return Entry.of(kind)
                .matter(jar.plugin().isEmpty() ? "deployment" : jar.plugin())
                .payload(written)
                .build();
    }

    void insert(Handle unit, Kept kept) {
        jars.insert(unit, kept);
    }

    /** A row says that a version starts; how often one said so without an end, this time counted. */
    int begin(String sha256, Jar jar) {
        return store.commit(unit -> jars.begin(unit, sha256, jar));
    }

    /** Names the jars that were being tried when the platform died; those that were taken in are the keeper's affair. */
    void nameCulprits() {
        for (Jars.Begun begun : store.read(jars::begun)) {
            String reason = "the platform died while it was tried"
                    + (begun.times() > 1 ? ", " + begun.times() + " times by now" : "");
            boolean named = now.ledger().stream()
                    .anyMatch(line -> line.sha256().equals(begun.sha256())
                            && line.reason().equals(reason));
            if (!now.kept().containsKey(begun.sha256()) && !named) {
                LOG.error("{} {}: {}", begun.plugin(), begun.version(), reason);
                var jar = new Jar("", begun.version(), Set.of(), begun.plugin(), false);
                write(Ledger.REFUSED, jar, begun.sha256(), PLATFORM, reason);
            }
        }
    }

    /** The platform outlived a start; said also by a thread that was told to stop meanwhile. */
    void end(String sha256) {
        boolean interrupted = Thread.interrupted();
        try {
            store.commit(unit -> {
                jars.end(unit, sha256);
                return null;
            });
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** For a unit of the caller's. */
    void end(Handle unit, String sha256) {
        jars.end(unit, sha256);
    }
}
