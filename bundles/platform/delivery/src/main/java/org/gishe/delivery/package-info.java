/** Secure electronic delivery into mailboxes, with evidence; start at {@link org.gishe.delivery.Delivery}. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.delivery;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
