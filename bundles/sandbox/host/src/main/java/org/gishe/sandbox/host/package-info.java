/* SPDX-License-Identifier: EUPL-1.2 */
/** The world outside, on one loopback port; start at {@link org.gishe.sandbox.host.Site}. Nothing here is for production. */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.sandbox.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
