/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

/** Digest algorithms to sign with (TS 119 312). */
public enum Digest {
    SHA256("SHA-256"),
    SHA384("SHA-384"),
    SHA512("SHA-512");

    private final String javaName;

    Digest(String javaName) {
        this.javaName = javaName;
    }

    /** As {@link java.security.MessageDigest} knows it. */
    public String javaName() {
        return javaName;
    }
}
