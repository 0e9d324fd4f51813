/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;

/** Journal entries, each a unit of its own that is waited for, against the bare grouped append of as many bytes. */
final class JournalBench {

    private JournalBench() {}

    static List<String> run(boolean isLong) throws Exception {
        int blocks = isLong ? 11 : 7;
        int operations = isLong ? 40_000 : 15_000;
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "journal");
        var ours = new Blocks();
        var limit = new Blocks();
        try (TestStore store = TestStores.SQLITE.open();
                var bare = new GroupedInserts(folder);
                var load = new Load("journal")) {
            var keys = new KeysComponent(
                    store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
            var journal = new StoredJournal(store, keys, InstantSource.system());
            Entry entry = Entry.of("register.enquiry")
                    .person(new PersonId(UUID.randomUUID().toString()))
                    .matter(UUID.randomUUID().toString())
                    .basis(new LegalBasis("Закон за гражданската регистрация", "чл. 93"))
                    .purpose("Издаване на удостоверение за постоянен адрес")
                    .payload(Data.EMPTY.with("register", "population").with("operation", "PermanentAddressSearch"))
                    .build();
            byte[] body = new byte[400];
            for (int block = -1; block < blocks; block++) {
                double one = load.block(
                        "ours",
                        block,
                        operations,
                        i -> store.commit(unit -> {
                            journal.record(unit, entry);
                            return null;
                        }));
                int number = block;
                double other = load.block("limit", block, operations, i -> bare.insert(number + "." + i, body));
                if (block >= 0) { // the first warms up
                    ours.add(one);
                    limit.add(other);
                }
            }
        }
        return List.of(Bench.line("journal entries against grouped inserts", ours, limit, "/s", 0.3));
    }
}
