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

    /**
     * Hashes of the chain, in its order: what trees over the journal are made of.
     *
     * @param from sequence of the first, 1 or more
     * @param limit at most that many; fewer come where the chain ends
     */
    List<byte[]> hashes(Handle unit, long from, int limit);

    /** Sequence of the last entry in the chain; 0 when it is empty. */
    long sealed(Handle unit);

    /** When the entry of that sequence was written; empty when there is none. */
    Optional<Instant> written(Handle unit, long sequence);

    /**
     * What a person needs to recompute the hash of an entry about themselves.
     *
     * @return empty when there is no such entry in the chain, or when that person may not see it today
     */
    Optional<Opening> opening(Handle unit, PersonId person, long sequence);

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
     * @param erased whether its payload was erased; kind, time and place in the chain stay
     */
    record Line(
            Optional<Long> sequence,
            Instant at,
            String kind,
            Optional<PersonId> actor,
            Optional<String> matter,
            Optional<String> basis,
            Optional<String> purpose,
            Data.Obj payload,
            boolean erased) {}

    /**
     * An entry's leaf, field by field. The chain's hash at it is SHA-256 of {@code previous} and, one after the other: version
     * (a byte), sequence and time (eight bytes each, big-endian), length of the kind (two bytes), the kind in UTF-8, 1 and the
     * pseudonym (32 bytes), commitment (32 bytes). The commitment is SHA-256 of salt and payload.
     *
     * @param micros time in UTC microseconds since 1970
     * @param person pseudonym of whose data it is, 32 bytes
     * @param commitment 32 bytes
     * @param previous the chain's hash before this entry, 32 bytes
     * @param hash the chain's hash at this entry, 32 bytes
     * @param opened salt and canonical payload; empty when they were erased, or when the payload names another person
     */
    record Opening(
            int version,
            long sequence,
            long micros,
            String kind,
            byte[] person,
            byte[] commitment,
            byte[] previous,
            byte[] hash,
            Optional<Opened> opened,
            boolean erased) {}

    /**
     * What a commitment stands for.
     *
     * @param salt 32 bytes
     * @param payload canonical JSON (RFC 8785) in UTF-8
     */
    record Opened(byte[] salt, byte[] payload) {}

    /**
     * Outcome of a verification.
     *
     * @param sealed entries in the chain
     * @param waiting entries that are committed but not sealed yet
     * @param fault what is wrong and at which sequence, in words; empty when the chain holds
     * @param head hash of the last leaf, in hexadecimal
     * @param erased entries whose payload was erased; their place in the chain was verified as any other's
     */
    record Verification(long sealed, long waiting, Optional<String> fault, String head, long erased) {}
}
