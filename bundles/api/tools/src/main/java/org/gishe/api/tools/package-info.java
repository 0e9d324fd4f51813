/** Small contracts for what a journey uses on its way: {@link org.gishe.api.tools.NoticeSender},
 * {@link org.gishe.api.tools.ContentScanner}, {@link org.gishe.api.tools.PaymentProvider}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.tools;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
