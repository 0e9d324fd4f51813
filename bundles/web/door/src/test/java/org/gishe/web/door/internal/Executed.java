/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.lang.reflect.Proxy;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.framework.ServiceReference;

/** What checks ended with. */
final class Executed implements HealthCheckExecutor {

    private final List<HealthCheckExecutionResult> results;

    Executed(One... results) {
        this.results = List.of(results);
    }

    record One(String name, Result.Status status, String words) implements HealthCheckExecutionResult {

        @Override
        public Result getHealthCheckResult() {
            return new Result(status, words);
        }

        @Override
        public boolean hasTimedOut() {
            return false;
        }

        @Override
        public long getElapsedTimeInMs() {
            return 1;
        }

        @Override
        public Date getFinishedAt() {
            return new Date(0);
        }

        @Override
        public HealthCheckMetadata getHealthCheckMetadata() {
            return new HealthCheckMetadata((ServiceReference<?>) Proxy.newProxyInstance(
                    One.class.getClassLoader(),
                    new Class<?>[] {ServiceReference.class},
                    (proxy, method, arguments) -> switch (String.valueOf(arguments[0])) {
                        case HealthCheck.NAME -> name;
                        case "service.id" -> 1L;
                        default -> null;
                    }));
        }
    }

    @Override
    public List<HealthCheckExecutionResult> execute(HealthCheckSelector selector) {
        return execute(selector, new HealthCheckExecutionOptions());
    }

    @Override
    public List<HealthCheckExecutionResult> execute(HealthCheckSelector selector, HealthCheckExecutionOptions options) {
        return Stream.of(selector.tags()).anyMatch("ready"::equals) ? results : List.of();
    }
}
