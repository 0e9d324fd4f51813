/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.osgi.service.component.annotations.Component;

/** Threads that wait for one another for ever. */
@Component
public final class ThreadsCheck implements Check {

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<Condition> conditions() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] stuck = threads.findDeadlockedThreads();
        if (stuck == null) {
            return List.of();
        }
        String names = Arrays.stream(threads.getThreadInfo(stuck))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .collect(Collectors.joining(", "));
        return List.of(Condition.alerting(
                "deadlock", "these wait for one another until the next restart: " + names, Duration.ofMinutes(1)));
    }
}
