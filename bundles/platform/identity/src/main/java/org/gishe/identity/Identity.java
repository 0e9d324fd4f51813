/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.osgi.annotation.versioning.ProviderType;

/** Logs people in and knows who they are. Sessions live in the store, hashed, valid on any node. Thread-safe. */
@ProviderType
public interface Identity {

    /** Ways to log in now: instance and title. */
    Map<String, LocalText> ways();

    /**
     * Starts a log-in.
     *
     * @param way one of {@link #ways()}
     * @param returnAddress absolute address of the platform's return page
     * @param goTo local path to go to afterwards; anything else than a path of this platform becomes {@code /}
     * @param browser binds the log-in to this browser: what the door gave it in a cookie before
     */
    Optional<URI> begin(String way, URI returnAddress, String goTo, Locale language, String browser);

    /** Ends a log-in that came back with these parameters. */
    Arrival finish(Map<String, String> parameters, String browser);

    /** The session of a token; empty when unknown, expired or ended. */
    Optional<Session> session(String token);

    /** Ends a session everywhere. */
    void end(String token);

    /**
     * Whose name and password these are; takes the same time for any wrong answer, whether the name is known or not, and slows
     * guessing down.
     */
    Optional<Officer> officer(String name, char[] password);

    /** The session of an officer's browser; empty when unknown, expired or ended. A program's token is none. */
    Optional<OfficerSession> officerSession(String token);

    /**
     * Who brings a token of {@link Officers#token}, as of now; empty when unknown, expired, or of somebody who was dismissed.
     * A browser's session is none.
     */
    Optional<OfficerSession> bearer(String token);

    /** Whether these are name and password of somebody who may do everything. */
    default boolean operator(String name, char[] password) {
        return officer(name, password)
                .filter(officer -> officer.role() == Officer.Role.OPERATOR)
                .isPresent();
    }

    /**
     * How a log-in ended.
     *
     * @param token session token for the cookie; empty when it failed
     * @param goTo local path
     * @param reason text for the person when it failed
     */
    record Arrival(Optional<String> token, String goTo, Optional<LocalText> reason) {}
}
