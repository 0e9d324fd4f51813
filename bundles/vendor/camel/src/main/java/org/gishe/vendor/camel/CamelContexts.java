/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.camel;

import org.apache.camel.CamelContext;
import org.osgi.annotation.versioning.ProviderType;

/** Makes Camel contexts. Thread-safe. */
@ProviderType
public interface CamelContexts {

    /**
     * A new context, not started. Add routes and start it with {@link #start}; whoever made it stops it.
     *
     * @param name unique name of the context
     */
    CamelContext create(String name);

    /**
     * Starts a context, its services being looked up in this bundle.
     *
     * @throws IllegalStateException when it does not start; it is stopped then
     */
    void start(CamelContext context);
}
