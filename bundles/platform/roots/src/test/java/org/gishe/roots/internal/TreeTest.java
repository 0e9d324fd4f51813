/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gishe.roots.Merkle;
import org.junit.Test;

/** Against the definitions of RFC 9162 section 2.1, written down as they stand there. */
public class TreeTest {

    private static final int SIZES = 300;

    private final List<byte[]> entries = new ArrayList<>();
    private final List<byte[]> leaves = new ArrayList<>();
    private final Map<Integer, List<byte[]>> kept = new HashMap<>();

    private Tree tree() {
        return new Tree((level, first, count) -> {
            List<byte[]> all = level == 0 ? leaves : kept.getOrDefault(level, List.of());
            int from = (int) Math.min(first, all.size());
            return all.subList(from, (int) Math.min(all.size(), first + count));
        });
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            entries.add(("entry " + entries.size()).getBytes(StandardCharsets.UTF_8));
            leaves.add(Merkle.leaf(entries.get(entries.size() - 1)));
        }
    }

    /** Keeps the nodes that became complete. */
    private void grow(long from, long to) {
        Tree tree = tree();
        tree.grow(from, to);
        tree.grown().forEach((level, nodes) -> {
            List<byte[]> row = kept.computeIfAbsent(level, each -> new ArrayList<>());
            assertThat(nodes.first()).isEqualTo(row.size());
            row.addAll(nodes.hashes());
        });
    }

    // ------------------------------------------------------------------ the definitions

    private static byte[] hash(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return sha256(new byte[0]);
        }
        if (entries.size() == 1) {
            return sha256(new byte[] {0}, entries.get(0));
        }
        int k = split(entries.size());
        return sha256(new byte[] {1}, hash(entries.subList(0, k)), hash(entries.subList(k, entries.size())));
    }

    private static List<byte[]> path(int m, List<byte[]> entries) {
        var path = new ArrayList<byte[]>();
        if (entries.size() > 1) {
            int k = split(entries.size());
            if (m < k) {
                path.addAll(path(m, entries.subList(0, k)));
                path.add(hash(entries.subList(k, entries.size())));
            } else {
                path.addAll(path(m - k, entries.subList(k, entries.size())));
                path.add(hash(entries.subList(0, k)));
            }
        }
        return path;
    }

    private static List<byte[]> proof(int m, List<byte[]> entries, boolean whole) {
        var proof = new ArrayList<byte[]>();
        if (m == entries.size()) {
            if (!whole) {
                proof.add(hash(entries));
            }
            return proof;
        }
        int k = split(entries.size());
        if (m <= k) {
            proof.addAll(proof(m, entries.subList(0, k), whole));
            proof.add(hash(entries.subList(k, entries.size())));
        } else {
            proof.addAll(proof(m - k, entries.subList(k, entries.size()), false));
            proof.add(hash(entries.subList(0, k)));
        }
        return proof;
    }

    private static int split(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
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

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(HexFormat.of()::formatHex).toList();
    }

    // ------------------------------------------------------------------ the proofs

    @Test
    public void rootsAndAllInclusionProofsAreThoseOfTheDefinitionForAllSizesUpToThreeHundred() {
        add(SIZES);
        grow(0, SIZES);
        Tree tree = tree();
        for (int size = 0; size <= SIZES; size++) {
            List<byte[]> some = entries.subList(0, size);
            byte[] root = tree.root(size);
            assertThat(root).as("size %d", size).isEqualTo(hash(some));
            for (int index = 0; index < size; index += size < 40 ? 1 : 7) {
                List<byte[]> path = tree.inclusion(index, size);
                assertThat(hex(path)).as("%d of %d", index, size).isEqualTo(hex(path(index, some)));
                byte[] leaf = Merkle.leaf(entries.get(index));
                assertThat(Merkle.includes(leaf, index, size, path, root)).isTrue();
                assertThat(Merkle.includes(leaf, index + 1L, size, path, root)).isFalse();
                assertThat(Merkle.includes(Merkle.leaf(root), index, size, path, root))
                        .isFalse();
            }
        }
    }

    @Test
    public void consistencyProofsAreThoseOfTheDefinitionForAllPairsOfSizesUpToThreeHundred() {
        add(SIZES);
        grow(0, SIZES);
        Tree tree = tree();
        var roots = new ArrayList<byte[]>();
        for (int size = 0; size <= SIZES; size++) {
            roots.add(tree.root(size));
        }
        for (int size = 0; size <= SIZES; size++) {
            for (int earlier = 0; earlier <= size; earlier++) {
                List<byte[]> path = tree.consistency(earlier, size);
                if (earlier > 0 && (size < 80 || (size + earlier) % 11 == 0)) {
                    assertThat(hex(path))
                            .as("%d to %d", earlier, size)
                            .isEqualTo(hex(proof(earlier, entries.subList(0, size), true)));
                }
                assertThat(Merkle.continues(earlier, roots.get(earlier), size, roots.get(size), path))
                        .as("%d to %d", earlier, size)
                        .isTrue();
                if (earlier > 0 && earlier < size) {
                    byte[] other = roots.get(earlier - 1);
                    assertThat(Merkle.continues(earlier, other, size, roots.get(size), path))
                            .isFalse();
                    assertThat(Merkle.continues(earlier, roots.get(earlier), size, other, path))
                            .isFalse();
                    assertThat(Merkle.continues(
                                    earlier, roots.get(earlier), size, roots.get(size), path.subList(1, path.size())))
                            .isFalse();
                }
            }
        }
    }

    @Test
    public void aChangedPathProvesNothing() {
        add(200);
        grow(0, 200);
        Tree tree = tree();
        byte[] root = tree.root(200);
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            int index = random.nextInt(200);
            var path = new ArrayList<>(tree.inclusion(index, 200));
            int at = random.nextInt(path.size());
            byte[] changed = path.get(at).clone();
            changed[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            path.set(at, changed);
            assertThat(Merkle.includes(Merkle.leaf(entries.get(index)), index, 200, path, root))
                    .isFalse();
            path.set(at, new byte[31]);
            assertThat(Merkle.includes(Merkle.leaf(entries.get(index)), index, 200, path, root))
                    .isFalse();
        }
        assertThat(Merkle.continues(-1, root, 200, root, List.of())).isFalse();
        assertThat(Merkle.continues(201, root, 200, root, List.of())).isFalse();
        assertThat(Merkle.continues(0, root, 200, root, List.of())).isFalse();
        assertThat(Merkle.includes(root, 0, 0, List.of(), root)).isFalse();
    }

    @Test
    public void aTreeThatGrowsByRandomStepsKeepsOneNodeForEach256LeavesAndStaysTheSame() {
        var random = new Random(11);
        int size = 0;
        while (size < 70_000) {
            int step = 1 + random.nextInt(random.nextBoolean() ? 400 : 9_000);
            add(step);
            grow(size, size + step);
            size += step;
            if (random.nextInt(6) == 0) {
                assertThat(tree().root(size)).isEqualTo(hash(entries));
            }
        }
        assertThat(kept.get(8)).hasSize(size >> 8);
        assertThat(kept.get(16)).hasSize(size >> 16);
        byte[] root = tree().root(size);
        assertThat(root).isEqualTo(hash(entries));
        for (int i = 0; i < 20; i++) {
            int index = random.nextInt(size);
            assertThat(Merkle.includes(
                            Merkle.leaf(entries.get(index)), index, size, tree().inclusion(index, size), root))
                    .isTrue();
            assertThat(Merkle.continues(
                            index + 1L, tree().root(index + 1L), size, root, tree().consistency(index + 1L, size)))
                    .isTrue();
        }
    }

    @Test
    public void whatIsMissingIsSaid() {
        add(300);

        assertThatThrownBy(() -> tree().root(301)).isInstanceOf(Tree.MissingException.class);
        assertThatThrownBy(() -> tree().inclusion(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree().consistency(6, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
