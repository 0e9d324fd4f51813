/** The gateway to registers: every enquiry has a grant, a legal basis and a purpose, and is journalled before its answer
 * leaves; start at {@link org.gishe.registers.Registers}. */
@Export
@Version("1.1.0")
@NullMarked
package org.gishe.registers;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
