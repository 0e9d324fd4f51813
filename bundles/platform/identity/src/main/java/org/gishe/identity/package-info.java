/** Log-ins, sessions and operators; start at {@link org.gishe.identity.Identity}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
