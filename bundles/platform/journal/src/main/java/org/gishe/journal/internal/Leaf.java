/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What the chain holds of an entry. Version 1, fixed for ever: version (a byte), sequence and time in microseconds (eight
 * bytes each, big-endian), length of the kind (two bytes) and the kind in UTF-8, 1 and the person's pseudonym (32 bytes) or
 * 0, commitment (32 bytes).
 *
 * @param person pseudonym; null for nobody
 * @param commitment SHA-256 of salt and canonical payload
 */
record Leaf(int version, String kind, long at, byte[] person, byte[] commitment) {

    static final int VERSION = 1;
    static final byte[] START = new byte[32];

    private static final int HASH = 32;

    /** The chain's hash at this leaf: SHA-256 of the hash before it and the leaf. */
    byte[] chained(byte[] previous, long sequence) {
        byte[] name = kind.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(1 + 8 + 8 + 2 + name.length + 1 + (person == null ? 0 : HASH) + HASH);
        bytes.put((byte) version)
                .putLong(sequence)
                .putLong(at)
                .putShort((short) name.length)
                .put(name);
        if (person == null) {
            bytes.put((byte) 0);
        } else {
            bytes.put((byte) 1).put(person);
        }
        bytes.put(commitment);
        MessageDigest digest = sha256();
        digest.update(previous);
        return digest.digest(bytes.array());
    }

    static byte[] commitment(byte[] salt, byte[] payload) {
        MessageDigest digest = sha256();
        digest.update(salt);
        return digest.digest(payload);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
