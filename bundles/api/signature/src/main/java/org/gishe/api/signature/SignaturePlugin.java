/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Marks the component that implements a {@link SignatureProvider}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface SignaturePlugin {
    /** Prefix of the service properties. */
    String PREFIX_ = "gishe.plugin.";

    /** Id of the plug-in, for example {@code csc}; an instance is named by the property {@code gishe.plugin.instance}. */
    String id();
}
