/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Roots of one growing tree (RFC 9162 section 2.1) over the journal's chain; the leaf of an entry is the chain's hash at it, its
 * index the sequence less one. A root is made when entries came, sealed by the platform, time-stamped and countersigned by
 * witnesses afterwards. They hold nothing about a person. Thread-safe.
 */
@ProviderType
public interface Roots {

    /**
     * Newest first.
     *
     * @param before only with a lower number
     * @param limit at most 1000
     */
    List<Root> page(long before, int limit);

    Optional<Root> root(long number);

    /**
     * That one root's tree continues another's.
     *
     * @param from number of the earlier, or the same, root
     * @return hashes of section 2.1.4; empty when there are no such roots
     */
    Optional<List<byte[]>> consistency(long from, long to);

    /**
     * That an entry stands in the tree of the first root that covers it.
     *
     * @param sequence of the entry
     * @return empty when no root covers it yet
     */
    Optional<Proof> proof(long sequence);

    /**
     * Recomputes the tree and each root from the journal, checks seals, time-stamps and countersignatures, and compares with what
     * each witness has signed last. Reads in pages and holds nothing up.
     */
    Verification verify();

    /** What waits; cheap. */
    Backlog backlog();

    /**
     * A root.
     *
     * @param statement what it says
     * @param text that statement, to the byte
     * @param seal of the text by the platform: SHA256withECDSA, DER
     * @param certificate of the seal, X.509 DER
     * @param path that it continues the root before it (section 2.1.4)
     * @param stamp empty until the authority has stamped it
     */
    record Root(
            Statement statement,
            String text,
            byte[] seal,
            byte[] certificate,
            List<byte[]> path,
            Optional<Stamp> stamp,
            List<Cosignature> cosignatures) {}

    /**
     * A time-stamp of the text's SHA-256.
     *
     * @param at the authority's time
     * @param token RFC 3161 section 2.4.2, DER
     */
    record Stamp(Instant at, byte[] token) {}

    /**
     * A witness's signature.
     *
     * @param witness SHA-256 of its public key (SubjectPublicKeyInfo), in hexadecimal
     * @param seconds its time since 1970
     * @param signature of {@link Statement#cosigned}: SHA256withECDSA, DER
     */
    record Cosignature(String witness, long seconds, byte[] signature) {}

    /**
     * @param path section 2.1.3
     * @param root the first that covers the entry
     */
    record Proof(List<byte[]> path, Root root) {}

    /**
     * Outcome of a verification.
     *
     * @param roots how many there are
     * @param covered entries under them
     * @param stamped roots with a time-stamp
     * @param cosigned roots that a configured witness has countersigned
     * @param fault the first that is wrong, in words; empty when all holds
     * @param notes what could not be looked at, in words
     */
    record Verification(
            long roots, long covered, long stamped, long cosigned, Optional<String> fault, List<String> notes) {}

    /**
     * @param unrooted entries in the chain that no root covers yet
     * @param oldestUnrooted when the first of them was written
     * @param unstamped roots that wait for a time-stamp; 0 when no authority is configured
     * @param oldestUnstamped when the first of them was made
     * @param witnesses by the first 16 digits of each configured witness's name
     */
    record Backlog(
            long unrooted,
            Optional<Instant> oldestUnrooted,
            long unstamped,
            Optional<Instant> oldestUnstamped,
            Map<String, Witnessed> witnesses) {}

    /**
     * @param waiting roots that wait for this witness
     * @param oldest when the first of them was made
     * @param refused why the witness refuses; empty when it does not
     */
    record Witnessed(long waiting, Optional<Instant> oldest, Optional<String> refused) {}
}
