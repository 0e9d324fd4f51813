/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

/** The versions of the CSC API, and where they differ. */
enum Dialect {
    V1("v1", "hash", "hashAlgo"),
    V2("v2", "hashes", "hashAlgorithmOID");

    private final String path;
    private final String hashes;
    private final String hashAlgorithm;

    Dialect(String path, String hashes, String hashAlgorithm) {
        this.path = path;
        this.hashes = hashes;
        this.hashAlgorithm = hashAlgorithm;
    }

    /** Segment of the address. */
    String path() {
        return path;
    }

    /** Parameter with the digests. */
    String hashes() {
        return hashes;
    }

    /** Parameter with their algorithm. */
    String hashAlgorithm() {
        return hashAlgorithm;
    }
}
