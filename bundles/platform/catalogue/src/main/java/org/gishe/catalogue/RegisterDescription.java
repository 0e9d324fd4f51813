/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;

/**
 * A register as its adapter's {@code gishe/register.json} describes it. Immutable.
 *
 * @param id plug-in id
 * @param version the bundle's version
 * @param administration EIK of the register's owner
 * @param title name of the register
 * @param operations enquiries it answers
 */
public record RegisterDescription(
        String id, String version, String administration, LocalText title, List<Operation> operations) {

    /**
     * An enquiry.
     *
     * @param name name on the wire
     * @param title what is asked, in words
     * @param request JSON Schema 2020-12 of the request
     * @param response JSON Schema 2020-12 of the response
     * @param subject JSON pointer of the subject's identifier in the request
     * @param elements JSON pointers of the response that rights are granted on
     */
    public record Operation(
            String name, LocalText title, Data.Obj request, Data.Obj response, String subject, List<String> elements) {}

    /** The enquiry of that name. */
    public Optional<Operation> operation(String name) {
        return operations.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
