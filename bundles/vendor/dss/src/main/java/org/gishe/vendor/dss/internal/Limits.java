/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

/**
 * What is taken at most; the interface's javadoc names the figures.
 *
 * @param document bytes of a document to sign or a signed one
 * @param detached bytes of a detached document
 * @param entries of a container
 * @param unpacked bytes of all entries of a container together
 * @param unpackedPdf bytes of all deflated streams of a PDF together
 * @param ratio of unpacked to packed bytes, asked above a mebibyte
 * @param depth of nested elements, objects and arrays
 * @param canonical bytes that the references of an XML signature may make be read, all together
 */
record Limits(
        long document,
        long detached,
        int entries,
        long unpacked,
        long unpackedPdf,
        int ratio,
        int depth,
        long canonical) {

    static final int MEBI = 1024 * 1024;
    static final Limits STANDARD =
            new Limits(64L * MEBI, 2048L * MEBI, 1000, 256L * MEBI, 512L * MEBI, 100, 200, 2048L * MEBI);
}
