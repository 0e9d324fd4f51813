/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What is to be signed. Immutable; made by {@link #of}. */
public final class SigningRequest {

    /**
     * One digest to sign.
     *
     * @param title document name shown on the phone, at most 200 characters
     * @param sha256 SHA-256 of the data to be signed, 32 bytes
     */
    public record Digest(String title, byte[] sha256) {
        public Digest {
            if (sha256.length != 32) {
                throw new IllegalArgumentException("SHA-256 has 32 bytes");
            }
        }
    }

    private final Credential credential;
    private final List<Digest> digests;
    private final Instant validUntil;

    private SigningRequest(Credential credential, List<Digest> digests, Instant validUntil) {
        this.credential = Objects.requireNonNull(credential);
        this.digests = List.copyOf(digests);
        this.validUntil = Objects.requireNonNull(validUntil);
    }

    /**
     * @param credential from {@link SignatureProvider#credential}
     * @param digests one or more, all under one consent
     * @param validUntil after that the person can no longer approve
     */
    public static SigningRequest of(Credential credential, List<Digest> digests, Instant validUntil) {
        if (digests.isEmpty()) {
            throw new IllegalArgumentException("nothing to sign");
        }
        return new SigningRequest(credential, digests, validUntil);
    }

    public Credential credential() {
        return credential;
    }

    public List<Digest> digests() {
        return digests;
    }

    public Instant validUntil() {
        return validUntil;
    }
}
