/* SPDX-License-Identifier: EUPL-1.2 */
/** Makes the {@link org.gishe.api.base.Work} that is handed to a plug-in with each call; start at {@link org.gishe.work.Works}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.work;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
