/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import org.apache.felix.framework.FrameworkFactory;
import org.gishe.itests.flat.FlatDss;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.Trust;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Signatures made and validated through the bundle in a framework, against the same library's jars on a plain class path used as
 * its manual says. Both in one JVM, in alternating blocks; processor time of the whole process, so that nothing hides in other
 * threads. No network.
 */
final class SigningBench {

    private static final String SHARED = "org.osgi.service.component;version=1.5.0,"
            + "org.osgi.service.component.runtime;version=1.5.0,org.osgi.service.component.runtime.dto;version=1.5.0,"
            + "org.osgi.util.promise;version=1.3.0,org.osgi.util.function;version=1.2.0,org.slf4j;version=2.0.17,"
            + "org.slf4j.event;version=2.0.17,org.slf4j.spi;version=2.0.17,org.slf4j.helpers;version=2.0.17,"
            + "org.gishe.vendor.dss;version=1.0.0";
    private static final double GOAL = 0.90;
    /** Quantiles 0.95 of Student's distribution for 10 and 6 degrees of freedom. */
    private static final double T_10 = 1.812;

    private static final double T_6 = 1.943;

    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private SigningBench() {}

    /** One operation, a few milliseconds long. */
    private interface Operation {
        void run() throws Exception;
    }

    static List<String> run(boolean isLong) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "signing");
        var lines = new ArrayList<String>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Framework framework = framework(folder);
        try (URLClassLoader plain = plain(folder);
                BufferedWriter raw = Files.newBufferedWriter(Path.of("target", "bench", "signing.csv"))) {
            raw.write("what,side,block,operations,cpu_seconds\n");
            Ades ades = ades(framework);
            Thread.currentThread().setContextClassLoader(plain);
            var flat = new Flat(plain);
            Trust trust = Trust.ofCertificates(List.of(flat.anchor()));
            byte[] text = "{\"service\":\"permanent-address\",\"form\":{\"purpose\":\"bank\"}}"
                    .repeat(20)
                    .getBytes(StandardCharsets.UTF_8);
            byte[] page = flat.page();
            byte[] container = flat.container(text);
            byte[] pdf = flat.pdf(page);
            int blocks = isLong ? 11 : 7;
            int operations = isLong ? 400 : 150;
            lines.add(compare(
                    raw,
                    "containers signed (ASiC-E, XAdES B) through the bundle against flat DSS",
                    blocks,
                    operations,
                    () -> sign(ades, flat, Format.ASIC_E_XADES, "application.json", "application/json", text),
                    () -> flat.container(text)));
            lines.add(compare(
                    raw,
                    "PDF signed (PAdES B) through the bundle against flat DSS",
                    blocks,
                    operations,
                    () -> sign(ades, flat, Format.PADES, "decision.pdf", "application/pdf", page),
                    () -> flat.pdf(page)));
            lines.add(compare(
                    raw,
                    "containers validated through the bundle against flat DSS",
                    blocks,
                    operations / 2,
                    () -> validate(ades, trust, "signed.asice", "application/vnd.etsi.asic-e+zip", container),
                    () -> flat.validate(container, "signed.asice")));
            lines.add(compare(
                    raw,
                    "PDF validated through the bundle against flat DSS",
                    blocks,
                    operations / 2,
                    () -> validate(ades, trust, "signed.pdf", "application/pdf", pdf),
                    () -> flat.validate(pdf, "signed.pdf")));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            framework.stop();
            framework.waitForStop(10_000);
        }
        return lines;
    }

    private static void sign(Ades ades, Flat flat, Format format, String name, String type, byte[] content)
            throws GeneralSecurityException {
        Facts facts = Facts.builder(format, flat.chain(), Instant.now()).build();
        List<Document> documents = List.of(Document.of(name, type, content));
        byte[] value = flat.value(ades.prepare(facts, documents));
        ades.complete(facts, documents, value, Means.NONE);
    }

    private static void validate(Ades ades, Trust trust, String name, String type, byte[] signed) {
        if (!ades.validate(Document.of(name, type, signed), List.of(), trust).valid()) {
            throw new IllegalStateException("found not valid through the bundle: " + name);
        }
    }

    private static String compare(
            BufferedWriter raw, String what, int blocks, int operations, Operation ours, Operation flat)
            throws Exception {
        var one = new Blocks();
        var other = new Blocks();
        for (int block = -6; block < blocks; block++) { // six warm up
            double a = block(raw, what, "ours", block, operations, ours);
            double b = block(raw, what, "flat", block, operations, flat);
            if (block >= 0) {
                one.add(a);
                other.add(b);
            }
        }
        double[] logs = IntStream.range(0, blocks)
                .mapToDouble(i -> Math.log(one.ratio(other, i)))
                .toArray();
        double mean =
                IntStream.range(0, blocks).mapToDouble(i -> logs[i]).average().orElseThrow();
        double variance = IntStream.range(0, blocks)
                        .mapToDouble(i -> (logs[i] - mean) * (logs[i] - mean))
                        .sum()
                / (blocks - 1);
        double half = (blocks == 11 ? T_10 : T_6) * Math.sqrt(variance / blocks);
        double low = Math.exp(mean - half);
        return String.format(
                Locale.ROOT,
                "%s | %.0f per CPU second | %.0f per CPU second | %.2f, 90 %% interval [%.2f–%.2f] | lower end ≥ %.2f | %s",
                what,
                one.median(),
                other.median(),
                one.ratioTo(other),
                low,
                Math.exp(mean + half),
                GOAL,
                other.moved() > 0.3 ? "noisy" : low >= GOAL ? "ok" : "short");
    }

    private static double block(
            BufferedWriter raw, String what, String side, int block, int operations, Operation operation)
            throws Exception {
        long begun = MACHINE.getProcessCpuTime();
        for (int i = 0; i < operations; i++) {
            operation.run();
        }
        double seconds = (MACHINE.getProcessCpuTime() - begun) / 1e9;
        raw.write(String.format(Locale.ROOT, "%s,%s,%d,%d,%.3f%n", what, side, block, operations, seconds));
        return operations / seconds;
    }

    // -- through the container

    private static Framework framework(Path folder) throws BundleException {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("bundles").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        SHARED,
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
        framework
                .getBundleContext()
                .installBundle(fileOf("org/gishe/vendor/dss/Ades.class"))
                .start();
        return framework;
    }

    private static Ades ades(Framework framework) throws InterruptedException {
        var tracker = new ServiceTracker<Ades, Ades>(framework.getBundleContext(), Ades.class, null);
        tracker.open();
        Ades ades = tracker.waitForService(10_000);
        if (ades == null || ades.getClass().getClassLoader() == Ades.class.getClassLoader()) {
            throw new IllegalStateException("the bundle does not serve");
        }
        return ades;
    }

    private static String fileOf(String path) {
        URL url = SigningBench.class.getClassLoader().getResource(path);
        return "file:"
                + new File(URI.create(url.getPath().substring(0, url.getPath().indexOf('!')))).getPath();
    }

    // -- flat

    /** The bundle's own jars, one beside the other, and {@link FlatDss} on top. */
    private static URLClassLoader plain(Path folder) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        var urls = new ArrayList<URL>();
        urls.add(new URL(fileOf(FlatDss.class.getName().replace('.', '/') + ".class")));
        try (var bundle = new JarFile(new File(URI.create(fileOf("org/gishe/vendor/dss/Ades.class"))))) {
            bundle.stream()
                    .filter(entry -> entry.getName().startsWith("lib/")
                            && entry.getName().endsWith(".jar"))
                    .forEach(entry -> {
                        Path jar = jars.resolve(entry.getName().substring(4));
                        try (InputStream in = bundle.getInputStream(entry)) {
                            Files.copy(in, jar);
                            urls.add(jar.toUri().toURL());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
        urls.add(slf4j());
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL slf4j() throws MalformedURLException {
        return new URL(fileOf("org/slf4j/Logger.class"));
    }

    /** {@link FlatDss} in its own class loader. */
    private static final class Flat {

        private final Object side;

        Flat(ClassLoader loader) throws ReflectiveOperationException {
            side = loader.loadClass(FlatDss.class.getName()).getConstructor().newInstance();
        }

        private Object call(String method, Class<?>[] types, Object... arguments) {
            try {
                return side.getClass().getMethod(method, types).invoke(side, arguments);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private Object call(String method) {
            return call(method, new Class<?>[0]);
        }

        byte[] anchor() {
            return (byte[]) call("anchor");
        }

        byte[] page() {
            return (byte[]) call("page");
        }

        List<byte[]> chain() {
            var chain = new ArrayList<byte[]>();
            ((List<?>) call("chain")).forEach(one -> chain.add((byte[]) one));
            return chain;
        }

        byte[] container(byte[] content) {
            return (byte[]) call("container", new Class<?>[] {byte[].class, String.class}, content, "application.json");
        }

        byte[] pdf(byte[] content) {
            return (byte[]) call("pdf", new Class<?>[] {byte[].class, String.class}, content, "decision.pdf");
        }

        void validate(byte[] signed, String name) {
            if (!(Boolean) call("validates", new Class<?>[] {byte[].class, String.class}, signed, name)) {
                throw new IllegalStateException("found not valid by flat DSS: " + name);
            }
        }

        /** The signer's value, made as the flat side makes it. */
        byte[] value(byte[] data) throws GeneralSecurityException {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign((PrivateKey) call("key"));
            signature.update(data);
            return signature.sign();
        }
    }
}
