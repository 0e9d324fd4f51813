/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import java.time.Instant;
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

    /**
     * Gives a program a token instead of a session (RFC 6749, section 4.4): good for an hour whether it is used or not, on
     * every node, and ended by a dismissal like a session. Of one name the newest hundred count.
     *
     * @return empty when name or password are wrong, which takes as long as {@link #enter}
     */
    Optional<Token> token(String name, char[] password);

    /** Ends a session or a token everywhere. */
    void leave(String token);

    /**
     * What a program brings with each request.
     *
     * @param value known to nobody but who was given it
     * @param until when it ends
     */
    record Token(String value, Instant until) {

        /** Tells when it ends alone. */
        @Override
        public String toString() {
            return "token until " + until;
        }
    }

    /** How a dismissal ended. */
    enum Dismissal {
        DONE,
        /** There is nobody of that name. */
        UNKNOWN,
        /** Nothing was done: nobody would be left who may do everything. */
        LAST_OPERATOR
    }
}
