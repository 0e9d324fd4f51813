/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.backup.Backup;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.contents.internal.StoredContents;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journal.internal.JournalHead;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.internal.StoreComponent;
import org.gishe.store.internal.StoreConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;

/** The platform's data on one folder, real throughout. */
public final class Node implements AutoCloseable {

    static final int LARGE = 3 * Contents.SMALL;

    final Path data;
    final StoreComponent store;
    final StoredContents contents;
    final StoredJournal journal;
    final BackupComponent backup;

    public Node(Path data) {
        this(data, new StoreComponent(data, Settings.of(StoreConfiguration.class, Map.of())));
    }

    Node(TestStore store) {
        this(store.folder(), store.component());
    }

    private Node(Path data, StoreComponent store) {
        InstantSource clock = InstantSource.system();
        this.data = data;
        this.store = store;
        var keys = new KeysComponent(data, Settings.of(KeysConfiguration.class, Map.of()), clock);
        this.contents = new StoredContents(data, store, keys, clock);
        this.journal = new StoredJournal(store, keys, clock);
        this.backup = new BackupComponent(data, "1.2.3", store, store, contents, journal, clock);
        backup.landmarks = List.of(new JournalHead());
    }

    /** A large document, a small one and an entry that names them, in one unit; their ids. */
    public List<String> file(String words) {
        try {
            Content large = contents.stream(new ByteArrayInputStream(plain(words, LARGE)), LARGE, "text/plain");
            return store.commit(unit -> {
                contents.keep(unit, large);
                Content small = contents.put(unit, plain(words, words.length()), "text/plain");
                journal.record(
                        unit,
                        Entry.of("test.filed")
                                .matter(words)
                                .payload(Data.EMPTY.with("large", large.id()))
                                .build());
                return List.of(large.id(), small.id());
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] plain(String words, int length) {
        return (words + " ").repeat(length).substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    /** How many entries the journal has about a matter. */
    int entries(String matter) {
        return store.read(handle -> journal.matter(handle, matter)).size();
    }

    public String read(String id) throws IOException {
        return new String(contents.read(id), StandardCharsets.US_ASCII);
    }

    public Journal.Verification verify() {
        return journal.verify();
    }

    public byte[] archive() throws IOException {
        try (Backup.Ready ready = backup.begin("operator")) {
            return write(ready);
        }
    }

    static byte[] write(Backup.Ready ready) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ready.write(bytes);
        return bytes.toByteArray();
    }

    Path archive(Path folder) throws IOException {
        return Files.write(folder.resolve("backup.zip"), archive());
    }

    @Override
    public void close() {
        backup.close();
        store.close();
    }
}
