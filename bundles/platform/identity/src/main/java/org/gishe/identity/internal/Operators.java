/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.gishe.api.base.Data;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.identity.Officers.Dismissal;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Officers and their passwords: only a slow hash is kept (PBKDF2 with HMAC-SHA-256, OWASP's count of iterations). One that was
 * right is recognised for a minute by a keyed digest in memory, so that an operator's commands are quick; wrong ones are
 * answered one after the other, each as slowly as a right one, whether the name is known or not.
 */
final class Operators {

    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    /** Made at the first start. */
    private static final String NAME = "operator";
    /** The platform signs lines of the ledger with this one. */
    private static final Set<String> RESERVED = Set.of("platform");

    private static final int ITERATIONS = 600_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 1_000;
    /** More guesses at once are refused unread: waiting, they would hold every thread of the door. */
    private static final int MOST_WAITING = 4;

    private final Store store;
    private final Journal journal;
    private final Secrets secrets;
    private final InstantSource clock;
    private final byte[] memoryKey;
    private final Semaphore guessing = new Semaphore(1, true);
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    /** @param hash of the password that was right: another one in the data base is another password */
    private record Remembered(byte[] hash, Instant until) {}

    private record Kept(Optional<Officer> officer, byte[] salt, int iterations, byte[] hash) {}

    Operators(Store store, Journal journal, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.journal = journal;
        this.secrets = secrets;
        this.clock = clock;
        this.memoryKey = secrets.bytes(32);
    }

    /**
     * Makes the operator at the first start. Later a wish replaces the password, or brings the operator back: whoever lost it
     * starts the platform with another.
     *
     * @param wished password to use instead of a made one
     * @return the made password, to be shown once; empty when there is an operator already or one was wished for
     */
    Optional<String> first(Optional<String> wished) {
        Optional<Kept> kept = store.read(query -> kept(query, NAME));
        if (wished.isPresent()) {
            boolean stands = kept.filter(each -> each.officer()
                                    .filter(officer -> officer.role() == Role.OPERATOR)
                                    .isPresent()
                            && matches(each, wished.get().toCharArray()))
                    .isPresent();
            if (!stands) {
                replace(wished.get(), kept.isPresent());
            }
            return Optional.empty();
        }
        if (!officers().isEmpty()) {
            return Optional.empty();
        }
        String password = made();
        Secret secret = secret(password.toCharArray());
        return store.commit(unit -> insert(unit, Officer.operator(NAME), secret))
                ? Optional.of(password)
                : Optional.empty();
    }

    private String made() {
        return secrets.token().substring(0, 24);
    }

    private record Secret(byte[] salt, byte[] hash) {}

    private Secret secret(char[] password) {
        byte[] salt = secrets.bytes(16);
        return new Secret(salt, hash(password, salt, ITERATIONS));
    }

    private static boolean insert(Handle unit, Officer officer, Secret secret) {
        return unit.createUpdate("""
                                INSERT INTO identity_operator (name, role, ids, salt, iterations, hash)
                                VALUES (:name, :role, :ids, :salt, :iterations, :hash)
                                ON CONFLICT (name) DO NOTHING""")
                        .bind("name", officer.name())
                        .bind("role", officer.role().name())
                        .bind("ids", officer.ids().stream().sorted().collect(Collectors.joining(" ")))
                        .bind("salt", secret.salt())
                        .bind("iterations", ITERATIONS)
                        .bind("hash", secret.hash())
                        .execute()
                == 1;
    }

    private void replace(String password, boolean known) {
        Secret secret = secret(password.toCharArray());
        store.commit(unit -> {
            unit.createUpdate("DELETE FROM identity_officer_session WHERE name = :name")
                    .bind("name", NAME)
                    .execute();
            unit.createUpdate("DELETE FROM identity_operator WHERE name = :name")
                    .bind("name", NAME)
                    .execute();
            return insert(unit, Officer.operator(NAME), secret);
        });
        if (known) {
            LOG.info("The operator's password was replaced by the one that the platform was started with");
        }
    }

    List<Officer> officers() {
        return store.read(query -> query.createQuery("SELECT name, role, ids FROM identity_operator ORDER BY name")
                .reduceRows(Stream.<Officer>empty(), (all, view) -> Stream.concat(all, officer(view).stream()))
                .toList());
    }

    /** @return the password that was made; empty when the name is taken */
    Optional<String> appoint(Officer officer, String by) {
        if (RESERVED.contains(officer.name())) {
            return Optional.empty();
        }
        String password = made();
        Secret secret = secret(password.toCharArray());
        boolean made = store.commit(unit -> {
            boolean inserted = insert(unit, officer, secret);
            if (inserted) {
                journal.record(unit, entry("identity.officer-appointed", officer, by));
            }
            return inserted;
        });
        return made ? Optional.of(password) : Optional.empty();
    }

    Dismissal dismiss(String name, String by, OfficerSessions sessions) {
        Dismissal outcome = store.commit(unit -> {
            // holds the rows of all operators, so that two nodes do not each dismiss the other's last but one
            unit.execute("UPDATE identity_operator SET role = role WHERE role = 'OPERATOR'");
            Optional<Kept> kept = kept(unit, name);
            if (kept.isEmpty()) {
                return Dismissal.UNKNOWN;
            }
            int deleted = unit.createUpdate("""
                            DELETE FROM identity_operator WHERE name = :name AND EXISTS
                                (SELECT 1 FROM identity_operator o WHERE o.role = 'OPERATOR' AND o.name <> :name)""").bind("name", name).execute();
            if (deleted == 0) {
                return Dismissal.LAST_OPERATOR;
            }
            sessions.endAll(unit, name);
            Data.Obj payload = kept.get()
                    .officer()
                    .map(officer -> payload(officer, by))
                    .orElse(Data.EMPTY.with("name", name).with("by", by));
            journal.record(
                    unit,
                    Entry.of("identity.officer-dismissed")
                            .matter("officers")
                            .payload(payload)
                            .build());
            return Dismissal.DONE;
        });
        sessions.forget();
        return outcome;
    }

    /** About an officer. */
    static Entry entry(String kind, Officer officer, String by) {
        return Entry.of(kind).matter("officers").payload(payload(officer, by)).build();
    }

    private static Data.Obj payload(Officer officer, String by) {
        return Json.object()
                .put("name", officer.name())
                .put("role", officer.role().name())
                .put(
                        "ids",
                        Json.array(officer.ids().stream().sorted().map(Data::of).toList()))
                .put("by", by)
                .build();
    }

    private static boolean matches(Kept kept, char[] password) {
        return MessageDigest.isEqual(kept.hash(), hash(password, kept.salt(), kept.iterations()));
    }

    /** Whose name and password these are. */
    Optional<Officer> check(String name, char[] password) {
        String digest = HexFormat.of().formatHex(digest(name, password));
        Remembered before = remembered.get(digest);
        if (before != null && before.until().isAfter(clock.instant())) {
            Optional<Kept> kept = store.read(query -> kept(query, name))
                    .filter(each -> MessageDigest.isEqual(each.hash(), before.hash()));
            if (kept.isPresent()) {
                return kept.get().officer();
            }
        }
        if (guessing.getQueueLength() >= MOST_WAITING) {
            return Optional.empty();
        }
        try {
            if (!guessing.tryAcquire(10, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return checked(name, password, digest);
        } finally {
            guessing.release();
        }
    }

    private Optional<Officer> checked(String name, char[] password, String digest) {
        Optional<Kept> kept = store.read(query -> kept(query, name));
        byte[] salt = kept.map(Kept::salt).orElse(new byte[16]);
        byte[] hash = hash(password, salt, kept.map(Kept::iterations).orElse(ITERATIONS));
        boolean right =
                kept.isPresent() & MessageDigest.isEqual(kept.map(Kept::hash).orElse(new byte[0]), hash);
        if (!right) {
            LOG.warn("Somebody tried a wrong operator password");
            return Optional.empty();
        }
        Instant now = clock.instant();
        remembered.values().removeIf(each -> !each.until().isAfter(now));
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(digest, new Remembered(hash, now.plus(REMEMBERED)));
        }
        return kept.get().officer();
    }

    private static Optional<Kept> kept(Handle query, String name) {
        return query.createQuery(
                        "SELECT name, role, ids, salt, iterations, hash FROM identity_operator WHERE name = :name")
                .bind("name", name)
                .reduceRows(
                        Optional.empty(),
                        (none, view) -> Optional.of(new Kept(
                                officer(view),
                                view.getColumn("salt", byte[].class),
                                view.getColumn("iterations", Integer.class),
                                view.getColumn("hash", byte[].class))));
    }

    /** Who stands in a row; empty when the role is one of a later release: then that one may do nothing here. */
    static Optional<Officer> officer(RowView row) {
        String name = row.getColumn("name", String.class);
        String ids = row.getColumn("ids", String.class);
        try {
            return Optional.of(new Officer(
                    name,
                    Role.valueOf(row.getColumn("role", String.class)),
                    ids.isEmpty() ? Set.of() : Set.of(ids.split(" "))));
        } catch (IllegalArgumentException e) {
            LOG.warn("An officer is let do nothing: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private byte[] digest(String name, char[] password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(memoryKey, "HmacSHA256"));
            mac.update(Secrets.digest(name));
            return mac.doFinal(Secrets.digest(new String(password)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] hash(char[] password, byte[] salt, int iterations) {
        char[] bounded = password.length > 256 ? Arrays.copyOf(password, 256) : password;
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(bounded, salt, iterations, 256))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
        }
    }
}
