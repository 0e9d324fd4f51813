/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.contents.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.gishe.contents.Content;
import org.gishe.contents.ContentFiles;
import org.gishe.contents.Contents;
import org.gishe.keys.Keys;
import org.gishe.store.Ids;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.store.StoreException;
import org.jdbi.v3.core.Handle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents: small ones in a row of the unit, large ones in files of this node. The key of a file that no unit has named
 * yet is in memory alone, so that a file left over by a crash is already unreadable when it is swept.
 */
@Component(
        name = "org.gishe.contents",
        service = {Contents.class, ContentFiles.class, Recurring.class})
public final class StoredContents implements Contents, ContentFiles, Recurring {

    private static final Logger LOG = LoggerFactory.getLogger(StoredContents.class);
    /** A file that nobody named is swept after that time; until half of it a unit may name it. */
    private static final Duration UNNAMED = Duration.ofHours(1);

    private static final int PAGE = 500;

    /** A file that waits to be named. */
    private record Waiting(Secret secret, Instant since) {}

    private record Row(String id, long size, String mediaType, boolean filed, byte[] secret) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final Store store;
    private final Keys keys;
    private final InstantSource clock;
    private final Path folder;

    @Activate
    public StoredContents(
            BundleContext context, @Reference Store store, @Reference Keys keys, @Reference InstantSource clock) {
        this(Path.of(required(context.getProperty("gishe.data"))), store, keys, clock);
    }

