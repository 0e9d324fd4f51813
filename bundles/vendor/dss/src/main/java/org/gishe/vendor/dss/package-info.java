/* SPDX-License-Identifier: EUPL-1.2 */
/**
 * Advanced and qualified electronic signatures: makes, extends and validates them with the European Commission's DSS, which
 * stays hidden in this bundle. Start at {@link org.gishe.vendor.dss.Ades}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.vendor.dss;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
