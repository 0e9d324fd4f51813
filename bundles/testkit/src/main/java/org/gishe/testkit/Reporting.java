/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.gishe.catalogue.BehaviourReport;
import org.gishe.catalogue.BehaviourReport.Suite;
import org.gishe.catalogue.Kind;
import org.junit.AssumptionViolatedException;
import org.junit.Test;
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
    private record Written(String digest, Map<String, Said> suites) {}

    private enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** What was said of each test of a class. */
    private record Said(Kind contract, Map<String, Outcome> outcomes) {

        Suite suite(String name) {
            long left = contracts(contract).stream()
                    .filter(each -> !outcomes.containsKey(each))
                    .count();
            return new Suite(
                    contract, name, count(Outcome.PASSED), count(Outcome.FAILED), count(Outcome.SKIPPED), (int) left);
        }

        private int count(Outcome outcome) {
            return (int)
                    outcomes.values().stream().filter(each -> each == outcome).count();
        }
    }

    /** Names of a contract's own tests. */
    private static List<String> contracts(Kind contract) {
        Class<?> suite =
                switch (contract) {
                    case SERVICE -> EServiceContract.class;
                    case SIGNATURE -> SignatureProviderContract.class;
                    case REGISTER -> RegisterAdapterContract.class;
                    case EXCHANGE -> ExchangeRouteContract.class;
                    case IDENTITY -> IdentityProviderContract.class;
                    case INBOUND -> InboundHandlerContract.class;
                    case ROUTE -> RouteProviderContract.class;
                    case NOTICE -> NoticeSenderContract.class;
                    case SCAN -> ContentScannerContract.class;
                    case PAYMENT -> PaymentProviderContract.class;
                };
        return Stream.of(suite.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .toList();
    }

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
        note(description, Outcome.PASSED);
    }

    @Override
    protected void failed(Throwable e, Description description) {
        note(description, Outcome.FAILED);
    }

    @Override
    protected void skipped(AssumptionViolatedException e, Description description) {
        note(description, Outcome.SKIPPED);
    }

    /** The last word about a test counts: one that is run again is one. */
    private void note(Description description, Outcome outcome) {
        classes.ifPresent(folder -> {
            synchronized (OF_THIS_RUN) {
                try {
                    Written written = OF_THIS_RUN.get(folder);
                    if (written == null) {
                        written = new Written(BehaviourReport.digest(folder), new TreeMap<>());
                        OF_THIS_RUN.put(folder, written);
                    }
                    written.suites()
                            .computeIfAbsent(test, name -> new Said(contract, new TreeMap<>()))
                            .outcomes()
                            .put(description.getMethodName(), outcome);
                    var suites = new ArrayList<Suite>();
                    written.suites().forEach((name, said) -> suites.add(said.suite(name)));
                    Path file = folder.resolve(BehaviourReport.PATH);
                    Files.createDirectories(file.getParent());
                    Files.write(file, new BehaviourReport(written.digest(), suites).json());
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
