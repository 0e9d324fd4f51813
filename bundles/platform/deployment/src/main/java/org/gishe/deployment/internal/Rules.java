/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gishe.deployment.Deployment.Line;

/**
 * What follows from the lines of one plug-in, and from nothing else, so that nodes with the same lines agree at every instant.
 * Lines count in the order of their effective instants, then of their numbers. A decision about a version voids what was
 * scheduled for that version and was not in effect when the decision was made. Immutable.
 */
final class Rules {

    private static final Standing NOTHING = new Standing(List.of(), Optional.empty());

    private final List<Line> scheduled;
    private final Set<String> heldBack;
    private final NavigableMap<Instant, Standing> standings;

    private Rules(List<Line> scheduled, Set<String> heldBack, NavigableMap<Instant, Standing> standings) {
        this.scheduled = scheduled;
        this.heldBack = heldBack;
        this.standings = standings;
    }

    /**
     * What stands at an instant.
     *
     * @param bases lines that made a version current, oldest first; the last is the current one
     * @param canary line of the version that holds a share
     */
    record Standing(List<Line> bases, Optional<Line> canary) {

        Optional<Line> base() {
            return bases.isEmpty() ? Optional.empty() : Optional.of(bases.get(bases.size() - 1));
        }

        /** Who serves when a version does not. */
        Optional<Line> before(String version) {
            if (canary.filter(line -> line.version().equals(version)).isPresent()) {
                return base();
            }
            return bases.size() < 2 ? Optional.empty() : Optional.of(bases.get(bases.size() - 2));
        }

        /** For one piece of work; an empty seed never falls into a share, unless that is all there is. */
        Optional<Line> chosen(String seed) {
            if (canary.isEmpty() || bases.isEmpty()) {
                return base().or(this::canary);
            }
            return !seed.isEmpty() && hundredth(seed) < canary.get().share() ? canary : base();
        }

        /** Whether new work goes to this version. */
        boolean has(String version) {
            return canary.filter(line -> line.version().equals(version)).isPresent()
                    || base().filter(line -> line.version().equals(version)).isPresent();
        }

        private Standing after(Line line) {
            return switch (line.action()) {
                case Ledger.DEPLOY, Ledger.PROMOTE ->
                    line.share() < 100
                            ? new Standing(bases, Optional.of(line))
                            // also the end of another's share: what a new law replaces gets no new work by lot
                            : new Standing(on(without(line.version()), line), Optional.empty());
                case Ledger.QUARANTINE ->
                    new Standing(without(line.version()), canary.filter(each -> !each.version()
                            .equals(line.version())));
                case Ledger.ROLLBACK, Ledger.TAKEBACK ->
                    canary.filter(each -> each.version().equals(line.version())).isPresent()
                            ? new Standing(bases, Optional.empty())
                            : new Standing(without(line.version()), canary);
                case Ledger.REMOVE -> NOTHING;
                default -> this; // the others tell; they decide nothing
            };
        }

        private List<Line> without(String version) {
            return bases.stream()
                    .filter(line -> !line.version().equals(version))
                    .toList();
        }

        private static List<Line> on(List<Line> lines, Line line) {
            var more = new ArrayList<>(lines);
            more.add(line);
            return List.copyOf(more);
        }
    }

    /** @param lines lines of one plug-in, in any order */
    static Rules of(Collection<Line> lines) {
        List<Line> written =
                lines.stream().sorted(Comparator.comparingLong(Line::number)).toList();
        Set<Long> nothing = new HashSet<>();
        Map<String, Line> coming = new HashMap<>();
        Set<String> heldBack = new HashSet<>();
        for (Line line : written) {
            switch (line.action()) {
                case Ledger.DEPLOY, Ledger.PROMOTE -> {
                    undo(coming.put(line.version(), line), line, nothing);
                    heldBack.remove(line.version());
                }
                case Ledger.ROLLBACK -> {
                    if (undo(coming.get(line.version()), line, nothing)) {
                        nothing.add(line.number()); // that was all of it
                    }
                }
                case Ledger.TAKEBACK -> undo(coming.get(line.version()), line, nothing);
                case Ledger.QUARANTINE -> {
                    undo(coming.get(line.version()), line, nothing);
                    heldBack.add(line.version());
                }
                case Ledger.REMOVE -> coming.values().forEach(each -> undo(each, line, nothing));
                default -> {
                    // the others tell; they decide nothing
                }
            }
        }
        List<Line> counting = written.stream()
                .filter(line -> !nothing.contains(line.number()))
                .sorted(Comparator.comparing(Line::effective).thenComparingLong(Line::number))
                .toList();
        var standings = new TreeMap<Instant, Standing>();
        Standing standing = NOTHING;
        for (Line line : counting) {
            Standing after = standing.after(line);
            if (!after.equals(standing)) {
                standing = after;
                standings.put(line.effective(), standing);
            }
        }
        return new Rules(counting.stream().filter(Rules::brings).toList(), Set.copyOf(heldBack), standings);
    }

    private static boolean brings(Line line) {
        return line.action().equals(Ledger.DEPLOY) || line.action().equals(Ledger.PROMOTE);
    }

    /** Whether what was to come was undone by this decision. */
    private static boolean undo(Line coming, Line decision, Set<Long> nothing) {
        return coming != null && coming.effective().isAfter(decision.at()) && nothing.add(coming.number());
    }

    /** Stable over nodes, releases and time: 0 to 99. */
    static int hundredth(String seed) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            return (int) (Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) % 100);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Standing at(Instant instant) {
        var entry = standings.floorEntry(instant);
        return entry == null ? NOTHING : entry.getValue();
    }

    /** The version that a piece of work begun at an instant uses. */
    Optional<Line> current(Instant at, String seed) {
        return at(at).chosen(seed);
    }

    /** What is still to come, soonest first. */
    List<Line> scheduled(Instant now) {
        return scheduled.stream().filter(line -> line.effective().isAfter(now)).toList();
    }

    Optional<Line> scheduled(String version, Instant now) {
        return scheduled(now).stream()
                .filter(line -> line.version().equals(version))
                .findFirst();
    }

    /** Whether the platform died too often with it. */
    boolean heldBack(String version) {
        return heldBack.contains(version);
    }

    /** Whether new work went to a version at any time from one instant to another. */
    boolean had(String version, Instant from, Instant until) {
        return at(from).has(version)
                || standings.subMap(from, false, until, true).values().stream().anyMatch(each -> each.has(version));
    }

    /** When new work last ceased to go to a version; empty when it goes there, or never did. */
    Optional<Instant> ceased(String version, Instant now) {
        Instant ceased = null;
        boolean had = false;
        for (var each : standings.headMap(now, true).entrySet()) {
            boolean has = each.getValue().has(version);
            if (had && !has) {
                ceased = each.getKey();
            }
            had = has;
        }
        return had ? Optional.empty() : Optional.ofNullable(ceased);
    }
}
