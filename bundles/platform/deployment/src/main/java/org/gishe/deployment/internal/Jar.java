/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.util.Set;
import org.gishe.catalogue.Kind;

/**
 * A plug-in's jar, as far as its files tell.
 *
 * @param coded whether it has components, so that it is there only when they are
 */
record Jar(String symbolicName, String version, Set<Kind> kinds, String plugin, boolean coded) {

    /** plugin@version, as pins name it. */
    String name() {
        return plugin + "@" + version;
    }
}
