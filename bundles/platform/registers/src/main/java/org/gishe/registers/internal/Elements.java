/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;

/** Leaves of a response what was granted. */
final class Elements {

    private static final List<String> ALL = List.of("*");

    private Elements() {}

    /** The granted elements, of those that the register names. */
    static List<String> of(List<String> granted, List<String> named) {
        return granted.equals(ALL)
                ? named
                : granted.stream().filter(named::contains).toList();
    }

    /** These elements of a response, in their places. */
    static Data.Obj filter(Data.Obj response, List<String> elements) {
        Data.Obj filtered = Data.EMPTY;
        for (String element : elements) {
            Optional<Data> value = response.at(element);
            if (value.isPresent()) {
                filtered = put(filtered, element.substring(1).split("/"), 0, value.get());
            }
        }
        return filtered;
    }

    private static Data.Obj put(Data.Obj into, String[] path, int depth, Data value) {
        if (depth == path.length - 1) {
            return into.with(name(path[depth]), value);
        }
        Data.Obj inner = into.members().get(name(path[depth])) instanceof Data.Obj object ? object : Data.EMPTY;
        return into.with(name(path[depth]), put(inner, path, depth + 1, value));
    }

    private static String name(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }
}
