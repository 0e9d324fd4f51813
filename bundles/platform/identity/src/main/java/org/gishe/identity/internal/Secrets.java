/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable values and their digests. Thread-safe. */
final class Secrets {

    private final SecureRandom random = new SecureRandom();

    /** 256 random bits, base64url. */
    String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(32));
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
