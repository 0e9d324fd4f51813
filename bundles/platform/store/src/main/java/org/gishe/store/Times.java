/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as they are stored: UTC microseconds since 1970-01-01. */
public final class Times {

    private Times() {}

    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
