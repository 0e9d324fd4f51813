/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence.internal;

import java.util.Collection;
import org.gishe.catalogue.PluginPackages;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Wires a plug-in to open packages and to nothing else of other bundles, and nobody to a plug-in. What is no class (an extender,
 * a service, the Java version) is not its matter.
 */
final class PackageHook implements ResolverHook {

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        candidates.removeIf(candidate -> FenceComponent.isPlugin(candidate.getBundle())
                && (candidate.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0);
    }

    @Override
    public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> collisions) {
        // as the framework decides
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        Bundle asks = requirement.getRevision().getBundle();
        boolean plugin = FenceComponent.isPlugin(asks);
        candidates.removeIf(candidate -> {
            Bundle offers = candidate.getRevision().getBundle();
            return switch (candidate.getNamespace()) {
                case PackageNamespace.PACKAGE_NAMESPACE ->
                    !offers.equals(asks) && (FenceComponent.isPlugin(offers) || plugin && !open(candidate));
                case BundleNamespace.BUNDLE_NAMESPACE, HostNamespace.HOST_NAMESPACE ->
                    !offers.equals(asks) && (FenceComponent.isPlugin(offers) || plugin);
                default -> false;
            };
        });
    }

    private static boolean open(BundleCapability offered) {
        return PluginPackages.open((String) offered.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
    }

    @Override
    public void end() {
        // keeps nothing
    }
}
