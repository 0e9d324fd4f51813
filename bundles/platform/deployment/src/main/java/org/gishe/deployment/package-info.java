/** Brings plug-ins in and out while the platform serves; start at {@link org.gishe.deployment.Deployment}. */
@Export
@Version("1.2.0")
@NullMarked
package org.gishe.deployment;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
