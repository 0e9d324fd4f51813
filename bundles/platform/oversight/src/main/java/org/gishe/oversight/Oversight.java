/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who looked at a person's data, for that person. What the law keeps secret is not there until its day: not in a list, not in a
 * total, not in a gap. Thread-safe.
 */
@ProviderType
public interface Oversight {

    /** Characters of a question or an answer at most. */
    int LONGEST_TEXT = 2_000;

    /**
     * Accesses, newest first.
     *
     * @param cursor {@code next} of the page before; one that is not known begins anew
     * @param size 1 to 100
     */
    Page page(PersonId person, Filter filter, Optional<String> cursor, int size);

    /** One of them; empty for an id that is not this person's. */
    Optional<Access> access(PersonId person, String id);

    /** The proof that an access stands in the journal, as whoever makes proofs gives it; empty while there is none. */
    Optional<Data.Obj> proof(PersonId person, String id);

    /** Institutions and registers of the person's newest accesses, to choose from: of the last 500. */
    Choices choices(PersonId person);

    /** Why an access that was secret stayed so for longer than at first, oldest first. */
    List<Extension> extensions(PersonId person, String id);

    /**
     * Asks the institution about an access, or objects to it. The same words again are that question again.
     *
     * @param text 1 to {@link #LONGEST_TEXT} characters
     * @return empty for an id that is not this person's, and for an access of no institution
     * @throws IllegalArgumentException for a text that is too long or empty
     * @throws TooManyException when many questions about it wait already
     */
    Optional<Question> ask(PersonId person, String id, boolean objection, String text);

    /** Questions about an access, oldest first. */
    List<Question> questions(PersonId person, String id);

    /** The access that a question was about. */
    Optional<String> asked(PersonId person, String question);

    /** Whether the person is told when somebody looks. */
    boolean notices(PersonId person);

    /** Chooses it; journalled. */
    void notices(PersonId person, boolean wanted);

    /** All that fits, as one JSON object; written page by page. */
    void json(PersonId person, Filter filter, Locale language, OutputStream out) throws IOException;

    /** All that fits, as PDF/A: one file, or many in a ZIP archive. Written part by part. */
    Export pdf(PersonId person, Filter filter, Locale language);

    /**
     * A page.
     *
     * @param next cursor of the page that follows; empty at the end
     * @param searchedTo how far was looked, where a search stopped before the end; what is older was not looked at yet
     */
    record Page(List<Access> accesses, Optional<String> next, Optional<Instant> searchedTo) {}

    /** What filters can be chosen: key and name. */
    record Choices(List<Choice> institutions, List<Choice> registers) {}

    /** One of them. */
    record Choice(String key, LocalText name) {}

    /** That an access stays secret for longer. */
    record Extension(Instant at, Instant until, String reason) {}

    /**
     * A question to an institution.
     *
     * @param objection whether it objects
     * @param message in the person's mailbox, with the answer
     */
    record Question(
            String id,
            boolean objection,
            LocalText institution,
            String text,
            Instant asked,
            Optional<String> answer,
            Optional<Instant> answered,
            Optional<String> message) {}

    /** A file that is made while it is written. */
    record Export(String mediaType, String fileName, Writer writer) {}

    /** Writes a file. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** Too many at a time. */
    final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public TooManyException(String message) {
            super(message);
        }
    }
}
