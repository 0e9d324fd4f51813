/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.tools;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Marks a component that implements one of this package's contracts. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ToolPlugin {
    /** Prefix of the service properties. */
    String PREFIX_ = "gishe.plugin.";

    /** Id of the plug-in. */
    String id();
}
