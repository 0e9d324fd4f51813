/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import org.apache.camel.builder.RouteBuilder;

/** Sends a submission to the route of the step in which it stands. */
final class JourneyRoute extends RouteBuilder {

    /** Headers of ours carry this prefix. */
    static final String STEP = "GisheStep";

    static final String ENTRY = "direct:journey";

    @Override
    public void configure() {
        from(ENTRY).routeId("journey").toD("direct:step-${header." + STEP + "}?block=false");
    }
}
