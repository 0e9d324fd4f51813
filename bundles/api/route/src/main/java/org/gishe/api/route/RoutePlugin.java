/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.route;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Marks the component that implements a {@link RouteProvider}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface RoutePlugin {
    /** Prefix of the service properties. */
    String PREFIX_ = "gishe.plugin.";

    /** Id of the plug-in. */
    String id();
}
