/** Copies of all data, made while the platform serves; start at {@link org.gishe.backup.Backup}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.backup;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
