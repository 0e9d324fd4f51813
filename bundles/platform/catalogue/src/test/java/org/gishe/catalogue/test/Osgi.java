/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.rules.ExternalResource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** A framework with Declarative Services and the contracts, for one test; starts in less than a second. */
public final class Osgi extends ExternalResource {

    private static final String CONTRACTS = Stream.of(
                    "base", "exchange", "identity", "inbound", "register", "route", "service", "signature", "tools")
            .map(name -> "org.gishe.api." + name + ";version=1.0.0")
            .collect(Collectors.joining(","));
    private static final String COMPONENTS = "org.osgi.service.component;version=1.5.0,"
            + "org.osgi.service.component.runtime;version=1.5.0,org.osgi.service.component.runtime.dto;version=1.5.0,"
            + "org.osgi.util.promise;version=1.3.0,org.osgi.util.function;version=1.2.0,org.slf4j;version=2.0.17";

    private Path folder;
    private Framework framework;

    @Override
    protected void before() throws IOException, BundleException {
        folder = Files.createTempDirectory("gishe-osgi");
        start();
    }

    private void start() throws BundleException {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, folder.toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, CONTRACTS + "," + COMPONENTS);
        settings.put("felix.cache.locking", "false");
        settings.put("felix.log.level", "0");
        framework = new FrameworkFactory().newFramework(settings);
        framework.init();
        if (framework.getBundleContext().getBundles().length == 1) {
            framework
                    .getBundleContext()
                    .installBundle(fileOf("org/apache/felix/scr/impl/Activator.class"))
                    .start();
        }
        framework.start();
    }

    private static String fileOf(String path) {
        URL url = Osgi.class.getClassLoader().getResource(path);
        String file = url.getPath().substring(0, url.getPath().indexOf('!'));
        return "file:" + new File(java.net.URI.create(file)).getPath();
    }

    /** Stops it and starts it again with what it had installed. */
    public void restart() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
        start();
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** The context of a bundle that stands for the platform's. */
    public BundleContext platform() throws BundleException {
        Bundle platform = context().getBundle("test:platform");
        if (platform == null) {
            platform = context().installBundle("test:platform", PluginJar.empty("test.platform", "1.0.0").stream());
            platform.start();
        }
        return platform.getBundleContext();
    }

    public <S> S service(Class<S> type) {
        ServiceReference<S> reference = context().getServiceReference(type);
        return context().getService(reference);
    }

    /** Installs and starts. */
    public Bundle start(PluginJar jar) throws BundleException {
        Bundle bundle = context().installBundle("test:" + jar.name() + ":" + jar.version(), jar.stream());
        bundle.start();
        return bundle;
    }

    @Override
    protected void after() {
        try {
            framework.stop();
            framework.waitForStop(10_000);
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
