/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.schema.Schema;

/** Validates as the platform does. */
final class Schemas {

    private Schemas() {}

    /** Where a value does not fit, each as pointer and keyword; without the value itself. */
    static List<String> faults(Data.Obj schema, Data value) {
        return Schema.compile(schema).validate(value).stream()
                .map(violation -> violation.pointer() + " " + violation.keyword())
                .toList();
    }
}
