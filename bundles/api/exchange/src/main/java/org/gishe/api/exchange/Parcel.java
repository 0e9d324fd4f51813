/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.exchange;

import java.util.List;
import java.util.Objects;

/** A letter with its documents between two administrations. Immutable. */
public final class Parcel {

    /**
     * A document.
     *
     * @param name file name without path, at most 200 characters
     * @param mediaType IANA media type
     * @param content opens the bytes, as often as needed
     */
    public record Document(String name, String mediaType, Content content) {}

    /** Opens a stream of a document's bytes; the caller closes it. */
    @FunctionalInterface
    public interface Content {
        java.io.InputStream open() throws java.io.IOException;
    }

    private final String key;
    private final String sender;
    private final String recipient;
    private final String subject;
    private final List<Document> documents;

    private Parcel(String key, String sender, String recipient, String subject, List<Document> documents) {
        this.key = Objects.requireNonNull(key);
        this.sender = Objects.requireNonNull(sender);
        this.recipient = Objects.requireNonNull(recipient);
        this.subject = Objects.requireNonNull(subject);
        this.documents = List.copyOf(documents);
    }

    public static Parcel of(String key, String sender, String recipient, String subject, List<Document> documents) {
        return new Parcel(key, sender, recipient, subject, documents);
    }

    /** Unique for the sender; a parcel of a key that was taken before is the same parcel. */
    public String key() {
        return key;
    }

    /** EIK of the sending administration. */
    public String sender() {
        return sender;
    }

    /** EIK of the receiving administration. */
    public String recipient() {
        return recipient;
    }

    public String subject() {
        return subject;
    }

    public List<Document> documents() {
        return documents;
    }

    @Override
    public String toString() {
        return key;
    }
}
