/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door;

import org.osgi.annotation.versioning.ConsumerType;

/** Draws a problem as a page for a person; the portal registers it as a service. Thread-safe. */
@ConsumerType
public interface ErrorPages {

    /** A whole HTML page. */
    String page(Problem problem, Visit visit);
}
