/** Time of law: the platform's clock is the service {@link java.time.InstantSource} (UTC, whole microseconds) that this bundle
 * registers; terms in working days are counted by {@link org.gishe.time.WorkingDays}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
