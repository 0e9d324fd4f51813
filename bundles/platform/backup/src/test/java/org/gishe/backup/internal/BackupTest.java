/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gishe.backup.Backup;
import org.gishe.journal.Journal.Verification;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

public class BackupTest {

    private static final int WRITERS = 4;

    /** A filing that was acknowledged. */
    private record Filed(String words, List<String> ids) {}

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void allThatWasAcknowledgedBeforeABackupUnderLoadIsThereAfterItsRestoreAndTheJournalHolds()
            throws Exception {
        Path data = folder.newFolder("data").toPath();
        List<Filed> acknowledged = Collections.synchronizedList(new ArrayList<>());
        var stop = new AtomicBoolean();
        var warm = new CountDownLatch(WRITERS * 10);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        List<Filed> before;
        int after;
        byte[] archive;
        try (Node node = new Node(data)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String name = "writer-" + i;
                writers.add(threads.submit(() -> {
                    for (int number = 0; !stop.get(); number++) {
                        String words = name + "-" + number;
                        acknowledged.add(new Filed(words, node.file(words)));
                        warm.countDown();
                    }
                }));
            }
            writers.add(threads.submit(() -> {
                while (!stop.get()) {
                    node.journal.run(); // the sealer goes on meanwhile
                }
            }));
            warm.await();

            before = List.copyOf(acknowledged);
            archive = node.archive();
            after = acknowledged.size();
            stop.set(true);
            for (Future<?> each : writers) {
                each.get();
            }
        } finally {
            stop.set(true);
            threads.shutdown();
        }
        Path file = Files.write(folder.getRoot().toPath().resolve("backup.zip"), archive);
        Path restored = folder.newFolder("restored").toPath();
        String head;
        try (Archive read = new Archive(file)) {
            read.check(moved -> {});
            read.unpack(restored, moved -> {});
            head = read.words();
        }
        copyKeys(data, restored);

