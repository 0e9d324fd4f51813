/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;

/**
 * An e-service as its files describe it ({@code gishe/service.json}, {@code gishe/form.schema.json}, {@code
 * gishe/texts_bg.properties}, {@code gishe/texts_en.properties}, {@code gishe/result.html}). Immutable.
 *
 * @param id plug-in id
 * @param version the bundle's version
 * @param number number in the register of administrative services
 * @param agency EIK of the administration
 * @param title what it is called (text key {@code title})
 * @param summary who it is for and what one gets (text key {@code summary})
 * @param agencyName (text key {@code agency})
 * @param basis the law it stands on
 * @param assurance log-in level needed
 * @param steps journey, in order, from {@code sign, receipt, check, decide, deliver}
 * @param workingDays legal term
 * @param schema the form's JSON Schema 2020-12
 * @param pages groups of fields, one question a page, in order
 * @param enquiries what is asked of registers in step {@code check}
 * @param resultTemplate Pebble template of the result document, if it has one
 * @param openFields JSON pointers of form fields that are not personal
 * @param texts every text by key
 */
public record ServiceDescription(
        String id,
        String version,
        String number,
        String agency,
        LocalText title,
        LocalText summary,
        LocalText agencyName,
        List<LegalBasis> basis,
        Assurance assurance,
        List<String> steps,
        int workingDays,
        Data.Obj schema,
        List<Page> pages,
        List<Need> enquiries,
        Optional<String> resultTemplate,
        List<String> openFields,
        Map<String, LocalText> texts) {

    /**
     * A page of the form.
     *
     * @param key names it in addresses and texts ({@code page.<key>.title}, {@code page.<key>.hint})
     * @param fields JSON pointers of the fields on it
     */
    public record Page(String key, List<String> fields) {}

    /**
     * An enquiry that the e-service needs.
     *
     * @param name by which {@code decide} finds the answer
     * @param register id of the register
     * @param operation the enquiry there
     * @param basis on what law
     * @param purpose why, as the citizen reads it in the journal
     * @param request the request's members; a text {@code =party.identifier} stands for the party's identifier value,
     *     {@code =form/<pointer>} for a form field
     * @param required whether the journey waits until the register answered, and refuses an invalid request; an
     *     enquiry that is not required may stay unanswered
     */
    public record Need(
            String name,
            String register,
            String operation,
            LegalBasis basis,
            LocalText purpose,
            Data.Obj request,
            boolean required) {}
}
