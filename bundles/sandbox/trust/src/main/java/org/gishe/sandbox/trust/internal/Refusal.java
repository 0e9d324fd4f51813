/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import org.gishe.api.base.Data;
import org.gishe.sandbox.host.Reply;

/** A call is refused, in the words of the CSC API: section 10.1 of version 1.0.4. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    Refusal(int status, String error, String description) {
        super(description, null, false, false);
        this.status = status;
        this.error = error;
    }

    static Refusal invalid(String description) {
        return new Refusal(400, "invalid_request", description);
    }

    static Refusal missing(String type, String name) {
        return invalid("Missing (or invalid type) " + type + " parameter " + name);
    }

    static Refusal parameter(String name) {
        return invalid("Invalid parameter " + name);
    }

    String error() {
        return error;
    }

    Reply reply() {
        return Reply.json(status, Data.EMPTY.with("error", error).with("error_description", getMessage()));
    }
}
