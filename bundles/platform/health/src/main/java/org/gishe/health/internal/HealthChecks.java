/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Gives each check to Felix Health Check, which runs them beside one another, with a time limit, and keeps their answers. */
@Component(service = HealthChecks.class, immediate = true)
public final class HealthChecks {

    static final String READY = "ready";

    private final BundleContext context;
    private final Map<Check, ServiceRegistration<HealthCheck>> registered = new ConcurrentHashMap<>();

    @Activate
    public HealthChecks(BundleContext context) {
        this.context = context;
    }

    @Reference(name = "check", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void add(Check check) {
        var properties = new Hashtable<String, Object>();
        properties.put(HealthCheck.NAME, check.name());
        properties.put(HealthCheck.TAGS, new String[] {READY});
        properties.put(HealthCheck.RESULT_CACHE_TTL_IN_MS, check.every().toMillis());
        registered.put(check, context.registerService(HealthCheck.class, () -> result(check), properties));
    }

    void remove(Check check) {
        unregister(registered.remove(check));
    }

    @Deactivate
    void close() {
        List.copyOf(registered.keySet()).forEach(this::remove);
    }

    private static void unregister(ServiceRegistration<HealthCheck> registration) {
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // the framework was quicker: it takes back what a stopping bundle registered
            }
        }
    }

    static Result result(Check check) {
        var log = new ResultLog();
        for (Condition condition : check.conditions()) {
            log.add(new ResultLog.Entry(
                    condition.stops() ? Result.Status.CRITICAL : Result.Status.WARN,
                    condition.subject() + ": " + condition.words()));
        }
        if (!log.iterator().hasNext()) {
            log.add(new ResultLog.Entry(Result.Status.OK, "well"));
        }
        return new Result(log);
    }
}
