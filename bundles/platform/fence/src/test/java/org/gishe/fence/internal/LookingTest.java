/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.store.Store;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.ServiceTracker;

/** Each way to look for what is the platform's or another plug-in's; each is tried without the fence too, and finds it there. */
@RunWith(Parameterized.class)
public class LookingTest {

    private static final int MORE_THAN_THERE_ARE = 20;

    /** A way to look; its finds in words. */
    private record Way(String name, Look look) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Look {
        Set<String> found(BundleContext context, Container container) throws Exception;
    }

    @Parameters(name = "{0}")
    public static Collection<Object> ways() {
        return Stream.of(
                        new Way(
                                "the data source by its name",
                                (context, container) -> names(context.getServiceReference(DataSource.class.getName()))),
                        new Way(
                                "the store by its class",
                                (context, container) -> names(context.getServiceReference(Store.class))),
                        new Way(
                                "the store by a filter",
                                (context, container) ->
                                        names(context.getServiceReferences((String) null, "(objectClass=*Store)"))),
                        new Way(
                                "the stores by class and filter",
                                (context, container) ->
                                        names(context.getServiceReferences(Store.class, "(service.id>=0)")
                                                .toArray(ServiceReference[]::new))),
                        new Way(
                                "all data sources",
                                (context, container) ->
                                        names(context.getAllServiceReferences(DataSource.class.getName(), null))),
                        new Way("all services that there are", (context, container) -> {
                            Set<String> names = names(context.getAllServiceReferences(null, null));
                            names.remove("org.gishe.api.tools.ContentScanner");
                            return names;
                        }),
                        new Way("a tracker of everything", (context, container) -> {
                            var tracker = new ServiceTracker<>(context, context.createFilter("(service.id=*)"), null);
                            tracker.open(true);
                            Set<String> names = names(tracker.getServiceReferences());
                            tracker.close();
                            names.remove("org.gishe.api.tools.ContentScanner");
                            return names;
                        }),
                        new Way("a tracker of what comes later", (context, container) -> {
                            var tracker = new ServiceTracker<>(context, DataSource.class.getName(), null);
                            tracker.open(true);
                            ServiceRegistration<?> later = container.register(DataSource.class);
                            Set<String> names = names(tracker.getServiceReferences());
                            later.unregister();
                            tracker.close();
                            return names;
                        }),
                        new Way("events of services", (context, container) -> {
                            var heard = new TreeSet<String>();
                            context.addServiceListener(
                                    (AllServiceListener) event -> heard.addAll(names(event.getServiceReference())));
                            container.register(Store.class).unregister();
                            return heard;
                        }),
                        new Way("events of services by a filter", (context, container) -> {
                            var heard = new TreeSet<String>();
                            context.addServiceListener(
                                    event -> heard.addAll(names(event.getServiceReference())),
                                    "(objectClass=javax.sql.*)");
                            container.register(DataSource.class).unregister();
                            return heard;
                        }),
                        new Way(
                                "another plug-in's service",
                                (context, container) -> names(context.getAllServiceReferences(
                                        NoticeSender.class.getName(), "(gishe.plugin.id=other)"))),
                        new Way("another plug-in that comes later", (context, container) -> {
                            var heard = new TreeSet<String>();
                            context.addServiceListener(
                                    (AllServiceListener) event -> heard.addAll(names(event.getServiceReference())));
                            container.started(container.plugin(PluginJar.sender("later", "1.0.0")));
                            return heard;
                        }),
                        new Way("services of bundles by their numbers", (context, container) -> {
                            var names = new TreeSet<String>();
                            for (long id = 0; id < MORE_THAN_THERE_ARE; id++) {
                                names.addAll(others(context, context.getBundle(id)));
                            }
                            return names;
                        }),
                        new Way("services of all bundles", (context, container) -> {
                            var names = new TreeSet<String>();
                            for (Bundle bundle : context.getBundles()) {
                                names.addAll(others(context, bundle));
                            }
                            return names;
                        }),
                        new Way("a tracker of bundles", (context, container) -> {
                            var names = new TreeSet<String>();
                            var tracker = new BundleTracker<>(context, Bundle.ACTIVE, null);
                            tracker.open();
                            Bundle[] bundles = tracker.getBundles();
                            for (Bundle bundle : bundles == null ? new Bundle[0] : bundles) {
                                names.addAll(others(context, bundle));
                            }
                            tracker.close();
                            return names;
                        }),
                        new Way("events of bundles", (context, container) -> {
                            var heard = new TreeSet<String>();
                            context.addBundleListener((SynchronousBundleListener)
                                    event -> heard.add(event.getBundle().getSymbolicName()));
                            container.started(container.install("mvn:late", PluginJar.empty("late", "1.0.0")));
                            return heard;
                        }))
                .map(Object.class::cast)
                .toList();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Container container = new Container();

    private final Way way;
    private BundleContext plugin;

    public LookingTest(Object way) {
        this.way = (Way) way;
    }

    @Before
    public void open() throws Exception {
        container.started(container.plugin(PluginJar.sender("other", "1.0.0")));
        // An e-service of files alone has no service of its own to be found.
        plugin = container
                .started(container.plugin(PluginJar.service("sample", "1.0.0")))
                .getBundleContext();
    }

    private static Set<String> names(ServiceReference<?>... references) {
        var names = new TreeSet<String>();
        for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
            if (reference != null) {
                names.addAll(Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS)));
            }
        }
        return names;
    }

    /** What is found through another bundle. */
    private static Set<String> others(BundleContext own, Bundle bundle) throws Exception {
        return bundle == null || bundle.equals(own.getBundle()) || bundle.getBundleContext() == null
                ? Set.of()
                : names(bundle.getBundleContext().getAllServiceReferences(null, null));
    }

    @Test
    public void behindTheFenceAPluginFindsNothing() throws Exception {
        container.fence();

        assertThat(way.look.found(plugin, container)).isEmpty();
    }

    @Test
    public void withoutTheFenceTheSameLookFindsSomething() throws Exception {
        assertThat(way.look.found(plugin, container)).isNotEmpty();
    }

    @Test
    public void aBundleOfThePlatformFindsItBehindTheFenceToo() throws Exception {
        container.fence();
        BundleContext platform = container
                .started(container.install("mvn:web", PluginJar.empty("web", "1.0.0")))
                .getBundleContext();

        assertThat(way.look.found(platform, container)).isNotEmpty();
    }
}
