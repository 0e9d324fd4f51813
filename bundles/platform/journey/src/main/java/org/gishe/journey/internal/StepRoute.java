/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import org.apache.camel.builder.RouteBuilder;

/** The route of one step: a submission's row comes in, the step's outcome goes out. */
final class StepRoute extends RouteBuilder {

    private final Step step;

    StepRoute(Step step) {
        this.step = step;
    }

    @Override
    public void configure() {
        from("direct:step-" + step.name()).routeId("step-" + step.name()).process(exchange -> exchange.getMessage()
                .setBody(step.take(exchange.getMessage().getBody(Row.class))));
    }
}
