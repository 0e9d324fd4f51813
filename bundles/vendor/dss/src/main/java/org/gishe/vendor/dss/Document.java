/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A document in memory or in a file. Immutable, if nobody writes to the file.
 */
public final class Document {

    private static final int LONGEST_NAME = 255;

    private final String name;
    private final String mediaType;
    private final byte @Nullable [] bytes;
    private final @Nullable Path file;

    private Document(String name, String mediaType, byte @Nullable [] bytes, @Nullable Path file) {
        if (!safe(name)) {
            throw new IllegalArgumentException("no name of a document: " + name);
        }
        this.name = name;
        this.mediaType = mediaType;
        this.bytes = bytes;
        this.file = file;
    }

    /**
     * A document in memory.
     *
     * @param name of the file, up to 255 characters; no control characters, slashes, backslashes, and not "." or ".."
     * @param mediaType such as application/pdf
     * @param bytes copied
     * @throws IllegalArgumentException for another name
     */
    public static Document of(String name, String mediaType, byte[] bytes) {
        return new Document(name, mediaType, bytes.clone(), null);
    }

    /**
     * A document in a file, which is read when it is needed and not held in memory where its digest is enough.
     *
     * @throws IllegalArgumentException for a name as above
     */
    public static Document of(String name, String mediaType, Path file) {
        return new Document(name, mediaType, null, file);
    }

    private static boolean safe(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST_NAME
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    public String name() {
        return name;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The file, if it is in one. */
    public @Nullable Path file() {
        return file;
    }

    /** In bytes. */
    public long size() throws IOException {
        return bytes != null ? bytes.length : Files.size(file);
    }

    public InputStream open() throws IOException {
        return bytes != null ? new ByteArrayInputStream(bytes) : Files.newInputStream(file);
    }

    /** All of it, a copy. */
    public byte[] read() throws IOException {
        return bytes != null ? bytes.clone() : Files.readAllBytes(file);
    }

    /** The media type alone: names and what is in it may be personal. */
    @Override
    public String toString() {
        return "document " + mediaType;
    }
}
