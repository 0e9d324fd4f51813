/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The packages that a plug-in may import: the JDK's, the contracts, and the libraries that are kept like a contract. What
 * else it needs it carries inside. Immutable.
 */
public final class PluginPackages {

    private static final String OURS = "org.gishe";
    private static final String CONTRACTS = "org.gishe.api";

    /** Each with what stands below it. */
    private static final List<String> LIBRARIES = List.of(
            "java",
            CONTRACTS,
            "org.slf4j",
            "com.fasterxml.jackson",
            "org.apache.camel", // the contract of routes speaks it
            "org.jspecify.annotations",
            "sun.misc"); // libraries that plug-ins carry ask for it

    private static final Set<String> JDK = ModuleLayer.boot().modules().stream()
            .filter(module -> module.getName().startsWith("java."))
            .flatMap(module -> module.getDescriptor().exports().stream())
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toUnmodifiableSet());

    private PluginPackages() {}

    /** Whether a plug-in may import it. */
    public static boolean open(String name) {
        return JDK.contains(name) || LIBRARIES.stream().anyMatch(each -> below(name, each));
    }

    /** Whether it is of this project, but no contract. */
    public static boolean internal(String name) {
        return below(name, OURS) && !below(name, CONTRACTS);
    }

    /** Whether it is of a plug-in or an e-service of this project. */
    public static boolean otherPlugin(String name) {
        return below(name, "org.gishe.plugins") || below(name, "org.gishe.services");
    }

    private static boolean below(String name, String top) {
        return name.equals(top) || name.startsWith(top + ".");
    }
}
