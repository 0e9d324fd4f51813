/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.util.ArrayList;
import java.util.List;
import org.gishe.deployment.Deployment.Line;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;

/** The ledger's table, append-only; what follows from its lines is {@link Rules}. */
final class Ledger {

    static final String DEPLOY = "deploy";
    static final String PROMOTE = "promote";

    /** Names the version that is undone. */
    static final String ROLLBACK = "rollback";

    /** A roll-back by the platform itself. */
    static final String TAKEBACK = "takeback";

    static final String REMOVE = "remove";
    static final String REFUSED = "refused";
    static final String DRAINED = "drained";
    static final String QUARANTINE = "quarantine";

    /** Its effective instant is the new deadline. */
    static final String EXTEND = "extend";

    static final String END = "end";

    /** From here on, another may sign for the id. */
    static final String RELEASE = "release";

    /** The samples of the first start are through. */
    static final String SAMPLES = "samples";

    private static final int LONGEST_REASON = 2000;

    List<Line> read(Handle unit) {
        return unit.createQuery("SELECT * FROM deployment_ledger ORDER BY number")
                .reduceRows(new ArrayList<Line>(), (lines, row) -> {
                    Long at = row.getColumn("at", Long.class);
                    Long effective = row.getColumn("effective", Long.class);
                    lines.add(new Line(
                            row.getColumn("number", Long.class),
                            Times.instant(at),
                            row.getColumn("action", String.class),
                            row.getColumn("plugin", String.class),
                            row.getColumn("version", String.class),
                            row.getColumn("sha256", String.class),
                            row.getColumn("author", String.class),
                            row.getColumn("reason", String.class),
                            Times.instant(effective == null ? at : effective),
                            row.getColumn("share", Integer.class)));
                    return lines;
                });
    }

    /** Number of the last line; 0 for an empty ledger. */
    long last(Handle unit) {
        return unit.createQuery("SELECT COALESCE(MAX(number), 0) FROM deployment_ledger")
                .mapTo(Long.class)
                .one();
    }

    /** The line's number is given by the data base. */
    void write(Handle unit, Line line) {
        String reason = line.reason();
        unit.createUpdate("""
                        INSERT INTO deployment_ledger
                            (at, action, plugin, version, sha256, author, reason, effective, share)
                        VALUES (:at, :action, :plugin, :version, :sha256, :by, :reason, :effective, :share)""")
                .bind("at", Times.micros(line.at()))
                .bind("action", line.action())
                .bind("plugin", line.plugin())
                .bind("version", line.version())
                .bind("sha256", line.sha256())
                .bind("by", line.by())
                .bind("reason", reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason)
                .bind("effective", Times.micros(line.effective()))
                .bind("share", line.share())
                .execute();
    }
}
