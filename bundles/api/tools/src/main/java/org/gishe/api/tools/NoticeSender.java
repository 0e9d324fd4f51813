/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.tools;

import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/** Tells a person that something waits for them, by e-mail, SMS or otherwise. Thread-safe; passive. */
@ConsumerType
public interface NoticeSender {

    /** Whether an address (e-mail, phone number …) is one that this sender reaches. */
    boolean reaches(String address);

    /**
     * Hands a notice over. Repeatable with the {@code SAME_KEY} where the channel knows keys; otherwise a notice may
     * arrive twice.
     *
     * @param subject one line
     * @param text plain text, without personal data beyond what the person gave for it
     */
    void send(Work work, String address, String subject, String text);
}
