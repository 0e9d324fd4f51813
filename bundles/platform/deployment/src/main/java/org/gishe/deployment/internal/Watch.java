/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.catalogue.Catalogue.Tally;
import org.gishe.catalogue.PluginKey;

/** Compares a version with the one before it. Used by one thread. */
final class Watch {

    private static final int LEAST_CALLS = 20;
    private static final double WORSE_BY = 0.10;
    private static final Duration LONGEST_DOWN = Duration.ofSeconds(10);
    private static final Tally NONE = new Tally(0, 0, 0);

    /** By plugin@version; what a version had when it went stays, to be compared with. */
    private final Map<String, Tally> tallies = new HashMap<>();

    /** By the line's number: what the version had when its watch began. */
    private final Map<Long, Tally> begun = new HashMap<>();

    /** By the line's number. */
    private final Map<Long, Instant> downSince = new HashMap<>();

    /** @param all as they are now, of every instance */
    void count(Map<PluginKey, Tally> all) {
        var now = new HashMap<String, Tally>();
        all.forEach((key, tally) -> now.merge(
                key.id() + "@" + key.version(),
                tally,
                (a, b) -> new Tally(a.calls() + b.calls(), a.failures() + b.failures(), a.nanos() + b.nanos())));
        tallies.putAll(now);
    }

    /** In which way it does worse, in words; empty when it does not. */
    Optional<String> worse(long line, Jar own, Jar before, boolean serves, Instant now) {
        if (serves) {
            downSince.remove(line);
        } else {
            Instant since = downSince.computeIfAbsent(line, number -> now);
            if (!since.plus(LONGEST_DOWN).isAfter(now)) {
                return Optional.of("it was down for " + LONGEST_DOWN.toSeconds() + " seconds");
            }
        }
        Tally all = tallies.getOrDefault(own.name(), NONE);
        Tally base = begun.computeIfAbsent(line, number -> all);
        Tally since = all.calls() < base.calls() // it came anew and counts from nothing
                ? all
                : new Tally(all.calls() - base.calls(), all.failures() - base.failures(), all.nanos() - base.nanos());
        Tally other = tallies.getOrDefault(before.name(), NONE);
        return since.calls() >= LEAST_CALLS && rate(since) > rate(other) + WORSE_BY
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%d of its %d calls failed, of %s %d of %d",
                        since.failures(),
                        since.calls(),
                        before.version(),
                        other.failures(),
                        other.calls()))
                : Optional.empty();
    }

    private static double rate(Tally tally) {
        return tally.calls() == 0 ? 0 : (double) tally.failures() / tally.calls();
    }

    void forgetOthers(Set<Long> lines) {
        begun.keySet().retainAll(lines);
        downSince.keySet().retainAll(lines);
    }
}
