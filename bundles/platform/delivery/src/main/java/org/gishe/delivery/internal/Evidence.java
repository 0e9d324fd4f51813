/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.delivery.internal;

import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.keys.Keys;

/**
 * Evidence as a sealed object: the platform's seal (SHA256withECDSA, DER, base64) stands over the canonical form of all
 * members but {@code seal}. Event names are those of ETSI EN 319 522-1 section 6.
 */
final class Evidence {

    static final String SENT = "ContentConsignment";
    static final String HANDED_OVER = "ContentHandover";
    private static final String KEY = "seal-platform";

    private final Keys keys;

    Evidence(Keys keys) {
        this.keys = keys;
    }

    Data.Obj of(
            String id,
            String event,
            String message,
            String sender,
            String recipient,
            String matter,
            String sha256,
            Instant at) {
        try {
            Data.Obj facts = Data.EMPTY
                    .with("version", "1")
                    .with("id", id)
                    .with("event", event)
                    .with("standard", "ETSI EN 319 522-1")
                    .with("message", message)
                    .with("sender", sender)
                    .with("recipient", recipient)
                    .with("matter", matter)
                    .with(
                            "documentDigest",
                            Data.EMPTY.with("algorithm", "SHA-256").with("value", sha256))
                    .with("time", at.toString())
                    .with(
                            "certificate",
                            Base64.getEncoder()
                                    .encodeToString(
                                            keys.sealCertificates(KEY).get(0).getEncoded()));
            return facts.with("seal", Base64.getEncoder().encodeToString(keys.seal(KEY, Json.canonical(facts))));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the platform's seal has a broken certificate", e);
        }
    }
}
