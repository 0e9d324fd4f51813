/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.PersonId;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The journal. An entry is a row of the unit whose effect it tells; a sealer orders committed rows into one hash chain
 * within a second. Thread-safe.
 */
@ProviderType
public interface Journal {

    /** Writes an entry in this unit. */
    void record(Handle unit, Entry entry);

    /** Encrypts an entry ahead of its unit: units wait for one another, so that their work is best done before them. */
    Prepared prepare(Entry entry);

    /** Writes what was prepared in this unit, with the time of now; once, by the service that prepared it. */
    void record(Handle unit, Prepared prepared);

    /** Entries about a person's data that the person may see today, newest first. */
    List<Line> about(Handle unit, PersonId person, int limit);

    /** Entries about a matter, oldest first, also those that are kept from a person: for the platform alone. */
    List<Line> matter(Handle unit, String matter);

    /** Recomputes the whole chain and every commitment; reads in pages and holds nothing up. */
    Verification verify();

    /** How far the sealer is; cheap. */
    Sealing sealing();

    /**
     * What is committed but not in the chain yet.
     *
     * @param waiting entries
     * @param oldest when the first of them was written; empty when none waits
     */
    record Sealing(long waiting, Optional<Instant> oldest) {}

    /** An entry that is ready to be recorded. Immutable. */
    interface Prepared {}

    /**
     * An entry as it stands.
     *
     * @param sequence place in the chain; empty before it is sealed
     */
    record Line(
            Optional<Long> sequence,
            Instant at,
            String kind,
            Optional<PersonId> actor,
            Optional<String> matter,
            Optional<String> basis,
            Optional<String> purpose,
            Data.Obj payload) {}

    /**
     * Outcome of a verification.
     *
     * @param sealed entries in the chain
     * @param waiting entries that are committed but not sealed yet
     * @param fault what is wrong and at which sequence, in words; empty when the chain holds
     * @param head hash of the last leaf, in hexadecimal
     */
    record Verification(long sealed, long waiting, Optional<String> fault, String head) {}
}
