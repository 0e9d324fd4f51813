/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.security.PrivateKey;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Signs trusted lists and lists of trusted lists (ETSI TS 119 612 v2.3.1 and later, list version 6). For sandboxes and tests:
 * a scheme operator's key lives elsewhere. Thread-safe.
 */
@ProviderType
public interface TrustedLists {

    /**
     * Puts an enveloped XAdES baseline B signature (EN 319 132-1) into a list; TS 119 612, annex B. The digest is SHA-256
     * for RSA and for curves up to 256 bits, else as strong as the curve.
     *
     * @param xml an unsigned list, at most 32 MiB; it is checked against the schema of the standard first
     * @param chain DER, the signer's certificate first; only that one goes into the list, as the standard has it
     * @param key of the first certificate; RSA or EC
     * @return the signed list
     * @throws AdesException MALFORMED when it is no list of version 6, the certificate cannot be read or is not of this key
     */
    byte[] signTrustedList(byte[] xml, List<byte[]> chain, PrivateKey key);
}
