/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.alerts.internal;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gishe.store.Store;
import org.gishe.store.Times;

/** The table of episodes. A restart tells nothing twice. */
final class Episodes {

    private final Store store;

    Episodes(Store store) {
        this.store = store;
        store.migrate("alerts", Episodes.class);
    }

    Map<String, Episode> all() {
        var all = new LinkedHashMap<String, Episode>();
        store.read(query -> query.createQuery(
                                "SELECT id, words, since, open, announced, told FROM alerts_episode ORDER BY since")
                        .map((row, context) -> {
                            long told = row.getLong(6);
                            return new Episode(
                                    row.getString(1),
                                    row.getString(2),
                                    Times.instant(row.getLong(3)),
                                    row.getInt(4) == 1,
                                    row.getInt(5) == 1,
                                    row.wasNull() ? Optional.empty() : Optional.<Instant>of(Times.instant(told)));
                        })
                        .list())
                .forEach(episode -> all.put(episode.id(), episode));
        return all;
    }

    void keep(Episode episode) {
        store.commit(unit -> unit.execute(
                "INSERT INTO alerts_episode (id, words, since, open, announced, told) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET words = excluded.words, since = excluded.since,"
                        + " open = excluded.open, announced = excluded.announced, told = excluded.told",
                episode.id(),
                episode.words(),
                Times.micros(episode.since()),
                episode.open() ? 1 : 0,
                episode.announced() ? 1 : 0,
                episode.told().map(Times::micros).orElse(null)));
    }

    void forget(String id) {
        store.commit(unit -> unit.execute("DELETE FROM alerts_episode WHERE id = ?", id));
    }
}
