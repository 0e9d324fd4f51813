/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.gishe.api.route.RouteProvider;
import org.junit.Test;

public class RouteProviderContractTest {

    @Test
    public void aRightProviderPasses() {
        assertThat(Suite.failures(Right.class)).isEmpty();
    }

    @Test
    public void aProviderThatGivesTheSameBuildersAgainIsFound() {
        assertThat(Suite.failures(Reused.class)).contains("theBuildersAreNewAtEachCall");
    }

    @Test
    public void aRouteWithoutItsPluginsNameIsFound() {
        assertThat(Suite.failures(Nameless.class)).contains("everyRouteIsNamedAfterThePlugin");
    }

    @Test
    public void aRouteThatLeavesAThreadIsFound() {
        assertThat(Suite.failures(Busy.class)).contains("stoppingLeavesNothingBehind");
    }

    static final class Upper extends RouteBuilder {
        private final String id;

        Upper(String id) {
            this.id = id;
        }

        @Override
        public void configure() {
            from("direct:upper").routeId(id).process(exchange -> {
                String body = exchange.getMessage().getBody(String.class);
                exchange.getMessage().setBody(body.toUpperCase());
            });
        }
    }

    public static class Right extends RouteProviderContract {
        @Override
        protected RouteProvider provider() {
            return () -> List.of(new Upper("upper-text"));
        }

        @Override
        protected String id() {
            return "upper";
        }

        @Override
        protected void use(CamelContext context) throws Exception {
            try (var template = context.createProducerTemplate()) {
                assertThat(template.requestBody("direct:upper", "гише", String.class))
                        .isEqualTo("ГИШЕ");
            }
        }
    }

    public static class Reused extends Right {
        @Override
        protected RouteProvider provider() {
            List<RouteBuilder> builders = List.of(new Upper("upper-text"));
            return () -> builders;
        }
    }

    public static class Nameless extends Right {
        @Override
        protected RouteProvider provider() {
            return () -> List.of(new Upper("text"));
        }
    }

    public static class Busy extends Right {
        @Override
        protected void use(CamelContext context) throws Exception {
            Stray.start();
            super.use(context);
        }
    }
}
