/* SPDX-License-Identifier: EUPL-1.2 */
/** The acts on which enquiries and grants stand, as data; start at {@link org.gishe.acts.LegalActs}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.acts;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
