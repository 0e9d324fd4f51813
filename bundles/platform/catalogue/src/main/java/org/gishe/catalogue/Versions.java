/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What the ledger says about versions; implemented by deployment, asked by the catalogue. Thread-safe, from memory. */
@ProviderType
public interface Versions {

    /** The version of a plug-in for work begun at an instant; empty when the ledger has none then. */
    Optional<String> version(Kind kind, String id, Instant at, String seed);
}
