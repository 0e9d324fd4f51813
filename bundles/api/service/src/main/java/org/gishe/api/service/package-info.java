/** Contract for whoever writes an e-service; start at {@link org.gishe.api.service.EService}. An e-service is described by files
 * under {@code gishe/} in its bundle; the interface is needed for rules beyond the schema alone. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