        assertThat(after).as("filed while it was made").isGreaterThan(before.size());
        try (Node node = new Node(restored)) {
            assertThat(integrity(node)).isEqualTo("ok");
            for (Filed each : before) {
                assertThat(node.contents.read(each.ids().get(0))).isEqualTo(Node.plain(each.words(), Node.LARGE));
                assertThat(node.contents.read(each.ids().get(1))).asString().isEqualTo(each.words());
                assertThat(node.entries(each.words())).isEqualTo(1);
            }
            // whatever else the data base names is there as well: the files were copied after it
            for (String id : node.store.read(node.contents::filed)) {
                assertThat(node.contents.read(id)).hasSize(Node.LARGE);
            }
            Verification verified = node.journal.verify();
            assertThat(verified.fault()).isEmpty();
            assertThat(verified.sealed() + verified.waiting()).isGreaterThan(before.size());
            assertThat(head).contains("journal   " + verified.sealed() + " " + verified.head());
            assertThat(node.entries("backup")).as("who took it stands in it").isEqualTo(1);
        }
    }

    private static String integrity(Node node) {
        return node.store.read(handle ->
                handle.createQuery("PRAGMA integrity_check").mapTo(String.class).one());
    }

    private static void copyKeys(Path from, Path to) throws IOException {
        Files.createDirectory(to.resolve("keys"));
        for (String name : List.of("keys.p12", "password")) {
            Files.copy(from.resolve("keys").resolve(name), to.resolve("keys").resolve(name));
        }
    }

    @Test
    public void neitherKeysNorTheirPasswordAreInIt() throws Exception {
        Path data = folder.newFolder("data").toPath();
        try (Node node = new Node(data)) {
            node.file("words");

            Path file = node.archive(folder.getRoot().toPath());

            String password = Files.readString(data.resolve("keys/password")).strip();
            Path unpacked = folder.newFolder("unpacked").toPath();
            try (Archive archive = new Archive(file)) {
                archive.unpack(unpacked, moved -> {});
            }
            try (var found = Files.walk(unpacked)) {
                assertThat(found.filter(Files::isRegularFile)
                                .map(each -> unpacked.relativize(each).toString()))
                        .allMatch(name -> name.matches("db/gishe\\.db|contents/.*"))
                        .hasSize(2);
            }
            assertThat(Files.readString(unpacked.resolve("db/gishe.db"), StandardCharsets.ISO_8859_1))
                    .doesNotContain(password);
        }
    }

    @Test
    public void oneIsMadeAtATimeAndNothingOfItIsLeft() throws Exception {
        Path data = folder.newFolder("data").toPath();
        try (Node node = new Node(data)) {
            try (Backup.Ready first = node.backup.begin("operator")) {
                assertThatThrownBy(() -> node.backup.begin("operator")).isInstanceOf(Backup.BusyException.class);
                assertThat(first.name()).matches("gishe-backup-[0-9]{8}T[0-9]{6}Z\\.zip");
            }

            assertThat(data.resolve("backup")).isEmptyDirectory();
            assertThat(node.archive()).isNotEmpty();
        }
    }

    @Test
    public void whoGoesAwayInTheMiddleLeavesNothingBehind() throws Exception {
        Path data = folder.newFolder("data").toPath();
        try (Node node = new Node(data)) {
            OutputStream gone = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("the connection is gone");
                }
            };

            assertThatThrownBy(() -> {
                        try (Backup.Ready ready = node.backup.begin("operator")) {
                            ready.write(gone);
                        }
                    })
                    .hasMessage("the connection is gone");

            assertThat(data.resolve("backup")).isEmptyDirectory();
        }
    }

    @Test
    public void aCopyThatACrashLeftBehindIsSweptAtTheNextStart() throws Exception {
        Path data = folder.newFolder("data").toPath();
        Files.createDirectory(data.resolve("backup"));
        Files.writeString(data.resolve("backup/gishe.db"), "half");

        try (Node node = new Node(data)) {
            assertThat(data.resolve("backup")).isEmptyDirectory();
            assertThat(node.archive()).isNotEmpty();
        }
    }

    @Test
    public void aDocumentThatIsErasedMeanwhileIsNamedAndOneThatIsLostIsNamedAsSuch() throws Exception {
        try (Node node = new Node(folder.newFolder("data").toPath())) {
            String erased = node.file("erased").get(0);
            String lost = node.file("lost").get(0);
            String kept = node.file("kept").get(0);
            byte[] bytes;
            try (Backup.Ready ready = node.backup.begin("operator")) {
                node.store.commit(unit -> {
                    node.contents.erase(unit, erased);
                    return null;
                });
                Files.delete(node.contents.file(erased));
                Files.delete(node.contents.file(lost));
                bytes = Node.write(ready);
            }

            try (Archive archive = new Archive(Files.write(folder.newFile().toPath(), bytes))) {
                archive.check(moved -> {});
                assertThat(archive.missing()).isEqualTo(1);
                assertThat(archive.words())
                        .contains("1 documents were erased")
                        .contains("WARNING")
                        .contains(lost)
                        .doesNotContain(erased)
                        .doesNotContain(kept);
            }
        }
    }

    @Test
    public void thePlatformThatStopsDoesNotWaitForABackup() throws Exception {
        try (Node node = new Node(folder.newFolder("data").toPath())) {
            try (Backup.Ready ready = node.backup.begin("operator")) {
                node.backup.close();

                assertThatThrownBy(() -> Node.write(ready)).hasMessage("the platform stops");
            }
        }
    }

    @Test
    public void beforePostgresItHoldsTheFilesAndSaysWhereTheDataBaseIs() throws Exception {
        Path data = folder.newFolder("data").toPath();
        try (TestStore server = TestStores.POSTGRES.open()) {
            try (Node node = new Node(server)) {
                String id = node.file("words").get(0);

                try (Archive archive = new Archive(node.archive(data))) {
                    archive.check(moved -> {});
                    assertThat(archive.embedded()).isFalse();
                    assertThat(archive.words()).contains("pg_dump").contains("parts     1,");
                    Path unpacked = folder.newFolder("unpacked").toPath();
                    archive.unpack(unpacked, moved -> {});
                    assertThat(unpacked.resolve(node.data.relativize(node.contents.file(id))))
                            .hasSameBinaryContentAs(node.contents.file(id));
                }
            }
        }
    }
}
