/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.net.URI;
import java.util.Map;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Implemented besides {@link SignatureProvider} where the person's browser is led to the provider to consent and comes back,
 * as with the authorization code of OAuth 2 (RFC 6749 section 4.1). For such a signing the platform calls
 * {@link SignatureProvider#begin}, then {@link #depart} each time the person sets out, {@link #returned} when their browser
 * is back, and then {@link SignatureProvider#status} as ever, though only after the return.
 *
 * <p>The platform makes the unguessable state and the address of the return, and hands over a return only if its state is that
 * of the last departure, comes once, and comes from the browser and the person who set out. Thread-safe and passive, as the
 * provider is.
 */
@ConsumerType
public interface RedirectSigning {

    /** Whether the person of this ticket, which {@code begin} gave, is led to the provider. Calls nobody. */
    boolean redirects(SigningTicket ticket);

    /**
     * Prepares a departure; one before it need no longer lead to anything. Repeatable {@code FREELY}.
     *
     * @param ticket as {@code begin} or the departure before gave it
     * @param returnTo where the provider sends the browser back to: absolute, always the same for one way into the platform
     * @param state what the provider adds to it unchanged: 64 to 128 characters of {@code A-Z a-z 0-9 - _}
     * @return the ticket to go on with; its approval page is where the browser is sent, and is kept nowhere
     * @throws org.gishe.api.base.PluginException passing, when the person may set out again later; otherwise the signing fails
     */
    SigningTicket depart(Work work, SigningTicket ticket, URI returnTo, String state);

    /**
     * The browser is back. Repeatable {@code NEVER}: the platform writes down that it will call this, and where no outcome
     * follows it asks the person anew.
     *
     * @param ticket as the last departure gave it
     * @param parameters of the return without the state, at most 20 and each at most 4096 characters; they come from outside
     * @return how far it is; {@code PENDING} with the ticket to ask with where the person consented, {@code PENDING} without
     *     one where they may set out again
     * @throws org.gishe.api.base.PluginException passing, when nothing was done with the return and the person may set out
     *     again; where something may have been done the answer is {@code FAILED} with a reason that starts with {@code lost:}
     */
    SigningStatus returned(Work work, SigningTicket ticket, Map<String, String> parameters);
}
