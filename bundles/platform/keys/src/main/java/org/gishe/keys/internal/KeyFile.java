/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.keys.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A PKCS#12 file and its password. A crash at any moment leaves either what was there or what was to be there. */
final class KeyFile {

    private final Path file;
    private final Path passwordFile;

    KeyFile(Path file, Path passwordFile) {
        this.file = file;
        this.passwordFile = passwordFile;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** The password; made if there is none. */
    char[] password(boolean create) throws IOException {
        if (!Files.exists(passwordFile)) {
            if (exists()) {
                throw new IllegalStateException("the password of " + file + " is missing: no " + passwordFile);
            }
            if (!create) {
                throw new IllegalStateException("no " + passwordFile);
            }
            Path awaited = file.resolveSibling("awaited");
            if (Files.exists(awaited)) {
                // new ones would read nothing of what was restored
                throw new IllegalStateException(
                        "the data were restored without their keys: put them in, see " + awaited);
            }
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            replace(passwordFile, Base64.getUrlEncoder().withoutPadding().encode(random));
        }
        return Files.readString(passwordFile, StandardCharsets.US_ASCII).strip().toCharArray();
    }

    KeyStore load(char[] password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(exists() ? new ByteArrayInputStream(Files.readAllBytes(file)) : null, password);
        return keys;
    }

    void save(KeyStore keys, char[] password) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        keys.store(bytes, password);
        replace(file, bytes.toByteArray());
    }

    /** Writes a new file beside the old one, syncs it, puts it in its place, syncs the folder. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(made);
        try (FileChannel out = FileChannel.open(
                made,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
