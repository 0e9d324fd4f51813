/** How pages look; start at {@link org.gishe.web.theme.Theme}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.web.theme;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
