/**
 * Log-ins, sessions and officers; start at {@link org.gishe.identity.Identity}, for whoever appoints officers at {@link
 * org.gishe.identity.Officers}.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
