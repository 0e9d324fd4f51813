/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal.tool;

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
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.Set;
import org.gishe.backup.internal.Archive;

/**
 * The keys apart from the data: the same PKCS#12 file, under a passphrase that a person knows. A standard format, so that
 * also the JDK's keytool opens it when nothing else is left.
 */
final class KeyBackup {

    /** A file of this name in {@code keys} says that keys belong there, and that none may be made. */
    static final String AWAITED = "awaited";

    private static final int SHORTEST = 12;

    private final Path file;
    private final char[] passphrase;

    KeyBackup(Path file, char[] passphrase) {
        this.file = file;
        this.passphrase = passphrase;
        String words = String.valueOf(passphrase);
        if (words.length() < SHORTEST) {
            throw new RefusedException("a passphrase has " + SHORTEST + " characters at least");
        }
        if (!words.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new RefusedException(
                    "a passphrase has Latin letters, digits and signs only: the machine on which it is"
                            + " needed one day may have no other keyboard");
        }
    }

    /** Writes the keys of a node; returns how many there are. */
    int write(Path keys, Path passwordFile) throws IOException, GeneralSecurityException {
        if (Files.exists(file)) {
            throw new RefusedException(file + " is there already; it is not written over");
        }
        if (!Files.exists(keys) || !Files.exists(passwordFile)) {
            throw new RefusedException("there are no keys at " + keys + " with their password at " + passwordFile);
        }
        char[] password = Files.readString(passwordFile, StandardCharsets.US_ASCII)
                .strip()
                .toCharArray();
        KeyStore from = load(Files.readAllBytes(keys), password);
        byte[] made = under(from, password, passphrase);
        if (!same(from, password, load(made, passphrase), passphrase)) {
            throw new GeneralSecurityException("what was written is not what was there");
        }
        put(file, made);
        return from.size();
    }

    /** Puts the keys into a data folder that has none; returns how many there are. */
    int restore(Path data) throws IOException, GeneralSecurityException {
        Path folder = data.resolve("keys");
        if (Files.exists(folder.resolve("keys.p12"))) {
            throw new RefusedException("there are keys in " + folder + " already; they are not written over");
        }
        if (!Files.exists(file)) {
            throw new RefusedException("there is no file " + file);
        }
        KeyStore from;
        try {
            from = load(Files.readAllBytes(file), passphrase);
        } catch (IOException e) {
            throw new RefusedException("the keys do not open: the passphrase is wrong, or the file is damaged");
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(folder.resolve("password"));
        put(folder.resolve("password"), password.getBytes(StandardCharsets.US_ASCII));
        put(folder.resolve("keys.p12"), under(from, passphrase, password.toCharArray()));
        Files.deleteIfExists(folder.resolve(AWAITED));
        Archive.sync(folder);
        return from.size();
    }

    /** Without its keys nobody reads what was restored, and keys that the platform made anew would hide that. */
    static void await(Path data) throws IOException {
        Path folder = data.resolve("keys");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        put(
                folder.resolve(AWAITED),
                "This data was restored from a back-up. Put its keys here: gishe-data restore-keys KEYS --data DIR\n"
                        .getBytes(StandardCharsets.US_ASCII));
        Archive.sync(folder);
    }

    private static KeyStore load(byte[] bytes, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password);
        return store;
    }

    private static byte[] under(KeyStore from, char[] before, char[] after)
            throws IOException, GeneralSecurityException {
        KeyStore to = KeyStore.getInstance("PKCS12");
        to.load(null, null);
        for (String alias : Collections.list(from.aliases())) {
            if (from.isKeyEntry(alias)) {
                to.setEntry(
                        alias,
                        from.getEntry(alias, new KeyStore.PasswordProtection(before)),
                        new KeyStore.PasswordProtection(after));
            } else {
                to.setCertificateEntry(alias, from.getCertificate(alias));
            }
        }
        var bytes = new ByteArrayOutputStream();
        to.store(bytes, after);
        return bytes.toByteArray();
    }

    private static boolean same(KeyStore one, char[] password, KeyStore other, char[] passphrase)
            throws GeneralSecurityException {
        for (String alias : Collections.list(one.aliases())) {
            Key key = one.getKey(alias, password);
            Key copy = other.getKey(alias, passphrase);
            boolean same = key == null
                    ? copy == null
                    : copy != null && MessageDigest.isEqual(key.getEncoded(), copy.getEncoded());
            if (!same) {
                return false;
            }
        }
        return one.size() == other.size();
    }

    private static void put(Path file, byte[] bytes) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".part");
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
        Archive.sync(file.toAbsolutePath().getParent());
    }
}
