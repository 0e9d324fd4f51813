/** Contract for whoever adds a signature provider; start at {@link org.gishe.api.signature.SignatureProvider}. Remote and
 * asynchronous by nature: the key never leaves its holder, the person approves on a phone, the platform asks for the outcome. */
@Export
@Version("1.0.0")
@NullMarked
package org.gishe.api.signature;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
