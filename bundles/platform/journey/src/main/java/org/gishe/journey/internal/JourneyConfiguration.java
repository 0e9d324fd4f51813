/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe journey", description = "How submissions are driven through their steps")
@interface JourneyConfiguration {

    @AttributeDefinition(description = "Name of this node, stable over restarts and unique among the nodes")
    String node() default "node1";

    @AttributeDefinition(description = "Threads that take steps; 0 leaves the submissions to other nodes")
    int workers() default 8;

    @AttributeDefinition(description = "How long a person may take to approve a signature, in seconds")
    long approvalSeconds() default 300;

    @AttributeDefinition(
            description =
                    "How long a failing step is tried again before it is parked, in seconds; not counting a node's absence")
    long patienceSeconds() default 900;

    @AttributeDefinition(
            description =
                    "For proofs only: drops the key of delivery's effect and loses its success answer once, so that"
                            + " a document is delivered twice")
    boolean plant_no_effect_key() default false;
}
