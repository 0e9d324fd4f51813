/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gishe.keys.Keys;

/**
 * Signs what is sent to a callback: HTTP Message Signatures (RFC 9421) by the platform's seal, with {@code ecdsa-p256-sha256}
 * (section 3.3.4) over method, address, media type and the body's digest (RFC 9530). The {@code keyid} is the SHA-256 of the
 * seal's certificate.
 */
final class Sealed {

    private static final String SEAL = "seal-platform";
    private static final int HALF = 32;

    private final Keys keys;

    Sealed(Keys keys) {
        this.keys = keys;
    }

    X509Certificate certificate() {
        return keys.sealCertificates(SEAL).get(0);
    }

    /** Headers of a POST. */
    Map<String, String> headers(URI target, String mediaType, byte[] body, Instant now) {
        String digest = "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":";
        String parameters = "(\"@method\" \"@target-uri\" \"content-type\" \"content-digest\");created="
                + now.getEpochSecond() + ";keyid=\"" + keyId() + "\";alg=\"ecdsa-p256-sha256\"";
        String base = base("POST", target.toString(), mediaType, digest, parameters);
        byte[] signature = raw(keys.seal(SEAL, base.getBytes(StandardCharsets.UTF_8)));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", mediaType);
        headers.put("Content-Digest", digest);
        headers.put("Signature-Input", "gishe=" + parameters);
        headers.put("Signature", "gishe=:" + Base64.getEncoder().encodeToString(signature) + ":");
        return headers;
    }

    /** The signature base of section 2.5. */
    static String base(String method, String target, String mediaType, String digest, String parameters) {
        return "\"@method\": " + method + "\n\"@target-uri\": " + target + "\n\"content-type\": " + mediaType
                + "\n\"content-digest\": " + digest + "\n\"@signature-params\": " + parameters;
    }

    private String keyId() {
        try {
            return HexFormat.of().formatHex(sha256(certificate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the seal's certificate cannot be written", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** r and s, 32 bytes each, of a DER signature of P-256: shorter than 128 bytes, so that each length is one byte. */
    static byte[] raw(byte[] der) {
        byte[] raw = new byte[2 * HALF];
        int at = 2;
        for (int part = 0; part < 2; part++) {
            int length = der[at + 1];
            int skip = Math.max(0, length - HALF); // a zero before a number that would look negative
            int used = length - skip;
            System.arraycopy(der, at + 2 + skip, raw, (part + 1) * HALF - used, used);
            at += 2 + length;
        }
        return raw;
    }
}
