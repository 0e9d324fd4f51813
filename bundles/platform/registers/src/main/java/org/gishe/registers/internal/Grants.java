/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;

/** Who may ask what and see which elements of the answer. Immutable. */
final class Grants {

    /**
     * @param elements JSON pointers; a single {@code *} for all
     */
    record Grant(String consumer, String register, String operation, List<String> elements) {

        /** The granted elements of a response, in their places. */
        Data.Obj filter(Data.Obj response, List<String> named) {
            Data.Obj filtered = Data.EMPTY;
            for (String element : elements.equals(List.of("*")) ? named : elements) {
                Optional<Data> value = response.at(element);
                if (value.isPresent() && named.contains(element)) {
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

    private final List<Grant> grants = new ArrayList<>();

    /**
     * @throws IllegalArgumentException naming the line that is no grant
     */
    Grants(String... lines) {
        for (String line : lines) {
            String[] parts = line.split("\\|", -1);
            if (parts.length != 4) {
                throw new IllegalArgumentException(
                        "a grant reads 'consumer | register | operation | elements', not: " + line);
            }
            grants.add(new Grant(
                    parts[0].strip(),
                    parts[1].strip(),
                    parts[2].strip(),
                    List.of(parts[3].strip().split(" +"))));
        }
    }

    Optional<Grant> find(String consumer, String register, String operation) {
        return grants.stream()
                .filter(grant -> grant.consumer().equals(consumer)
                        && grant.register().equals(register)
                        && grant.operation().equals(operation))
                .findFirst();
    }
}
