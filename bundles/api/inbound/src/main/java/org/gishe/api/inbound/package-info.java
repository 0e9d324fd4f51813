/** Contract for plug-ins that are called from outside (callbacks, messages of other systems); start at
 * {@link org.gishe.api.inbound.InboundHandler}. Plug-ins publish no address of their own. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.inbound;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
