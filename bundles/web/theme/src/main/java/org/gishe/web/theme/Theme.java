/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.theme;

import org.osgi.annotation.versioning.ProviderType;

/** Style sheets, scripts and pictures that all pages share. Thread-safe. */
@ProviderType
public interface Theme {

    /**
     * Local address of a file; changes with its content, so that a browser may keep it for ever.
     *
     * @param name for example {@code gishe.css}
     * @throws IllegalArgumentException if there is none of that name
     */
    String address(String name);
}
