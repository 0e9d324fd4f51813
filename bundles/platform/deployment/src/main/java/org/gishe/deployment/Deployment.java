/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The deployment ledger and its convergence: what the ledger says is what runs. Thread-safe.
 */
@ProviderType
public interface Deployment {

    /**
     * Uploads, checks, and writes into the ledger: current from now, beside the version before, which drains.
     *
     * @param jar the bundle, at most 64 MiB
     * @param by who asks for it, for the ledger
     * @return what became of it: {@code CURRENT}, or {@code REFUSED} with the reasons; a jar that the ledger already
     *     has is its present state
     */
    State deploy(InputStream jar, String by);

    /** Takes a plug-in out: no new work, drains, is uninstalled. */
    State remove(String pluginId, String by);

    /** Every version that is here, newest first by plug-in. */
    List<State> states();

    /** The ledger, oldest first. */
    List<Line> ledger();

    /**
     * A plug-in version and how it is.
     *
     * @param plugin id of the plug-in; empty when refused before it was known
     * @param phase see {@link Phase}
     * @param reasons in words, for operators; empty when all is well
     */
    record State(
            String kind,
            String plugin,
            String version,
            String symbolicName,
            String sha256,
            Phase phase,
            List<String> reasons,
            Instant since,
            long inside,
            long pinned) {}

    /** Phases of a version. */
    enum Phase {
        /** Not taken in; the reasons say why. */
        REFUSED,
        /** Installed, started, and new work goes to it. */
        CURRENT,
        /** New work goes to another; open work ends here. */
        DRAINING,
        /** In the ledger but not running; the reasons say why. */
        DOWN,
        /** Uninstalled. */
        GONE,
        /** Held back because the platform died twice while it started. */
        QUARANTINED
    }

    /** One line of the ledger. */
    record Line(
            long number,
            Instant at,
            String action,
            String plugin,
            String version,
            String sha256,
            String by,
            String reason) {}
}
