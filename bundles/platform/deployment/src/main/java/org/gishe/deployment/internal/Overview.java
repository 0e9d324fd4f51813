/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.internal.Jars.Kept;
import org.gishe.deployment.internal.Rules.Standing;

/** How each version is, told from the ledger and from what runs. Thread-safe. */
final class Overview {

    private final Records records;
    private final Keeper keeper;
    private final InstantSource clock;

    Overview(Records records, Keeper keeper, InstantSource clock) {
        this.records = records;
        this.keeper = keeper;
        this.clock = clock;
    }

    /** @param pinned open work of each version, by its name */
    List<State> states(Map<String, Long> pinned) {
        var states = new ArrayList<State>();
        for (Kept each : records.jars()) {
            states.add(state(each, pinned));
        }
        states.sort(Comparator.comparing(State::plugin)
                .thenComparing(State::since, Comparator.reverseOrder())
                .thenComparing(State::version));
        return states;
    }

    State state(Kept each, Map<String, Long> pinned) {
        Jar jar = each.jar();
        Instant now = clock.instant();
        Rules rules = records.rules(jar.plugin());
        Standing standing = rules.at(now);
        long stands = pinned.getOrDefault(jar.name(), 0L);
        Optional<Line> line = standing.canary()
                .filter(canary -> canary.version().equals(jar.version()))
                .or(() -> standing.base().filter(base -> base.version().equals(jar.version())));
        Optional<Line> toCome = rules.scheduled(jar.version(), now);
        Optional<Instant> deadline = Optional.empty();
        List<String> reasons = List.of();
        Phase phase;
        int share = 0;
        if (rules.heldBack(jar.version())) {
            phase = Phase.QUARANTINED;
            reasons = List.of(reason(each, Ledger.QUARANTINE));
        } else if (line.isPresent()) {
            share = share(standing, line.get());
            phase = keeper.serves(each) ? line.get().share() < 100 ? Phase.SHARED : Phase.CURRENT : Phase.DOWN;
            reasons = phase == Phase.DOWN ? keeper.down(each) : List.of();
        } else if (toCome.isPresent()) {
            share = toCome.get().share();
            phase = Phase.SCHEDULED;
            reasons = keeper.serves(each) ? List.of() : keeper.down(each);
        } else if (keeper.installed(each)) {
            phase = Phase.DRAINING;
            deadline = keeper.deadline(each, now);
            reasons = draining(each, deadline.filter(now::isAfter).isPresent(), stands);
        } else {
            phase = Phase.GONE;
            reasons = records.ended(each) && stands > 0
                    ? List.of("it was ended, and " + stands + " pieces of work wait for it; extend brings it back")
                    : List.of();
        }
        long hung = keeper.hung(jar);
        if (hung > 0) {
            reasons = Stream.concat(
                            reasons.stream(),
                            Stream.of((hung == 1
                                            ? "1 call was cut off and still runs"
                                            : hung + " calls were cut off and still run")
                                    + "; only a restart ends such threads"))
                    .toList();
        }
        return new State(
                kind(jar),
                jar.plugin(),
                jar.version(),
                jar.symbolicName(),
                each.sha256(),
                phase,
                reasons,
                since(each, now),
                keeper.inside(jar),
                stands,
                share,
                line.or(() -> toCome).map(Line::effective),
                deadline,
                each.signer());
    }

    private List<String> draining(Kept each, boolean late, long pinned) {
        var reasons = new ArrayList<String>();
        List<Line> lines = records.lines(each);
        Line last = lines.get(lines.size() - 1);
        if (last.action().equals(Ledger.TAKEBACK)) {
            reasons.add("it was taken back: " + last.reason());
        }
        long stands = pinned + keeper.inside(each.jar());
        if (late && stands > 0) {
            reasons.add(stands + " pieces of work still stand on it; decide: extend or end");
        }
        return List.copyOf(reasons);
    }

    private static int share(Standing standing, Line line) {
        if (standing.base().isEmpty()) {
            return 100;
        }
        return line.share() < 100
                ? line.share()
                : 100 - standing.canary().map(Line::share).orElse(0);
    }

    private String reason(Kept each, String action) {
        return records.lines(each).stream()
                .filter(line -> line.action().equals(action))
                .reduce((before, last) -> last)
                .map(Line::reason)
                .orElse("");
    }

    /** Of the last that was written about it, or that came into effect. */
    private Instant since(Kept each, Instant now) {
        return records.lines(each).stream()
                .map(line ->
                        line.action().equals(Ledger.EXTEND) || line.effective().isAfter(now)
                                ? line.at()
                                : line.effective())
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    private static String kind(Jar jar) {
        return jar.kinds().stream()
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .sorted()
                .reduce((a, b) -> a + "+" + b)
                .orElse("");
    }
}
