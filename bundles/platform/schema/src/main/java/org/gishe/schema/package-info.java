/* SPDX-License-Identifier: EUPL-1.2 */
/** Validates {@link org.gishe.api.base.Data} by JSON Schema 2020-12; start at {@link org.gishe.schema.Schema}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.schema;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
