/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.gishe.api.route.RouteProvider;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link RouteProvider} promises. */
public abstract class RouteProviderContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.ROUTE;
    }

    /** A new instance. */
    protected abstract RouteProvider provider();

    /** The plug-in's id, with which its route ids start. */
    protected abstract String id();

    /** Sends something through the routes while they run, and checks what comes out. */
    protected abstract void use(CamelContext context) throws Exception;

    @Test
    public void theBuildersAreNewAtEachCall() {
        var provider = provider();

        var first = provider.routes();
        var second = provider.routes();

        assertThat(first).isNotEmpty().hasSameSizeAs(second);
        assertThat(second).noneMatch(first::contains);
    }

    @Test
    public void everyRouteIsNamedAfterThePlugin() throws Exception {
        try (var running = new Running(provider())) {
            assertThat(running.context.getRoutes())
                    .isNotEmpty()
                    .extracting(Route::getId)
                    .allMatch(id -> id.equals(id()) || id.startsWith(id() + "-") || id.startsWith(id() + "."))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    public void theRoutesDoTheirWork() throws Exception {
        try (var running = new Running(provider())) {
            use(running.context);
        }
    }

    @Test
    public void twoVersionsRunSideBySide() throws Exception {
        try (var one = new Running(provider());
                var other = new Running(provider())) {
            use(one.context);
            use(other.context);
        }
    }

    @Test
    public void stoppingLeavesNothingBehind() throws Exception {
        try (var running = new Running(provider())) {
            use(running.context); // what the library itself keeps is there from now on
        }
        var threads = Threads.watch();

        try (var running = new Running(provider())) {
            use(running.context);
        }

        threads.assertNothingStays(Duration.ofSeconds(10));
    }

    private static final class Running implements AutoCloseable {

        private final CamelContext context = new DefaultCamelContext();

        Running(RouteProvider provider) throws Exception {
            context.getShutdownStrategy().setTimeout(5);
            context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
            for (var builder : provider.routes()) {
                context.addRoutes(builder);
            }
            context.start();
        }

        @Override
        public void close() {
            context.stop();
        }
    }
}
