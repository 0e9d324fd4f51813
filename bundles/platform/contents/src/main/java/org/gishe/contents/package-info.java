/** Documents, encrypted, in segments; start at {@link org.gishe.contents.Contents}. */
@Export
@Version("1.2.0")
@NullMarked
package org.gishe.contents;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
