/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.health.Expiry;
import org.gishe.keys.Keys;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Certificates of the platform's seals. */
@Component
public final class CertificatesCheck implements Check {

    private final Keys keys;
    private final InstantSource clock;

    @Activate
    public CertificatesCheck(@Reference Keys keys, @Reference InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public List<Condition> conditions() {
        return Stream.of("seal-platform")
                .flatMap(seal -> keys.sealCertificates(seal).stream()
                        .limit(1)
                        .flatMap(certificate -> Expiry.of(seal, certificate, clock.instant()).stream()))
                .toList();
    }
}
