/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** An archive that is read. Not thread-safe. */
public final class Archive implements Closeable {

    private static final int LARGEST_MANIFEST = 1 << 28;
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final ZipFile zip;
    private final Manifest manifest;

    /** @throws DamagedException if it is none, is cut off, or its manifest cannot be trusted */
    public Archive(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new FileNotFoundException("there is no file " + file);
        }
        this.zip = open(file);
        boolean good = false;
        try {
            this.manifest = manifest();
            names();
            good = true;
        } finally {
            if (!good) {
                zip.close();
            }
        }
    }

    private static ZipFile open(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException | EOFException e) {
            throw new DamagedException("this is no whole archive; perhaps it was cut off");
        }
    }

    private Manifest manifest() throws IOException {
        ZipEntry entry = zip.getEntry(Manifest.NAME);
        if (entry == null) {
            throw new DamagedException("there is no manifest: this is no back-up of Gishe");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LARGEST_MANIFEST);
            if (bytes.length == LARGEST_MANIFEST) {
                throw new DamagedException("the manifest is too long");
            }
            return Manifest.read(bytes);
        } catch (ZipException | EOFException e) {
            throw new DamagedException("the manifest is damaged");
        }
    }

    /** What stands in the archive is what the manifest names, each once. */
    private void names() throws DamagedException {
        Set<String> found = new HashSet<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            if (!found.add(name)) {
                throw new DamagedException("a part stands twice: " + name);
            }
            if (!name.equals(Manifest.NAME) && !manifest.parts().containsKey(name)) {
                throw new DamagedException("a part that the manifest does not name: " + name);
            }
        }
        for (String name : manifest.parts().keySet()) {
            if (!found.contains(name)) {
                throw new DamagedException("a part is missing: " + name);
            }
        }
    }

    /** Bytes of all parts. */
    public long bytes() {
        return manifest.bytes();
    }

    /** Whether the data base is here. */
    public boolean embedded() {
        return manifest.embedded();
    }

    /** How many documents the data base names whose file was not there when the back-up was made. */
    public int missing() {
        return manifest.missing().size();
    }

    /** A few lines for an operator. */
    public String words() {
        var words = new StringBuilder();
        words.append("  made at   ").append(manifest.at()).append('\n');
        words.append("  by        Gishe ").append(manifest.platform()).append('\n');
        words.append("  parts     ").append(manifest.parts().size());
        words.append(", ").append(manifest.bytes()).append(" bytes\n");
        manifest.landmarks().forEach((name, value) -> words.append(String.format("  %-9s %s%n", name, value)));
        if (!manifest.erased().isEmpty()) {
            words.append("  ").append(manifest.erased().size());
            words.append(" documents were erased while it was made: their files are not in it\n");
        }
        if (!manifest.missing().isEmpty()) {
            words.append("  WARNING   the files of ").append(manifest.missing().size());
            words.append(" documents were missing on the machine that made it:\n");
            manifest.missing()
                    .forEach(name -> words.append("            ").append(name).append('\n'));
        }
        if (!manifest.embedded()) {
            words.append("  The data base is NOT in it: it is PostgreSQL's. Copy it with pg_dump or pg_basebackup.\n");
        }
        return words.toString();
    }

    /**
     * Reads every part and compares its sum.
     *
     * @throws DamagedException at the first that differs
     */
    public void check(Progress progress) throws IOException {
        for (String name : manifest.parts().keySet()) {
            part(name, OutputStream.nullOutputStream(), progress);
        }
    }

    /**
     * Unpacks everything below a folder, comparing sums again; when this returns it is synced.
     *
     * @param folder empty
     */
    public void unpack(Path folder, Progress progress) throws IOException {
        Set<Path> folders = new HashSet<>();
        for (String name : manifest.parts().keySet()) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent(), FOLDER);
            for (Path each = file.getParent(); each.startsWith(folder); each = each.getParent()) {
                folders.add(each);
            }
            try (FileChannel channel =
                    FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE)) {
                part(name, Channels.newOutputStream(channel), progress);
                channel.force(true);
            }
        }
        for (Path each : folders) {
            sync(each);
        }
    }

    private void part(String name, OutputStream out, Progress progress) throws IOException {
        Manifest.Part expected = manifest.parts().get(name);
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            Manifest.Part found = Sums.copy(in, out, expected.size(), progress::moved);
            if (!found.equals(expected)) {
                throw new DamagedException("a part was changed: " + name);
            }
        } catch (ZipException | EOFException e) {
            throw new DamagedException("a part was changed: " + name);
        }
    }

    /** Makes sure that what a folder names is on the disk. */
    public static void sync(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Hears how many more bytes were read. */
    @FunctionalInterface
    public interface Progress {
        void moved(int bytes);
    }
}
