/* SPDX-License-Identifier: EUPL-1.2 */
/** Roots of a growing tree over the journal, which make a rewritten history visible; start at {@link org.gishe.roots.Roots}. */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.roots;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
