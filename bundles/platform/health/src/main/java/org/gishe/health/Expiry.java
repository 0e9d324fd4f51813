/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When certificates end. */
public final class Expiry {

    /** Time in which somebody can still act in office hours. */
    public static final Duration NOTICE = Duration.ofDays(21);

    private Expiry() {}

    /**
     * What is wrong with a certificate's validity.
     *
     * @param what the certificate is of, for example {@code seal of the platform}
     */
    public static Optional<Condition> of(String what, X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.plus(NOTICE).isBefore(end)) {
            return Optional.empty();
        }
        return Optional.of(Condition.alerting(
                what,
                end.isAfter(now)
                        ? "the certificate ends at " + end + ", in "
                                + Duration.between(now, end).toDays() + " days: renew it"
                        : "the certificate ended at " + end + ": renew it",
                Duration.ZERO));
    }
}
