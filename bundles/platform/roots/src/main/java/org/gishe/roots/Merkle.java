/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.List;

/** Hashing and checking of RFC 9162 section 2.1 with SHA-256. Pure functions. */
public final class Merkle {

    /** Bytes of a hash. */
    public static final int HASH = 32;

    private Merkle() {}

    /** Of no leaves: SHA-256 of nothing. */
    public static byte[] empty() {
        return sha256().digest();
    }

    /** SHA-256 of 0x00 and the entry. */
    public static byte[] leaf(byte[] entry) {
        MessageDigest digest = sha256();
        digest.update((byte) 0);
        return digest.digest(entry);
    }

    /** SHA-256 of 0x01 and both children. */
    public static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = sha256();
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    /**
     * Whether a leaf stands in a tree (section 2.1.3.2).
     *
     * @param leaf its hash
     * @param index from 0
     * @param size leaves of the tree
     */
    public static boolean includes(byte[] leaf, long index, long size, List<byte[]> path, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long at = index;
        long last = size - 1;
        byte[] hash = leaf;
        for (byte[] next : path) {
            if (last == 0 || next.length != HASH) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash = node(next, hash);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, next);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, root);
    }

    /**
     * Whether a tree is the continuation of an earlier one (section 2.1.4.2). Every tree continues the empty one, by the empty
     * path.
     */
    public static boolean continues(long from, byte[] earlier, long size, byte[] root, List<byte[]> path) {
        if (from < 0 || from > size || path.stream().anyMatch(each -> each.length != HASH)) {
            return false;
        }
        if (from == 0 || from == size) {
            return path.isEmpty() && MessageDigest.isEqual(earlier, from == 0 ? empty() : root);
        }
        Iterator<byte[]> rest = path.iterator();
        long at = from - 1;
        long last = size - 1;
        while ((at & 1) == 1) {
            at >>= 1;
            last >>= 1;
        }
        if (!rest.hasNext()) {
            return false;
        }
        byte[] first = at == 0 ? earlier : rest.next();
        byte[] old = first;
        byte[] now = first;
        while (rest.hasNext()) {
            byte[] next = rest.next();
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                old = node(next, old);
                now = node(next, now);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                now = node(now, next);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(old, earlier) && MessageDigest.isEqual(now, root);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
