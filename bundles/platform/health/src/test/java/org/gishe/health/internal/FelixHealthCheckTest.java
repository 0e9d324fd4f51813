/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** With the real executor, in a framework as small as it gets. */
public class FelixHealthCheckTest {

    private static final String PACKAGES = String.join(
            ",",
            "org.apache.felix.hc.api;version=2.0.0",
            "org.apache.felix.hc.api.condition;version=1.0.0",
            "org.apache.felix.hc.api.execution;version=2.0.0",
            "org.osgi.service.component;version=1.5.0",
            "org.osgi.service.component.runtime;version=1.5.0",
            "org.osgi.service.component.runtime.dto;version=1.5.0",
            "org.osgi.service.event;version=1.4.0",
            "org.osgi.service.servlet.context;version=2.0.0",
            "org.osgi.util.promise;version=1.3.0",
            "org.osgi.util.function;version=1.2.0",
            "org.slf4j;version=1.7.36");

    private Path folder;
    private Framework framework;

    @Before
    public void start() throws Exception {
        folder = Files.createTempDirectory("gishe-osgi");
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, folder.toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, PACKAGES);
        settings.put("felix.cache.locking", "false");
        settings.put("felix.log.level", "0");
        framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        for (String marker : List.of(
                "org/apache/felix/scr/impl/Activator.class",
                "org/apache/felix/hc/core/impl/executor/HealthCheckExecutorImpl.class")) {
            Bundle bundle = framework.getBundleContext().installBundle(fileOf(marker));
            bundle.start();
        }
    }

    private static String fileOf(String path) {
        String file =
                FelixHealthCheckTest.class.getClassLoader().getResource(path).getPath();
        return "file:" + new File(URI.create(file.substring(0, file.indexOf('!')))).getPath();
    }

    @After
    public void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HealthCheckExecutor executor() throws InvalidSyntaxException {
        BundleContext context = framework.getBundleContext();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        ServiceReference<?>[] found = null;
        while (found == null && System.nanoTime() < deadline) {
            found = context.getAllServiceReferences(HealthCheckExecutor.class.getName(), null);
        }
        assertThat(found).as("the executor stands").isNotNull();
        return (HealthCheckExecutor) context.getService(found[0]);
    }

    private List<String> look() throws InvalidSyntaxException {
        var found = new ArrayList<String>();
        for (HealthCheckExecutionResult each : executor()
                .execute(
                        HealthCheckSelector.tags(HealthChecks.READY),
                        new HealthCheckExecutionOptions().setForceInstantExecution(true))) {
            Result result = each.getHealthCheckResult();
            found.add(each.getHealthCheckMetadata().getName() + " " + result.getStatus() + " "
                    + result.iterator().next().getMessage());
        }
        return found.stream().sorted().toList();
    }

    private record Fixed(String name, List<Condition> conditions) implements Check {}

    @Test
    public void itsExecutorRunsEachCheckAndTellsWhatIsWrong() throws Exception {
        var checks = new HealthChecks(framework.getBundleContext());
        checks.add(new Fixed("disk", List.of()));
        checks.add(new Fixed("plug-ins", List.of(Condition.seen("1997 2.0.0 down", "it does not run"))));
        checks.add(new Fixed("store", List.of(Condition.stopping("commit", "nothing is taken"))));

        assertThat(look())
                .containsExactly(
                        "disk OK well",
                        "plug-ins WARN 1997 2.0.0 down: it does not run",
                        "store CRITICAL commit: nothing is taken");
    }

    @Test
    public void aCheckThatThrowsIsToldAndTheOthersToo() throws Exception {
        var checks = new HealthChecks(framework.getBundleContext());
        checks.add(new Fixed("disk", List.of()));
        checks.add(new Fixed("odd", null));

        assertThat(look())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("disk OK"))
                .anyMatch(line -> line.startsWith("odd HEALTH_CHECK_ERROR"));
    }

    @Test
    public void aCheckThatGoesIsAskedNoMore() throws Exception {
        var checks = new HealthChecks(framework.getBundleContext());
        var disk = new Fixed("disk", List.of());
        checks.add(disk);
        assertThat(look()).hasSize(1);

        checks.remove(disk);

        assertThat(look()).isEmpty();
    }
}
