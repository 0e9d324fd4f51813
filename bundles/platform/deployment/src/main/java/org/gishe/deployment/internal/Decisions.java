/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.internal.Intake.Outcome;
import org.gishe.deployment.internal.Jars.Kept;
import org.gishe.deployment.internal.Rules.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator decides about versions that are in the ledger. Used by one thread at a time. */
final class Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

    private final Records records;
    private final Keeper keeper;
    private final InstantSource clock;
    private final Supplier<Map<String, Long>> pinned;

    Decisions(Records records, Keeper keeper, InstantSource clock, Supplier<Map<String, Long>> pinned) {
        this.records = records;
        this.keeper = keeper;
        this.clock = clock;
        this.pinned = pinned;
    }

    Outcome promote(String plugin, String version, String by) {
        Optional<Kept> known = records.jar(plugin, version);
        if (known.isEmpty()) {
            return unknown(Ledger.PROMOTE, plugin, version, by);
        }
        Kept each = known.get();
        Rules rules = records.rules(plugin);
        Standing standing = rules.at(clock.instant());
        if (standing.base().filter(line -> line.version().equals(version)).isPresent()) {
            return refused(Ledger.PROMOTE, each.jar(), by, version + " is current already");
        }
        Optional<Line> other = standing.canary().filter(line -> !line.version().equals(version));
        if (other.isPresent()) {
            return refused(
                    Ledger.PROMOTE,
                    each.jar(),
                    by,
                    other.get().version() + " holds a share of " + other.get().share() + " %: roll it back first");
        }
        if (rules.heldBack(version)) {
            return refused(Ledger.PROMOTE, each.jar(), by, version + " is held back: send its jar again");
        }
        return serve(Ledger.PROMOTE, each, each, by, "");
    }

    Outcome rollback(String plugin, String by) {
        Instant now = clock.instant();
        Rules rules = records.rules(plugin);
        Standing standing = rules.at(now);
        List<Line> scheduled = rules.scheduled(now);
        if (standing.base().isEmpty() && standing.canary().isEmpty() && scheduled.isEmpty()) {
            return refused(Ledger.ROLLBACK, unnamed(plugin), by, "no version of " + plugin + " is current or to come");
        }
        Optional<Line> last = records.lastDecision(plugin);
        if (last.filter(line ->
                        line.action().equals(Ledger.ROLLBACK) || line.action().equals(Ledger.TAKEBACK))
                .isPresent()) {
            Line line = last.get();
            return refused(
                    Ledger.ROLLBACK,
                    unnamed(plugin),
                    by,
                    line.version() + " was taken back already, by " + line.by() + " at " + line.at()
                            + ": to go back further, promote the version that you want");
        }
        Optional<Line> toCome = scheduled.stream().reduce((a, b) -> a.number() > b.number() ? a : b);
        if (toCome.isPresent()) {
            return undo(
                    toCome.get(), "it was to be current from " + toCome.get().effective(), by);
        }
        if (standing.canary().isPresent()) {
            return undo(standing.canary().get(), "", by);
        }
        Line base = standing.base().get();
        Optional<Kept> before = standing.before(base.version()).flatMap(line -> records.jar(line.sha256()));
        if (before.isEmpty()) {
            return refused(
                    Ledger.ROLLBACK,
                    unnamed(plugin),
                    by,
                    "there is no version before " + base.version() + "; drain takes the plug-in out");
        }
        return serve(
                Ledger.ROLLBACK,
                before.get(),
                records.jar(base.sha256()).orElseThrow(),
                by,
                before.get().jar().version() + " is current again");
    }

    /** Undoes what is not the current version; the answer is about that one. */
    private Outcome undo(Line line, String reason, String by) {
        Kept each = records.jar(line.sha256()).orElseThrow();
        records.write(Ledger.ROLLBACK, each.jar(), each.sha256(), by, reason);
        LOG.info("{} {} is rolled back", line.plugin(), line.version());
        Kept current = records.rules(line.plugin())
                .at(clock.instant())
                .base()
                .flatMap(base -> records.jar(base.sha256()))
                .orElse(each);
        return new Outcome(current.jar(), current.sha256(), List.of());
    }

    /** Written when it serves, so that there is no moment without a version. */
    private Outcome serve(String action, Kept next, Kept named, String by, String reason) {
        List<String> problems = keeper.seeThatItServes(next);
        if (!problems.isEmpty()) {
            return refused(
                    action,
                    named.jar(),
                    by,
                    next.jar().version() + " does not come up, what served before serves on: "
                            + String.join("; ", problems));
        }
        records.write(action, named.jar(), named.sha256(), by, reason);
        LOG.info("{} {} is current", next.jar().plugin(), next.jar().version());
        return new Outcome(next.jar(), next.sha256(), List.of());
    }

    Outcome remove(String plugin, String by) {
        Instant now = clock.instant();
        Rules rules = records.rules(plugin);
        Optional<Kept> each = rules.at(now)
                .chosen("")
                .or(() -> rules.scheduled(now).stream().findFirst())
                .flatMap(line -> records.jar(line.sha256()));
        if (each.isEmpty()) {
            return refused(Ledger.REMOVE, unnamed(plugin), by, "no such plug-in is current");
        }
        records.write(Ledger.REMOVE, each.get().jar(), each.get().sha256(), by, "");
        LOG.info("{} takes no new work and drains", plugin);
        return new Outcome(each.get().jar(), each.get().sha256(), List.of());
    }

    Outcome extend(String plugin, String version, Instant until, String by) {
        Optional<Kept> known = records.jar(plugin, version);
        if (known.isEmpty()) {
            return unknown(Ledger.EXTEND, plugin, version, by);
        }
        Kept each = known.get();
        Instant now = clock.instant();
        Optional<String> problem = notDraining(each, now);
        if (problem.isEmpty() && !until.isAfter(now)) {
            problem = Optional.of("the instant " + until + " has passed: name one to come");
        }
        if (problem.isEmpty() && records.rules(plugin).heldBack(version)) {
            problem = Optional.of(version + " is held back: send its jar again");
        }
        if (problem.isPresent()) {
            return refused(Ledger.EXTEND, each.jar(), by, problem.get());
        }
        records.write(Ledger.EXTEND, each.jar(), each.sha256(), by, "", now, until, 100, unit -> {});
        LOG.info("{} {} has until {}", plugin, version, until);
        keeper.converge(pinned.get()); // one that was ended comes back now
        return new Outcome(each.jar(), each.sha256(), List.of());
    }

    Outcome end(String plugin, String version, String by) {
        Optional<Kept> known = records.jar(plugin, version);
        if (known.isEmpty()) {
            return unknown(Ledger.END, plugin, version, by);
        }
        Kept each = known.get();
        Optional<String> problem = notDraining(each, clock.instant());
        if (problem.isEmpty() && records.ended(each)) {
            problem = Optional.of(version + " was ended already");
        }
        if (problem.isPresent()) {
            return refused(Ledger.END, each.jar(), by, problem.get());
        }
        long waiting = pinned.get().getOrDefault(each.jar().name(), 0L);
        records.write(Ledger.END, each.jar(), each.sha256(), by, waiting + " pieces of work wait");
        LOG.info("{} {} is ended; {} pieces of work wait", plugin, version, waiting);
        keeper.converge(pinned.get());
        return new Outcome(each.jar(), each.sha256(), List.of());
    }

    Outcome release(String plugin, String by) {
        Optional<Signer> owner = records.owner(plugin);
        if (owner.isEmpty()) {
            return refused(Ledger.RELEASE, unnamed(plugin), by, "the id " + plugin + " belongs to nobody's signature");
        }
        Kept last = records.lastSigned(plugin).orElseThrow();
        records.write(
                Ledger.RELEASE,
                last.jar(),
                last.sha256(),
                by,
                "it belonged to " + owner.get().name());
        LOG.info("The id {} is released by its signer {}", plugin, owner.get().name());
        return new Outcome(last.jar(), last.sha256(), List.of());
    }

    /** Why there is nothing to decide about a version's end. */
    private Optional<String> notDraining(Kept each, Instant now) {
        Rules rules = records.rules(each.jar().plugin());
        String version = each.jar().version();
        if (rules.at(now).has(version)) {
            return Optional.of(version + " takes new work; only what drains is extended or ended");
        }
        if (rules.scheduled(version, now).isPresent()) {
            return Optional.of(version + " is to come; roll it back instead");
        }
        boolean stands = keeper.inside(each.jar()) > 0
                || pinned.get().getOrDefault(each.jar().name(), 0L) > 0;
        return stands || keeper.installed(each)
                ? Optional.empty()
                : Optional.of(version + " has gone, and nothing stands on it");
    }

    private Outcome unknown(String action, String plugin, String version, String by) {
        return refused(
                action,
                new Jar("", version, Records.NONE.kinds(), plugin, false),
                by,
                "the ledger has no version " + version + " of " + plugin);
    }

    private static Jar unnamed(String plugin) {
        return new Jar("", "", Records.NONE.kinds(), plugin, false);
    }

    private Outcome refused(String action, Jar jar, String by, String problem) {
        records.write(Ledger.REFUSED, jar, "", by, action + ": " + problem);
        LOG.info("A decision was refused: {}", problem);
        return new Outcome(jar, "", List.of(problem));
    }
}
