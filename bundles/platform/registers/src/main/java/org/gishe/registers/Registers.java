/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers;

import org.gishe.api.base.Answer;
import org.gishe.api.base.Enquiry;
import org.osgi.annotation.versioning.ProviderType;

/** Asks registers. Thread-safe. */
@ProviderType
public interface Registers {

    /**
     * Checks the right to ask, validates the request, asks the current adapter, validates and filters the response,
     * journals durably, answers. Blocks for the caller's deadline at most. Never throws for a register's failure.
     */
    Answer enquire(Caller caller, Enquiry enquiry);
}
