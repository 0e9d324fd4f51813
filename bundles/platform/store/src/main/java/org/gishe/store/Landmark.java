/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * By what a state of the data base is recognised, for example the head of a chain. Register it as a service; a back-up names
 * it, so that whoever restores can compare.
 */
@ConsumerType
public interface Landmark {

    /** Unique, lower-case ASCII letters. */
    String name();

    /** One line that holds nothing personal. */
    String at(Handle handle);
}
