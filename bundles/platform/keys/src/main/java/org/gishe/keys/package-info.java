/** Named keys and what is done with them; start at {@link org.gishe.keys.Keys}. No key leaves this bundle. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.keys;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
