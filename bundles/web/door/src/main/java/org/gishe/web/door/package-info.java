/**
 * The door before every public address. Handlers read who asks from {@link org.gishe.web.door.Visit}, say no by a {@link
 * org.gishe.web.door.Problem}, and read a form by {@link org.gishe.web.door.Visit#form}. A JAX-RS resource throws the problem;
 * a servlet puts it into the request's attribute {@code jakarta.servlet.error.exception} and sends the error's status.
 */
@Export
@Version("1.2.0")
@NullMarked
package org.gishe.web.door;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
