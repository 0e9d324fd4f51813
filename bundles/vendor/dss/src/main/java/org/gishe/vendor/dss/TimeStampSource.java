/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import org.osgi.annotation.versioning.ConsumerType;

/** Where time-stamps come from; {@link Ades#timeStamps} makes one for an address. Called on the caller's thread. */
@ConsumerType
@FunctionalInterface
public interface TimeStampSource {

    /**
     * A time-stamp token (RFC 3161, section 2.4.2: a ContentInfo with TSTInfo, with the authority's certificate).
     *
     * @param digest of what is stamped
     * @param algorithm of the digest: SHA256, SHA384 or SHA512; today SHA512 is asked for
     * @return DER
     * @throws AdesException TIME_STAMP when none could be had
     */
    byte[] token(byte[] digest, String algorithm);
}
