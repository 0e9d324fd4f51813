/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers;

import org.gishe.api.base.Answer;
import org.gishe.api.base.Enquiry;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/** Asks registers. Thread-safe. */
@ProviderType
public interface Registers {

    /**
     * Checks the right to ask, validates the request, asks the current adapter, validates and filters the response,
     * journals durably, answers. Blocks for the caller's deadline at most. Never throws for a register's failure.
     */
    default Answer enquire(Caller caller, Enquiry enquiry) {
        return ask(caller, enquiry, (unit, reply) -> {}).answer();
    }

    /**
     * As {@link #enquire}, with what a door tells its caller, and with a row of the door's own in the unit of the entry.
     *
     * @param alongside writes into the same unit; what it throws undoes the entry and is thrown here
     */
    Reply ask(Caller caller, Enquiry enquiry, Alongside alongside);

    /** What is kept together with the entry of an enquiry: both are durable, or neither. */
    @FunctionalInterface
    interface Alongside {
        /** May run more than once, as a {@link org.gishe.store.Store.Unit} may. */
        void write(Handle unit, Reply reply) throws Exception;
    }
}
