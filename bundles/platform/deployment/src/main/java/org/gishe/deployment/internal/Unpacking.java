/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks a jar, and the jars inside it, to nowhere: whether that is safe, and what calls its classes make. */
final class Unpacking {

    private static final int MOST_ENTRIES = 5_000;
    private static final int MOST_ENTRIES_INSIDE = 50_000;
    private static final long MOST_UNPACKED = 256L << 20;
    private static final int LARGEST_CLASS = 4 << 20;
    private static final byte[] ARCHIVE = {'P', 'K', 3, 4};

    private final byte[] buffer = new byte[65_536];
    private final ClassCheck own = new ClassCheck();
    private final List<String> unreadable = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long unpacked;
    private int entriesInside;

    /** What it must not be taken in for, found before everything was looked at. */
    static final class UnsafeException extends Exception {

        private static final long serialVersionUID = 1L;

        UnsafeException(Refusal refusal, String words) {
            super(refusal.words(words));
        }
    }

    /** Calls that the plug-in's own classes make and should not. */
    Map<Refusal, Set<String>> calls() {
        return own.found();
    }

    /** Own class files that are none. */
    List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    /** What libraries inside do that a plug-in may not; they may carry it without ever calling it. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void unpack(File file) throws IOException, UnsafeException {
        try (var zip = new ZipFile(file)) {
            if (zip.size() > MOST_ENTRIES) {
                throw new UnsafeException(Refusal.ZIP_BOMB, "it has more than " + MOST_ENTRIES + " entries");
            }
            walk(zip, "", own);
        }
    }

    /** @param inside the jar inside with a colon; empty for the plug-in's own */
    private void walk(ZipFile zip, String inside, ClassCheck classes) throws IOException, UnsafeException {
        var names = new HashSet<String>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (leadsOut(name)) {
                throw new UnsafeException(Refusal.PATH, "an entry's name leads out of the jar");
            }
            // What is checked here has to be what runs; a manifest is found whatever its case.
            if (!names.add(name.equalsIgnoreCase(JarFile.MANIFEST_NAME) ? JarFile.MANIFEST_NAME : name)) {
                throw new UnsafeException(Refusal.DUPLICATE_ENTRY, "it has the entry " + inside + name + " twice");
            }
            if (!inside.isEmpty()) {
                inside(inside, name);
            }
            entry(zip, entry, inside, classes);
        }
    }

    private static boolean leadsOut(String name) {
        return name.startsWith("/")
                || name.contains("\\")
                || name.matches("(?s)[A-Za-z]:.*")
                || name.chars().anyMatch(Character::isISOControl)
                || List.of(name.split("/")).contains("..");
    }

    private void inside(String inside, String name) throws UnsafeException {
        if (++entriesInside > MOST_ENTRIES_INSIDE) {
            throw new UnsafeException(
                    Refusal.ZIP_BOMB, "the jars inside have more than " + MOST_ENTRIES_INSIDE + " entries");
        }
        if (name.toLowerCase(Locale.ROOT).matches("(?s).*\\.[jw]ar")) {
            throw new UnsafeException(Refusal.NESTED_DEPTH, inside + name + " is a jar in a jar in the jar");
        }
    }

    private void entry(ZipFile zip, ZipEntry entry, String inside, ClassCheck classes)
            throws IOException, UnsafeException {
        String name = entry.getName();
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] head = in.readNBytes(ARCHIVE.length);
            if (inside.isEmpty() && java.util.Arrays.equals(head, ARCHIVE)) {
                archive(name, head, in);
            } else if (name.endsWith(".class")) {
                var bytes = new ByteArrayOutputStream();
                copy(head, in, bytes);
                if ((bytes.size() > LARGEST_CLASS || !classes.read(bytes.toByteArray())) && inside.isEmpty()) {
                    unreadable.add(name);
                }
            } else {
                copy(head, in, OutputStream.nullOutputStream());
            }
        }
    }

    /** An archive is read by its own table of contents, as the framework does, so it needs a file. */
    private void archive(String name, byte[] head, InputStream in) throws IOException, UnsafeException {
        Path file = Files.createTempFile("gishe-", ".inside");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                copy(head, in, out);
            }
            var classes = new ClassCheck();
            try (var zip = new ZipFile(file.toFile())) {
                walk(zip, name + ":", classes);
            } catch (ZipException e) {
                throw new UnsafeException(Refusal.UNREADABLE, name + " inside it cannot be read as a jar");
            }
            classes.found()
                    .forEach((refusal, calls) -> warnings.add(
                            name + " has " + calls.size() + " calls that a plug-in may not make [" + refusal.id()
                                    + "], for example " + calls.iterator().next()));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** What an entry says of its size may be a lie, so it is unpacked and counted. */
    private void copy(byte[] head, InputStream in, OutputStream out) throws IOException, UnsafeException {
        out.write(head);
        unpacked += head.length;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            unpacked += read;
            if (unpacked > MOST_UNPACKED) {
                throw new UnsafeException(Refusal.ZIP_BOMB, "unpacked it is larger than 256 MiB");
            }
            out.write(buffer, 0, read);
        }
    }
}
