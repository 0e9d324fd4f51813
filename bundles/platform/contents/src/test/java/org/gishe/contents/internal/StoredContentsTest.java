/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.contents.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class StoredContentsTest {

    private static final String TYPE = "application/pdf";

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final Clock clock = new Clock();
    private StoredContents contents;

    public StoredContentsTest(TestStores kind) {
        store = kind.open();
        restart();
    }

    private void restart() {
        var keys = new KeysComponent(store.folder(), Settings.of(KeysConfiguration.class, Map.of()), clock);
        contents = new StoredContents(store.folder(), store, keys, clock);
    }

    @Test
    public void aSmallDocumentIsKeptByTheUnitThatNamesIt() throws Exception {
        byte[] plain = bytes(Contents.SMALL);

        Content content = store.commit(handle -> contents.put(handle, plain, TYPE));

        assertThat(content.size()).isEqualTo(plain.length);
        assertThat(content.sha256()).isEqualTo(sha256(plain));
        assertThat(contents.read(content.id())).isEqualTo(plain);
        assertThat(describe(content.id())).contains(content);
        restart();
        assertThat(contents.read(content.id())).isEqualTo(plain);
    }

    @Test
    public void aDocumentOfNoBytesIsOneToo() throws Exception {
        Content small = store.commit(handle -> contents.put(handle, new byte[0], TYPE));
        Content large = contents.stream(new ByteArrayInputStream(new byte[0]), 10, TYPE);
        store.commit(handle -> {
            contents.keep(handle, large);
            return null;
        });

        assertThat(contents.read(small.id())).isEmpty();
        assertThat(contents.read(large.id())).isEmpty();
    }

    @Test
    public void aUnitThatFailsKeepsNoDocument() {
        String[] id = new String[1];

        assertThatThrownBy(() -> store.commit(handle -> {
                    id[0] = contents.put(handle, bytes(10), TYPE).id();
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThatThrownBy(() -> contents.open(id[0])).isInstanceOf(FileNotFoundException.class);
        assertThat(describe(id[0])).isEmpty();
    }

    @Test
    public void moreThanSmallIsNotPut() {
        assertThatThrownBy(() -> store.commit(handle -> contents.put(handle, new byte[Contents.SMALL + 1], TYPE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void aLargeDocumentIsStreamedInSegmentsAndReadAfterARestart() throws Exception {
        byte[] plain = bytes(3 * (1 << 20) + 17);
        Content content = contents.stream(new ByteArrayInputStream(plain), plain.length, TYPE);
        assertThatThrownBy(() -> contents.open(content.id())).isInstanceOf(FileNotFoundException.class);

        store.commit(handle -> {
            contents.keep(handle, content);
            return null;
        });
        restart();

        assertThat(content.sha256()).isEqualTo(sha256(plain));
        assertThat(contents.read(content.id())).isEqualTo(plain);
        assertThat(describe(content.id())).contains(content);
    }

    @Test
    public void nothingIsKeptOfAStreamThatIsTooLongOrFails() throws Exception {
        assertThatThrownBy(() -> contents.stream(new ByteArrayInputStream(bytes(101)), 100, TYPE))
                .isInstanceOf(Contents.TooLargeException.class);
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut off");
            }
        };
        assertThatThrownBy(() -> contents.stream(
                        new SequenceInputStream(new ByteArrayInputStream(bytes(2_000_000)), failing), 9_000_000, TYPE))
                .isInstanceOf(IOException.class)
                .hasMessage("cut off");

        assertThat(files()).isEmpty();
    }

    @Test
    public void theBytesOnDiskTellNothing() throws Exception {
        byte[] plain = "5226120010 ".repeat(8_000).getBytes(StandardCharsets.UTF_8);
        Content content = contents.stream(new ByteArrayInputStream(plain), plain.length, TYPE);

        byte[] stored = Files.readAllBytes(files().get(0));

        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("5226120010");
        assertThat(files().get(0).getFileName().toString()).isEqualTo(content.id());
    }

    @Test
    public void aChangedCutOrExchangedFileIsNoticed() throws Exception {
        byte[] plain = bytes(2 * (1 << 20) + 5);
        Content one = kept(plain);
        Content other = kept(plain);
        Path file = file(one);
        byte[] stored = Files.readAllBytes(file);

        byte[] changed = stored.clone();
        changed[stored.length - 3] ^= 1;
        Files.write(file, changed);
        assertThatThrownBy(() -> contents.read(one.id())).isInstanceOf(IOException.class);

        Files.write(file, java.util.Arrays.copyOf(stored, 1 << 20)); // just its first segment
        assertThatThrownBy(() -> contents.read(one.id())).isInstanceOf(IOException.class);

        Files.write(file, Files.readAllBytes(file(other)));
        assertThatThrownBy(() -> contents.read(one.id())).isInstanceOf(IOException.class);

        Files.delete(file);
        assertThatThrownBy(() -> contents.read(one.id()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lost");
    }

    @Test
    public void aFileThatNobodyNamedIsSweptAfterAnHourAndNotBefore() throws Exception {
        Content named = kept(bytes(100_000));
        Content unnamed = contents.stream(new ByteArrayInputStream(bytes(100_000)), 100_000, TYPE);

        contents.run();
        assertThat(files()).hasSize(2);
        age(Duration.ofMinutes(59));
        contents.run();
        assertThat(files()).hasSize(2);
        age(Duration.ofMinutes(2));
        contents.run();

        assertThat(files()).containsExactly(file(named));
        assertThat(contents.read(named.id())).hasSize(100_000);
        assertThatThrownBy(() -> store.commit(handle -> {
                    contents.keep(handle, unnamed);
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void anErasedDocumentIsGone() throws Exception {
        Content small = store.commit(handle -> contents.put(handle, bytes(100), TYPE));
        Content large = kept(bytes(100_000));

        store.commit(handle -> {
            contents.erase(handle, small.id());
            contents.erase(handle, large.id());
            return null;
        });

        assertThatThrownBy(() -> contents.open(small.id())).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> contents.open(large.id())).isInstanceOf(FileNotFoundException.class);
        age(Duration.ofMinutes(61));
        contents.run();
        assertThat(files()).isEmpty();
        assertThat(store.<Integer>read(handle -> handle.select("SELECT COUNT(*) FROM contents_chunk")
                        .mapTo(Integer.class)
                        .one()))
                .isZero();
    }

    private Content kept(byte[] plain) throws IOException {
        Content content = contents.stream(new ByteArrayInputStream(plain), plain.length, TYPE);
        store.commit(handle -> {
            contents.keep(handle, content);
            return null;
        });
        return content;
    }

    private Optional<Content> describe(String id) {
        return store.read(handle -> contents.describe(handle, id));
    }

    private Path file(Content content) {
        return store.folder()
                .resolve("contents")
                .resolve(content.id().substring(0, 2))
                .resolve(content.id());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(store.folder().resolve("contents"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void age(Duration time) {
        clock.now = clock.now.plus(time);
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static final class Clock implements InstantSource {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }
    }
}
