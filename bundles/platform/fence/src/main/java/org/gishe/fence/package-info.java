/* SPDX-License-Identifier: EUPL-1.2 */
/** What keeps plug-ins from the platform's packages and services; start at {@link org.gishe.fence.Fence}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.fence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
