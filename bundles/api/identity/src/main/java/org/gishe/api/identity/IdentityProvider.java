/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.identity;

import java.net.URI;
import java.util.Map;
import org.gishe.api.base.Health;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to log in: the browser is sent away by {@link #begin} and comes back with parameters for {@link #finish}.
 * Thread-safe; passive. What must be remembered between the two travels in {@link Departure#memory()}.
 */
@ConsumerType
public interface IdentityProvider {

    /** What the person reads when choosing how to log in. */
    LocalText title();

    /**
     * Where to send the browser.
     *
     * @param state unguessable, given back to the platform by the return address' parameter {@code state}
     * @param returnAddress where the browser must come back to, as registered with the provider
     */
    Departure begin(Work work, String state, URI returnAddress);

    /**
     * Who came back.
     *
     * @param memory what {@link #begin} gave
     * @param parameters of the return address, each at most 4096 characters
     */
    Login finish(Work work, byte[] memory, URI returnAddress, Map<String, String> parameters);

    /** How the provider finds itself. */
    Health health(Work work);

    /**
     * @param address where the browser goes
     * @param memory kept by the platform for {@link #finish}, at most 4 KiB, seen by nobody else
     */
    record Departure(URI address, byte[] memory) {
        public Departure {
            if (memory.length > 4096) {
                throw new IllegalArgumentException("a log-in's memory has at most 4 KiB");
            }
        }
    }
}
