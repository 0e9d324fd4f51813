/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.catalogue.Versions;
import org.gishe.catalogue.test.Osgi;
import org.gishe.catalogue.test.PluginJar;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;

public class CatalogueComponentTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Osgi osgi = new Osgi();

    private final Map<String, String> ledger = new HashMap<>();
    private CatalogueComponent catalogue;

    @Before
    public void open() throws Exception {
        catalogue = new CatalogueComponent(osgi.context(), InstantSource.system());
        Versions versions = (kind, id, at, seed) -> Optional.ofNullable(ledger.get(id));
        ServiceRegistration<Versions> registration = osgi.context().registerService(Versions.class, versions, null);
        catalogue.versions = registration.getReference();
    }

    @After
    public void close() {
        catalogue.close();
    }

    private static PluginKey sender(String id, String version) {
        return new PluginKey(Kind.NOTICE, id, id, version);
    }

    private static PluginKey service(String id, String version) {
        return new PluginKey(Kind.SERVICE, id, id, version);
    }

    private boolean reaches(PluginKey key, String address) {
        return catalogue.call(key, NoticeSender.class, LIMIT, plugin -> plugin.reaches(address));
    }

    @Test
    public void aPluginIsHereWhileItsBundleIsStarted() throws Exception {
        var told = new Semaphore(0);
        Bundle bundle;
        try (AutoCloseable listening = catalogue.listen(told::release)) {
            bundle = osgi.start(PluginJar.sender("sms", "1.0.0"));
            assertThat(told.drainPermits()).isPositive();
        }
        assertThat(catalogue.plugins()).containsExactly(sender("sms", "1.0.0"));
        assertThat(reaches(sender("sms", "1.0.0"), "anybody")).isTrue();

        bundle.stop();

        assertThat(catalogue.plugins()).isEmpty();
        assertThat(told.drainPermits()).as("a listener that was taken back").isZero();
        assertThatThrownBy(() -> reaches(sender("sms", "1.0.0"), "anybody"))
                .isInstanceOf(PluginUnavailableException.class)
                .hasMessage("notice/sms@1.0.0 is not here");
    }

    @Test
    public void anInstanceIsCalledAsItsConfigurationSays() throws Exception {
        osgi.start(PluginJar.sender("sms", "1.0.0")
                .replaced(
                        "OSGI-INF/component.xml",
                        "<service>",
                        "<property name=\"gishe.plugin.instance\" value=\"loud\"/><service>"));

        assertThat(catalogue.plugins()).containsExactly(new PluginKey(Kind.NOTICE, "sms", "loud", "1.0.0"));
        assertThat(catalogue.pinned(Kind.NOTICE, "loud", "1.0.0")).isPresent();
        assertThat(catalogue.pinned(Kind.NOTICE, "sms", "1.0.0")).isEmpty();
    }

    @Test
    public void theLedgerChoosesAmongVersionsSideBySide() throws Exception {
        osgi.start(PluginJar.sender("sms", "1.0.0"));
        osgi.start(PluginJar.sender("sms", "2.0.0"));

        assertThat(catalogue.select(Kind.NOTICE, "sms", NOW, "")).isEmpty();
        ledger.put("sms", "1.0.0");
        assertThat(catalogue.select(Kind.NOTICE, "sms", NOW, "")).contains(sender("sms", "1.0.0"));
        assertThat(catalogue.current(Kind.NOTICE)).containsExactly(sender("sms", "1.0.0"));
        ledger.put("sms", "2.0.0");
        assertThat(catalogue.select(Kind.NOTICE, "sms", NOW, "")).contains(sender("sms", "2.0.0"));
        assertThat(catalogue.pinned(Kind.NOTICE, "sms", "1.0.0")).contains(sender("sms", "1.0.0"));

        ledger.put("sms", "3.0.0");
        assertThat(catalogue.select(Kind.NOTICE, "sms", NOW, "")).isEmpty();
    }

    @Test
    public void withoutALedgerNothingIsCurrent() throws Exception {
        osgi.start(PluginJar.service("sample", "1.0.0"));
        ledger.put("sample", "1.0.0");
        assertThat(catalogue.services()).hasSize(1);

        catalogue.versions = null;

        assertThat(catalogue.services()).isEmpty();
        assertThat(catalogue.current(Kind.SERVICE)).isEmpty();
        assertThat(catalogue.select(Kind.SERVICE, "sample", NOW, "")).isEmpty();
    }

    @Test
    public void anEServiceIsDescribedByItsFilesAlone() throws Exception {
        Bundle first = osgi.start(PluginJar.service("sample", "1.0.0"));
        osgi.start(PluginJar.service("sample", "1.1.0")
                .replaced("gishe/texts_en.properties", "Sample service", "Better service"));
        ledger.put("sample", "1.1.0");

        assertThat(catalogue.plugins())
                .containsExactlyInAnyOrder(service("sample", "1.0.0"), service("sample", "1.1.0"));
        assertThat(catalogue.service("sample", "1.0.0").orElseThrow().title().english())
                .isEqualTo("Sample service");
        assertThat(catalogue.services())
                .extracting(each -> each.title().english())
                .containsExactly("Better service");
        assertThat(catalogue.coded("sample", "1.0.0")).isFalse();

        first.uninstall();

        assertThat(catalogue.service("sample", "1.0.0")).isEmpty();
    }

    @Test
    public void anEServiceWithAClassIsCodedAlsoWhileItsComponentIsAway() throws Exception {
        osgi.start(PluginJar.service("sample", "1.0.0")
                .component(
                        org.gishe.catalogue.test.SampleSender.class, "sample", "configuration-policy=\"require\"", ""));

        assertThat(catalogue.coded("sample", "1.0.0")).isTrue();
        assertThatThrownBy(() -> catalogue.call(
                        service("sample", "1.0.0"), NoticeSender.class, LIMIT, plugin -> plugin.reaches("a")))
                .isInstanceOf(PluginUnavailableException.class);
    }

    @Test
    public void whatIsDescribedWronglyIsNotOffered() throws Exception {
        Bundle bundle = osgi.start(PluginJar.service("sample", "1.0.0").without("gishe/texts_bg.properties"));

        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(catalogue.plugins()).isEmpty();
        assertThat(catalogue.service("sample", "1.0.0")).isEmpty();
    }

    @Test
    public void aRegisterIsDescribedInTheVersionThatIsAsked() throws Exception {
        osgi.start(PluginJar.register("population", "1.0.0"));

        assertThat(catalogue.register("population", "1.0.0")).isPresent();
        assertThat(catalogue.register("population", "2.0.0")).isEmpty();
    }

    @Test
    public void aPluginSeesItsOwnClassLoaderAndKeepsItsState() throws Exception {
        osgi.start(PluginJar.sender("sms", "1.0.0"));
        Set<Object> objects = new HashSet<>();

        assertThat(reaches(sender("sms", "1.0.0"), "loader")).isTrue();
        for (int i = 0; i < 3; i++) {
            catalogue.call(sender("sms", "1.0.0"), NoticeSender.class, LIMIT, objects::add);
        }

        assertThat(objects).as("one object from the first call on").hasSize(1);
    }

    @Test
    public void callsInsideAreCountedByVersion() throws Exception {
        osgi.start(PluginJar.sender("sms", "1.0.0"));

        int inside = catalogue.call(sender("sms", "1.0.0"), NoticeSender.class, LIMIT, plugin -> catalogue
                .inside()
                .get(sender("sms", "1.0.0")));

        assertThat(inside).isEqualTo(1);
        while (!catalogue.inside().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    public void whatAPluginSaysArrives() throws Exception {
        osgi.start(PluginJar.sender("sms", "1.0.0"));

        assertThatThrownBy(() -> reaches(sender("sms", "1.0.0"), "never"))
                .isInstanceOf(PluginException.class)
                .hasMessage("no such address");
        assertThatThrownBy(() -> reaches(sender("sms", "1.0.0"), "bug"))
                .isInstanceOf(PluginException.class)
                .hasMessageNotContaining("secret");
    }

    /** It was called, and in its turn had another called for the first time, whose thread goes on living. */
    @Test
    public void aVersionThatWasTakenOutIsCollected() throws Exception {
        Bundle leaving = osgi.start(PluginJar.sender("leaving", "1.0.0"));
        osgi.start(PluginJar.sender("staying", "1.0.0"));
        var queue = new ReferenceQueue<ClassLoader>();
        Reference<ClassLoader> loader =
                new PhantomReference<>(leaving.adapt(BundleWiring.class).getClassLoader(), queue);
        Work work = work(() -> reaches(sender("staying", "1.0.0"), "anybody"));
        catalogue.call(sender("leaving", "1.0.0"), NoticeSender.class, LIMIT, plugin -> {
            plugin.send(work, "a", "b", "c");
            return true;
        });

        leaving.uninstall();
        leaving = null;

        Reference<?> gone = null;
        while (gone == null) { // the test's deadline bounds it
            reaches(sender("staying", "1.0.0"), "anybody"); // keeps its thread alive
            System.gc();
            gone = queue.remove(50);
        }
        assertThat(gone).isSameAs(loader);
    }

    private static Work work(Runnable whenAskedForItsKey) {
        return (Work) Proxy.newProxyInstance(
                Work.class.getClassLoader(), new Class<?>[] {Work.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("key")) {
                        whenAskedForItsKey.run();
                        return "key";
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    public void aClosedCatalogueKnowsNobody() throws Exception {
        osgi.start(PluginJar.sender("sms", "1.0.0"));
        osgi.start(PluginJar.service("sample", "1.0.0"));
        reaches(sender("sms", "1.0.0"), "anybody");

        catalogue.close();

        assertThat(catalogue.plugins()).isEmpty();
        assertThat(catalogue.service("sample", "1.0.0").map(ServiceDescription::id))
                .isEmpty();
    }
}
