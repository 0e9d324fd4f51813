/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.PluginKey;
import org.gishe.contents.Contents;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.internal.Jars.Kept;
import org.gishe.deployment.internal.Rules.Standing;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that what the ledger needs runs, that what nothing needs any more goes, and that what does worse than the version
 * before it is taken back. Used by one thread at a time, but for the questions.
 */
final class Keeper {

    static final int DEATHS = 2;
    static final String DIED = "the platform died " + DEATHS + " times while this version started";

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Contents contents;
    private final Records records;
    private final PluginBundles bundles;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final Terms terms;
    private final Predicate<String> trying;
    private final Watch watch = new Watch();
    private final Map<String, Instant> tried = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    private volatile Map<String, List<String>> down = Map.of();

    /**
     * How long is waited for what.
     *
     * @param grace a superseded version stays at least, so that requests that chose it can end
     * @param start a version has for coming up
     * @param drain work on a superseded version has before an operator is asked
     * @param watch a version is compared with the one before it, after it became current
     */
    record Terms(Duration grace, Duration start, Duration drain, Duration watch) {}

    /** @param trying whether a jar, by its SHA-256, is left to who tries it */
    Keeper(
            Contents contents,
            Records records,
            PluginBundles bundles,
            Catalogue catalogue,
            InstantSource clock,
            Terms terms,
            Predicate<String> trying) {
        this.contents = contents;
        this.records = records;
        this.bundles = bundles;
        this.catalogue = catalogue;
        this.clock = clock;
        this.terms = terms;
        this.trying = trying;
    }

    /** Why a version does not run. */
    List<String> down(Kept each) {
        return down.getOrDefault(each.sha256(), List.of("it is not running"));
    }

    boolean installed(Kept each) {
        return bundles.find(each.sha256()).isPresent();
    }

    boolean serves(Kept each) {
        return bundles.find(each.sha256()).isPresent() && bundles.serves(each.jar());
    }

    /** When work that stands on a draining version is put before an operator; empty when it does not drain. */
    Optional<Instant> deadline(Kept each, Instant now) {
        Optional<Line> decided = records.decided(each, now);
        return decided.isPresent()
                ? decided.map(Line::effective)
                : records.rules(each.jar().plugin())
                        .ceased(each.jar().version(), now)
                        .map(ceased -> ceased.plus(terms.drain()));
    }

    /**
     * Everything that the ledger needs runs; what nothing needs any more goes.
     *
     * @param pinned open work of each version, by its name
     */
    void converge(Map<String, Long> pinned) {
        Instant now = clock.instant();
        for (String sha256 : bundles.installed()) {
            if (records.jar(sha256).isEmpty() && !trying.test(sha256)) {
                bundles.find(sha256).ifPresent(bundles::uninstall);
            }
        }
        Instant until = now.plus(terms.start()); // for all of them together, so that one does not hold up the rest
        for (Kept each : records.jars()) {
            if (trying.test(each.sha256())) {
                continue;
            }
            long stands = pinned.getOrDefault(each.jar().name(), 0L);
            if (isNeeded(each, now, stands)) {
                Instant last = tried.get(each.sha256());
                if (!bundles.runs(each.sha256())
                        && (last == null || !last.plus(AGAIN).isAfter(now))) {
                    Duration left = Duration.between(clock.instant(), until);
                    bringUp(each, left.compareTo(LEAST) > 0 ? left : LEAST);
                }
            } else if (bundles.find(each.sha256()).isPresent() && mayGo(each, now)) {
                takeOut(each);
            }
            remind(each, now, stands);
        }
        takeBack(now);
    }

    private boolean isNeeded(Kept each, Instant now, long pinned) {
        Rules rules = records.rules(each.jar().plugin());
        String version = each.jar().version();
        return rules.at(now).has(version)
                || rules.scheduled(version, now).isPresent()
                || pinned > 0 && !rules.heldBack(version) && !records.ended(each);
    }

    /** Whether whoever chose it has had the time to commit that, has left, and its successor serves. */
    private boolean mayGo(Kept each, Instant now) {
        Rules rules = records.rules(each.jar().plugin());
        if (rules.had(each.jar().version(), now.minus(terms.grace()), now)) {
            return false;
        }
        Optional<Line> ended =
                records.decided(each, now).filter(line -> line.action().equals(Ledger.END));
        if (inside(each.jar()) > 0) {
            return ended.isPresent()
                    && ended.get().at().isBefore(now.minus(terms.grace())); // a call that hangs ends nothing
        }
        return ended.isPresent()
                || rules.at(now)
                        .base()
                        .flatMap(line -> records.jar(line.sha256()))
                        .map(this::serves)
                        .orElse(true);
    }

    long inside(Jar jar) {
        return sum(catalogue.inside(), jar);
    }

    /** Calls that were cut off and still run. */
    long hung(Jar jar) {
        return sum(catalogue.hung(), jar);
    }

