/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

/**
 * Names one version of one instance of one plug-in.
 *
 * @param kind its kind
 * @param id the plug-in's id
 * @param instance name of the configured instance; the id where there is one only
 * @param version the bundle's version, for example {@code 1.2.0}
 */
public record PluginKey(Kind kind, String id, String instance, String version) {
    /** kind/id/instance@version, as operators and the journal read it. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + id + (instance.equals(id) ? "" : "/" + instance)
                + "@" + version;
    }
}
