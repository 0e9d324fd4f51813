/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/** Signature values as providers give them. */
final class Values {

    private static final int LARGEST = 2048;

    private Values() {}

    /** What the value may be, the likelier first: ECDSA comes as DER, or as r and s one after the other. */
    static List<byte[]> candidates(byte[] value, PublicKey key) {
        if (value.length == 0 || value.length > LARGEST) {
            return List.of();
        }
        if (!(key instanceof ECPublicKey ec)) {
            return List.of(value);
        }
        var candidates = new ArrayList<byte[]>();
        int half = (ec.getParams().getOrder().bitLength() + 7) / 8;
        if (isDer(value)) {
            candidates.add(value);
        }
        if (value.length == 2 * half) {
            candidates.add(der(Arrays.copyOf(value, half), Arrays.copyOfRange(value, half, 2 * half)));
        }
        return candidates;
    }

    private static boolean isDer(byte[] value) {
        try {
            ASN1Sequence two = ASN1Sequence.getInstance(value);
            return two.size() == 2
                    && ASN1Integer.getInstance(two.getObjectAt(0)).getValue().signum() > 0
                    && ASN1Integer.getInstance(two.getObjectAt(1)).getValue().signum() > 0;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false; // then it may be two bare numbers
        }
    }

    private static byte[] der(byte[] r, byte[] s) {
        try {
            return new DERSequence(new ASN1Integer[] {
                        new ASN1Integer(new BigInteger(1, r)), new ASN1Integer(new BigInteger(1, s))
                    })
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("two numbers have a form", e);
        }
    }
}
