/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.gishe.catalogue.BehaviourReport;
import org.gishe.catalogue.Kind;
import org.junit.AssumptionViolatedException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

public class ReportingTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private void run(Reporting reporting, Throwable outcome) throws Throwable {
        run(reporting, "test", outcome);
    }

    private void run(Reporting reporting, String name, Throwable outcome) throws Throwable {
        reporting
                .apply(
                        new Statement() {
                            @Override
                            public void evaluate() throws Throwable {
                                if (outcome != null) {
                                    throw outcome;
                                }
                            }
                        },
                        Description.createTestDescription(getClass(), name))
                .evaluate();
    }

    @Test
    public void whatTheSuitesOfABuildSayIsOneReportBoundToItsClasses() throws Throwable {
        Path classes = folder.newFolder().toPath();
        Files.writeString(classes.resolve("Sample.class"), "sample");
        Optional<Path> there = Optional.of(classes);

        run(new Reporting(Kind.SERVICE, "b.Test", there), "thereAreCasesToLearnFrom", null);
        assertThatThrownBy(() -> run(new Reporting(Kind.SERVICE, "b.Test", there), "own", new AssertionError("once")))
                .hasMessage("once");
        run(new Reporting(Kind.SERVICE, "b.Test", there), "own", null); // run again
        assertThatThrownBy(() -> run(new Reporting(Kind.SERVICE, "b.Test", there), new AssertionError("no")))
                .hasMessage("no");
        assertThatThrownBy(() ->
                        run(new Reporting(Kind.NOTICE, "a.Test", there), new AssumptionViolatedException("not here")))
                .isInstanceOf(AssumptionViolatedException.class);

        BehaviourReport report = packed(classes);
        assertThat(report.digest()).isEqualTo(BehaviourReport.digest(classes));
        assertThat(report.suites())
                .containsExactly(
                        new BehaviourReport.Suite(Kind.NOTICE, "a.Test", 0, 0, 1, tests(NoticeSenderContract.class)),
                        new BehaviourReport.Suite(Kind.SERVICE, "b.Test", 2, 1, 0, tests(EServiceContract.class) - 1));
    }

    private static int tests(Class<?> suite) {
        return (int) java.util.stream.Stream.of(suite.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
    }

    @Test
    public void whereThereIsNoPlugInThereIsNoReport() throws Throwable {
        run(new Reporting(Kind.SERVICE, "b.Test", Optional.empty()), null);

        assertThat(Reporting.classes(ReportingTest.class)).isEmpty();
    }

    private BehaviourReport packed(Path classes) throws IOException {
        Path jar = folder.newFile().toPath();
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new JarOutputStream(file)) {
            out.putNextEntry(new ZipEntry(BehaviourReport.PATH));
            Files.copy(classes.resolve(BehaviourReport.PATH), out);
            out.closeEntry();
        }
        try (var opened = new JarFile(jar.toFile())) {
            return BehaviourReport.in(opened).orElseThrow();
        }
    }
}
