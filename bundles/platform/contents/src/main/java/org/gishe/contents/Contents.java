/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.contents;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Documents of any size, encrypted with a key of their own that is wrapped by the key {@code contents}. Two ways in: a
 * small one is written by the unit that names it; a large one is first streamed to disk and synced, then named by a unit,
 * and is swept away an hour later if none did. Thread-safe.
 */
@ProviderType
public interface Contents {

    /** What {@link #put} takes at most, in bytes. */
    int SMALL = 65_536;

    /**
     * Keeps a small document in this unit.
     *
     * @throws IllegalArgumentException if it is larger than {@link #SMALL}
     */
    Content put(Handle unit, byte[] plain, String mediaType);

    /**
     * Encrypts a small document ahead of the unit that names it: units wait for one another, so that their work is best
     * done before them. What is prepared and never put leaves nothing behind.
     *
     * @throws IllegalArgumentException if it is larger than {@link #SMALL}
     */
    Prepared prepare(byte[] plain, String mediaType);

    /** Keeps what was prepared in this unit; once, by the service that prepared it. */
    Content put(Handle unit, Prepared prepared);

    /**
     * Streams a document to disk; when this returns it is synced, but nobody names it yet.
     *
     * @param maximum in bytes
     * @throws TooLargeException if there is more; nothing is kept
     * @throws IOException if the source fails or the disk is full; nothing is kept
     */
    Content stream(InputStream source, long maximum, String mediaType) throws IOException;

    /** Names what {@link #stream} gave, in this unit. */
    void keep(Handle unit, Content content);

    /** What is known of a document; empty for an id that is not kept. */
    Optional<Content> describe(Handle unit, String id);

    /**
     * Reads a document; the caller closes the stream.
     *
     * @throws java.io.FileNotFoundException for an id that is not kept
     * @throws IOException also when the bytes were changed
     */
    InputStream open(String id) throws IOException;

    /** Reads a small document whole. */
    byte[] read(String id) throws IOException;

    /** Forgets a document: its key is gone with this unit, its bytes soon after. */
    void erase(Handle unit, String id);

    /** A small document that is ready to be put. Immutable. */
    interface Prepared {

        Content content();
    }

    /** More came than was allowed. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        public TooLargeException(long maximum) {
            super("more than " + maximum + " bytes");
        }
    }
}
