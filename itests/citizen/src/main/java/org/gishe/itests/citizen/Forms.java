/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Filled forms of the two sample e-services. */
public final class Forms {

    public static final String CERTIFICATE = "permanent-address";
    public static final String CHANGE = "correspondence-address";

    private Forms() {}

    public static ObjectNode certificate(String note) {
        ObjectNode form = Citizen.object().put("purpose", "bank").put("language", "bg");
        return note.isEmpty() ? form : form.put("note", note);
    }

    /** @param from ISO date from which letters go there */
    public static ObjectNode change(String from) {
        return Citizen.object()
                .put("settlement", "гр. Пловдив")
                .put("postCode", "4000")
                .put("street", "ул. Шипка")
                .put("number", "12")
                .put("fromDate", from);
    }
}
