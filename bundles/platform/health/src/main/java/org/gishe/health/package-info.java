/* SPDX-License-Identifier: EUPL-1.2 */
/** What is looked after while the platform runs, and what is wrong with it; start at {@link org.gishe.health.Check}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.health;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
