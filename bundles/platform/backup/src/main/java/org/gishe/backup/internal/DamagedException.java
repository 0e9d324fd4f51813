/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import java.io.IOException;

/** An archive is not what its maker wrote, or cannot be read here; the message tells an operator. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
