/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.register;

import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Health;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Asks one register. Implemented by a plug-in, called by the platform's gateway after it checked grant, legal basis and
 * purpose and validated the request by the operation's schema; the answer is validated and filtered by the gateway too.
 * Thread-safe; passive. Enquiries only read and may be repeated {@code FREELY}.
 */
@ConsumerType
public interface RegisterAdapter {

    /**
     * Asks.
     *
     * @param operation one of those in {@code gishe/register.json}
     * @param request fits that operation's request schema
     * @return never null; a register that is down is {@code UNAVAILABLE}, not an exception
     */
    Answer execute(Work work, String operation, Data.Obj request);

    /** How the register finds itself; a light question, at most a second. */
    Health health(Work work);
}
