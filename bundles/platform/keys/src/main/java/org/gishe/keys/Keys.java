/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.keys;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Uses named keys, each in its store; made at first start in development. Names: {@code contents}, {@code journal} and
 * {@code people} (AES-256), {@code journal-index} and {@code people-index} (HMAC-SHA-256), {@code seal-platform} (ECDSA
 * P-256). Each wrapped value names its key. Thread-safe; a name that is none of these, or of another kind, is an
 * {@link IllegalArgumentException}.
 */
@ProviderType
public interface Keys {

    /**
     * Encrypts a small value (AES-256-GCM).
     *
     * @param key name of a key
     * @param context bound to the value; {@link #decrypt} must be given the same
     */
    byte[] encrypt(String key, byte[] plain, byte[] context);

    /**
     * Decrypts what {@link #encrypt} made, whatever key version it names.
     *
     * @throws GeneralSecurityException when value or context were changed
     */
    byte[] decrypt(String key, byte[] wrapped, byte[] context) throws GeneralSecurityException;

    /** A keyed index (HMAC-SHA-256, 32 bytes) by which equal values find each other and nobody else learns them. */
    byte[] blindIndex(String key, byte[] value);

    /** Signs with a seal: SHA256withECDSA, DER. */
    byte[] seal(String key, byte[] data);

    /** The seal's certificate, then its issuers. */
    List<X509Certificate> sealCertificates(String key);
}
