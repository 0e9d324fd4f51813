/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.gishe.vendor.camel.CamelContexts;

/** The journey's Camel context. */
final class Routes implements AutoCloseable {

    private final CamelContext context;
    private final ProducerTemplate producer;

    Routes(CamelContexts contexts, List<Step> steps) {
        this.context = contexts.create("journey");
        try {
            RouteBuilder journey = new JourneyRoute();
            context.addRoutes(journey);
            for (Step step : steps) {
                context.addRoutes(new StepRoute(step));
            }
        } catch (Exception e) {
            throw new IllegalStateException("the journey's routes are broken", e);
        }
        contexts.start(context);
        this.producer = context.createProducerTemplate();
    }

    /** Takes the step in which a submission stands. */
    Outcome take(Row row) {
        Exchange exchange = producer.send(JourneyRoute.ENTRY, sent -> {
            sent.getMessage().setHeader(JourneyRoute.STEP, row.step());
            sent.getMessage().setBody(row);
        });
        Exception failure = exchange.getException();
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return exchange.getMessage().getBody(Outcome.class);
    }

    @Override
    public void close() {
        producer.stop();
        context.stop();
    }
}
