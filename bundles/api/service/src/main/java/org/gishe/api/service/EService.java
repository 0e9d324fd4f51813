/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.service;

import java.util.List;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Rules of an e-service beyond its schema. Implemented by the agency as one Declarative Services component marked
 * {@link EServicePlugin}, called by the platform; stateless and thread-safe. An e-service without rules of its own needs
 * no class at all: every enquiry of its descriptor that must find something has found it, so the application is granted.
 */
@ConsumerType
public interface EService {

    /**
     * Looks at a form that already fits the schema, before it is filed. May be called any number of times and must not
     * change anything.
     *
     * @return what the citizen must mend; empty when the form may be filed
     */
    default List<Finding> examine(Work work, Application application) {
        return List.of();
    }

    /**
     * Decides a signed application after its register checks. May be called again for the same application after a
     * crash: the same facts lead to the same decision.
     */
    Decision decide(Work work, Application application);
}
