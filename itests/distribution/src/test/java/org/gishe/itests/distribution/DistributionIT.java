/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.distribution;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.logLevel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.ProbeBuilder;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.karaf.options.LogLevelOption.LogLevel;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The distribution as it is shipped, looked at from inside: what is tested runs as a bundle of the container. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT {

    private static final String PASSWORD = "a password for the proofs only";
    private static final String SERVICE = "correspondence-address";

    @Inject
    private BundleContext context;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * What the class is read with is imported when the probe resolves: a dynamic import that comes to nothing because another
     * thread changes the framework at that moment leaves the methods without their annotations.
     */
    @ProbeBuilder
    public TestProbeBuilder probe(TestProbeBuilder probe) {
        return probe.setHeader(
                Constants.IMPORT_PACKAGE,
                "javax.inject,org.junit,org.junit.runner,org.osgi.framework,org.ops4j.pax.exam;resolution:=optional,"
                        + "org.ops4j.pax.exam.junit;resolution:=optional,"
                        + "org.ops4j.pax.exam.spi.reactors;resolution:=optional");
    }

    @Configuration
    public Option[] container() throws IOException {
        Path target = Path.of(System.getProperty("gishe.target", "target")).toAbsolutePath();
        Path archive;
        try (Stream<Path> files =
                Files.list(Path.of(System.getProperty("gishe.root", "../..")).resolve("distribution/target"))) {
            archive = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no distribution; build it with ./gishe build"))
                    .toRealPath();
        }
        Path exam = target.resolve("exam");
        Path data = Files.createTempDirectory(Files.createDirectories(target.resolve("exam-data")), "data");
        List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl(archive.toUri().toString())
                        .karafVersion("4.4.10")
                        .name("Gishe")
                        .unpackDirectory(exam.toFile())
                        .useDeployFolder(false),
                keepRuntimeFolder(),
                logLevel(LogLevel.INFO),
                vmOption("-Djdk.util.zip.disableZip64ExtraFieldValidation=true"),
                vmOption("-Xmx768m"),
                vmOption("-Dfile.encoding=UTF-8")));
        String[][] properties = {
            {"gishe.data", data.toString()},
            {"gishe.host", "127.0.0.1"},
            {"gishe.port", free()},
            {"gishe.sandbox.port", free()},
            {"gishe.ssh.port", free()},
            {"gishe.empty", "false"},
            {"gishe.development", "true"},
        };
        for (String[] property : properties) {
            options.add(editConfigurationFilePut("etc/system.properties", property[0], property[1]));
        }
        // what the test itself brings comes from the build's repository
        Path repository =
                Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
        options.add(editConfigurationFilePut(
                "etc/org.ops4j.pax.url.mvn.cfg",
                "org.ops4j.pax.url.mvn.defaultRepositories",
                "${karaf.home.uri}${karaf.default.repository}@id=system.repository@snapshots," + repository.toUri()
                        + "@id=build@snapshots"));
        options.add(org.ops4j.pax.exam.CoreOptions.environment("GISHE_OPERATOR_PASSWORD=" + PASSWORD));
        return options.toArray(Option[]::new);
    }

    private static String free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    @Test
    public void everyBundleRunsAndTheContainerIsReady() throws Exception {
        until("readiness", () -> get("/health/ready").statusCode() == 200);
        until("every bundle runs: " + idle(), () -> idle().isEmpty());
        assertTrue(Stream.of(context.getBundles())
                .anyMatch(bundle -> "org.gishe.journey".equals(bundle.getSymbolicName())));
        until(
                "the samples are current",
                () -> services().contains(SERVICE) && services().contains("permanent-address"));
    }

    /** Bundles that neither run nor are fragments of one that does. */
    private List<String> idle() {
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.getState()
                        != (bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null ? Bundle.RESOLVED : Bundle.ACTIVE))
                .filter(bundle -> !"lazy".equals(bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY)))
                .map(bundle -> bundle.getSymbolicName() + " is " + bundle.getState())
                .toList();
    }

    @Test
    public void aServiceIsDeployedThroughTheFolder() throws Exception {
        gone();
        Path deploy = Files.createDirectories(Path.of(System.getProperty("gishe.data"), "deploy"));
        Path half = deploy.resolveSibling("half.jar");
        Files.copy(sample(), half, StandardCopyOption.REPLACE_EXISTING);
        Files.move(half, deploy.resolve(SERVICE + ".jar"), StandardCopyOption.ATOMIC_MOVE);
        until("the service of the folder", () -> services().contains(SERVICE));

        Files.delete(deploy.resolve(SERVICE + ".jar"));
        until("it goes with its file", () -> !services().contains(SERVICE));
        assertEquals(201, deploy(Files.readAllBytes(sample())).statusCode()); // as the other tests expect it
        until("the service is back", () -> services().contains(SERVICE));
    }

    @Test
    public void aServiceIsDeployedAndRemovedByAnOperator() throws Exception {
        gone();
        HttpResponse<String> deployed = deploy(Files.readAllBytes(sample()));
        assertEquals(deployed.body(), 201, deployed.statusCode());
        assertTrue(deployed.body(), deployed.body().contains("\"phase\":\"CURRENT\""));
        until("the service of the operator", () -> services().contains(SERVICE));
    }

    @Test
    public void aPlugInWithAMissingImportIsRefusedInWords() throws Exception {
        until("readiness", () -> get("/health/ready").statusCode() == 200);
        until("the samples are there", () -> services().contains("permanent-address"));
        String before = services();
        HttpResponse<String> refused = deploy(importing(sample(), "org.nowhere.to.be.found"));
        assertEquals(refused.body(), 422, refused.statusCode());
        assertTrue(refused.body(), refused.body().contains("\"phase\":\"REFUSED\""));
        assertTrue(refused.body(), refused.body().contains("org.nowhere.to.be.found"));
        assertEquals("what ran before runs on", before, services());
        until("readiness", () -> get("/health/ready").statusCode() == 200);
    }

    private void gone() throws Exception {
        until("readiness", () -> get("/health/ready").statusCode() == 200);
        until("the sample is there", () -> services().contains(SERVICE));
        HttpResponse<String> removed =
                send(operator("plugins/" + SERVICE).DELETE().build());
        assertEquals(removed.body(), 200, removed.statusCode());
        until("the removed service is gone", () -> !services().contains(SERVICE));
    }

    // ------------------------------------------------------------------ helpers

    private static Path sample() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("karaf.home"), "samples"))) {
            return files.filter(file -> file.getFileName().toString().contains(SERVICE))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The same plug-in, as if it had been compiled against something that is not there. */
    private static byte[] importing(Path plugin, String name) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var from = new JarFile(plugin.toFile())) {
            var manifest = new Manifest(from.getManifest());
            String imports = manifest.getMainAttributes().getValue(Constants.IMPORT_PACKAGE);
            manifest.getMainAttributes().putValue(Constants.IMPORT_PACKAGE, imports + "," + name);
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, "0.1.1");
            try (var to = new JarOutputStream(bytes, manifest)) {
                for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                    JarEntry entry = entries.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        to.putNextEntry(new JarEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    private String services() throws Exception {
        return get("/api/v1/services").body();
    }

    private HttpResponse<String> deploy(byte[] jar) throws Exception {
        return send(operator("deployments")
                .header("Content-Type", "application/java-archive")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(jar)))
                .build());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).build());
    }

    private static HttpRequest.Builder operator(String path) {
        String pair = Base64.getEncoder().encodeToString(("operator:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return request("/api/v1/operations/" + path).header("Authorization", "Basic " + pair);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + System.getProperty("gishe.port") + path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, BodyHandlers.ofString());
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (IOException e) {
                // not there yet
            }
            assertTrue("not in time: " + what, System.nanoTime() < end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
