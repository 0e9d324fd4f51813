/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gishe.api.base.PluginException;
import org.gishe.api.tools.ContentScanner;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.test.Osgi;
import org.gishe.catalogue.test.PluginJar;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.osgi.framework.Bundle;

/** Each rule of containment by its id: a plug-in does wrong, the others serve on, and the culprit is named. */
@RunWith(Parameterized.class)
public class ContainmentTest {

    private static final PluginKey FAULTY = new PluginKey(Kind.SCAN, "faulty", "faulty", "1.0.0");
    private static final PluginKey OTHER = new PluginKey(Kind.NOTICE, "other", "other", "1.0.0");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int THREADS = 16;

    /** @param told how it is told; the culprit's name comes before */
    private record Case(String id, String where, String fault, Class<?> failure, String told) {
        boolean hangs() {
            return fault.equals("hangs");
        }

        @Override
        public String toString() {
            return id;
        }
    }

    @Parameters(name = "{0}")
    public static List<Object> rules() {
        return List.of(
                new Case(
                        "C01-throws-when-called",
                        "call",
                        "throws",
                        PluginException.class,
                        " threw java.lang.IllegalStateException"),
                new Case(
                        "C02-error-when-called",
                        "call",
                        "error",
                        PluginException.class,
                        " threw java.lang.NoSuchMethodError"),
                new Case(
                        "C03-recurses-when-called",
                        "call",
                        "recurses",
                        PluginException.class,
                        " threw java.lang.StackOverflowError"),
                new Case("C04-answers-null", "call", "null", PluginException.class, " gave no answer"),
                new Case(
                        "C05-hangs-when-called",
                        "call",
                        "hangs",
                        PluginUnavailableException.class,
                        " did not answer in PT0.2S"),
                new Case(
                        "C06-throws-in-activate",
                        "activate",
                        "throws",
                        PluginUnavailableException.class,
                        " cannot be activated, and the log says why"),
                new Case(
                        "C07-error-in-activate",
                        "activate",
                        "error",
                        PluginUnavailableException.class,
                        " cannot be activated, and the log says why"),
                new Case(
                        "C08-recurses-in-activate",
                        "activate",
                        "recurses",
                        PluginUnavailableException.class,
                        " cannot be activated, and the log says why"),
                new Case(
                        "C09-hangs-in-activate",
                        "activate",
                        "hangs",
                        PluginUnavailableException.class,
                        " did not answer in PT0.2S"));
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Osgi osgi = new Osgi();

    private final Case rule;
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private CatalogueComponent catalogue;
    private Bundle culprit;

    public ContainmentTest(Object rule) {
        this.rule = (Case) rule;
    }

    @Before
    public void open() throws Exception {
        System.getProperties().put(FaultyScanner.RELEASE, release);
        catalogue = new CatalogueComponent(osgi.context(), InstantSource.system());
        osgi.start(PluginJar.sender("other", "1.0.0"));
        culprit = osgi.start(faulty("1.0.0", rule.where(), rule.fault()));
    }

    @After
    public void close() {
        release.countDown();
        callers.shutdownNow();
        catalogue.close();
        System.getProperties().remove(FaultyScanner.RELEASE);
    }

    private static PluginJar faulty(String version, String where, String fault) {
        return PluginJar.empty("com.example.faulty", version)
                .component(
                        FaultyScanner.class,
                        "faulty",
                        "activate=\"activate\"",
                        "<property name=\"where\" value=\"%s\"/><property name=\"fault\" value=\"%s\"/>"
                                .formatted(where, fault));
    }

    private Throwable call(Duration limit) {
        return catchThrowable(() -> catalogue.call(FAULTY, ContentScanner.class, limit, plugin -> scan(plugin)));
    }

    private static ContentScanner.Verdict scan(ContentScanner plugin) {
        try {
            return plugin.scan(null, InputStream.nullInputStream());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertThatTheOtherServes() {
        assertThat(catalogue.<NoticeSender, Boolean>call(
                        OTHER, NoticeSender.class, LONG, plugin -> plugin.reaches("a")))
                .isTrue();
    }

    private void waitUntil(java.util.function.BooleanSupplier met) {
        while (!met.getAsBoolean()) {
            Thread.onSpinWait(); // the test's deadline bounds it
        }
    }

    @Test
    public void theCulpritIsNamedAndTheOthersServeOn() {
        Throwable failure = call(rule.hangs() ? SHORT : LONG);

        assertThat(failure).isInstanceOf(rule.failure()).hasMessage(FAULTY + rule.told());
        assertThatTheOtherServes();
    }

    @Test
    public void oneThatDoesWrongAgainAndAgainIsLeftAloneAndTheOthersServeOn() {
        for (int i = 0; i < 10; i++) {
            call(rule.hangs() ? Duration.ofMillis(20) : LONG);
            assertThatTheOtherServes();
        }

        assertThat(call(LONG)).hasMessage(FAULTY + " failed too often and is left alone for some seconds");
        assertThatTheOtherServes();
    }

    @Test
    public void allAtOnceTakeNoThreadOfAnother() throws Exception {
        var calls = new ArrayList<Future<Throwable>>();
        for (int i = 0; i < THREADS; i++) {
            calls.add(callers.submit(() -> call(rule.hangs() ? SHORT.multipliedBy(5) : LONG)));
        }
        if (rule.hangs()) {
            waitUntil(() -> catalogue.inside().getOrDefault(FAULTY, 0) == THREADS);
            assertThat(call(LONG)).hasMessage(FAULTY + " has 16 calls inside already");
        }
        assertThatTheOtherServes();

        for (Future<Throwable> call : calls) {
            assertThat(call.get()).hasMessageStartingWith(FAULTY.toString());
        }

        if (rule.hangs() && rule.where().equals("call")) {
            assertThat(catalogue.hung()).containsOnlyKeys(FAULTY).containsEntry(FAULTY, THREADS);
        }
        assertThatTheOtherServes();
    }

    @Test
    public void itIsTakenOutAndItsNextVersionServes() throws Exception {
        call(rule.hangs() ? SHORT : LONG);

        culprit.uninstall();
        osgi.start(PluginJar.sender("faulty", "2.0.0"));

        var next = new PluginKey(Kind.NOTICE, "faulty", "faulty", "2.0.0");
        assertThat(catalogue.plugins()).containsExactlyInAnyOrder(OTHER, next);
        assertThat(catalogue.<NoticeSender, Boolean>call(next, NoticeSender.class, LONG, plugin -> plugin.reaches("a")))
                .isTrue();
        assertThatTheOtherServes();
    }

    @Test
    public void whatHangsIsCountedAlsoWhenItsVersionHasGoneUntilItEnds() throws Exception {
        call(rule.hangs() ? SHORT : LONG);
        if (!rule.hangs()) {
            assertThat(catalogue.hung()).isEmpty();
            return;
        }
        assertThat(catalogue.hung()).containsOnlyKeys(FAULTY).containsEntry(FAULTY, 1);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .as("its thread bears its name")
                .contains("gishe-scan/faulty@1.0.0-1");

        culprit.uninstall();

        assertThat(catalogue.hung()).containsEntry(FAULTY, 1);
        release.countDown();
        waitUntil(() -> catalogue.hung().isEmpty());
        assertThatTheOtherServes();
    }
}
