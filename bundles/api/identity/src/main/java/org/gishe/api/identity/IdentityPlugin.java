/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Marks the component that implements an {@link IdentityProvider}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface IdentityPlugin {
    /** Prefix of the service properties. */
    String PREFIX_ = "gishe.plugin.";

    /** Id of the plug-in, for example {@code oidc}; an instance is named by {@code gishe.plugin.instance}. */
    String id();
}