    private static long sum(Map<PluginKey, Integer> counts, Jar jar) {
        return counts.entrySet().stream()
                .filter(entry -> jar.plugin().equals(entry.getKey().id())
                        && jar.version().equals(entry.getKey().version()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void remind(Kept each, Instant now, long pinned) {
        long stands = pinned + (installed(each) ? inside(each.jar()) : 0);
        boolean late = stands > 0
                && !records.ended(each)
                && deadline(each, now).filter(now::isAfter).isPresent();
        if (!late) {
            told.remove(each.sha256());
        } else if (told.add(each.sha256())) {
            LOG.error(
                    "{} pieces of work still stand on {} {}; decide: extend or end",
                    stands,
                    each.jar().plugin(),
                    each.jar().version());
        }
    }

    /** Starts a version; why it does not serve, in words, empty when it does. */
    List<String> bringUp(Kept each, Duration limit) {
        tried.put(each.sha256(), clock.instant());
        if (records.begin(each.sha256(), each.jar()) > DEATHS) {
            quarantine(each);
            return List.of(DIED);
        }
        List<String> problems;
        try {
            Optional<Bundle> installed = bundles.find(each.sha256());
            Bundle bundle = installed.isPresent() ? installed.get() : install(each);
            problems = bundles.start(bundle, each.jar(), limit);
        } catch (IOException | BundleException e) {
            problems = List.of("it cannot be installed: " + e.getMessage());
        }
        records.end(each.sha256());
        var reasons = new HashMap<>(down);
        if (problems.isEmpty()) {
            reasons.remove(each.sha256());
        } else if (!problems.equals(reasons.put(each.sha256(), problems))) {
            LOG.error("{} {} does not run: {}", each.jar().plugin(), each.jar().version(), problems);
        }
        down = Map.copyOf(reasons);
        return problems;
    }

    /** Starts a version that new work is to go to, unless it serves already. */
    List<String> seeThatItServes(Kept each) {
        return serves(each) ? List.of() : bringUp(each, terms.start());
    }

    private Bundle install(Kept each) throws IOException, BundleException {
        try (InputStream in = contents.open(each.content())) {
            return bundles.install(each.sha256(), in);
        }
    }

    private void quarantine(Kept each) {
        Instant at = clock.instant();
        records.write(
                Ledger.QUARANTINE,
                each.jar(),
                each.sha256(),
                Records.PLATFORM,
                DIED,
                at,
                at,
                100,
                unit -> records.end(unit, each.sha256()));
        LOG.error("{} {} is held back: {}", each.jar().plugin(), each.jar().version(), DIED);
        bundles.find(each.sha256()).ifPresent(bundles::uninstall);
        records.rules(each.jar().plugin())
                .at(clock.instant())
                .base()
                .flatMap(line -> records.jar(line.sha256()))
                .filter(before -> !bundles.runs(before.sha256()))
                .ifPresent(before -> bringUp(before, terms.start()));
    }

    /** The line first: should the platform die in between, the bundle goes at the next look. */
    private void takeOut(Kept each) {
        List<Line> lines = records.lines(each);
        if (!lines.get(lines.size() - 1).action().equals(Ledger.DRAINED)) {
            records.write(Ledger.DRAINED, each.jar(), each.sha256(), Records.PLATFORM, "");
            LOG.info("{} {} has drained", each.jar().plugin(), each.jar().version());
        }
        bundles.find(each.sha256()).ifPresent(bundles::uninstall);
        tried.remove(each.sha256());
    }

    // ------------------------------------------------------------------ taking back

    private void takeBack(Instant now) {
        watch.count(catalogue.tallies());
        var watched = new HashSet<Long>();
        for (String plugin : records.plugins()) {
            Standing standing = records.rules(plugin).at(now);
            standing.canary().ifPresent(line -> {
                watched.add(line.number());
                takeBack(line, standing, now);
            });
            standing.base()
                    .filter(line -> line.effective().plus(terms.watch()).isAfter(now))
                    .ifPresent(line -> {
                        watched.add(line.number());
                        takeBack(line, standing, now);
                    });
        }
        watch.forgetOthers(watched);
    }

    private void takeBack(Line line, Standing standing, Instant now) {
        Optional<Kept> own = records.jar(line.sha256());
        Optional<Kept> before = standing.before(line.version()).flatMap(each -> records.jar(each.sha256()));
        if (own.isEmpty() || before.isEmpty()) {
            return;
        }
        Optional<String> worse =
                watch.worse(line.number(), own.get().jar(), before.get().jar(), serves(own.get()), now);
        if (worse.isEmpty() || !seeThatItServes(before.get()).isEmpty()) {
            return; // what does not serve either would be no help
        }
        records.write(Ledger.TAKEBACK, own.get().jar(), own.get().sha256(), Records.PLATFORM, worse.get());
        LOG.error(
                "{} {} was taken back, {} serves: {}",
                line.plugin(),
                line.version(),
                before.get().jar().version(),
                worse.get());
    }
}
