/** Contract for plug-ins that bring Camel routes of their own; start at {@link org.gishe.api.route.RoutePlugin}. The one contract with
 * a foreign type: Camel 4.18. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.route;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
