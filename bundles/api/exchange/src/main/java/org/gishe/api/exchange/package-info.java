/** Contract for whoever adds a way by which administrations exchange documents; start at
 * {@link org.gishe.api.exchange.ExchangeRoute}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.exchange;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
