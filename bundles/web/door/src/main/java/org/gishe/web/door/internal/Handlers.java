/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.AnyService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.jaxrs.runtime.JaxrsServiceRuntime;
import org.osgi.service.jaxrs.runtime.dto.ApplicationDTO;
import org.osgi.service.jaxrs.runtime.dto.RuntimeDTO;

/** Knows which handlers are registered, and which of them the JAX-RS whiteboard really serves. Thread-safe. */
@Component(service = Handlers.class)
public final class Handlers {

    private static final String RESOURCE_NAME = "osgi.jaxrs.name";
    private static final String SERVLET_NAME = "osgi.http.whiteboard.servlet.name";

    private final Map<Long, String> names = new ConcurrentHashMap<>();
    private final Set<Long> resources = ConcurrentHashMap.newKeySet();
    private volatile Runnable listener = () -> {};

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable JaxrsServiceRuntime runtime;

    @Activate
    public Handlers() {}

    /** The one who is told after each change. */
    void tell(Runnable whom) {
        listener = whom;
        whom.run();
    }

    // the reference alone: asking for the service would start a handler before the whiteboard does
    @Reference(
            service = AnyService.class,
            target = "(|(&(osgi.jaxrs.name=*)(|(osgi.jaxrs.resource=true)(osgi.jaxrs.extension=true)))(" + SERVLET_NAME
                    + "=*))",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindHandler(ServiceReference<?> handler) {
        Long id = (Long) handler.getProperty("service.id");
        Object resource = handler.getProperty(RESOURCE_NAME);
        names.put(id, String.valueOf(resource != null ? resource : handler.getProperty(SERVLET_NAME)));
        if (resource != null) {
            resources.add(id);
        }
        listener.run();
    }

    void unbindHandler(ServiceReference<?> handler) {
        Long id = (Long) handler.getProperty("service.id");
        names.remove(id);
        resources.remove(id);
        listener.run();
    }

    /** The name by which a component of these properties is known, if it is a handler. */
    static @Nullable String name(Map<String, Object> properties) {
        Object name = properties.get(RESOURCE_NAME);
        boolean resource = "true".equals(String.valueOf(properties.get("osgi.jaxrs.resource")))
                || "true".equals(String.valueOf(properties.get("osgi.jaxrs.extension")));
        if (name == null || !resource) {
            name = properties.get(SERVLET_NAME);
        }
        return name instanceof String known ? known : null;
    }

    /** Those of the expected ones that are not served now. */
    Set<String> missing(Set<String> expected) {
        Set<String> missing = new HashSet<>(expected);
        Collection<String> here = Set.copyOf(names.values());
        missing.removeAll(here);
        Set<Long> published = Set.copyOf(resources);
        if (!published.isEmpty()) {
            Set<Long> served = served();
            for (Long id : published) {
                String name = names.get(id);
                if (name != null && expected.contains(name) && !served.contains(id)) {
                    missing.add(name);
                }
            }
        }
        return missing;
    }

    private Set<Long> served() {
        JaxrsServiceRuntime now = runtime;
        if (now == null) {
            return Set.of();
        }
        RuntimeDTO dto = now.getRuntimeDTO();
        Set<Long> ids = new HashSet<>();
        Stream.concat(Stream.ofNullable(dto.defaultApplication), Arrays.stream(dto.applicationDTOs))
                .forEach(application -> collect(application, ids));
        return ids;
    }

    private static void collect(ApplicationDTO application, Set<Long> ids) {
        Arrays.stream(application.resourceDTOs).forEach(resource -> ids.add(resource.serviceId));
        Arrays.stream(application.extensionDTOs).forEach(extension -> ids.add(extension.serviceId));
    }
}
