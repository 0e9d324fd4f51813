/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gishe.deployment.Deployment.Line;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;

/** The ledger's table, append-only, and what follows from its lines. */
final class Ledger {

    static final String DEPLOY = "deploy";
    static final String REMOVE = "remove";
    static final String REFUSED = "refused";
    static final String DRAINED = "drained";
    static final String QUARANTINE = "quarantine";

    /** The samples of the first start are through. */
    static final String SAMPLES = "samples";

    /** The version that work begun at an instant uses, from lines in their order. */
    static Optional<Line> current(List<Line> lines, String plugin, Instant at) {
        var standing = new ArrayList<Line>();
        for (Line line : lines) {
            if (!line.plugin().equals(plugin) || line.at().isAfter(at)) {
                continue;
            }
            switch (line.action()) {
                case DEPLOY -> {
                    standing.removeIf(earlier -> earlier.version().equals(line.version()));
                    standing.add(line);
                }
                case QUARANTINE ->
                    standing.removeIf(earlier -> earlier.version().equals(line.version()));
                case REMOVE -> standing.clear();
                default -> {
                    // the others tell; they decide nothing
                }
            }
        }
        return standing.isEmpty() ? Optional.empty() : Optional.of(standing.get(standing.size() - 1));
    }

    /** Whether a jar was never current from an instant on. */
    static boolean superseded(List<Line> lines, String plugin, String sha256, Instant since) {
        return Stream.concat(Stream.of(since), lines.stream().map(Line::at).filter(since::isBefore))
                .map(at -> current(lines, plugin, at))
                .noneMatch(line -> line.isPresent() && line.get().sha256().equals(sha256));
    }

    List<Line> read(Handle unit) {
        return unit.createQuery("SELECT * FROM deployment_ledger ORDER BY number")
                .reduceRows(new ArrayList<Line>(), (lines, row) -> {
                    lines.add(new Line(
                            row.getColumn("number", Long.class),
                            Times.instant(row.getColumn("at", Long.class)),
                            row.getColumn("action", String.class),
                            row.getColumn("plugin", String.class),
                            row.getColumn("version", String.class),
                            row.getColumn("sha256", String.class),
                            row.getColumn("author", String.class),
                            row.getColumn("reason", String.class)));
                    return lines;
                });
    }

    void write(
            Handle unit,
            Instant at,
            String action,
            String plugin,
            String version,
            String sha256,
            String by,
            String reason) {
        unit.createUpdate("""
                        INSERT INTO deployment_ledger (at, action, plugin, version, sha256, author, reason)
                        VALUES (:at, :action, :plugin, :version, :sha256, :by, :reason)""")
                .bind("at", Times.micros(at))
                .bind("action", action)
                .bind("plugin", plugin)
                .bind("version", version)
                .bind("sha256", sha256)
                .bind("by", by)
                .bind("reason", reason.length() > 2000 ? reason.substring(0, 2000) : reason)
                .execute();
    }
}
