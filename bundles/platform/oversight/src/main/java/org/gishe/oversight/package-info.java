/* SPDX-License-Identifier: EUPL-1.2 */
/** Who looked at whose data, in the words of the person concerned, and the rules by which auditors look at all of it; start at
 * {@link org.gishe.oversight.Oversight} and {@link org.gishe.oversight.Overseers}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.oversight;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
