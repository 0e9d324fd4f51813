/** Has a document signed by a person through a provider, restartable at each point; start at
 * {@link org.gishe.signing.Signing}. */
@Export
@Version("1.2.0")
@NullMarked
package org.gishe.signing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
