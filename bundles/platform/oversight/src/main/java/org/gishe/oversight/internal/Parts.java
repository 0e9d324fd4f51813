/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.oversight.Access;
import org.gishe.oversight.Oversight.Page;

/** Accesses in parts that each fit into one document; holds one part and one page at a time. */
final class Parts {

    private static final int MOST = 200;
    private static final int MOST_CHARACTERS = 80_000;

    private final Function<Optional<String>, Page> pages;
    private final Deque<Access> waiting = new ArrayDeque<>();
    private Optional<String> cursor = Optional.empty();
    private boolean begun;

    Parts(Function<Optional<String>, Page> pages) {
        this.pages = pages;
    }

    /** The next part; empty at the end. */
    List<Access> next() {
        List<Access> part = new ArrayList<>();
        int characters = 0;
        while (part.size() < MOST) {
            if (waiting.isEmpty() && !fill()) {
                break;
            }
            characters += waiting.element().words().length();
            if (!part.isEmpty() && characters > MOST_CHARACTERS) {
                break;
            }
            part.add(waiting.remove());
        }
        return part;
    }

    private boolean fill() {
        while (waiting.isEmpty() && (!begun || cursor.isPresent())) {
            Page page = pages.apply(cursor);
            begun = true;
            cursor = page.next();
            waiting.addAll(page.accesses());
        }
        return !waiting.isEmpty();
    }
}
