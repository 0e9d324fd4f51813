/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.gishe.store.StoreException;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

public class SnapshotsTest {

    private static final int WRITERS = 4;

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aCopyMadeWhileOthersWriteHoldsAllThatWasAcknowledgedBefore() throws Exception {
        try (TestStore store = TestStores.SQLITE.open()) {
            store.commit(handle -> handle.execute("CREATE TABLE line (writer INTEGER, number INTEGER, filling TEXT)"));
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            var stop = new AtomicBoolean();
            var warm = new CountDownLatch(WRITERS * 50);
            List<AtomicLong> acknowledged = new ArrayList<>();
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                var count = new AtomicLong();
                acknowledged.add(count);
                writers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        long number = count.get() + 1;
                        store.commit(handle ->
                                handle.execute("INSERT INTO line VALUES (?, ?, ?)", writer, number, "x".repeat(500)));
                        count.set(number);
                        warm.countDown();
                    }
                }));
            }
            warm.await();
            Path copy = folder.getRoot().toPath().resolve("copy.db");

            List<Long> before = acknowledged.stream().map(AtomicLong::get).toList();
            store.component().take(copy);
            List<Long> after = acknowledged.stream().map(AtomicLong::get).toList();
            stop.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
            threads.shutdown();

            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                long rows = store.component().read(copy, handle -> count(handle, writer));
                long last = store.component()
                        .read(copy, handle -> handle.createQuery("SELECT MAX(number) FROM line WHERE writer = ?")
                                .bind(0, writer)
                                .mapTo(Long.class)
                                .one());
                assertThat(rows).as("without gaps").isEqualTo(last);
                assertThat(rows).isBetween(before.get(i), after.get(i) + 1);
            }
            assertThat(copy.getParent()).isDirectoryNotContaining(file -> !file.equals(copy));
        }
    }

    private static long count(org.jdbi.v3.core.Handle handle, int writer) {
        return handle.createQuery("SELECT COUNT(*) FROM line WHERE writer = ?")
                .bind(0, writer)
                .mapTo(Long.class)
                .one();
    }

    @Test
    public void whatWasErasedIsNotInTheCopy() throws Exception {
        try (TestStore store = TestStores.SQLITE.open()) {
            store.commit(handle -> handle.execute("CREATE TABLE line (words TEXT)"));
            store.commit(handle -> handle.execute("INSERT INTO line VALUES (?)", "erased-words".repeat(100)));
            store.commit(handle -> handle.execute("DELETE FROM line"));
            Path copy = folder.getRoot().toPath().resolve("copy.db");

            store.component().take(copy);

            assertThat(Files.readAllBytes(copy)).isNotEmpty();
            assertThat(Files.readString(copy, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("erased-words");
        }
    }

    @Test
    public void aDamagedDataBaseIsNotCopied() throws Exception {
        try (TestStore store = TestStores.SQLITE.open()) {
            store.commit(handle -> handle.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, words TEXT)"));
            store.commit(handle -> {
                for (int i = 0; i < 2000; i++) {
                    handle.execute("INSERT INTO line (words) VALUES (?)", "word".repeat(50));
                }
                return null;
            });
            store.reopen(); // all is in the file, not in its log
            Path file = store.folder().resolve("db/gishe.db");
            try (var damaged = new RandomAccessFile(file.toFile(), "rw")) {
                damaged.seek(damaged.length() - 40 * 4096L);
                damaged.write(new byte[20 * 4096]);
            }
            Path copy = folder.getRoot().toPath().resolve("copy.db");

            assertThatThrownBy(() -> store.component().take(copy)).isInstanceOf(StoreException.class);

            assertThat(copy).doesNotExist();
        }
    }

    @Test
    public void aFileThatIsThereIsNotWrittenOver() throws Exception {
        try (TestStore store = TestStores.SQLITE.open()) {
            Path there = folder.newFile().toPath();
            Files.writeString(there, "mine");

            assertThatThrownBy(() -> store.component().take(there)).isInstanceOf(StoreException.class);

            assertThat(there).hasContent("mine");
        }
    }

    @Test
    public void aServersDataBaseIsLeftToItsTools() {
        try (TestStore store = TestStores.POSTGRES.open()) {
            assertThat(store.component().possible()).isFalse();
            assertThatThrownBy(() ->
                            store.component().take(folder.getRoot().toPath().resolve("copy.db")))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
