/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Security;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.TrustedLists;
import org.gishe.vendor.dss.Verdict;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/** The bundle as it is built, in a framework with Declarative Services and nothing else. */
public class BundleTest {

    private static final String COMPONENTS = "org.osgi.service.component;version=1.5.0,"
            + "org.osgi.service.component.runtime;version=1.5.0,org.osgi.service.component.runtime.dto;version=1.5.0,"
            + "org.osgi.util.promise;version=1.3.0,org.osgi.util.function;version=1.2.0,org.slf4j;version=2.0.17,"
            + "org.slf4j.event;version=2.0.17,org.slf4j.spi;version=2.0.17,org.slf4j.helpers;version=2.0.17,"
            + "org.gishe.vendor.dss;version=1.0.0";

    @ClassRule
    public static final Pki PKI = new Pki();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ClassLoader foreign = new URLClassLoader(new URL[0], null);
    private Framework framework;
    private Bundle bundle;
    private ClassLoader before;

    @Before
    public void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.getRoot().toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        COMPONENTS,
                        "felix.cache.locking",
                        "false",
                        "felix.log.level",
                        "0"));
        framework.init();
        framework
                .getBundleContext()
                .installBundle(fileOf("org/apache/felix/scr/impl/Activator.class"))
                .start();
        framework.start();
        bundle = framework
                .getBundleContext()
                .installBundle("reference:" + Path.of("target/classes").toUri());
        bundle.start();
        before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(foreign);
    }

    @After
    public void stop() throws Exception {
        Thread.currentThread().setContextClassLoader(before);
        framework.stop();
        framework.waitForStop(10_000);
    }

    private static String fileOf(String path) {
        URL url = BundleTest.class.getClassLoader().getResource(path);
        String file = url.getPath().substring(0, url.getPath().indexOf('!'));
        return "file:" + new File(URI.create(file)).getPath();
    }

    private <S> S service(Class<S> type) throws InterruptedException {
        var tracker = new ServiceTracker<S, S>(framework.getBundleContext(), type, null);
        tracker.open();
        S service = tracker.waitForService(10_000);
        assertThat(service).as("service %s", type).isNotNull();
        return service;
    }

    private void work(Format... formats) throws InterruptedException {
        Ades ades = service(Ades.class);
        TrustedLists lists = service(TrustedLists.class);
        assertThat(ades.getClass().getClassLoader()).isNotSameAs(Ades.class.getClassLoader());
        byte[] list = Lists.list(
                Pki.der(PKI.issuing.certificate()), Pki.der(PKI.timeStamps.certificate()), Lists.GRANTED, Pki.days(30));
        PKI.serve("/tl.xml", lists.signTrustedList(list, PKI.listSigner.der(), PKI.listSigner.key()));
        Trust trust = Trust.ofLists(PKI.at("/lotl.xml"), List.of(Pki.der(PKI.listSigner.certificate())));
        Pki.Holder signer = PKI.signer(Pki.ec());
        for (Format format : formats) {
            Document document = format == Format.PADES ? Fixture.madePdf() : Fixture.XML;
            Facts facts = Facts.builder(format, signer.der(), Instant.now())
                    .level(Level.LTA)
                    .build();
            byte[] value = signer.sign(ades.prepare(facts, List.of(document)));
            byte[] signed =
                    ades.complete(facts, List.of(document), value, new Means(trust, ades.timeStamps(PKI.at("/tsa"))));

            Verdict verdict = ades.validate(Fixture.signed(format, signed), List.of(), trust);

            assertThat(verdict.valid())
                    .as("%s %s", format, verdict.signatures())
                    .isTrue();
            assertThat(verdict.signatures().get(0).qualification()).isEqualTo("QESIG");
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(foreign);
        }
    }

    @Test
    public void signaturesAreMadeAndValidatedUnderAForeignClassLoader() throws Exception {
        work(Format.values());
    }

    @Test
    public void aStopLeavesNothingAndANewStartWorks() throws Exception {
        service(Ades.class);
        bundle.stop();
        assertThat(Security.getProviders())
                .noneMatch(provider -> provider.getClass().getClassLoader() instanceof BundleReference);

        bundle.start();

        work(Format.XADES_ENVELOPED, Format.PADES);
    }
}
