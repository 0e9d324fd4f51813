/** Makes Camel contexts that find their parts in this bundle; start at {@link org.gishe.vendor.camel.CamelContexts}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.vendor.camel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
