/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Both checks against trees and paths that are made by the definitions of RFC 9162 section 2.1. */
public class TreeTest {

    private static final int SIZES = 300;

    private final Map<Long, byte[]> known = new HashMap<>();

    private byte[] hash(int from, int to) {
        byte[] hash = known.get((long) from << 32 | to);
        if (hash == null) {
            int middle = from + split(to - from);
            hash = to - from == 1
                    ? sha256(new byte[] {0}, ("entry " + from).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    : sha256(new byte[] {1}, hash(from, middle), hash(middle, to));
            known.put((long) from << 32 | to, hash);
        }
        return hash;
    }

    private static int split(int count) {
        int k = 1;
        while (k * 2 < count) {
            k *= 2;
        }
        return k;
    }

    private void path(int index, int from, int to, List<byte[]> path) {
        if (to - from > 1) {
            int middle = from + split(to - from);
            if (index < middle) {
                path(index, from, middle, path);
                path.add(hash(middle, to));
            } else {
                path(index, middle, to, path);
                path.add(hash(from, middle));
            }
        }
    }

    private void proof(int size, int from, int to, boolean whole, List<byte[]> path) {
        if (size == to) {
            if (!whole) {
                path.add(hash(from, to));
            }
            return;
        }
        int middle = from + split(to - from);
        if (size <= middle) {
            proof(size, from, middle, whole, path);
            path.add(hash(middle, to));
        } else {
            proof(size, middle, to, false, path);
            path.add(hash(from, middle));
        }
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void everyLeafOfEveryTreeUpToThreeHundredClimbsToItsRootAndToNoOther() {
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                var path = new ArrayList<byte[]>();
                path(index, 0, size, path);
                assertThat(Verify.climb(hash(index, index + 1), index, size, path))
                        .as("%d of %d", index, size)
                        .isEqualTo(hash(0, size));
                if (size > 1) {
                    assertThat(Verify.climb(hash(index, index + 1), (index + 1) % size, size, path))
                            .isNotEqualTo(hash(0, size));
                    assertThat(Verify.climb(hash(index, index + 1), index, size, path.subList(1, path.size())))
                            .isNotEqualTo(hash(0, size));
                }
            }
        }
    }

    @Test
    public void everyTreeUpToThreeHundredContinuesEveryOneBeforeItAndNoOther() {
        for (int size = 2; size <= SIZES; size++) {
            for (int earlier = 1; earlier < size; earlier++) {
                var path = new ArrayList<byte[]>();
                proof(earlier, 0, size, true, path);
                assertThat(Verify.continues(earlier, hash(0, earlier), size, hash(0, size), path))
                        .as("%d to %d", earlier, size)
                        .isTrue();
                assertThat(Verify.continues(earlier, hash(earlier, earlier + 1), size, hash(0, size), path))
                        .isFalse();
                assertThat(Verify.continues(earlier, hash(0, earlier), size, hash(0, earlier), path))
                        .isFalse();
                assertThat(Verify.continues(
                                earlier, hash(0, earlier), size, hash(0, size), path.subList(1, path.size())))
                        .isFalse();
            }
        }
        assertThat(Verify.continues(0, new byte[32], 5, new byte[32], List.of(new byte[32])))
                .isFalse();
        assertThat(Verify.continues(5, new byte[32], 5, new byte[32], List.of()))
                .isFalse();
    }
}
