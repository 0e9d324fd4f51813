/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.gishe.vendor.dss.TrustedLists;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/** The signature library as it runs: a bundle in a framework, since its libraries are on nobody's class path. */
public final class Dss extends ExternalResource {

    private static final String SHARED = "org.osgi.service.component;version=1.5.0,"
            + "org.osgi.service.component.runtime;version=1.5.0,org.osgi.service.component.runtime.dto;version=1.5.0,"
            + "org.osgi.util.promise;version=1.3.0,org.osgi.util.function;version=1.2.0,org.slf4j;version=2.0.17,"
            + "org.slf4j.event;version=2.0.17,org.slf4j.spi;version=2.0.17,org.slf4j.helpers;version=2.0.17,"
            + "org.gishe.vendor.dss;version=1.0.0";

    private final TemporaryFolder folder = new TemporaryFolder();
    private Framework framework;

    @Override
    protected void before() throws Throwable {
        folder.create();
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.getRoot().toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        SHARED,
                        "felix.cache.locking",
                        "false",
                        "felix.log.level",
                        "0"));
        framework.init();
        install(Class.forName("org.apache.felix.scr.impl.Activator"));
        framework.start();
        install(TrustedLists.class);
    }

    /** Of a jar, or of the folder of classes that becomes one. */
    private void install(Class<?> any) throws Exception {
        URL source = any.getProtectionDomain().getCodeSource().getLocation();
        boolean classes = Files.isDirectory(Path.of(source.toURI()));
        framework
                .getBundleContext()
                .installBundle((classes ? "reference:" : "") + source)
                .start();
    }

    <S> S service(Class<S> type) throws InterruptedException {
        var tracker = new ServiceTracker<S, S>(framework.getBundleContext(), type, null);
        tracker.open();
        S service = tracker.waitForService(20_000);
        assertThat(service).as("service %s", type).isNotNull();
        return service;
    }

    @Override
    protected void after() {
        try {
            framework.stop();
            framework.waitForStop(10_000);
        } catch (Exception e) {
            throw new IllegalStateException("the framework of the test does not stop", e);
        } finally {
            folder.delete();
        }
    }
}
