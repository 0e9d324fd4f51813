/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.json.Json;

/** Values as JSON. Pure functions. */
final class Shapes {

    private Shapes() {}

    static Data.Arr texts(List<String> texts) {
        return Json.array(texts.stream().map(Data::of).toList());
    }

    static Data.Obj basis(LegalBasis basis) {
        return Json.object()
                .put("act", basis.act())
                .put("article", basis.article())
                .build();
    }
}
