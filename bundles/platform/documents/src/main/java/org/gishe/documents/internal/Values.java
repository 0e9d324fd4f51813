/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.documents.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Data;

/** Turns a document's values into plain maps, lists, texts, numbers and booleans, as many as one document may need. */
final class Values {

    static final int MOST_VALUES = 20_000;
    static final int MOST_CHARACTERS = 262_144;
    private static final int MOST_DIGITS = 100;
    private static final int DEEPEST = 32;

    private int values;
    private int characters;

    private Values() {}

    static Map<String, Object> of(Data.Obj values) {
        return new Values().object(values, 0);
    }

    private Map<String, Object> object(Data.Obj object, int depth) {
        var map = new LinkedHashMap<String, Object>();
        object.members().forEach((name, member) -> map.put(name, plain(member, depth + 1)));
        return map;
    }

    private Object plain(Data value, int depth) {
        if (++values > MOST_VALUES || depth > DEEPEST) {
            throw new IllegalArgumentException("too many values for one document");
        }
        if (value instanceof Data.Obj object) {
            return object(object, depth);
        }
        if (value instanceof Data.Arr array) {
            List<Object> list = new ArrayList<>();
            array.items().forEach(item -> list.add(plain(item, depth + 1)));
            return list;
        }
        if (value instanceof Data.Text text) {
            return text(text.value());
        }
        if (value instanceof Data.Num number) {
            return number(number.value());
        }
        if (value instanceof Data.Bool bool) {
            return bool.value();
        }
        return null;
    }

    private String text(String value) {
        characters += value.length();
        if (characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException("too long values for one document");
        }
        return value;
    }

    private static BigDecimal number(BigDecimal value) {
        // 1E999999999 is short here and a gigabyte when written out
        if (value.precision() > MOST_DIGITS || Math.abs((long) value.scale()) > MOST_DIGITS) {
            throw new IllegalArgumentException("a number with too many digits for a document");
        }
        return value;
    }
}
