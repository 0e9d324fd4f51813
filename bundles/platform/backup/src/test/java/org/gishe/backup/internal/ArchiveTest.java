/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

public class ArchiveTest {

    private static final String DOCUMENT = "contents/01/01234567-89ab-4cde-8f01-23456789abcd";
    private static final byte[] DATABASE = "the data base ".repeat(40).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTES = "a document".getBytes(StandardCharsets.US_ASCII);

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] archive() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = new ArchiveWriter(bytes, moved -> {});
        writer.part(Manifest.DATABASE, new ByteArrayInputStream(DATABASE), true);
        writer.part(DOCUMENT, new ByteArrayInputStream(BYTES), false);
        writer.end(Instant.parse("2026-11-23T08:00:00Z"), "1.2.3", true, Map.of("journal", "7 abcd"));
        return bytes.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.getRoot().toPath().resolve("backup.zip"), bytes);
    }

    private void check(byte[] bytes) throws IOException {
        try (Archive archive = new Archive(file(bytes))) {
            archive.check(moved -> {});
        }
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    @Test
    public void whatWasWrittenIsReadBack() throws Exception {
        Path unpacked = folder.newFolder().toPath();
        try (Archive archive = new Archive(file(archive()))) {
            archive.check(moved -> {});
            archive.unpack(unpacked, moved -> {});

            assertThat(archive.words())
                    .contains("2026-11-23T08:00:00Z")
                    .contains("Gishe 1.2.3")
                    .contains("7 abcd");
        }
        assertThat(unpacked.resolve(Manifest.DATABASE)).hasBinaryContent(DATABASE);
        assertThat(unpacked.resolve(DOCUMENT)).hasBinaryContent(BYTES);
    }

    @Test
    public void aFlippedByteAnywhereIsNoticedOrChangesNothingThatIsRestored() throws Exception {
        byte[] whole = archive();
        int noticed = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x21;
            Path unpacked = folder.newFolder().toPath();
            try (Archive archive = new Archive(file(flipped))) {
                archive.unpack(unpacked, moved -> {});
            } catch (DamagedException e) {
                noticed++;
                continue;
            }
            assertThat(unpacked.resolve(Manifest.DATABASE)).hasBinaryContent(DATABASE);
            assertThat(unpacked.resolve(DOCUMENT)).hasBinaryContent(BYTES);
        }
        assertThat(noticed).isGreaterThan(whole.length / 2);
    }

    @Test
    public void oneThatWasCutOffAnywhereIsNoticed() throws Exception {
        byte[] whole = archive();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> check(cut)).as("cut to %d bytes", length).isInstanceOf(DamagedException.class);
        }
    }

    @Test
    public void aMissingPartIsNamed() throws Exception {
        Map<String, byte[]> entries = entries(archive());
        entries.remove(DOCUMENT);

        assertThatThrownBy(() -> check(zip(entries)))
                .isInstanceOf(DamagedException.class)
                .hasMessage("a part is missing: " + DOCUMENT);
    }

    @Test
    public void aChangedPartIsNamed() throws Exception {
        Map<String, byte[]> entries = entries(archive());
        entries.get(DOCUMENT)[3] ^= 1;

        assertThatThrownBy(() -> check(zip(entries)))
                .isInstanceOf(DamagedException.class)
                .hasMessage("a part was changed: " + DOCUMENT);
    }

    @Test
    public void aPartThatNobodyNamedIsRefused() throws Exception {
        Map<String, byte[]> entries = entries(archive());
        entries.put("../../etc/passwd", BYTES);

        assertThatThrownBy(() -> check(zip(entries)))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("does not name");
    }

    @Test
    public void aNameThatLeadsOutOfTheFolderIsRefusedAlsoWhenTheManifestHasIt() throws Exception {
        var bytes = new ByteArrayOutputStream();
        var writer = new ArchiveWriter(bytes, moved -> {});
        writer.part(Manifest.DATABASE, new ByteArrayInputStream(DATABASE), true);
        writer.part("contents/../../outside", new ByteArrayInputStream(BYTES), false);
        writer.end(Instant.EPOCH, "1.2.3", true, Map.of());

        assertThatThrownBy(() -> check(bytes.toByteArray()))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("belongs into no data folder");
    }

    @Test
    public void aNewerFormatIsRefusedWithWhatToDo() throws Exception {
        Map<String, byte[]> entries = entries(archive());
        String newer = new String(entries.get(Manifest.NAME), StandardCharsets.UTF_8)
                .replaceFirst("gishe-backup 1", "gishe-backup 2");
        entries.put(Manifest.NAME, newer.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> check(zip(entries)))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("a newer one");
    }

    @Test
    public void whatIsNoBackupSaysSo() throws Exception {
        assertThatThrownBy(() -> check("hello".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(DamagedException.class);
        assertThatThrownBy(() -> check(zip(Map.of("hello", BYTES))))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("no back-up of Gishe");
    }
}
