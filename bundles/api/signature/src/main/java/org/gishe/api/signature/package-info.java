/** Contract for whoever adds a signature provider; start at {@link org.gishe.api.signature.SignatureProvider}. Remote and
 * asynchronous by nature: the key never leaves its holder, the person approves on a phone, the platform asks for the outcome.
 * Where the person's browser is led to the provider: {@link org.gishe.api.signature.RedirectSigning} besides. */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.api.signature;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
