/** Contract for whoever connects a register; start at {@link org.gishe.api.register.RegisterAdapter}. What the register offers stands
 * in {@code gishe/register.json} of the adapter's bundle, so that grants can be given before it is started. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.register;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
