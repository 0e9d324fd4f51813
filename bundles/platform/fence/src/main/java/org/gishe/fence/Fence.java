/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Is there while plug-ins see only what is theirs: packages that {@link org.gishe.catalogue.PluginPackages} opens, services of
 * the contracts, no bundle but themselves. Whoever installs plug-ins refers to it, so that none is resolved before it stands.
 *
 * <p>It guards against mistakes and greed, not against malice: one JVM is no sandbox. The framework asks no hook when a bundle
 * is looked up by its location or is reached from an object that is at hand; there it helps only that the framework's own
 * packages are hidden, so that a plug-in's classes cannot name what they would need.
 */
@ProviderType
public interface Fence {

    /** A bundle whose location begins so is a plug-in; every other is the platform's and sees everything. */
    String PLUGINS = "gishe:";
}
