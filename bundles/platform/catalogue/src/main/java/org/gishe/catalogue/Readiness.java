/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Something without which the platform should not be given traffic; registered as a service, asked often. */
@ConsumerType
public interface Readiness {

    /** Short stable name, for example {@code deployment}. */
    String name();

    /** What is missing, in words for operators; empty when ready. */
    Optional<String> missing();
}
