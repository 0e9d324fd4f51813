/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.gishe.catalogue.BehaviourReport;
import org.gishe.catalogue.BehaviourReport.Suite;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.catalogue.test.SigningAuthority;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ReportTest {

    /** Refusals that are tried here. */
    static final Set<Refusal> OF_REPORTS = EnumSet.of(Refusal.REPORT, Refusal.REPORT_DEMANDED);

    private static final PluginJar PLAIN = PluginJar.service("sample", "1.0.0");
    private static final PluginJar CODED = PluginJar.sender("sms", "1.0.0");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JarCheck check(byte[] jar, boolean demanded) {
        var check = new JarCheck(demanded);
        check.check(file(jar).toFile());
        return check;
    }

    private Path file(byte[] jar) {
        try {
            return Files.write(folder.newFile().toPath(), jar);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String digest(byte[] jar) {
        try (var opened = new JarFile(file(jar).toFile())) {
            return BehaviourReport.digest(opened);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] reported(PluginJar jar, Kind contract, int passed, int failed) {
        return reported(jar, contract, passed, failed, 0);
    }

    private byte[] reported(PluginJar jar, Kind contract, int passed, int failed, int left) {
        var report = new BehaviourReport(
                digest(jar.bytes()), List.of(new Suite(contract, "com.example.SampleTest", passed, failed, 0, left)));
        return jar.file(BehaviourReport.PATH, report.json()).bytes();
    }

    @Test
    public void whatPassedInItsOwnBuildIsToldInTheLedger() {
        JarCheck check = check(reported(PLAIN, Kind.SERVICE, 13, 0), true);

        assertThat(check.problems()).isEmpty();
        assertThat(check.warnings()).containsExactly("13 tests of its suites passed in its own build");
    }

    @Test
    public void theDigestOutlivesASignatureAndNothingElse() {
        String digest = digest(PLAIN.bytes());

        try (var state = new SigningAuthority("State", Instant.now())) {
            assertThat(digest(state.signed(PLAIN.bytes(), state.signer("CN=Roads"), false)))
                    .isEqualTo(digest);
            assertThat(check(state.signed(reported(PLAIN, Kind.SERVICE, 1, 0), state.signer("CN=Roads"), false), true)
                            .problems())
                    .isEmpty();
        }
        assertThat(digest(PLAIN.file("META-INF/maven/g/a/pom.xml", "<project/>").bytes()))
                .isEqualTo(digest);
        assertThat(digest(PLAIN.file("com/example/More.class", "more").bytes())).isNotEqualTo(digest);
        assertThat(digest(PLAIN.file("META-INF/maven/hidden.json", "{}").bytes()))
                .isNotEqualTo(digest);
        assertThat(digest(PLAIN.header("Multi-Release", "true").bytes())).isNotEqualTo(digest);
        assertThat(digest(
                        PLAIN.header("Import-Package", "org.gishe.api.service").bytes()))
                .isNotEqualTo(digest);
        assertThat(digest(PLAIN.header("Bundle-Version", "1.0.1").bytes())).isNotEqualTo(digest);
        assertThat(digest(PLAIN.replaced("gishe/texts_en.properties", "Sample", "Simple")
                        .bytes()))
                .isNotEqualTo(digest);
    }

    @Test
    public void theDigestOfTheClassesIsThatOfTheJar() throws IOException {
        Path classes = folder.newFolder().toPath();
        try (var jar = new JarFile(file(PLAIN.bytes()).toFile())) {
            for (var entry : java.util.Collections.list(jar.entries())) {
                Path file = classes.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, jar.getInputStream(entry).readAllBytes());
            }
        }

        assertThat(BehaviourReport.digest(classes)).isEqualTo(digest(PLAIN.bytes()));
    }

    @Test
    public void aJarWithoutAReportComesInUnlessOneIsDemanded() {
        assertThat(check(CODED.bytes(), false).problems()).isEmpty();
        assertRefused(check(CODED.bytes(), true), Refusal.REPORT_DEMANDED);
        assertThat(check(PLAIN.bytes(), true).problems())
                .as("without a class there is no suite to run; its cases are played at admission")
                .isEmpty();
    }

    @Test
    public void aReportOfAnotherBuildCountsForNothing() {
        byte[] report = new BehaviourReport(
                        digest(CODED.header("Bundle-Version", "0.9.0").bytes()),
                        List.of(new Suite(Kind.NOTICE, "T", 9, 0, 0, 0)))
                .json();
        byte[] jar = CODED.file(BehaviourReport.PATH, report).bytes();

        assertThat(check(jar, false).problems()).isEmpty();
        assertThat(check(jar, false).warnings())
                .containsExactly("its report is of another build and counts for nothing");
        assertRefused(check(jar, true), Refusal.REPORT_DEMANDED);
    }

    @Test
    public void aReportOfAnotherContractIsNotEnough() {
        assertRefused(check(reported(CODED, Kind.SERVICE, 9, 0), true), Refusal.REPORT_DEMANDED);
        assertThat(check(reported(CODED, Kind.NOTICE, 9, 0), true).problems()).isEmpty();
        assertRefused(check(reported(CODED, Kind.NOTICE, 0, 0), true), Refusal.REPORT_DEMANDED);
        assertRefused(check(reported(CODED, Kind.NOTICE, 9, 0, 1), true), Refusal.REPORT_DEMANDED);
    }

    @Test
    public void whatFailedInItsOwnBuildIsRefusedInAnyCase() {
        assertRefused(check(reported(PLAIN, Kind.SERVICE, 12, 1), false), Refusal.REPORT);
    }

    @Test
    public void whatIsNoReportCountsForNothing() {
        for (String text : List.of(
                "",
                "no JSON",
                "[]",
                "{\"format\": 2, \"suites\": []}",
                "{\"format\": 1}",
                "{\"format\": 1, \"digest\": \"ab\", \"suites\": [{\"contract\": \"none\"}]}",
                "{\"format\": 1, \"digest\": \"ab\", \"suites\": [{\"contract\": \"service\", \"passed\": -1}]}",
                "{\"format\": 1, \"digest\": \"ab\", \"suites\": [{\"contract\": \"service\", \"passed\": 1e99}]}",
                "[".repeat(100_000))) {
            JarCheck check = check(CODED.file(BehaviourReport.PATH, text).bytes(), false);
            assertThat(check.problems()).isEmpty();
            assertThat(check.warnings()).singleElement().asString().contains("counts for nothing");
            assertRefused(check(CODED.file(BehaviourReport.PATH, text).bytes(), true), Refusal.REPORT_DEMANDED);
        }
    }

    private static void assertRefused(JarCheck check, Refusal refusal) {
        assertThat(check.problems()).singleElement().asString().endsWith("[" + refusal.id() + "]");
    }
}
