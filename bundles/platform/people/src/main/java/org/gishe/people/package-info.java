/** Who stands behind an internal id; start at {@link org.gishe.people.People}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.people;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
