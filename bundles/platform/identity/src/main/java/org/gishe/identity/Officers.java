/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who may come to the operators' side, and their log-ins by a browser. Each appointment, dismissal and log-in is an entry of the
 * journal. Whether somebody may appoint is not asked here. Thread-safe.
 */
@ProviderType
public interface Officers {

    /** All of them, by name. */
    List<Officer> officers();

    /**
     * Lets somebody in from now on.
     *
     * @param by who appoints
     * @return the password that was made, to be shown once; empty when the name is taken
     */
    Optional<String> appoint(Officer officer, String by);

    /** Lets somebody in no more: every session and password of that name ends at once, on every node. */
    Dismissal dismiss(String name, String by);

    /** Begins a session of a browser; takes as long for any wrong answer as {@link Identity#officer} and is slowed down like it. */
    Optional<String> enter(String name, char[] password);

    /** Ends a session everywhere. */
    void leave(String token);

    /** How a dismissal ended. */
    enum Dismissal {
        DONE,
        /** There is nobody of that name. */
        UNKNOWN,
        /** Nothing was done: nobody would be left who may do everything. */
        LAST_OPERATOR
    }
}
