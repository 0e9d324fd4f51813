/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.identity.Session;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Drafts and submissions. A submission keeps its draft's id. Who is not its owner meets it as if it did not exist.
 * Thread-safe.
 */
@ProviderType
public interface Journeys {

    /** What a form may hold, in bytes of its JSON. */
    int LARGEST = 61_440;

    /**
     * A new, empty draft of the current version of an e-service.
     *
     * @return empty when there is no such e-service
     */
    Optional<Draft> draft(Session session, String service, Locale language);

    Optional<Draft> draft(Session session, String id);

    /**
     * A draft of a version that is still to come, for somebody who was invited to try it; the same one again while it is there.
     * It can be filled in and is examined by that version's rules; it cannot be filed before the version is current, and then
     * it is a draft like any other. It is gone when the version is not to come any more.
     *
     * @param invitation as it stood in the link
     * @return empty when there is no such invitation for this person (any more)
     */
    Optional<Draft> trial(Session session, String invitation, Locale language);

    List<Draft> drafts(Session session);

    /**
     * Keeps what the citizen has so far; it need not be complete.
     *
     * @return the draft with what is still to mend; empty when there is none (any more)
     * @throws FiledException when it was filed
     * @throws TooLargeException when it is larger than {@link #LARGEST}; nothing is kept
     */
    Optional<Draft> save(Session session, String id, Data.Obj form);

    void discard(Session session, String id);

    /**
     * Files a draft: examined, frozen, durable, version chosen. Filing what is filed already is the same answer again.
     *
     * @param form the last word of the form; empty to file what was saved
     * @param provider signature provider's instance
     * @return empty when there is no such draft
     */
    Optional<Filing> file(Session session, String id, Optional<Data.Obj> form, String provider);

    Optional<Submission> submission(Session session, String id);

    List<Submission> submissions(Session session);

    /**
     * What the owner signed and the agency gets: id of the content with the container (ASiC-E, EN 319 162-1).
     *
     * @return empty when there is no such submission, or it was not signed (yet)
     */
    Optional<String> signed(Session session, String id);

    /** Begins signing again after it was rejected or expired, perhaps with another provider. */
    Optional<Submission> signAgain(Session session, String id, String provider);

    /**
     * Prepares that the owner is led to the signature provider.
     *
     * @param returnTo where they come back to: absolute, the same for everybody
     * @param browser secret that only their browser sends, 1 to 128 characters; they come back by it alone
     * @return where their browser is to be sent; empty when there is nothing to set out for, or not now
     */
    Optional<URI> depart(Session session, String id, URI returnTo, String browser);

    /**
     * The owner is back from the signature provider.
     *
     * @param browser as at the departure; empty when it sent none
     * @param parameters of the return, with its state
     */
    Arrival returned(Session session, Map<String, String> parameters, String browser);

    /**
     * Where somebody who came back goes on.
     *
     * @param submission theirs, empty when what they came back with is not awaited of them; then nothing changed
     * @param again the return could not be taken now and may come once more
     */
    record Arrival(Optional<String> submission, boolean again) {}

    /** For operators: submissions that need somebody. */
    List<Parked> parked();

    /** For operators: goes on with the present state. */
    boolean retry(String id, String by);

    /** For operators: how many open submissions stand in which step, of which e-service version. */
    List<Standing> standing();

    /**
     * A draft.
     *
     * @param trialUntil from when on the version that it tries is current; empty for a draft like any other
     */
    record Draft(
            String id,
            String service,
            String version,
            Data.Obj form,
            List<Finding> findings,
            Instant changed,
            Instant expires,
            Optional<Instant> trialUntil) {}

    /** What filing led to. */
    sealed interface Filing {
        /** Filed, now or before. */
        record Filed(Submission submission) implements Filing {}

        /** Must be mended first; nothing was filed. */
        record Findings(List<Finding> findings) implements Filing {}

        /** Cannot be filed now. */
        record Refused(String type, LocalText reason) implements Filing {}
    }

    /** States of a submission as its owner sees them. */
    enum State {
        /** Goes on by itself. */
        RUNNING,
        /** Waits for the owner's signature. */
        WAITING_FOR_SIGNATURE,
        /** The signature was rejected or expired: the owner may sign again. */
        NOT_SIGNED,
        /** Waits for a register or another part that is down; goes on by itself. */
        DELAYED,
        /** Waits for a clerk or an operator. */
        WITH_THE_AGENCY,
        /** The result is in the mailbox. */
        CLOSED
    }

    /**
     * A submission.
     *
     * @param step where it stands: one of its steps, or {@code closed}
     * @param number incoming number; empty before the receipt
     * @param message what it waits for, in words
     * @param due end of the legal term; empty before the receipt
     * @param result id of the message in the mailbox; empty before
     * @param approvalPage where the owner approves the signature now
     * @param departsTo signature provider (its instance) to which the owner is led by {@link #depart}; empty when they approve
     *     elsewhere
     */
    record Submission(
            String id,
            String service,
            String version,
            LocalText title,
            State state,
            String step,
            List<StepDone> steps,
            LocalText message,
            Instant filed,
            Optional<String> number,
            Optional<Instant> received,
            Optional<Instant> due,
            Optional<Boolean> granted,
            Optional<String> result,
            Optional<URI> approvalPage,
            Optional<String> departsTo) {}

    /** A step of the way; {@code done} is empty when it lies ahead. */
    record StepDone(String name, Optional<Instant> done) {}

    /** A submission that needs somebody. */
    record Parked(String id, String service, String version, String step, int attempts, String reason, Instant since) {}

    /** Open submissions in one step. */
    record Standing(String service, String version, String step, long count) {}

    /** More was written into a form than is kept. */
    final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public TooLargeException() {
            super("the form is larger than " + LARGEST + " bytes");
        }
    }

    /** A draft that was filed can no longer be changed. */
    final class FiledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public FiledException() {
            super("the draft was filed");
        }
    }
}
