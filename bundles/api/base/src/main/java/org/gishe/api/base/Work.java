/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import java.net.http.HttpClient;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The authority for one call of a plug-in, made by the platform for this plug-in version and this piece of work. A
 * plug-in has no standing rights: whatever it needs from outside itself it asks of this object, and who is journalled
 * never comes from a plug-in's parameter. It dies with the call: afterwards every method throws
 * {@link IllegalStateException}.
 *
 * <p>Used by the calling thread only.
 */
@ProviderType
public interface Work {

    /**
     * Idempotency key of this work: the same for each repetition of one effect, another for another effect. 1 to 128
     * characters of {@code A-Z a-z 0-9 . _ -}.
     */
    String key();

    /** Who clicked; empty when nobody is logged in, as during a log-in. */
    Optional<Party> actor();

    /** For whom it is done; empty when nobody is logged in. */
    Optional<Party> party();

    /** Why, in the words that the citizen will read in the journal. */
    LocalText purpose();

    /** Language of the person waiting. */
    Locale language();

    /** When the platform stops waiting; a call that goes on past it is cut off. */
    Instant deadline();

    /** Now, by the platform's clock; the only clock a plug-in may decide by. */
    Instant now();

    /**
     * Asks a register, under the enquiries that the e-service's descriptor names. Blocks until answered or cut off.
     *
     * @return never null; {@link Answer.Status#REFUSED} when this work has no right to ask that
     */
    Answer enquire(Enquiry enquiry);

    /** A ready client with the platform's connection limits and time-outs; do not keep it. */
    HttpClient http();
}
