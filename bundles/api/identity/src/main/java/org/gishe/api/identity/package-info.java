/** Contract for whoever adds a way to log in; start at {@link org.gishe.api.identity.IdentityProvider}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
