/** Who did what with whose data: rows of the same unit as their effect, sealed into one chain; start at
 * {@link org.gishe.journal.Journal}. */
@Export
@Version("1.2.0")
@NullMarked
package org.gishe.journal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
