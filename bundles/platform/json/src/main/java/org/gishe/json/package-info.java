/** JSON to and from {@link org.gishe.api.base.Data}; start at {@link org.gishe.json.Json}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
