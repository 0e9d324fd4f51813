/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

/**
 * A plug-in could not do what was asked and no status of its contract says it. The platform counts it against the
 * plug-in, and treats the operation by its {@link Repeat} word.
 */
public class PluginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /**
     * @param message for operators, in English, without personal data
     * @param passing whether the same call may succeed later
     */
    public PluginException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** As above, with its cause. */
    public PluginException(String message, boolean passing, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    /** Whether the same call may succeed later. */
    public boolean passing() {
        return passing;
    }
}
