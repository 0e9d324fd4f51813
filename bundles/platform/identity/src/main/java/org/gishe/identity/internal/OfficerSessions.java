/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.identity.Officers;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;

/**
 * Sessions of officers' browsers and tokens of programs, known by the digest of the token. Role and ids are those of now. What
 * was read is believed for half a second. A program's token has no token of forms ({@code csrf} is empty, and no browser's is)
 * and counts as used at its end: it is neither idle nor renewed before.
 */
final class OfficerSessions {

    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration ABSOLUTE = Duration.ofHours(8);
    private static final Duration TOKEN = Duration.ofHours(1);
    private static final int MOST_TOKENS = 100;
    private static final Duration TOUCH = Duration.ofMinutes(1);
    private static final Duration BELIEVED = Duration.ofMillis(500);
    private static final int MOST_BELIEVED = 1_000;
    private static final int LONGEST_TOKEN = 100;

    private final Store store;
    private final InstantSource clock;
    private final Secrets secrets;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(Optional<OfficerSession> session, Instant at) {}

    private record Row(Officer officer, String csrf, Instant used, Instant expires) {}

    OfficerSessions(Store store, InstantSource clock, Secrets secrets) {
        this.store = store;
        this.clock = clock;
        this.secrets = secrets;
    }

    /** Opens a session; the token is known to nobody but the caller. */
    String open(Handle unit, String name) {
        String token = secrets.token();
        Instant now = clock.instant();
        unit.createUpdate("""
                        INSERT INTO identity_officer_session (token, name, csrf, used, expires)
                        VALUES (:token, :name, :csrf, :used, :expires)""")
                .bind("token", Secrets.digest(token))
                .bind("name", name)
                .bind("csrf", secrets.token())
                .bind("used", Times.micros(now))
                .bind("expires", Times.micros(now.plus(ABSOLUTE)))
                .execute();
        return token;
    }

    /** Gives a program a token; of one name the newest count. */
    Officers.Token grant(Handle unit, String name) {
        String token = secrets.token();
        Instant expires = clock.instant().plus(TOKEN);
        unit.createUpdate("""
                        DELETE FROM identity_officer_session WHERE name = :name AND csrf = '' AND token NOT IN
                            (SELECT token FROM identity_officer_session WHERE name = :name AND csrf = ''
                                ORDER BY expires DESC, token LIMIT :most)""").bind("name", name).bind("most", MOST_TOKENS - 1).execute();
        unit.createUpdate("""
                        INSERT INTO identity_officer_session (token, name, csrf, used, expires)
                        VALUES (:token, :name, '', :expires, :expires)""")
                .bind("token", Secrets.digest(token))
                .bind("name", name)
                .bind("expires", Times.micros(expires))
                .execute();
        return new Officers.Token(token, expires);
    }

    /** Who brings a program's token. */
    Optional<OfficerSession> bearer(String token) {
        return find(token).filter(session -> session.csrf().isEmpty());
    }

    /** Whose browser it is. */
    Optional<OfficerSession> browser(String token) {
        return find(token).filter(session -> !session.csrf().isEmpty());
    }

    private Optional<OfficerSession> find(String token) {
        if (token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Seen before = seen.get(token);
        if (before != null && Duration.between(before.at(), now).compareTo(BELIEVED) < 0) {
            return before.session().filter(session -> session.until().isAfter(now));
        }
        if (seen.size() > MOST_BELIEVED) {
            seen.clear();
        }
        Optional<OfficerSession> session = read(token, now);
        seen.put(token, new Seen(session, now));
        return session;
    }

    private Optional<OfficerSession> read(String token, Instant now) {
        byte[] digest = Secrets.digest(token);
        Optional<Row> row = store.read(query -> row(query, digest))
                .filter(each ->
                        each.expires().isAfter(now) && each.used().plus(IDLE).isAfter(now));
        if (row.isPresent() && Duration.between(row.get().used(), now).compareTo(TOUCH) > 0) {
            store.unit(unit -> unit.createUpdate("UPDATE identity_officer_session SET used = :now WHERE token = :token")
                    .bind("now", Times.micros(now))
                    .bind("token", digest)
                    .execute());
        }
        return row.map(each -> {
            Instant idle = each.csrf().isEmpty() ? each.expires() : now.plus(IDLE);
            return new OfficerSession(
                    each.officer(), each.csrf(), idle.isBefore(each.expires()) ? idle : each.expires());
        });
    }

    private static Optional<Row> row(Handle query, byte[] digest) {
        return query.createQuery("""
                        SELECT o.name, o.role, o.ids, s.csrf, s.used, s.expires
                        FROM identity_officer_session s JOIN identity_operator o ON o.name = s.name
                        WHERE s.token = :token""")
                .bind("token", digest)
                .reduceRows(Optional.empty(), (none, view) -> Operators.officer(view)
                        .map(officer -> new Row(
                                officer,
                                view.getColumn("csrf", String.class),
                                Times.instant(view.getColumn("used", Long.class)),
                                Times.instant(view.getColumn("expires", Long.class)))));
    }

    void end(String token) {
        store.commit(unit -> unit.createUpdate("DELETE FROM identity_officer_session WHERE token = :token")
                .bind("token", Secrets.digest(token))
                .execute());
        seen.remove(token);
    }

    /** Ends all sessions of a name, on this node at once. */
    void endAll(Handle unit, String name) {
        unit.createUpdate("DELETE FROM identity_officer_session WHERE name = :name")
                .bind("name", name)
                .execute();
    }

    /** After {@link #endAll} was committed. */
    void forget() {
        seen.clear();
    }

    /** Forgets what has expired. */
    void clean() {
        long now = Times.micros(clock.instant());
        long idle = Times.micros(clock.instant().minus(IDLE));
        store.commit(
                unit -> unit.createUpdate("DELETE FROM identity_officer_session WHERE expires < :now OR used < :idle")
                        .bind("now", now)
                        .bind("idle", idle)
                        .execute());
    }
}
