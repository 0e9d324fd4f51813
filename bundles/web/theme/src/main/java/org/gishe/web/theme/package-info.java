/** How pages look and are drawn; start at {@link org.gishe.web.theme.Theme} and {@link org.gishe.web.theme.Templates}. */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.web.theme;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
