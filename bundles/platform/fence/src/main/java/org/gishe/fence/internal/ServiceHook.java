/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence.internal;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Shows a plug-in its own services and the platform's under a contract's name. Declarative Services looks up what a component
 * refers to in the plug-in's name, and the settings for it.
 */
final class ServiceHook implements FindHook, EventListenerHook {

    private static final String CONTRACTS = "org.gishe.api.";

    /** Shown for Declarative Services alone; its package is no open one. */
    private static final String SETTINGS = "org.osgi.service.cm.ConfigurationAdmin";

    @Override
    public void find(
            BundleContext context,
            @Nullable String name,
            @Nullable String filter,
            boolean allServices,
            Collection<ServiceReference<?>> references) {
        Bundle asks = context.getBundle();
        if (FenceComponent.isPlugin(asks)) {
            references.removeIf(reference -> !shown(reference, asks));
        }
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        listeners.keySet().removeIf(context -> deaf(context, event));
    }

    private static boolean deaf(BundleContext context, ServiceEvent event) {
        try {
            Bundle hears = context.getBundle();
            return FenceComponent.isPlugin(hears) && !shown(event.getServiceReference(), hears);
        } catch (IllegalStateException e) {
            return true; // its bundle has just stopped and listens no more
        }
    }

    private static boolean shown(ServiceReference<?> reference, Bundle plugin) {
        Bundle owner = reference.getBundle();
        if (owner == null) { // has just gone
            return false;
        }
        return owner.equals(plugin) || !FenceComponent.isPlugin(owner) && isOpen(reference);
    }

    private static boolean isOpen(ServiceReference<?> reference) {
        for (String name : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
            if (name.startsWith(CONTRACTS) || name.equals(SETTINGS)) {
                return true;
            }
        }
        return false;
    }
}
