/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.alerts.internal;

import java.io.IOException;

/** Sends a text to the operators. */
@FunctionalInterface
interface Mail {

    /** @throws IOException when it was not taken; it may be sent again */
    void send(String subject, String text) throws IOException;
}
