/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.time.Instant;
import java.util.Optional;
import org.gishe.api.base.PersonId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * E-service versions that are still to come and that invited people may try; implemented by deployment, asked by the journey.
 * Thread-safe.
 */
@ProviderType
public interface Trials {

    /**
     * A version to come.
     *
     * @param from from when on it is current
     */
    record Trial(String service, String version, Instant from) {}

    /**
     * Takes an invitation; it is this person's from then on.
     *
     * @param token as it stood in the link
     * @return empty when there is no such invitation, it is somebody else's, or nothing is to come any more
     */
    Optional<Trial> accept(String token, PersonId person);

    /** Whether a version is still to come. */
    Optional<Trial> toCome(String service, String version);
}
