/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The applications that may call, and the bearer tokens that they were given for the service; those live in memory, so that
 * after a restart each is asked for anew. Thread-safe.
 */
final class Tokens {

    static final Duration LIFE = Duration.ofHours(1);

    /** Two, so that each can be shown not to reach what the other was given. */
    private static final Map<String, String> CLIENTS = Map.of("gishe", "sandbox-only", "stranger", "sandbox-stranger");

    private static final int MOST = 10_000;

    /**
     * @param user ETSI identifier of the person who allowed it; empty when it is the application's own
     */
    record Grant(String client, String user, Instant until) {}

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    Tokens(InstantSource clock) {
        this.clock = clock;
    }

    static boolean known(String client) {
        return CLIENTS.containsKey(client);
    }

    /** The application of these credentials: RFC 6749 section 2.3.1, by the Basic scheme or in the form. */
    static Optional<String> client(String authorization, Map<String, String> form) {
        String id = form.getOrDefault("client_id", "");
        String secret = form.getOrDefault("client_secret", "");
        if (authorization.startsWith("Basic ")) {
            try {
                String[] parts = new String(
                                Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8)
                        .split(":", 2);
                id = parts[0];
                secret = parts.length == 2 ? parts[1] : "";
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        String right = CLIENTS.get(id);
        return right != null && equal(right, secret) ? Optional.of(id) : Optional.empty();
    }

    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Characters that nobody guesses. */
    String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String issue(String client, String user) {
        Instant now = clock.instant();
        if (grants.size() >= MOST) {
            grants.values().removeIf(each -> now.isAfter(each.until()));
        }
        if (grants.size() >= MOST) {
            grants.clear(); // a sandbox may send everybody for a new one
        }
        String token = secret();
        grants.put(token, new Grant(client, user, now.plus(LIFE)));
        return token;
    }

    /** What a bearer token allows; empty when it is none, or over. */
    Optional<Grant> grant(String token) {
        return Optional.ofNullable(grants.get(token))
                .filter(each -> clock.instant().isBefore(each.until()));
    }

    void revoke(String client, String token) {
        grants.computeIfPresent(token, (each, grant) -> grant.client().equals(client) ? null : grant);
    }
}
