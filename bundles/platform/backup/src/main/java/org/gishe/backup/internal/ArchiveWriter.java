/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive as a stream: parts, then the manifest, which knows their sums only then. A zip, because the JDK alone
 * writes and reads it, any size, and so does every operator's machine.
 */
final class ArchiveWriter {

    private final ZipOutputStream zip;
    private final Sums.Progress progress;
    private final SortedMap<String, Manifest.Part> parts = new TreeMap<>();
    private final List<String> erased = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    ArchiveWriter(OutputStream out, Sums.Progress progress) {
        this.zip = new ZipOutputStream(out);
        this.progress = progress;
    }

    /** @param plain whether packing makes it smaller; what is encrypted does not shrink */
    void part(String name, InputStream in, boolean plain) throws IOException {
        zip.setLevel(plain ? Deflater.BEST_SPEED : Deflater.NO_COMPRESSION);
        zip.putNextEntry(new ZipEntry(name));
        parts.put(name, Sums.copy(in, zip, Long.MAX_VALUE, progress));
        zip.closeEntry();
    }

    void erased(String name) {
        erased.add(name);
    }

    void missing(String name) {
        missing.add(name);
    }

    void end(Instant at, String platform, boolean embedded, Map<String, String> landmarks) throws IOException {
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry(Manifest.NAME));
        zip.write(new Manifest(at, platform, embedded, new LinkedHashMap<>(landmarks), parts, erased, missing).write());
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }
}
