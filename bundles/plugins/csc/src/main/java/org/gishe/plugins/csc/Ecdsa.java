/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** ECDSA values as DER: some services give the bare r and s, which the specification leaves open. Pure functions. */
final class Ecdsa {

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private Ecdsa() {}

    /** DER stays; of anything else of an even length the halves are r and s. */
    static byte[] der(byte[] value) {
        if (isDer(value) || value.length == 0 || value.length % 2 != 0 || value.length > 132) {
            return value;
        }
        int half = value.length / 2;
        byte[] r = new BigInteger(1, Arrays.copyOfRange(value, 0, half)).toByteArray();
        byte[] s = new BigInteger(1, Arrays.copyOfRange(value, half, value.length)).toByteArray();
        int length = 4 + r.length + s.length;
        ByteBuffer der = ByteBuffer.allocate(length + 3).put((byte) SEQUENCE);
        if (length > 127) {
            der.put((byte) 0x81);
        }
        der.put((byte) length)
                .put((byte) INTEGER)
                .put((byte) r.length)
                .put(r)
                .put((byte) INTEGER)
                .put((byte) s.length)
                .put(s);
        return Arrays.copyOf(der.array(), der.position());
    }

    /** A sequence of two integers and nothing behind it: a first byte alone may be a bare r by chance. */
    private static boolean isDer(byte[] value) {
        if (value.length < 8 || value[0] != SEQUENCE) {
            return false;
        }
        boolean longer = (value[1] & 0xff) == 0x81;
        int at = longer ? 3 : 2;
        if ((value[at - 1] & 0xff) != value.length - at) {
            return false;
        }
        for (int i = 0; i < 2; i++) {
            if (at + 2 > value.length || value[at] != INTEGER || value[at + 1] <= 0) {
                return false;
            }
            at += 2 + value[at + 1];
        }
        return at == value.length;
    }
}
