/** The data base and its unit of work; start at {@link org.gishe.store.Store}. */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