    /** @param data folder of this node */
    public StoredContents(Path data, Store store, Keys keys, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        this.folder = data.resolve("contents");
        store.migrate("contents", StoredContents.class);
        try {
            make(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String required(String folder) {
        if (folder == null) {
            throw new IllegalStateException("the system property gishe.data names no folder");
        }
        return folder;
    }

    /** Encrypted and ready to be written. */
    private record Ready(Content content, byte[] secret, byte[] bytes) implements Prepared {}

    @Override
    public Content put(Handle unit, byte[] plain, String mediaType) {
        return put(unit, prepare(plain, mediaType));
    }

    @Override
    public Content put(Handle unit, Prepared prepared) {
        var ready = (Ready) prepared;
        Content content = ready.content();
        insert(unit, new Row(content.id(), content.size(), content.mediaType(), false, ready.secret()));
        unit.execute(
                "INSERT INTO contents_chunk (content, number, bytes) VALUES (?, 0, ?)", content.id(), ready.bytes());
        return content;
    }

    @Override
    public Prepared prepare(byte[] plain, String mediaType) {
        if (plain.length > SMALL) {
            throw new IllegalArgumentException("more than " + SMALL + " bytes are streamed");
        }
        String id = Ids.next();
        MessageDigest digest = sha256();
        Secret secret = Secret.random(random).of(digest.digest(plain));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length + 128);
        try (OutputStream out = secret.cipher(false).newEncryptingStream(bytes, Secret.bytes(id))) {
            out.write(plain);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a document cannot be encrypted", e);
        }
        return new Ready(
                new Content(id, plain.length, secret.sha256(), mediaType), secret.wrap(keys, id), bytes.toByteArray());
    }

    @Override
    public Content stream(InputStream source, long maximum, String mediaType) throws IOException {
        String id = Ids.next();
        Path file = file(id);
        make(file.getParent());
        Secret secret = Secret.random(random);
        MessageDigest digest = sha256();
        long size = 0;
        boolean done = false;
        try {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (channel) {
                OutputStream out = secret.cipher(true)
                        .newEncryptingStream(new Kept(Channels.newOutputStream(channel)), Secret.bytes(id));
                byte[] buffer = new byte[65_536];
                for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
                    size += read;
                    if (size > maximum) {
                        throw new TooLargeException(maximum);
                    }
                    digest.update(buffer, 0, read);
                    out.write(buffer, 0, read);
                }
                out.close(); // writes the last segment
                channel.force(true);
            }
            sync(file.getParent());
            done = true;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a document cannot be encrypted", e);
        } finally {
            if (!done) {
                Files.deleteIfExists(file);
            }
        }
        Secret whole = secret.of(digest.digest());
        waiting.put(id, new Waiting(whole, clock.instant()));
        return new Content(id, size, whole.sha256(), mediaType);
    }

    @Override
    public void keep(Handle unit, Content content) {
        Waiting named = waiting.get(content.id());
        if (named == null || named.since().plus(UNNAMED.dividedBy(2)).isBefore(clock.instant())) {
            throw new IllegalStateException("the document " + content.id() + " does not wait here to be kept");
        }
        insert(
                unit,
                new Row(
                        content.id(),
                        content.size(),
                        content.mediaType(),
                        true,
                        named.secret().wrap(keys, content.id())));
    }

    private static void insert(Handle unit, Row row) {
        unit.execute(
                "INSERT INTO contents_content (id, size, media_type, filed, secret) VALUES (?, ?, ?, ?, ?)",
                row.id(),
                row.size(),
                row.mediaType(),
                row.filed() ? 1 : 0,
                row.secret());
    }

    @Override
    public Optional<Content> describe(Handle unit, String id) {
        return row(unit, id).map(row -> {
            try {
                String sha256 = Secret.unwrap(keys, id, row.secret()).sha256();
                return new Content(id, row.size(), sha256, row.mediaType());
            } catch (GeneralSecurityException e) {
                throw new StoreException("the key of the document " + id + " was changed", e);
            }
        });
    }

    @Override
    public InputStream open(String id) throws IOException {
        List<byte[]> chunks = new ArrayList<>();
        Optional<Row> found = store.read(handle -> {
            Optional<Row> row = row(handle, id);
            if (row.isPresent() && !row.get().filed()) {
                chunks.addAll(handle.select("SELECT bytes FROM contents_chunk WHERE content = ? ORDER BY number", id)
                        .mapTo(byte[].class)
                        .list());
            }
            return row;
        });
        Row row = found.orElseThrow(() -> new FileNotFoundException("no document " + id));
        InputStream source = row.filed() ? file(row) : new ByteArrayInputStream(joined(chunks));
        try {
            return Secret.unwrap(keys, id, row.secret())
                    .cipher(row.filed())
                    .newDecryptingStream(source, Secret.bytes(id));
        } catch (GeneralSecurityException e) {
            source.close();
            throw new IOException("the document " + id + " was changed", e);
        }
    }

    private InputStream file(Row row) throws IOException {
        try {
            return Files.newInputStream(file(row.id()));
        } catch (NoSuchFileException e) {
            throw new IOException("the bytes of the document " + row.id() + " are lost", e);
        }
    }

    private static byte[] joined(List<byte[]> chunks) {
        if (chunks.size() == 1) {
            return chunks.get(0);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        chunks.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    @Override
    public byte[] read(String id) throws IOException {
        try (InputStream in = open(id)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void erase(Handle unit, String id) {
        unit.execute("DELETE FROM contents_chunk WHERE content = ?", id);
        unit.execute("DELETE FROM contents_content WHERE id = ?", id);
    }

    private static Optional<Row> row(Handle unit, String id) {
        return unit.select("SELECT id, size, media_type, filed, secret FROM contents_content WHERE id = ?", id)
                .map((row, context) -> new Row(
                        row.getString(1), row.getLong(2), row.getString(3), row.getInt(4) == 1, row.getBytes(5)))
                .findOne();
    }

    @Override
    public String name() {
        return "contents-sweep";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    /** Deletes the files that no row names: erased, or never named within an hour. */
    @Override
    public void run() throws IOException {
        Instant old = clock.instant().minus(UNNAMED);
        waiting.values().removeIf(file -> file.since().isBefore(old));
        List<Path> folders;
        try (Stream<Path> listed = Files.list(folder)) {
            folders = listed.filter(Files::isDirectory).toList();
        }
        for (Path one : folders) {
            List<Path> files;
            try (Stream<Path> listed = Files.list(one)) {
                files = listed.toList();
            }
            for (int from = 0; from < files.size(); from += PAGE) {
                sweep(files.subList(from, Math.min(from + PAGE, files.size())), old);
            }
        }
    }

    private void sweep(List<Path> files, Instant old) throws IOException {
        List<String> ids =
                files.stream().map(file -> file.getFileName().toString()).toList();
        Set<String> named = store.read(
                handle -> new HashSet<>(handle.createQuery("SELECT id FROM contents_content WHERE id IN (<ids>)")
                        .bindList("ids", ids)
                        .mapTo(String.class)
                        .list()));
        for (Path file : files) {
            if (!named.contains(file.getFileName().toString())
                    && Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                Files.deleteIfExists(file);
                LOG.debug("swept {}", file.getFileName());
            }
        }
    }

    @Override
    public List<String> filed(Handle handle) {
        return handle.createQuery("SELECT id FROM contents_content WHERE filed = 1 ORDER BY id")
                .mapTo(String.class)
                .list();
    }

    @Override
    public Path file(String id) {
        if (!id.matches("[0-9a-f-]{36}")) {
            throw new IllegalArgumentException("no id of a document");
        }
        return folder.resolve(id.substring(0, 2)).resolve(id);
    }

    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            sync(folder.getParent());
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stays open when the cipher closes it, so that the file can be synced then. */
    private static final class Kept extends OutputStream {

        private final OutputStream out;

        Kept(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
