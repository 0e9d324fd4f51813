/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.routes.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.gishe.api.route.RouteProvider;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins.Pin;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.test.Plugged;
import org.gishe.vendor.camel.CamelContexts;
import org.gishe.vendor.camel.internal.WrappedCamelContexts;
import org.junit.After;
import org.junit.Test;

public class RouteContextsTest {

    private static final PluginKey OLD = new PluginKey(Kind.ROUTE, "letters", "letters", "1.0.0");
    private static final PluginKey NEW = new PluginKey(Kind.ROUTE, "letters", "letters", "2.0.0");

    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    private final CountDownLatch mayPass = new CountDownLatch(1);
    private final Plugged plugins = new Plugged();
    private final Camels camels = new Camels();
    private volatile List<PluginKey> current = List.of();
    private final RouteContexts contexts = new RouteContexts(camels, catalogue(), 10);

    @After
    public void close() throws InterruptedException {
        mayPass.countDown();
        contexts.close();
    }

    @Test
    public void routes_of_the_current_version_run() throws InterruptedException {
        plugins.with(OLD, letters("letters-in", "one: "));
        current = List.of(OLD);

        contexts.look();
        camels.send(OLD, "a letter");

        assertThat(out.poll(10, TimeUnit.SECONDS)).isEqualTo("one: a letter");
        assertThat(contexts.pins()).isEmpty();
    }

    @Test
    public void what_is_on_its_way_in_the_version_before_ends_there_and_pins_it() throws InterruptedException {
        plugins.with(OLD, waiting()).with(NEW, letters("letters-in", "two: "));
        current = List.of(OLD);
        contexts.look();
        camels.send(OLD, "on its way");
        await(() -> camels.inside(OLD) == 1);

        current = List.of(NEW);
        contexts.look();
        camels.send(NEW, "new");

        assertThat(out.poll(10, TimeUnit.SECONDS)).isEqualTo("two: new");
        assertThat(contexts.pins()).containsExactly(new Pin(Kind.ROUTE, "letters", "1.0.0", 1));
        mayPass.countDown();
        assertThat(out.poll(10, TimeUnit.SECONDS)).isEqualTo("late: on its way");
        await(() -> contexts.pins().isEmpty());
        assertThat(camels.of(OLD).isStopped()).isTrue();
    }

    @Test
    public void a_version_that_does_not_start_leaves_the_one_before_it_running() throws InterruptedException {
        plugins.with(OLD, letters("letters-in", "one: ")).with(NEW, (RouteProvider) () -> List.of(new RouteBuilder() {
            @Override
            public void configure() {
                from("nowhere:at-all").routeId("letters-broken").log("never");
            }
        }));
        current = List.of(OLD);
        contexts.look();

        current = List.of(NEW);
        contexts.look();
        camels.send(OLD, "still here");

        assertThat(out.poll(10, TimeUnit.SECONDS)).isEqualTo("one: still here");
        assertThat(contexts.pins()).isEmpty();
    }

    @Test
    public void a_plugin_that_is_gone_has_no_routes() {
        plugins.with(OLD, letters("letters-in", "one: "));
        current = List.of(OLD);
        contexts.look();

        plugins.without(OLD);
        current = List.of();
        contexts.look();

        await(() -> camels.of(OLD).isStopped() && contexts.pins().isEmpty());
    }

    @Test
    public void routes_bear_the_name_of_their_plugin() {
        plugins.with(OLD, letters("journey", "mine: "));
        current = List.of(OLD);

        contexts.look();

        assertThat(camels.of(OLD).isStarted()).isFalse();
    }

    private RouteProvider letters(String id, String greeting) {
        return () -> List.of(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:in")
                        .routeId(id)
                        .process(
                                letter -> out.add(greeting + letter.getMessage().getBody(String.class)));
            }
        });
    }

    private RouteProvider waiting() {
        return () -> List.of(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:in").routeId("letters-waiting").process(letter -> {
                    mayPass.await(10, TimeUnit.SECONDS);
                    out.add("late: " + letter.getMessage().getBody(String.class));
                });
            }
        });
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** The plug-ins of the test, of which some are current. */
    private Catalogue catalogue() {
        return (Catalogue) Proxy.newProxyInstance(
                Catalogue.class.getClassLoader(), new Class<?>[] {Catalogue.class}, (self, method, arguments) -> {
                    if (method.getName().equals("current")) {
                        return current;
                    }
                    try {
                        return method.invoke(plugins, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The real contexts, remembered by name. */
    private static final class Camels implements CamelContexts {

        private final CamelContexts real = new WrappedCamelContexts();
        private final Map<String, CamelContext> made = new ConcurrentHashMap<>();

        @Override
        public CamelContext create(String name) {
            CamelContext context = real.create(name);
            made.put(name, context);
            return context;
        }

        @Override
        public void start(CamelContext context) {
            real.start(context);
        }

        CamelContext of(PluginKey key) {
            return made.get(key.instance() + "@" + key.version());
        }

        int inside(PluginKey key) {
            return of(key).getInflightRepository().size();
        }

        void send(PluginKey key, String letter) {
            try (var producer = of(key).createProducerTemplate()) {
                producer.sendBody("seda:in", letter);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
