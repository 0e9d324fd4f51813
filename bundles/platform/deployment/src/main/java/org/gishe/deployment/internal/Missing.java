/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Says in words what a bundle needs that nobody in the platform offers. */
final class Missing {

    private Missing() {}

    static List<String> of(BundleContext context, Bundle bundle) {
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        var missing = new ArrayList<String>();
        for (BundleRequirement need : bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
            Map<String, String> directives = need.getDirectives();
            if ("optional".equals(directives.get("resolution"))
                    || !directives.getOrDefault("effective", "resolve").equals("resolve")) {
                continue;
            }
            Collection<BundleCapability> offers = wiring.findProviders(need);
            if (offers.isEmpty()) {
                missing.add(words(wiring, need));
            }
        }
        return missing;
    }

    private static String words(FrameworkWiring wiring, BundleRequirement need) {
        String filter = need.getDirectives().getOrDefault("filter", "");
        if (!need.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            return "needs " + need.getNamespace() + " " + filter + ": nobody in the platform offers it";
        }
        String name = filter.replaceAll(".*\\(osgi\\.wiring\\.package=([^)]*)\\).*", "$1");
        var others = new TreeSet<String>();
        for (BundleCapability offer : wiring.findProviders(new AnyVersion(need, name))) {
            others.add(String.valueOf(offer.getAttributes().get("version")));
        }
        String range = range(filter);
        return "needs package " + name + range
                + (others.isEmpty()
                        ? ": nobody in the platform offers it"
                        : ": the platform offers " + String.join(", ", others));
    }

    /** The versions that a filter made by the framework asks for, as a person writes them. */
    private static String range(String filter) {
        var bounds = new TreeMap<Integer, String>();
        var least =
                java.util.regex.Pattern.compile("(?<!!)\\(version>=([^)]*)\\)").matcher(filter);
        var below = java.util.regex.Pattern.compile("!\\(version>=([^)]*)\\)").matcher(filter);
        if (least.find()) {
            bounds.put(0, least.group(1).replaceFirst("(\\.\\d+)\\.0$", "$1"));
        }
        if (below.find()) {
            bounds.put(1, below.group(1).replaceFirst("(\\.0)+$", ""));
        }
        if (bounds.isEmpty()) {
            return "";
        }
        return bounds.containsKey(1)
                ? " [" + bounds.getOrDefault(0, "0") + "," + bounds.get(1) + ")"
                : " " + bounds.get(0) + " or newer";
    }

    /** The same package in any version. */
    private record AnyVersion(BundleRequirement need, String name) implements org.osgi.resource.Requirement {
        @Override
        public String getNamespace() {
            return need.getNamespace();
        }

        @Override
        public Map<String, String> getDirectives() {
            return Map.of("filter", "(osgi.wiring.package=" + name + ")");
        }

        @Override
        public Map<String, Object> getAttributes() {
            return Map.of();
        }

        @Override
        public BundleRevision getResource() {
            return need.getResource();
        }
    }
}
