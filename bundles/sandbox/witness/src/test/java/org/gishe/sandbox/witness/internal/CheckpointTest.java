/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.witness.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.gishe.roots.Statement;
import org.junit.Test;

/** The witness's own check against the definitions of RFC 9162 section 2.1, and its reading against what the platform writes. */
public class CheckpointTest {

    private static final int SIZES = 120;

    private static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static int split(int count) {
        int k = 1;
        while (k * 2 < count) {
            k *= 2;
        }
        return k;
    }

    private static byte[] hash(int from, int to) throws Exception {
        int middle = from + split(to - from);
        return to - from == 1
                ? sha256(new byte[] {0, (byte) from})
                : sha256(new byte[] {1}, hash(from, middle), hash(middle, to));
    }

    private static void proof(int size, int from, int to, boolean whole, List<byte[]> path) throws Exception {
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

    private static Checkpoint checkpoint(int size, byte[] hash) {
        return Checkpoint.of("log\n" + size + "\n" + Base64.getEncoder().encodeToString(hash)
                + "\nnumber 2\nfrom 0\nprevious " + Statement.NONE + "\nmade 2026-11-23T08:00:00Z\n");
    }

    @Test
    public void everyTreeContinuesEveryOneBeforeItAndNoOther() throws Exception {
        for (int size = 2; size <= SIZES; size++) {
            byte[] whole = hash(0, size);
            for (int earlier = 1; earlier < size; earlier += size < 40 ? 1 : 5) {
                var path = new ArrayList<byte[]>();
                proof(earlier, 0, size, true, path);
                assertThat(checkpoint(size, whole).continues(earlier, hash(0, earlier), path))
                        .as("%d to %d", earlier, size)
                        .isTrue();
                assertThat(checkpoint(size, whole).continues(earlier, whole, path))
                        .isFalse();
                assertThat(checkpoint(size, hash(0, earlier)).continues(earlier, hash(0, earlier), path))
                        .isFalse();
                path.remove(0);
                assertThat(checkpoint(size, whole).continues(earlier, hash(0, earlier), path))
                        .isFalse();
            }
        }
    }

    @Test
    public void whatThePlatformWritesIsReadAndNothingElseIs() {
        String text = new Statement(
                        "example.bg/journal",
                        42,
                        new byte[32],
                        3,
                        40,
                        Statement.NONE,
                        Instant.parse("2026-11-23T08:00:00.123456Z"))
                .text();

        assertThat(Checkpoint.of(text).size()).isEqualTo(42);
        assertThat(Checkpoint.of(text).digest()).isEqualTo(Statement.fingerprint(text));
        assertThat(Checkpoint.cosigned(text, 7)).isEqualTo(Statement.cosigned(text, 7));
        for (String other : List.of(
                "", text + "\n", text.replace("42", "40"), text.replace("42", "042"), "x" + "y".repeat(2_000))) {
            assertThatThrownBy(() -> Checkpoint.of(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
