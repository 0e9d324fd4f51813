/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal.tool;

/** A command is not carried out, for a reason that the operator can mend; nothing was changed. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
