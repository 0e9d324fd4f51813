/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads the journal in pages. What is asked for a person leaves out whatever is withheld from that person now, as if it were
 * not there: pages are filled up with what follows. Thread-safe.
 */
@ProviderType
public interface JournalReader {

    /**
     * Who saw a person's data: {@code register.enquiry} and every kind that begins with {@code access.}, newest first.
     *
     * @param before only entries with a smaller id; {@link Long#MAX_VALUE} for the newest
     * @param from of that instant or later
     * @param until before that instant
     * @param limit 1 to 1000
     */
    List<Read> accesses(
            Handle query, PersonId person, long before, Optional<Instant> from, Optional<Instant> until, int limit);

    /**
     * Accesses that a person may see since a moment: those made after it, and older ones that opened after it.
     *
     * @param after exclusive
     * @param upTo inclusive; not after now
     */
    List<Read> fresh(Handle query, PersonId person, Instant after, Instant upTo, int limit);

    /** An access to this person's data; empty for anything else, and while it is withheld. */
    Optional<Read> access(Handle query, PersonId person, long id);

    /**
     * Entries of the chain in its order, accesses alone, withheld ones too: for oversight of the whole, never for a person.
     *
     * @param after sequence that was read last; 0 to begin
     * @param stretch how many entries of the chain to look at, of whatever kind
     */
    Stretch accesses(Handle query, long after, int stretch);

    /** What is withheld now, oldest first: for officers. */
    List<Read> withheld(Handle query, long after, int limit);

    /** One that is withheld now: for officers. */
    Optional<Read> withheld(Handle query, long id);

    /** Withholds an entry for longer; false unless it is withheld now, and until an earlier instant than that. */
    boolean extend(Handle unit, long id, Instant until);

    /**
     * A stretch of the chain.
     *
     * @param last sequence of its last entry; the one that was asked after when there is none
     */
    record Stretch(List<Read> accesses, long last) {}

    /**
     * An access as it stands.
     *
     * @param id number of its row; rises in about the order of time, and tells how many entries there are
     * @param sequence place in the chain; empty before it has one
     * @param whose pseudonym of the person, in hexadecimal
     * @param withheldUntil until when it was or is kept from the person
     * @param erased whether its particulars were erased
     */
    record Read(
            long id,
            Optional<Long> sequence,
            Instant at,
            String kind,
            Optional<String> whose,
            Optional<PersonId> actor,
            Optional<String> matter,
            Optional<LegalBasis> basis,
            Optional<String> purpose,
            Data.Obj payload,
            Optional<Instant> withheldUntil,
            boolean erased) {}
}
