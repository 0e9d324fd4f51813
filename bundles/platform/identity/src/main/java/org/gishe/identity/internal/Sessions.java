/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.identity.Session;
import org.gishe.people.People;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;

/**
 * Sessions in the store, known by the digest of their token. What was read is believed for half a second, so that ending
 * one anywhere ends it everywhere within a second.
 */
final class Sessions {

    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration ABSOLUTE = Duration.ofHours(8);
    private static final Duration TOUCH = Duration.ofMinutes(1);
    private static final Duration BELIEVED = Duration.ofMillis(500);
    private static final int MOST_BELIEVED = 10_000;

    private final Store store;
    private final People people;
    private final InstantSource clock;
    private final Secrets secrets;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(Optional<Session> session, Instant at) {}

    private record Row(PersonId person, Assurance assurance, String csrf, Instant used, Instant expires) {}

    Sessions(Store store, People people, InstantSource clock, Secrets secrets) {
        this.store = store;
        this.people = people;
        this.clock = clock;
        this.secrets = secrets;
    }

    /** Opens a session; the token is known to nobody but the caller. */
    String open(Handle unit, Party person, Assurance assurance) {
        String token = secrets.token();
        Instant now = clock.instant();
        unit.createUpdate("""
                        INSERT INTO identity_session (token, person, assurance, csrf, used, expires)
                        VALUES (:token, :person, :assurance, :csrf, :used, :expires)""")
                .bind("token", Secrets.digest(token))
                .bind("person", person.id().value())
                .bind("assurance", assurance.name())
                .bind("csrf", secrets.token())
                .bind("used", Times.micros(now))
                .bind("expires", Times.micros(now.plus(ABSOLUTE)))
                .execute();
        return token;
    }

    Optional<Session> find(String token) {
        Instant now = clock.instant();
        Seen before = seen.get(token);
        if (before != null && Duration.between(before.at(), now).compareTo(BELIEVED) < 0) {
            return before.session().filter(session -> session.until().isAfter(now));
        }
        if (seen.size() > MOST_BELIEVED) {
            seen.clear();
        }
        Optional<Session> session = read(token, now);
        seen.put(token, new Seen(session, now));
        return session;
    }

    private Optional<Session> read(String token, Instant now) {
        byte[] digest = Secrets.digest(token);
        Optional<Row> row = store.read(query -> row(query, digest))
                .filter(each ->
                        each.expires().isAfter(now) && each.used().plus(IDLE).isAfter(now));
        if (row.isPresent() && Duration.between(row.get().used(), now).compareTo(TOUCH) > 0) {
            store.unit(unit -> unit.createUpdate("UPDATE identity_session SET used = :now WHERE token = :token")
                    .bind("now", Times.micros(now))
                    .bind("token", digest)
                    .execute());
        }
        return row.flatMap(each -> store.read(query -> people.party(query, each.person()))
                .map(party -> new Session(party, each.assurance(), each.csrf(), until(each, now))));
    }

    private static Instant until(Row row, Instant now) {
        Instant idle = now.plus(IDLE);
        return idle.isBefore(row.expires()) ? idle : row.expires();
    }

    private static Optional<Row> row(Handle query, byte[] digest) {
        return query.createQuery(
                        "SELECT person, assurance, csrf, used, expires FROM identity_session WHERE token = :token")
                .bind("token", digest)
                .reduceRows(
                        Optional.empty(),
                        (none, view) -> Optional.of(new Row(
                                new PersonId(view.getColumn("person", String.class)),
                                Assurance.named(view.getColumn("assurance", String.class)),
                                view.getColumn("csrf", String.class),
                                Times.instant(view.getColumn("used", Long.class)),
                                Times.instant(view.getColumn("expires", Long.class)))));
    }

    void end(String token) {
        store.commit(unit -> unit.createUpdate("DELETE FROM identity_session WHERE token = :token")
                .bind("token", Secrets.digest(token))
                .execute());
        seen.remove(token);
    }

    /** Forgets what has expired. */
    void clean() {
        long now = Times.micros(clock.instant());
        long idle = Times.micros(clock.instant().minus(IDLE));
        store.commit(unit -> unit.createUpdate("DELETE FROM identity_session WHERE expires < :now OR used < :idle")
                .bind("now", now)
                .bind("idle", idle)
                .execute());
    }
}
