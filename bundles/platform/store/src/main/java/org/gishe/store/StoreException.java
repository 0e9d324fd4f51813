/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

/** The store failed or is closed: nothing of the unit was kept, unless it was waiting for its commit at that moment. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
