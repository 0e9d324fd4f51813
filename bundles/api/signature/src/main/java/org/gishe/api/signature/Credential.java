/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.util.List;

/**
 * A person's key at the provider.
 *
 * @param id the provider's name for it
 * @param certificates DER, the person's first, then its issuers; at least one
 */
public record Credential(String id, List<byte[]> certificates) {
    public Credential {
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a credential has a certificate");
        }
        certificates = List.copyOf(certificates);
    }
}
