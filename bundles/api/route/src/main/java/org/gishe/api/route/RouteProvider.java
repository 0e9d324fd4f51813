/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.route;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Routes of a plug-in. The platform runs the routes of each version in a CamelContext of its own, so that draining is a
 * graceful stop and nothing is left behind.
 */
@ConsumerType
public interface RouteProvider {

    /** New builders at each call; their route ids start with the plug-in's id. */
    List<RouteBuilder> routes();
}
