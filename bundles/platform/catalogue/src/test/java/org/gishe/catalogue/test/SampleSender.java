/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.test;

import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.tools.NoticeSender;

/** A plug-in whose address says what it does; put into a bundle by {@link PluginJar#sender}. */
public final class SampleSender implements NoticeSender {

    @Override
    public boolean reaches(String address) {
        return switch (address) {
            case "loader" ->
                Thread.currentThread().getContextClassLoader() == getClass().getClassLoader();
            case "never" -> throw new PluginException("no such address", false);
            case "later" -> throw new PluginException("the line is busy", true);
            case "bug" -> throw new IllegalStateException("secret of a person");
            default -> true;
        };
    }

    private static final ThreadLocal<Object> LEFT_BEHIND = new InheritableThreadLocal<>();

    /** Asks the platform in its turn, with a value in its thread that the asked one's thread could inherit. */
    @Override
    public void send(Work work, String address, String subject, String text) {
        LEFT_BEHIND.set(this);
        work.key();
    }
}
