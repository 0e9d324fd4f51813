/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence.internal;

import java.util.List;
import org.gishe.fence.Fence;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Puts up the hooks. Not a component each: the framework would have them made in the middle of its own look-ups, and who is
 * given the fence has to find all of them standing.
 */
@Component(immediate = true)
public final class FenceComponent implements Fence {

    private final List<ServiceRegistration<?>> hooks;

    @Activate
    public FenceComponent(BundleContext context) {
        this.hooks = List.of(
                context.registerService(ResolverHookFactory.class, triggers -> new PackageHook(), null),
                context.registerService(
                        new String[] {
                            org.osgi.framework.hooks.service.FindHook.class.getName(),
                            org.osgi.framework.hooks.service.EventListenerHook.class.getName()
                        },
                        new ServiceHook(),
                        null),
                context.registerService(
                        new String[] {
                            org.osgi.framework.hooks.bundle.FindHook.class.getName(),
                            org.osgi.framework.hooks.bundle.EventHook.class.getName()
                        },
                        new BundleHook(),
                        null));
    }

    @Deactivate
    void close() {
        hooks.forEach(ServiceRegistration::unregister);
    }

    static boolean isPlugin(Bundle bundle) {
        return bundle.getLocation().startsWith(PLUGINS);
    }
}
