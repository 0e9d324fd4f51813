/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.time.Duration;

/** How long to wait for somebody outside: briefly while all is well, longer after each failure. Thread-safe. */
final class Pause {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final int DOUBLED = 6;

    private volatile int failures;

    void well() {
        failures = 0;
    }

    void failed() {
        failures = Math.min(failures + 1, DOUBLED + 1);
    }

    boolean failing() {
        return failures > 0;
    }

    /** At most 320 seconds. */
    Duration length() {
        return failures == 0 ? SHORT : FIRST.multipliedBy(1L << failures - 1);
    }
}
