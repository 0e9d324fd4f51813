/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.time.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.osgi.service.component.annotations.Component;

/** The machine's clock, in the microseconds that the store keeps: what was written compares equal to what is read. */
@Component(service = InstantSource.class)
public final class SystemTime implements InstantSource {

    @Override
    public Instant instant() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
