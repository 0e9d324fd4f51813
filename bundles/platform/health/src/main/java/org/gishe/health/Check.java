/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at one part of the platform. Registered as a service: {@code /health/ready} and the console ({@code hc:exec}) show it as
 * a check of Felix, and the alerts tell of it. Thread-safe; answers within a second.
 */
@ConsumerType
public interface Check {

    /** Short stable name, for example {@code journal}. */
    String name();

    /** For how long an answer is good enough. */
    default Duration every() {
        return Duration.ofSeconds(2);
    }

    /** What is wrong now; empty when all is well. One that throws is itself something that is wrong. */
    List<Condition> conditions();
}
