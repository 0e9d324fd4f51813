/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What is seen of a signature on a page of a PDF. Lengths are in points (1/72 inch), from the page's upper left corner.
 *
 * @param page the first is 1
 * @param left from the left edge
 * @param top from the upper edge
 * @param width of the box, more than 0; longer lines make the letters smaller
 * @param height of the box, more than 0
 * @param lines of text, 1 to 20 of up to 200 characters
 * @param font a TrueType or OpenType (glyf) font that has every letter of the text and may be embedded; up to 4 MiB. Only
 *     the letters that are used go into the document
 */
public record Stamp(int page, float left, float top, float width, float height, List<String> lines, byte[] font) {

    private static final int MOST_LINES = 20;
    private static final int LONGEST_LINE = 200;
    private static final int LARGEST_FONT = 4 * 1024 * 1024;

    /**
     * Copies lists and bytes.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public Stamp {
        lines = List.copyOf(lines);
        font = font.clone();
        if (page < 1 || !(left >= 0) || !(top >= 0) || !(width > 0) || !(height > 0)) {
            throw new IllegalArgumentException("no place on a page");
        }
        if (lines.isEmpty()
                || lines.size() > MOST_LINES
                || lines.stream().anyMatch(line -> line.length() > LONGEST_LINE)) {
            throw new IllegalArgumentException("too many or too long lines, or none");
        }
        if (font.length == 0 || font.length > LARGEST_FONT) {
            throw new IllegalArgumentException("a font of " + font.length + " bytes");
        }
    }

    @Override
    public byte[] font() {
        return font.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stamp stamp
                && page == stamp.page
                && left == stamp.left
                && top == stamp.top
                && width == stamp.width
                && height == stamp.height
                && lines.equals(stamp.lines)
                && Arrays.equals(font, stamp.font);
    }

    @Override
    public int hashCode() {
        return Objects.hash(page, left, top, lines);
    }

    /** The text may name a person. */
    @Override
    public String toString() {
        return "stamp on page " + page;
    }
}
