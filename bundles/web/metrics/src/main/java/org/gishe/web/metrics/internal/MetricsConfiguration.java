/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.metrics.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.web.metrics.cfg */
@ObjectClassDefinition(name = "Metrics", description = "/metrics for Prometheus")
@interface MetricsConfiguration {

    @AttributeDefinition(description = "Whether anybody may read it; otherwise this machine and operators alone")
    boolean open() default false;
}
