/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.signing.Signing;
import org.gishe.signing.Validation;
import org.gishe.vendor.dss.TrustState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether anybody is believed, and whether what was signed gets what it needs for decades. Stops no traffic. */
@Component
public final class SignaturesCheck implements Check {

    /** The lists are not loaded on the way to the first ready. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    private static final Duration LATE = Duration.ofHours(2);
    private static final Duration WITHOUT_LIST = Duration.ofHours(1);

    private final Signing signing;
    private final Validation validation;
    private final InstantSource clock;
    private final Instant begun;

    @Activate
    public SignaturesCheck(
            @Reference Signing signing, @Reference Validation validation, @Reference InstantSource clock) {
        this.signing = signing;
        this.validation = validation;
        this.clock = clock;
        this.begun = clock.instant();
    }

    @Override
    public String name() {
        return "signatures";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<Condition> conditions() {
        var conditions = new ArrayList<Condition>();
        Signing.Backlog backlog = signing.backlog();
        backlog.oldest()
                .filter(oldest -> oldest.plus(LATE).isBefore(clock.instant()))
                .ifPresent(oldest -> conditions.add(Condition.alerting(
                        "archive copies",
                        backlog.waiting()
                                + " signed containers wait for revocation data or time-stamps, the first since "
                                + oldest + ": an authority's OCSP responder, revocation list or time-stamp service"
                                + " does not answer",
                        Duration.ZERO)));
        if (begun.plus(SETTLING).isBefore(clock.instant())) {
            trust(conditions, validation.trust(false));
        }
        return conditions;
    }

    private static void trust(List<Condition> conditions, TrustState trust) {
        if (trust.certificates() == 0 && trust.lists().isEmpty()) {
            conditions.add(Condition.seen(
                    "trust", "nobody is believed: no signature can be found valid; see org.gishe.signing.cfg"));
        }
        for (TrustState.ListState list : trust.lists()) {
            if (!list.accepted()) {
                conditions.add(Condition.alerting(
                        subject(list),
                        "this trusted list gives no trust, so that signatures by its authorities are not found valid: "
                                + list.problem(),
                        WITHOUT_LIST));
            }
        }
    }

    private static String subject(TrustState.ListState list) {
        String subject = "list " + (list.territory() == null ? list.address() : list.territory());
        return subject.substring(0, Math.min(200, subject.length()));
    }
}
