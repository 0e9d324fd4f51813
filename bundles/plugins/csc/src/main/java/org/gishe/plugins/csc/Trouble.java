/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import java.util.Locale;
import org.gishe.api.signature.SigningStatus;

/**
 * What a service refuses, in terms of our own: the CSC API calls nearly everything {@code invalid_request} and leaves the
 * rest to a description in free words, which may name people and therefore goes nowhere.
 */
enum Trouble {
    NOT_DECIDED("the person has not decided yet"),
    REJECTED("the person rejected it"),
    EXPIRED("nobody approved it in time"),
    ACTIVATION_EXPIRED("it was approved but not signed in time"),
    ACTIVATION_USED("the signature was made already"),
    ACTIVATION_INVALID("the activation data are not of this request"),
    HASH_NOT_AUTHORIZED("the digests are not those that were approved"),
    DIGEST_WRONG("a digest of another kind is expected"),
    TOO_MANY("so many signatures under one consent are not offered"),
    PIN_LOCKED("the person's PIN is locked"),
    OTP_LOCKED("the person's one-time password is locked"),
    PIN_WRONG("the PIN is wrong"),
    OTP_WRONG("the one-time password is wrong"),
    CERTIFICATE_EXPIRED("the person's certificate is expired"),
    CERTIFICATE_REVOKED("the person's certificate is revoked"),
    CREDENTIAL_DISABLED("the person's credential is disabled"),
    CREDENTIAL_UNKNOWN("there is no such credential"),
    CODE_REFUSED("the consent was used, is over or belongs to another request"),
    CLIENT_REFUSED("the service refuses this platform: client id, secret or rights are wrong"),
    TOKEN_REFUSED("the service does not take its own token"),
    SERVICE_FAILED("the service failed"),
    REQUEST_REFUSED("the service does not understand the request"),
    UNKNOWN("the service gave an error that is not known");

    private final String words;

    Trouble(String words) {
        this.words = words;
    }

    /**
     * Which it is.
     *
     * @param error name of the error; never empty
     * @param description the service's words for it, which decide where the name does not
     */
    static Trouble of(String error, String description) {
        return switch (error) {
            case "temporarily_unavailable", "authorization_pending" -> NOT_DECIDED;
            case "access_denied" -> REJECTED;
            case "expired_token" -> ACTIVATION_EXPIRED;
            case "invalid_pin" -> PIN_WRONG;
            case "invalid_otp" -> OTP_WRONG;
            case "invalid_grant" -> CODE_REFUSED;
            case "unauthorized_client", "invalid_client", "unsupported_grant_type", "invalid_scope" -> CLIENT_REFUSED;
            case "invalid_token" -> TOKEN_REFUSED;
            case "server_error" -> SERVICE_FAILED;
            case "invalid_request" -> ofWords(description.toLowerCase(Locale.ROOT));
            default -> UNKNOWN;
        };
    }

    private static Trouble ofWords(String words) {
        if (words.contains("locked")) {
            return words.contains("otp") ? OTP_LOCKED : words.contains("pin") ? PIN_LOCKED : CREDENTIAL_DISABLED;
        }
        if (words.contains("revoked")) {
            return CERTIFICATE_REVOKED;
        }
        if (words.contains("expired")) {
            return words.contains("certificate")
                    ? CERTIFICATE_EXPIRED
                    : words.contains("sad") ? ACTIVATION_EXPIRED : EXPIRED;
        }
        if (words.contains("disabled") || words.contains("suspended")) {
            return CREDENTIAL_DISABLED;
        }
        if (words.contains("already")) {
            return ACTIVATION_USED;
        }
        if (words.contains("not authorized") || words.contains("not authorised")) {
            return HASH_NOT_AUTHORIZED;
        }
        if (words.contains("too high") || words.contains("too many")) {
            return TOO_MANY;
        }
        if (words.contains("digest") || words.contains("hash")) {
            return DIGEST_WRONG;
        }
        if (words.contains("credential") && !words.contains("sad")) {
            return CREDENTIAL_UNKNOWN;
        }
        return words.contains("sad") ? ACTIVATION_INVALID : REQUEST_REFUSED;
    }

    /** Whether the same call may succeed later. */
    boolean passing() {
        return this == NOT_DECIDED || this == SERVICE_FAILED || this == TOKEN_REFUSED;
    }

    /** How a signing ends by it. */
    SigningStatus ended() {
        return SigningStatus.ended(
                switch (this) {
                    case REJECTED -> SigningStatus.State.REJECTED;
                    case EXPIRED, ACTIVATION_EXPIRED -> SigningStatus.State.EXPIRED;
                    default -> SigningStatus.State.FAILED;
                },
                toString());
    }

    /** For operators: its term, and what it means. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ": " + words;
    }
}
