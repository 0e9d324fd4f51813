/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.PersonId;

/** Proofs that an entry stands in the journal. */
public interface Proofs {

    /**
     * The proof of an entry about this person.
     *
     * @param sequence place in the journal
     * @return empty while there is none yet
     */
    Optional<Data.Obj> proof(PersonId person, long sequence);
}
