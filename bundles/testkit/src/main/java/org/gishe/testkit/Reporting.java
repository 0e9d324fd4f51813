/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.gishe.catalogue.BehaviourReport;
import org.gishe.catalogue.BehaviourReport.Suite;
import org.gishe.catalogue.Kind;
import org.junit.AssumptionViolatedException;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;

/**
 * Writes what the suites said into the classes of the plug-in, from where the build takes it into the jar: into the folder
 * {@code classes} beside the tests', if the build has made a bundle's manifest there.
 */
final class Reporting extends TestWatcher {

    /** A build with several test classes has one report. */
    private static final Map<Path, Written> OF_THIS_RUN = new HashMap<>();

    private final Kind contract;
    private final String test;
    private final Optional<Path> classes;

    /** What was said so far about the classes of a folder; nothing of them changes while their tests run. */
    private record Written(String digest, Map<String, Suite> suites) {}

    Reporting(Kind contract, Class<?> test) {
        this(contract, test.getName(), classes(test));
    }

    /** @param classes what is tested; empty for nowhere to report to */
    Reporting(Kind contract, String test, Optional<Path> classes) {
        this.contract = contract;
        this.test = test;
        this.classes = classes;
    }

    @Override
    protected void succeeded(Description description) {
        count(1, 0, 0);
    }

    @Override
    protected void failed(Throwable e, Description description) {
        count(0, 1, 0);
    }

    @Override
    protected void skipped(AssumptionViolatedException e, Description description) {
        count(0, 0, 1);
    }

    private void count(int passed, int failed, int skipped) {
        classes.ifPresent(folder -> {
            synchronized (OF_THIS_RUN) {
                try {
                    Written written = OF_THIS_RUN.get(folder);
                    if (written == null) {
                        written = new Written(BehaviourReport.digest(folder), new TreeMap<>());
                        OF_THIS_RUN.put(folder, written);
                    }
                    Suite before = written.suites().getOrDefault(test, new Suite(contract, test, 0, 0, 0));
                    written.suites()
                            .put(
                                    test,
                                    new Suite(
                                            contract,
                                            test,
                                            before.passed() + passed,
                                            before.failed() + failed,
                                            before.skipped() + skipped));
                    var report = new BehaviourReport(
                            written.digest(), List.copyOf(written.suites().values()));
                    Path file = folder.resolve(BehaviourReport.PATH);
                    Files.createDirectories(file.getParent());
                    Files.write(file, report.json());
                } catch (IOException e) {
                    throw new UncheckedIOException("the report of the suites could not be written", e);
                }
            }
        });
    }

    private static boolean plugin(Path classes) throws IOException {
        Path manifest = classes.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(manifest)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(manifest)) {
            return Files.exists(classes.resolve("gishe/service.json"))
                    || new Manifest(in).getMainAttributes().getValue("Service-Component") != null;
        }
    }

    /** Empty where there is no bundle, as in an editor. */
    static Optional<Path> classes(Class<?> test) {
        CodeSource source = test.getProtectionDomain().getCodeSource();
        try {
            Path tests = Path.of(source.getLocation().toURI());
            Path classes = tests.resolveSibling("classes");
            return Files.isDirectory(tests) && plugin(classes) ? Optional.of(classes) : Optional.empty();
        } catch (URISyntaxException | IOException e) {
            return Optional.empty();
        }
    }
}
