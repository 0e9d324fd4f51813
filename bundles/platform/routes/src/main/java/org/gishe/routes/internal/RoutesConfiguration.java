/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.routes.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe routes", description = "How the routes of plug-ins are run")
@interface RoutesConfiguration {

    @AttributeDefinition(
            description = "Seconds that messages on their way through a replaced version have; then they are cut off")
    int drainSeconds() default 60;
}
