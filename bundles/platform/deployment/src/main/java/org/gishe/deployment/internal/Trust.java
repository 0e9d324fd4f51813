/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.File;
import java.util.List;
import java.util.Optional;
import org.gishe.deployment.Deployment.Signer;

/** Says whose signature a jar carries and whether that counts here. Thread-safe. */
interface Trust {

    /**
     * What is to be known about a jar's signature.
     *
     * @param signer who answers for it; empty when it is unsigned or nobody who counts here
     * @param problems why it may not come in; empty when it may
     * @param warnings what is odd about it and keeps nothing out
     */
    record Verdict(Optional<Signer> signer, List<String> problems, List<String> warnings) {

        static Verdict refused(Refusal refusal, String here) {
            return new Verdict(Optional.empty(), List.of(refusal.words(here)), List.of());
        }
    }

    /** @param jar whose entries were counted before: each is read whole */
    Verdict look(File jar);
}
