/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * The handlers that the platform's bundles say they have, in their component descriptions: one whose component waits for another
 * is missing although nobody has seen it. What a bundle said counts until it is uninstalled, so that it is waited for while it
 * is replaced. Thread-safe.
 */
@Component(service = Expected.class)
public final class Expected {

    private static final String OURS = "org.gishe.";
    private static final String REQUIRE = "require";
    /** Whoever waits asks again and again. */
    private static final long FRESH_NANOS = 100_000_000;

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final long freshNanos;
    private final Map<Long, Set<String>> said = new HashMap<>();
    private @Nullable Set<String> names;
    private long namesAt;

    @Activate
    public Expected(BundleContext context, @Reference ServiceComponentRuntime components) {
        this(context, components, FRESH_NANOS);
    }

    Expected(BundleContext context, ServiceComponentRuntime components, long freshNanos) {
        this.context = context;
        this.components = components;
        this.freshNanos = freshNanos;
    }

    /** Names of JAX-RS whiteboard services and of servlets, of components that need no configuration to be there. */
    synchronized Set<String> names() {
        Set<String> known = names;
        if (known == null || System.nanoTime() - namesAt > freshNanos) {
            look();
            var all = new HashSet<String>();
            said.values().forEach(all::addAll);
            known = Set.copyOf(all);
            names = known;
            namesAt = System.nanoTime();
        }
        return known;
    }

    private void look() {
        var now = new HashMap<Long, Set<String>>();
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            if (component.bundle.symbolicName.startsWith(OURS)
                    && component.defaultEnabled
                    && !REQUIRE.equals(component.configurationPolicy)) {
                String name = Handlers.name(component.properties);
                if (name != null) {
                    now.computeIfAbsent(component.bundle.id, id -> new HashSet<>())
                            .add(name);
                }
            }
        }
        said.putAll(now);
        said.keySet().removeIf(id -> context.getBundle(id) == null);
    }
}
