/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.gishe.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's password: only a slow hash of it is kept (PBKDF2 with HMAC-SHA-256, OWASP's count of iterations). One
 * that was right is recognised for a minute by a keyed digest in memory, so that an operator's commands are quick; wrong
 * ones are answered one after the other, each as slowly as a right one.
 */
final class Operators {

    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    private static final String NAME = "operator";
    private static final int ITERATIONS = 600_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    /** More guesses at once are refused unread: waiting, they would hold every thread of the door. */
    private static final int MOST_WAITING = 4;

    private final Store store;
    private final Secrets secrets;
    private final InstantSource clock;
    private final byte[] memoryKey;
    private final Semaphore guessing = new Semaphore(1, true);
    private volatile Remembered remembered = new Remembered(new byte[0], Instant.EPOCH);

    private record Remembered(byte[] digest, Instant until) {}

    private record Kept(byte[] salt, int iterations, byte[] hash) {}

    Operators(Store store, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
        this.memoryKey = secrets.bytes(32);
    }

    /**
     * Makes the operator at the first start. Later a wish replaces the password: whoever lost it starts the platform with
     * another.
     *
     * @param wished password to use instead of a made one
     * @return the made password, to be shown once; empty when there is an operator already or one was wished for
     */
    Optional<String> first(Optional<String> wished) {
        Optional<Kept> kept = store.read(query -> kept(query));
        if (kept.isPresent()) {
            wished.filter(wish -> !matches(kept.get(), wish.toCharArray())).ifPresent(this::replace);
            return Optional.empty();
        }
        String password = wished.orElseGet(() -> secrets.token().substring(0, 24));
        byte[] salt = secrets.bytes(16);
        byte[] hash = hash(password.toCharArray(), salt, ITERATIONS);
        int made = store.commit(unit -> unit.createUpdate("""
                        INSERT INTO identity_operator (name, salt, iterations, hash) VALUES (:name, :salt, :iterations, :hash)
                        ON CONFLICT (name) DO NOTHING""")
                .bind("name", NAME)
                .bind("salt", salt)
                .bind("iterations", ITERATIONS)
                .bind("hash", hash)
                .execute());
        return made == 1 && wished.isEmpty() ? Optional.of(password) : Optional.empty();
    }

    private void replace(String password) {
        byte[] salt = secrets.bytes(16);
        byte[] hash = hash(password.toCharArray(), salt, ITERATIONS);
        store.commit(unit -> unit.createUpdate(
                        "UPDATE identity_operator SET salt = :salt, iterations = :iterations, hash = :hash WHERE name = :name")
                .bind("name", NAME)
                .bind("salt", salt)
                .bind("iterations", ITERATIONS)
                .bind("hash", hash)
                .execute());
        LOG.info("The operator's password was replaced by the one that the platform was started with");
    }

    private static boolean matches(Kept kept, char[] password) {
        return MessageDigest.isEqual(kept.hash(), hash(password, kept.salt(), kept.iterations()));
    }

    boolean check(String name, char[] password) {
        byte[] digest = digest(name, password);
        Remembered before = remembered;
        if (before.until().isAfter(clock.instant()) && MessageDigest.isEqual(before.digest(), digest)) {
            return true;
        }
        if (guessing.getQueueLength() >= MOST_WAITING) {
            return false;
        }
        try {
            if (!guessing.tryAcquire(10, TimeUnit.SECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            Optional<Kept> kept = store.read(Operators::kept);
            byte[] salt = kept.map(Kept::salt).orElse(new byte[16]);
            byte[] hash = hash(password, salt, kept.map(Kept::iterations).orElse(ITERATIONS));
            boolean right = kept.isPresent()
                    & MessageDigest.isEqual(kept.map(Kept::hash).orElse(new byte[0]), hash)
                    & NAME.equals(name);
            if (right) {
                remembered = new Remembered(digest, clock.instant().plus(REMEMBERED));
            } else {
                LOG.warn("Somebody tried a wrong operator password");
            }
            return right;
        } finally {
            guessing.release();
        }
    }

    private static Optional<Kept> kept(org.jdbi.v3.core.Handle query) {
        return query.createQuery("SELECT salt, iterations, hash FROM identity_operator WHERE name = :name")
                .bind("name", NAME)
                .reduceRows(
                        Optional.empty(),
                        (none, view) -> Optional.of(new Kept(
                                view.getColumn("salt", byte[].class),
                                view.getColumn("iterations", Integer.class),
                                view.getColumn("hash", byte[].class))));
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
