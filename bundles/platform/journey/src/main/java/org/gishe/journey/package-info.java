/** The way of a submission from draft to closed; start at {@link org.gishe.journey.Journeys}. */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.journey;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
