/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.json;

import java.io.IOException;

/**
 * The bytes are no JSON that the platform takes. Tells what is wrong and where, never what was written there: it may be a
 * person's data.
 */
public final class MalformedJsonException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** Not the grammar of RFC 8259, an empty body included. */
        SYNTAX("not JSON"),
        /** Not UTF-8, or half of a surrogate pair. */
        ENCODING("not UTF-8"),
        /** A member stands twice in one object. */
        DUPLICATE("a member stands twice"),
        /** Objects and arrays nested too deeply. */
        DEPTH("nested too deeply"),
        /** More bytes than allowed. */
        SIZE("too large"),
        /** Something follows the value. */
        TRAILING("something follows the value"),
        /** A number of more than 100 digits or an exponent beyond ±400. */
        NUMBER("a number out of range");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private final Reason reason;
    private final int line;
    private final int column;

    MalformedJsonException(Reason reason, int line, int column) {
        super(reason.words + " (line " + line + ", column " + column + ")");
        this.reason = reason;
        this.line = line;
        this.column = column;
    }

    public Reason reason() {
        return reason;
    }

    /** Line, from 1; 0 where it is not known. */
    public int line() {
        return line;
    }

    /** Column in characters, from 1; 0 where it is not known. */
    public int column() {
        return column;
    }
}
