/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.felix.cm.file.ConfigurationHandler;
import org.gishe.api.tools.ContentScanner;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.catalogue.test.SampleSender;
import org.gishe.store.Store;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Plug-ins in a real framework, with the fence and, to see that a test can fail, without it. */
public class FenceTest {

    private static final String STORE = "org.gishe.store.Store";

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Container container = new Container();

    private static PluginJar importing(String packages) {
        return PluginJar.empty("com.example.greedy", "1.0.0").header("Import-Package", packages);
    }

    private static List<String> wired(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(wire -> (String) wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                .sorted()
                .toList();
    }

    // ------------------------------------------------------------------ packages

    @Test
    public void aPluginThatImportsAPlatformPackageDoesNotResolveAndIsToldWhich() throws Exception {
        container.fence();
        Bundle plugin = container.plugin(importing("org.gishe.store;version=\"[1.0,2)\""));

        assertThatThrownBy(plugin::start)
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("com.example.greedy")
                .hasMessageContaining("(osgi.wiring.package=org.gishe.store)");
        assertThat(plugin.getState()).isEqualTo(Bundle.INSTALLED);
    }

    @Test
    public void withoutTheFenceItWouldResolve() throws Exception {
        Bundle plugin = container.started(container.plugin(importing("org.gishe.store;version=\"[1.0,2)\"")));

        assertThat(wired(plugin)).containsExactly("org.gishe.store");
    }

    @Test
    public void anOptionalImportStaysUnwired() throws Exception {
        var jar = importing("org.gishe.store;resolution:=optional,org.osgi.framework;resolution:=optional,"
                + "org.gishe.api.base;resolution:=optional");
        assertThat(wired(container.started(container.plugin(jar))))
                .as("without")
                .containsExactly("org.gishe.api.base", "org.gishe.store", "org.osgi.framework");
        container.fence();

        Bundle plugin = container.started(container.plugin(jar.header("Bundle-Version", "2.0.0")));

        assertThat(wired(plugin)).containsExactly("org.gishe.api.base");
        assertThatThrownBy(() -> plugin.loadClass(STORE)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    public void aDynamicImportGetsNothing() throws Exception {
        var jar = PluginJar.empty("com.example.greedy", "1.0.0").header("DynamicImport-Package", "*");
        Bundle without = container.started(container.plugin(jar));
        assertThat(without.loadClass(STORE).getName()).as("without").isEqualTo(STORE);
        container.fence();

        Bundle plugin = container.started(container.plugin(jar.header("Bundle-Version", "2.0.0")));

        assertThatThrownBy(() -> plugin.loadClass(STORE)).isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> plugin.loadClass("org.osgi.framework.FrameworkUtil"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(plugin.loadClass(NoticeSender.class.getName())).isSameAs(NoticeSender.class);
    }

    @Test
    public void aRequiredBundleAndAHostAreHidden() throws Exception {
        PluginJar requires =
                PluginJar.empty("com.example.requires", "1.0.0").header("Require-Bundle", "org.gishe.store");
        PluginJar requiresAll =
                PluginJar.empty("com.example.all", "1.0.0").header("Require-Bundle", "org.apache.felix.framework");
        PluginJar fragment = PluginJar.empty("com.example.fragment", "1.0.0")
                .header("Fragment-Host", "org.gishe.store")
                .file("inside.txt", "inside");
        Bundle store = container.osgi().context().getBundle("mvn:org.gishe/store");
        container.fence();

        assertThatThrownBy(container.plugin(requires)::start).hasMessageContaining("org.gishe.store");
        assertThatThrownBy(container.plugin(requiresAll)::start).hasMessageContaining("org.apache.felix.framework");
        Bundle attached = container.plugin(fragment);
        store.start();
        assertThat(attached.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(store.getResource("inside.txt")).isNull();
    }

    @Test
    public void withoutTheFenceARequiredBundleAndAHostWouldBeFound() throws Exception {
        container.started(container.plugin(
                PluginJar.empty("com.example.requires", "1.0.0").header("Require-Bundle", "org.gishe.store")));
        Bundle store = container.install("mvn:host", PluginJar.empty("com.example.host", "1.0.0"));
        Bundle attached = container.plugin(PluginJar.empty("com.example.fragment", "1.0.0")
                .header("Fragment-Host", "com.example.host")
                .file("inside.txt", "inside"));
        store.start();

        assertThat(attached.getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(store.getResource("inside.txt")).isNotNull();
    }

    @Test
    public void pluginsAreNotWiredToOneAnotherNorThePlatformToThem() throws Exception {
        container.fence();
        container.started(container.plugin(PluginJar.empty("com.example.giver", "1.0.0")
                .header("Export-Package", "com.example.shared,org.gishe.api.base;version=1.9.0")));

        Bundle taker = container.plugin(importing("com.example.shared"));
        Bundle platform =
                container.install("mvn:web", importing("com.example.shared").header("Bundle-SymbolicName", "web"));
        Bundle other = container.started(container.plugin(
                PluginJar.empty("com.example.other", "1.0.0").header("Import-Package", "org.gishe.api.base")));

        assertThatThrownBy(taker::start).hasMessageContaining("com.example.shared");
        assertThatThrownBy(platform::start).hasMessageContaining("com.example.shared");
        assertThat(other.adapt(BundleWiring.class).getRequiredWires(null))
                .extracting(wire -> wire.getProvider().getBundle().getBundleId())
                .as("the platform's own contract, not the newer one that a plug-in offers")
                .containsOnly(0L);
    }

    @Test
    public void withoutTheFenceAPluginsPackagesWouldBeTaken() throws Exception {
        container.started(container.plugin(PluginJar.empty("com.example.giver", "1.0.0")
                .header("Export-Package", "com.example.shared,org.gishe.api.base;version=1.9.0")));

        Bundle taker = container.started(container.plugin(importing("com.example.shared")));
        Bundle platform = container.started(
                container.install("mvn:web", importing("com.example.shared").header("Bundle-SymbolicName", "web")));

        assertThat(wired(taker)).isEqualTo(wired(platform)).containsExactly("com.example.shared");
    }

    /** What the plug-ins and e-services that come with the distribution import. */
    @Test
    public void whatPluginsMayImportIsThere() throws Exception {
        container.fence();
        container.install(
                "mvn:jackson",
                PluginJar.empty("jackson", "2.21.7")
                        .header(
                                "Export-Package",
                                "com.fasterxml.jackson.databind;version=2.21.7,"
                                        + "com.fasterxml.jackson.databind.node;version=2.21.7"));
        String imports = "com.fasterxml.jackson.databind,com.fasterxml.jackson.databind.node,javax.crypto,"
                + "javax.crypto.spec,javax.net.ssl,org.gishe.api.base,org.gishe.api.identity,org.gishe.api.register,"
                + "org.gishe.api.service,org.gishe.api.signature,org.slf4j,org.w3c.dom,sun.misc";

        Bundle plugin = container.started(
                container.plugin(importing(imports + ",org.jspecify.annotations;resolution:=optional")));

        assertThat(String.join(",", wired(plugin))).isEqualTo(imports);
    }

    @Test
    public void whatAPlatformBundleImportsIsNotTouched() throws Exception {
        container.fence();

        Bundle platform = container.started(
                container.install("mvn:web", importing("org.gishe.store,org.osgi.framework,org.gishe.api.base")));

        assertThat(wired(platform)).containsExactly("org.gishe.api.base", "org.gishe.store", "org.osgi.framework");
    }

    @Test
    public void aPluginThatStandsInstalledAtARestartResolvesBehindTheFence() throws Exception {
        container.plugin(importing("org.gishe.store"));
        container.osgi().restart();
        Bundle plugin = container.osgi().context().getBundle("gishe:com.example.greedy1.0.0");
        assertThat(plugin.getState()).isEqualTo(Bundle.INSTALLED);

        container.fence();

        assertThat(container
                        .osgi()
                        .context()
                        .getBundle(0)
                        .adapt(FrameworkWiring.class)
                        .resolveBundles(List.of(plugin)))
                .isFalse();
    }

    // ------------------------------------------------------------------ services

    @Test
    public void aPluginSeesItsOwnServicesAndThePlatformsContracts() throws Exception {
        container.fence();
        BundleContext plugin = container
                .started(container.plugin(PluginJar.sender("sms", "1.0.0")))
                .getBundleContext();

        assertThat(plugin.getServiceReference(NoticeSender.class)).isNotNull();
        assertThat(plugin.getServiceReference(ContentScanner.class)).isNotNull();
        assertThat(plugin.getBundles()).containsExactly(plugin.getBundle());
    }

    @Test
    public void twoVersionsOfOnePluginDoNotSeeOneAnother() throws Exception {
        container.fence();
        BundleContext first = container
                .started(container.plugin(PluginJar.sender("sms", "1.0.0")))
                .getBundleContext();
        BundleContext second = container
                .started(container.plugin(PluginJar.sender("sms", "2.0.0")))
                .getBundleContext();

        for (BundleContext each : List.of(first, second)) {
            assertThat(each.getServiceReferences(NoticeSender.class, null))
                    .extracting(ServiceReference::getBundle)
                    .containsExactly(each.getBundle());
        }
        assertThat(container.osgi().platform().getServiceReferences(NoticeSender.class, null))
                .hasSize(2);
    }

    @Test
    public void aPluginHearsOfItsOwnServices() throws Exception {
        container.fence();
        BundleContext plugin = container
                .started(container.plugin(PluginJar.service("sample", "1.0.0")))
                .getBundleContext();
        var heard = new ArrayList<Integer>();
        plugin.addServiceListener(event -> heard.add(event.getType()));

        container.register(plugin, ContentScanner.class).unregister();

        assertThat(heard).hasSize(2);
    }

    /** The framework asks no hook there; what keeps a plug-in from it is that the framework's own packages are hidden. */
    @Test
    public void aBundleIsFoundByItsLocationByWhoHasAContextWhichAPluginsClassesCannotName() throws Exception {
        container.fence();
        BundleContext context = container
                .started(container.plugin(PluginJar.service("sample", "1.0.0")))
                .getBundleContext();

        assertThat(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)).isNotNull();
        assertThatThrownBy(container.plugin(importing("org.osgi.framework"))::start)
                .hasMessageContaining("(osgi.wiring.package=org.osgi.framework)");
        assertThatThrownBy(
                        container.plugin(importing("org.osgi.service.component")
                                .header("Bundle-SymbolicName", "com.example.context"))::start)
                .hasMessageContaining("(osgi.wiring.package=org.osgi.service.component)");
    }

    // ------------------------------------------------------------------ components

    @Test
    public void aPluginsComponentIsActivatedAndCalled() throws Exception {
        container.fence();
        container.started(container.plugin(PluginJar.sender("sms", "1.0.0")));
        BundleContext platform = container.osgi().platform();

        NoticeSender sender = platform.getService(platform.getServiceReference(NoticeSender.class));

        assertThat(sender.reaches("anybody")).isTrue();
        assertThat(sender.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
    }

    @Test
    public void aComponentThatNeedsAConfigurationIsGivenIt() throws Exception {
        String location = ConfigurationHandler.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        container.started(container.osgi().context().installBundle(location));
        container.osgi().restart(); // now Declarative Services starts with configurations in sight
        Bundle admin = container.osgi().context().getBundle(location);
        container.fence();
        Bundle plugin = container.started(container.plugin(PluginJar.empty("com.example.sms", "1.0.0")
                .component(SampleSender.class, "sms", "configuration-policy=\"require\"", "")));
        assertThat(plugin.getRegisteredServices()).isNull();

        configure(admin, SampleSender.class.getName(), Map.of("gishe.plugin.instance", "loud"));

        ServiceReference<?> sender = container.osgi().context().getServiceReference(NoticeSender.class);
        while (sender == null) { // configurations arrive on a thread of their own; the test's deadline bounds it
            Thread.onSpinWait();
            sender = container.osgi().context().getServiceReference(NoticeSender.class);
        }
        assertThat(sender.getBundle()).isEqualTo(plugin);
        assertThat(sender.getProperty("gishe.plugin.instance")).isEqualTo("loud");
        assertThatThrownBy(container.plugin(importing("org.osgi.service.cm"))::start)
                .as("that is the platform's to use")
                .hasMessageContaining("(osgi.wiring.package=org.osgi.service.cm)");
    }

    /** Its interface is the administration bundle's own class, so it is called by name. */
    private void configure(Bundle admin, String pid, Map<String, Object> settings) throws Exception {
        Class<?> type = admin.loadClass("org.osgi.service.cm.ConfigurationAdmin");
        BundleContext context = container.osgi().platform();
        Object service = context.getService(context.getServiceReference(type.getName()));
        Object configuration =
                type.getMethod("getConfiguration", String.class, String.class).invoke(service, pid, "?");
        admin.loadClass("org.osgi.service.cm.Configuration")
                .getMethod("update", java.util.Dictionary.class)
                .invoke(configuration, new java.util.Hashtable<>(settings));
    }

    private PluginJar needing(String name, Class<?> service) {
        return PluginJar.empty("com.example." + name, "1.0.0")
                .component(
                        SampleSender.class,
                        name,
                        "",
                        "<reference name=\"needed\" interface=\"%s\" scope=\"bundle\"/>".formatted(service.getName()));
    }

    @Test
    public void aComponentsReferenceToAContractIsSatisfiedAndToThePlatformIsNot() throws Exception {
        Bundle without = container.started(container.plugin(needing("without", Store.class)));
        assertThat(without.getRegisteredServices()).as("without").isNotEmpty();
        without.uninstall();
        container.fence();

        Bundle contract = container.started(container.plugin(needing("fair", ContentScanner.class)));
        Bundle greedy = container.started(container.plugin(needing("greedy", Store.class)));

        assertThat(contract.getRegisteredServices()).isNotEmpty();
        assertThat(greedy.getRegisteredServices()).isNull();
        container.register(Store.class);
        assertThat(greedy.getRegisteredServices()).as("also when another comes").isNull();
        BundleContext platform = container.osgi().platform();
        assertThat(platform.getService(contract.getRegisteredServices()[0])).isNotNull();
    }

    // ------------------------------------------------------------------ up and down

    @Test
    public void startStopStartLeavesNoHookBehind() throws Exception {
        long before = hooks();
        for (int i = 0; i < 3; i++) {
            container.fence();
            assertThat(hooks()).isGreaterThan(before);
            container.takeDown();
            assertThat(hooks()).isEqualTo(before);
        }
        assertThatCode(() -> container.started(container.plugin(importing("org.gishe.store"))))
                .doesNotThrowAnyException();
    }

    private long hooks() throws Exception {
        return Arrays.stream(container.osgi().context().getAllServiceReferences(null, null))
                .filter(reference -> Arrays.stream((String[]) reference.getProperty(Constants.OBJECTCLASS))
                        .anyMatch(name -> name.startsWith("org.osgi.framework.hooks.")))
                .count();
    }

    /** Printed to be read; what is asserted is that the answer stays the same. */
    @Test
    public void theFenceCostsThePlatformNextToNothing() throws Exception {
        BundleContext platform = container.osgi().platform();
        for (int i = 0; i < 100; i++) {
            container.register(Store.class);
        }
        Collection<?> answer = platform.getServiceReferences(Store.class, null);
        long without = nanoseconds(platform);
        container.fence();

        long with = nanoseconds(platform);

        System.out.println("look-up of " + answer.size() + " services by a platform bundle: " + without
                + " ns without the fence, " + with + " ns with it");
        assertThat(platform.getServiceReferences(Store.class, null)).hasSameSizeAs(answer);
    }

    private static long nanoseconds(BundleContext context) throws Exception {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long begun = System.nanoTime();
            for (int i = 0; i < 500; i++) {
                context.getServiceReferences(Store.class, null);
            }
            best = Math.min(best, (System.nanoTime() - begun) / 500);
        }
        return best;
    }
}
