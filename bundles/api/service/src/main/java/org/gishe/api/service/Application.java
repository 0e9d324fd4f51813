/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.service;

import java.time.Instant;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.osgi.annotation.versioning.ProviderType;

/** What a citizen applied for, as far as it is known when the e-service is called. Immutable. */
@ProviderType
public interface Application {

    /** The form, by the e-service's schema. */
    Data.Obj form();

    /** The answer to one of the descriptor's enquiries by its name there; empty before the check step. */
    Optional<Answer> answer(String enquiry);

    /** Incoming number; empty before the receipt. */
    Optional<String> number();

    /** Legal moment of receipt; empty before the receipt. */
    Optional<Instant> received();
}
