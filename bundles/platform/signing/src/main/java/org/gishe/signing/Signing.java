/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.signature.Tariff;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Signings. Each is known by a key; every intent is written down before the provider is called and its outcome after, so
 * that after a crash it goes on from what is written. Thread-safe.
 */
@ProviderType
public interface Signing {

    /** Providers to choose from, by instance. */
    Map<String, Offer> offers();

    /**
     * Takes a signing as far as it goes without waiting: call it when it is due. Calls the provider; not to be called
     * inside a unit.
     */
    Progress advance(Order order);

    /** Takes back a signing that is under way. */
    void cancel(String key);

    /** Where the person approves a signing under way, if their phone does not ring by itself. */
    Optional<URI> approvalPage(String key);

    /** Signatures that are valid but still wait for what lets them be validated for decades (level LT). */
    Backlog backlog();

    /**
     * What waits.
     *
     * @param oldest when the first of them was signed; empty when none waits
     */
    record Backlog(long waiting, Optional<Instant> oldest) {}

    /** Where the person of a signing under way is led to; empty when they approve elsewhere, or it has ended. */
    Optional<Departure> departure(String key);

    /**
     * A way to the provider and back.
     *
     * @param provider its instance
     * @param back whether they came back and need do nothing more
     */
    record Departure(String provider, boolean back) {}

    /**
     * Prepares that the person is led to the provider. Each time replaces the one before. Calls the provider; not to be called
     * inside a unit.
     *
     * @param returnTo where they come back to: absolute, the same for everybody
     * @param browser secret that only the browser of this person sends, 1 to 128 characters; the return counts from it alone
     * @return where their browser is to be sent; empty when it cannot be now, or the signing has ended
     * @throws IllegalArgumentException if the browser is empty or longer
     */
    Optional<URI> depart(Order order, URI returnTo, String browser);

    /** The submission whose return has this state; changes nothing, and alone proves nothing. */
    Optional<String> awaited(String state);

    /**
     * Takes a return. Calls the provider; not to be called inside a unit. That it is taken is kept before the provider is
     * called, the outcome after; where a crash parts them the signing ends as {@link End#LOST}.
     *
     * @param order of the submission that is {@link #awaited}; the caller has seen that its owner is who came back
     * @param browser as at the departure
     * @param parameters as they came, at most 20 and each at most 4096 characters
     */
    Return returned(Order order, String browser, Map<String, String> parameters);

    /** What became of a return. */
    enum Return {
        /** Taken; how far the signing is now is asked by {@link #advance}. */
        TAKEN,
        /** Not awaited from this browser, or not any longer; nothing changed. */
        STRANGE,
        /** The provider's version is not running; nothing changed, the same return may come again. */
        NOT_NOW
    }

    /** What citizens choose from. */
    record Offer(LocalText title, Tariff tariff) {}

    /**
     * What is to be signed.
     *
     * @param key unique for one consent: submission, step and visit
     * @param matter the submission
     * @param provider instance that the citizen chose
     * @param signer who signs
     * @param title document name for the phone
     * @param content id of the content to be signed
     * @param validUntil then it expires
     */
    record Order(
            String key,
            String matter,
            String provider,
            Party signer,
            String title,
            String content,
            Locale language,
            Instant begun,
            Instant validUntil) {}

    /** How far it is. */
    sealed interface Progress {

        /** Waits for the person; ask again after that time. */
        record Pending(Duration askAgain) implements Progress {}

        /**
         * Signed, verified and kept.
         *
         * @param signature id of the content that holds the signed container (ASiC-E with XAdES, EN 319 162-1): the
         *     document and the signature over it, time-stamped where an authority is configured
         * @param at signing time, as the signature claims it
         * @param certificate subject of the signer's certificate without identifiers
         */
        record Signed(String signature, Instant at, String certificate) implements Progress {}

        /** Ended without a signature; a new attempt has a new key. */
        record Ended(End end, String reason) implements Progress {}

        /**
         * Could not go on now; try again.
         *
         * @param approved the person has signed already, and only what belongs to it is missing: do not give up
         */
        record Later(String reason, boolean approved) implements Progress {}
    }

    /** Ends without a signature. */
    enum End {
        REJECTED,
        EXPIRED,
        /** The provider failed for good, or does not know the person. */
        FAILED,
        /** The answer was lost: the person must be asked anew. */
        LOST
    }
}
