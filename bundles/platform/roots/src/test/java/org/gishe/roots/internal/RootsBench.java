/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.time.InstantSource;
import java.util.Map;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;

/** One root over 100 000 entries, proofs, and the verification of all; by hand. */
public final class RootsBench {

    private static final int ENTRIES = 100_000;
    private static final int PROOFS = 2_000;

    private RootsBench() {}

    public static void main(String[] arguments) {
        for (TestStores kind : TestStores.values()) {
            try (TestStore store = kind.open()) {
                var keys = new KeysComponent(
                        store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
                var journal = new StoredJournal(store, keys, InstantSource.system());
                RootsConfiguration settings = Settings.of(RootsConfiguration.class, Map.of());
                var roots = new RootsComponent(
                        store, journal, keys, InstantSource.system(), new Witnesses(settings), settings);
                for (int round = 1; round <= 3; round++) {
                    for (int i = 0; i < ENTRIES; i += 1_000) {
                        store.commit(unit -> {
                            for (int n = 0; n < 1_000; n++) {
                                journal.record(
                                        unit,
                                        Entry.of("register.enquiry")
                                                .person(new PersonId("p" + n))
                                                .payload(Json.object()
                                                        .put("number", n)
                                                        .build())
                                                .build());
                            }
                            return null;
                        });
                    }
                    journal.run();
                    long begin = System.nanoTime();
                    roots.run();
                    long made = System.nanoTime();
                    for (int i = 0; i < PROOFS; i++) {
                        roots.proof(1 + (long) i * 7_919 % ((long) ENTRIES * round))
                                .orElseThrow();
                    }
                    long proved = System.nanoTime();
                    if (roots.verify().fault().isPresent()) {
                        throw new IllegalStateException(roots.verify().fault().get());
                    }
                    System.out.printf(
                            "%s, %d entries: root over the last %d in %d ms, a proof in %.2f ms, all verified in %d ms%n",
                            kind,
                            ENTRIES * round,
                            ENTRIES,
                            (made - begin) / 1_000_000,
                            (proved - made) / 1e6 / PROOFS,
                            (System.nanoTime() - proved) / 1_000_000);
                }
            }
        }
        System.exit(0); // the data base of the tests stops by its hook
    }
}
