/** Documents that a person reads, made from a template; start at {@link org.gishe.documents.Documents}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.documents;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
