/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence.internal;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.bundle.FindHook;

/** Shows a plug-in no bundle but itself: through another's context, the system bundle's too, it would see everything. */
final class BundleHook implements FindHook, EventHook {

    @Override
    public void find(BundleContext context, Collection<Bundle> bundles) {
        Bundle asks = context.getBundle();
        if (FenceComponent.isPlugin(asks)) {
            bundles.removeIf(bundle -> !bundle.equals(asks));
        }
    }

    @Override
    public void event(BundleEvent event, Collection<BundleContext> contexts) {
        contexts.removeIf(context -> deaf(context, event.getBundle()));
    }

    private static boolean deaf(BundleContext context, Bundle about) {
        try {
            Bundle hears = context.getBundle();
            return FenceComponent.isPlugin(hears) && !hears.equals(about);
        } catch (IllegalStateException e) {
            return true; // its bundle has just stopped and listens no more
        }
    }
}
