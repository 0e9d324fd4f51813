/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who may try a version before it is current. Each act is an entry of the journal. Thread-safe.
 */
@ProviderType
public interface Invitations {

    /** Longest name of an invited person, in characters. */
    int LONGEST_NAME = 100;

    /**
     * Somebody who was invited.
     *
     * @param name as the officer wrote it
     * @param accepted when somebody took it; who, is not told
     */
    record Tester(
            String id,
            String plugin,
            String version,
            String name,
            String by,
            Instant invited,
            Optional<Instant> accepted) {}

    /**
     * A new invitation.
     *
     * @param token to be handed over; only its digest is kept
     */
    record Invitation(Tester tester, String token) {}

    /**
     * Invites somebody to try a version that is to come.
     *
     * @return empty when no such version of an e-service is to come
     * @throws IllegalArgumentException for an empty or too long name
     */
    Optional<Invitation> invite(String pluginId, String version, String name, String by);

    /** Everybody who was invited to a version, oldest first. */
    List<Tester> testers(String pluginId, String version);

    /** Takes an invitation back; whether there was one. */
    boolean takeBack(String pluginId, String version, String testerId, String by);
}
