/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.people;

import java.util.Optional;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one place where identifiers of people and companies stand, encrypted, with a keyed blind index. Thread-safe.
 */
@ProviderType
public interface People {

    /** The person of that identifier, made when unknown; the name is brought up to date. */
    Party meet(Handle unit, Identifier identifier, String name);

    /** The person of that identifier, made without a name when unknown. */
    PersonId know(Handle unit, Identifier identifier);

    /** The person of that identifier, if known. */
    Optional<PersonId> find(Handle unit, Identifier identifier);

    /** Who that is; empty for an unknown id. */
    Optional<Party> party(Handle unit, PersonId id);
}
