/** Which plug-ins are here, in which versions, and the one guarded way to call them; start at
 * {@link org.gishe.catalogue.Catalogue}. */
@Export
@Version("1.3.0")
@NullMarked
package org.gishe.catalogue;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
