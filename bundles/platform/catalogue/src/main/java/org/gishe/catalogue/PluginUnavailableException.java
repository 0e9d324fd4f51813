/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

/** A plug-in could not be called now. Always passing: the same call may succeed later. */
public class PluginUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean reached;

    /**
     * @param message for operators, in English
     * @param reached whether the plug-in was entered, so that an effect may have happened
     */
    public PluginUnavailableException(String message, boolean reached) {
        super(message);
        this.reached = reached;
    }

    /** Whether the plug-in was entered, so that an effect may have happened. */
    public boolean reached() {
        return reached;
    }
}
