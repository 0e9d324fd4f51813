/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.util.Optional;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A remote signature service. Called in this order for each signing: {@link #credential}, then {@link #begin}, then
 * {@link #status} until it is final, or {@link #cancel}. Thread-safe; passive: starts no thread and opens no port. What it
 * must remember between the calls travels in the ticket, so that another node or the next start goes on.
 */
@ConsumerType
public interface SignatureProvider {

    /** What the citizen reads when choosing a provider. */
    LocalText title();

    /** What signing costs. */
    Tariff tariff();

    /**
     * The credential with which this person signs. Repeatable {@code FREELY}.
     *
     * @return empty when the provider knows nobody of that identifier
     */
    Optional<Credential> credential(Work work, Identifier signer);

    /** Asks the person to approve. Repeatable with the {@code SAME_KEY}: one approval is asked for, one ticket given. */
    SigningTicket begin(Work work, SigningRequest request);

    /**
     * How far it is; waits at most a second. Repeatable {@code FREELY} until it answered {@code SIGNED}; after a lost
     * answer the values may be gone ({@code FAILED}), and the platform asks the person anew.
     */
    SigningStatus status(Work work, SigningTicket ticket);

    /** Takes the request back; nothing happens if it is already final. Repeatable {@code FREELY}. */
    void cancel(Work work, SigningTicket ticket);

    /** How the provider finds itself. */
    Health health(Work work);
}
