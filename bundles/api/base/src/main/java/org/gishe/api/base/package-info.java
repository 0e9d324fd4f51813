/**
 * Values shared by every contract: {@link org.gishe.api.base.Data} (a JSON-like tree), who is concerned
 * ({@link org.gishe.api.base.Party}, {@link org.gishe.api.base.Identifier}), and {@link org.gishe.api.base.Work}, the
 * authority that the platform hands to a plug-in with each call. This package changes least of all.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.api.base;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
