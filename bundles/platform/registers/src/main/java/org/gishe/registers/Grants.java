/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who may ask which register what. Asked for by who will use it, decided by the register's owner; whether somebody may do
 * either is not asked here. Each change is an entry of the journal ({@code register.grant}, the grant's id as matter) and counts
 * for the next enquiry on every node. Thread-safe.
 */
@ProviderType
public interface Grants {

    /**
     * Asks for a right.
     *
     * @param by who asks
     */
    Grant request(Grant.Wish wish, String by);

    /**
     * Gives it.
     *
     * @param elements what of the wished elements; empty for all of them
     * @return empty unless it stands requested
     * @throws IllegalArgumentException when an element was not wished for
     */
    Optional<Grant> approve(String id, List<String> elements, String by);

    /** Does not give it; empty unless it stands requested. */
    Optional<Grant> reject(String id, String reason, String by);

    /** Takes it back: the next enquiry is refused. Empty unless it stands approved. */
    Optional<Grant> revoke(String id, String reason, String by);

    Optional<Grant> grant(String id);

    /**
     * Grants, newest first.
     *
     * @param register of that register alone, if given
     * @param consumer of that consumer alone, if given
     * @param limit 1 to 1000
     */
    List<Grant> grants(Optional<String> register, Optional<String> consumer, int limit);
}
