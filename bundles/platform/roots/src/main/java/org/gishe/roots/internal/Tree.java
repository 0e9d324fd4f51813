/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gishe.roots.Merkle;

/**
 * The growing tree of RFC 9162 section 2.1. Of its complete subtrees every eighth level is kept: a proof reads a few tiles of
 * 256 hashes at most, and one node stands for 256 entries. One use on one thread.
 */
final class Tree {

    static final int TILE = 8;

    private static final int LEAVES = 1 << 12;

    /** Where hashes lie. */
    @FunctionalInterface
    interface Hashes {
        /**
         * Hashes of complete subtrees, side by side.
         *
         * @param level 0 for leaves, or a multiple of 8
         * @param count fewer come where there are no more
         */
        List<byte[]> at(int level, long first, int count);
    }

    private final Hashes kept;
    private final TreeMap<Integer, Grown> grown = new TreeMap<>();

    /** Nodes that are not kept yet. */
    record Grown(long first, List<byte[]> hashes) {}

    Tree(Hashes kept) {
        this.kept = kept;
    }

    /** Computes the nodes that become complete when the tree grows; {@link #grown} tells them. */
    void grow(long from, long to) {
        int level = TILE;
        while (level < Long.SIZE && to >> level > 0) {
            long first = from >> level;
            long end = to >> level;
            var hashes = new ArrayList<byte[]>();
            int below = level - TILE;
            int step = LEAVES >> TILE;
            for (long position = first; position < end; position += step) {
                int tiles = (int) Math.min(step, end - position);
                List<byte[]> children = hashes(below, position << TILE, tiles << TILE);
                for (int i = 0; i < tiles; i++) {
                    hashes.add(fold(children.subList(i << TILE, i + 1 << TILE)));
                }
            }
            grown.put(level, new Grown(first, hashes));
            level += TILE;
        }
    }

    Map<Integer, Grown> grown() {
        return grown;
    }

    /** Hash of the tree of so many leaves. */
    byte[] root(long size) {
        return size == 0 ? Merkle.empty() : range(0, size);
    }

    /** Section 2.1.3.1. */
    List<byte[]> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf of that tree");
        }
        var path = new ArrayList<byte[]>();
        include(index, 0, size, path);
        return path;
    }

    private void include(long index, long from, long to, List<byte[]> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + Long.highestOneBit(to - from - 1);
        if (index < middle) {
            include(index, from, middle, path);
            path.add(range(middle, to));
        } else {
            include(index, middle, to, path);
            path.add(range(from, middle));
        }
    }

    /** Section 2.1.4.1; empty from the empty tree and to the same. */
    List<byte[]> consistency(long earlier, long size) {
        if (earlier < 0 || earlier > size) {
            throw new IllegalArgumentException("no earlier tree");
        }
        var path = new ArrayList<byte[]>();
        if (earlier > 0) {
            continued(earlier, 0, size, true, path);
        }
        return path;
    }

    private void continued(long earlier, long from, long to, boolean whole, List<byte[]> path) {
        if (earlier == to) {
            if (!whole) {
                path.add(range(from, to));
            }
            return;
        }
        long middle = from + Long.highestOneBit(to - from - 1);
        if (earlier <= middle) {
            continued(earlier, from, middle, whole, path);
            path.add(range(middle, to));
        } else {
            continued(earlier, middle, to, false, path);
            path.add(range(from, middle));
        }
    }

    /** Hash of the leaves from, to (excluded), of which from is a multiple of the least power of two that is not below their number. */
    private byte[] range(long from, long to) {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            return complete(Long.numberOfTrailingZeros(count), from / count);
        }
        long middle = from + Long.highestOneBit(count);
        return Merkle.node(range(from, middle), range(middle, to));
    }

    private byte[] complete(int level, long position) {
        int above = level % TILE;
        return fold(hashes(level - above, position << above, 1 << above));
    }

    /** Of a power of two of nodes. */
    private static byte[] fold(List<byte[]> nodes) {
        List<byte[]> row = nodes;
        while (row.size() > 1) {
            var parents = new ArrayList<byte[]>(row.size() / 2);
            for (int i = 0; i < row.size(); i += 2) {
                parents.add(Merkle.node(row.get(i), row.get(i + 1)));
            }
            row = parents;
        }
        return row.get(0);
    }

    private List<byte[]> hashes(int level, long first, int count) {
        Grown more = grown.get(level);
        long end = first + count;
        var hashes = new ArrayList<byte[]>(count);
        long keptEnd = more == null ? end : Math.min(end, more.first());
        if (first < keptEnd) {
            hashes.addAll(kept.at(level, first, (int) (keptEnd - first)));
        }
        if (more != null && end > more.first()) {
            int from = (int) (Math.max(first, more.first()) - more.first());
            hashes.addAll(
                    more.hashes().subList(from, (int) Math.min(more.hashes().size(), end - more.first())));
        }
        if (hashes.size() != count) {
            throw new MissingException("the tree lacks nodes of level " + level + " from " + first);
        }
        return hashes;
    }

    /** What a root covers is gone. */
    static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingException(String words) {
            super(words);
        }
    }
}
