/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing;

import java.util.List;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.Verdict;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Validates signatures by the trusted lists that the operator configured (EN 319 102-1, qualification by TS 119 615).
 * Thread-safe. A call takes seconds and may ask the network; at most a few run at once, and others wait.
 */
@ProviderType
public interface Validation {

    /**
     * What is to be said of a signed document.
     *
     * @param detached what it signs, if that lies outside; may be empty
     * @throws org.gishe.vendor.dss.AdesException TOO_LARGE or MALFORMED when it could not be looked at
     * @throws BusyException when too many wait
     */
    Verdict validate(Document signed, List<Document> detached);

    /**
     * How the trusted lists stand.
     *
     * @param again load them again now: else they are as they were loaded some hours ago at most
     */
    TrustState trust(boolean again);

    /** Whether the lists are a sandbox's, so that a good verdict is worth nothing outside. */
    boolean sandbox();

    /** Too many validations wait; try again in a moment. */
    final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public BusyException() {
            super("too many validations wait");
        }
    }
}
