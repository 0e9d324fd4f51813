/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import java.util.Optional;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Identifier.Scheme;
import org.gishe.api.base.PersonId;
import org.gishe.people.People;
import org.jdbi.v3.core.Handle;

/** Finds whom an identifier in a request names. */
final class Subjects {

    private static final int OF_A_PERSON = 10;

    private Subjects() {}

    /**
     * Whoever is known by that identifier, else who will be. Ten digits are a citizen's number unless a foreigner is known by
     * them; nine or thirteen are a company's.
     */
    static PersonId known(People people, Handle unit, String value) {
        Scheme likely = value.length() == OF_A_PERSON ? Scheme.EGN : Scheme.EIK;
        if (likely == Scheme.EGN) {
            Optional<PersonId> foreigner = people.find(unit, new Identifier(Scheme.LNCH, value));
            if (foreigner.isPresent()) {
                return foreigner.get();
            }
        }
        return people.know(unit, new Identifier(likely, value));
    }
}
