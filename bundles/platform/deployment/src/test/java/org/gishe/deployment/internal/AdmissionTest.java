/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.EService;
import org.gishe.api.service.Finding;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.internal.CatalogueComponent;
import org.gishe.catalogue.test.Osgi;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.catalogue.test.SampleSender;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** On a real framework: what only a start finds out, each by its id; the others stand in RefusalsTest. */
public class AdmissionTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final String RIGHT = """
            {"form": {"purpose": "tea"}, "outcome": "GRANTED", "result": {"purpose": "tea"},
             "answers": {"address": {"status": "FOUND", "data": {}}}}""";

    private static final String LET_GO = "gishe.test.let.go";

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Osgi osgi = new Osgi();

    private CatalogueComponent catalogue;
    private Admission admission;
    private Bundle bundle;

    @Before
    public void open() throws Exception {
        System.clearProperty(LET_GO);
        catalogue = new CatalogueComponent(osgi.platform(), InstantSource.system());
        admission = new Admission(osgi.platform(), catalogue, osgi.service(ServiceComponentRuntime.class));
    }

    @After
    public void letGo() {
        System.setProperty(LET_GO, "");
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) { // the test's own deadline ends it
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<String> admit(PluginJar jar, String id, Kind kind, boolean coded) throws Exception {
        bundle = osgi.context().installBundle("gishe:" + jar.name() + jar.version(), jar.stream());
        return admission.admit(bundle, new Jar(jar.name(), jar.version(), Set.of(kind), id, coded), LIMIT);
    }

    private List<String> sender(Class<?> type, String attributes) throws Exception {
        PluginJar jar = PluginJar.empty("com.example.sms", "1.0.0").component(type, "sms", attributes, "");
        return admit(
                jar.header("Import-Package", "org.osgi.framework,org.gishe.api.base,org.gishe.api.tools"),
                "sms",
                Kind.NOTICE,
                true);
    }

    private List<String> service(Class<?> type, String example) throws Exception {
        return admit(
                PluginJar.service("sample", "1.0.0")
                        .component(type, "sample", "", "")
                        .file("gishe/examples/a.json", example),
                "sample",
                Kind.SERVICE,
                true);
    }

    private static void assertRefused(List<String> problems, Refusal refusal, String words) {
        assertThat(problems).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                .contains("[" + refusal.id() + "]"));
        assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(words));
    }

    @Test
    public void a_right_plug_in_is_admitted_and_stopped() throws Exception {
        assertThat(sender(SampleSender.class, "")).isEmpty();

        assertThat(bundle.getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(catalogue.plugins()).isEmpty();
        assertThat(catalogue.inside()).isEmpty();
    }

    @Test
    public void an_e_service_without_a_class_is_admitted() throws Exception {
        assertThat(admit(PluginJar.service("sample", "1.0.0"), "sample", Kind.SERVICE, false))
                .isEmpty();
    }

    @Test
    public void one_that_waits_for_a_configuration_is_admitted_without_being_active() throws Exception {
        assertThat(sender(Failing.class, "configuration-policy=\"require\"")).isEmpty();
    }

    @Test
    public void one_that_runs_is_left_alone() throws Exception {
        PluginJar jar = PluginJar.sender("sms", "1.0.0");
        osgi.start(jar);
        Bundle running = osgi.context().getBundle("test:" + jar.name() + ":1.0.0");

        assertThat(admission.admit(running, new Jar(jar.name(), "1.0.0", Set.of(Kind.NOTICE), "sms", true), LIMIT))
                .isEmpty();
        assertThat(running.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    public void starts() throws Exception {
        assertRefused(sender(Failing.class, "immediate=\"true\""), Refusal.STARTS, "fails when it is activated");
        assertThat(bundle.getState()).isEqualTo(Bundle.RESOLVED);
    }

    @Test
    public void starts_later_too() throws Exception {
        assertRefused(sender(Failing.class, ""), Refusal.STARTS, "fails when it is activated");
    }

    @Test
    public void what_cannot_be_loaded_is_told() throws Exception {
        assertRefused(
                admit(
                        PluginJar.sender("sms", "1.0.0").header("Import-Package", "org.gishe.api.base"),
                        "sms",
                        Kind.NOTICE,
                        true),
                Refusal.STARTS,
                "NoClassDefFoundError");
    }

    @Test
    public void what_waits_for_a_service_is_told() throws Exception {
        assertRefused(
                admit(
                        PluginJar.empty("com.example.sms", "1.0.0")
                                .component(
                                        SampleSender.class,
                                        "sms",
                                        "",
                                        "<reference name=\"printer\" interface=\"java.lang.Runnable\"/>"),
                        "sms",
                        Kind.NOTICE,
                        true),
                Refusal.STARTS,
                "waits for the service of its reference printer");
    }

    @Test
    public void one_that_hangs_as_it_starts_holds_nobody_up_and_can_be_taken_out() throws Exception {
        assertThat(sender(Hanging.class, "immediate=\"true\"")).anySatisfy(problem -> assertThat(problem)
                .contains("it did not start within 1000 ms")
                .endsWith("[starts]"));

        bundle.uninstall();
        assertThat(osgi.context().getBundle(bundle.getBundleId())).isNull();
    }

    @Test
    public void one_that_hangs_when_it_is_first_called_holds_nobody_up_and_can_be_taken_out() throws Exception {
        assertThat(sender(Hanging.class, ""))
                .anySatisfy(problem ->
                        assertThat(problem).contains("did not answer in").endsWith("[starts]"));
        var bundles = new PluginBundles(osgi.platform(), catalogue, osgi.service(ServiceComponentRuntime.class));
        bundles.uninstall(bundle);
        letGo();
        await(() -> bundle.getState() == Bundle.UNINSTALLED);
    }

    @Test
    public void a_thread_that_is_started_at_the_first_call_is_found_too() throws Exception {
        assertRefused(sender(Working.class, ""), Refusal.THREAD_ALIVE, "acme-poller lives on");
    }

    @Test
    public void stops() throws Exception {
        assertThat(sender(Staying.class, "immediate=\"true\" deactivate=\"deactivate\""))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("it did not stop within 1000 ms")
                        .endsWith("[stops]"));
        assertRefused(
                admission.admit(
                        bundle, new Jar(bundle.getSymbolicName(), "1.0.0", Set.of(Kind.NOTICE), "sms", true), LIMIT),
                Refusal.STOPS,
                "it hangs since it was tried before");
    }

    @Test
    public void thread_alive() throws Exception {
        assertRefused(sender(Working.class, "immediate=\"true\""), Refusal.THREAD_ALIVE, "acme-poller lives on");
    }

    @Test
    public void foreign_service() throws Exception {
        assertRefused(sender(Offering.class, "immediate=\"true\""), Refusal.FOREIGN_SERVICE, "java.lang.Runnable");
    }

    @Test
    public void an_e_service_that_decides_as_its_cases_say_is_admitted() throws Exception {
        assertThat(service(Rules.class, RIGHT)).isEmpty();
        assertThat(bundle.getState()).isEqualTo(Bundle.RESOLVED);
    }

    @Test
    public void example() throws Exception {
        assertRefused(
                service(
                        Rules.class,
                        RIGHT.replace("\"result\": {\"purpose\": \"tea\"}", "\"result\": {\"purpose\": \"x\"}")),
                Refusal.EXAMPLE,
                "a.json: the result's purpose is not what the case says");
    }

    @Test
    public void a_case_whose_form_does_not_fit_is_told() throws Exception {
        assertRefused(
                admit(
                        PluginJar.service("sample", "1.0.0").file("gishe/examples/a.json", "{\"form\": {\"x\": 1}}"),
                        "sample",
                        Kind.SERVICE,
                        false),
                Refusal.EXAMPLE,
                "a.json: the form does not fit");
    }

    @Test
    public void a_case_that_cannot_be_read_is_told() throws Exception {
        assertRefused(service(Rules.class, "{\"outcom\": 1}"), Refusal.EXAMPLE, "a.json is no case");
    }

    @Test
    public void an_enquiry_without_a_recorded_answer_is_told() throws Exception {
        assertRefused(service(Rules.class, RIGHT.replace("tea", "ask")), Refusal.EXAMPLE, "no answer for");
    }

    @Test
    public void a_connection_in_a_case_is_told() throws Exception {
        assertRefused(service(Rules.class, RIGHT.replace("tea", "http")), Refusal.EXAMPLE, "asked for a connection");
    }

    @Test
    public void a_case_that_takes_too_long_is_cut_off() throws Exception {
        assertRefused(service(Rules.class, RIGHT.replace("tea", "hang")), Refusal.EXAMPLE, "did not answer in");
    }

    @Test
    public void every_refusal_at_a_start_is_a_test_here() {
        assertThat(java.util.Arrays.stream(AdmissionTest.class.getMethods())
                        .map(method -> method.getName().replace('_', '-')))
                .containsAll(RefusalsTest.AT_A_START.stream().map(Refusal::id).toList());
    }

    /** Throws as it comes up. */
    public static final class Failing implements NoticeSender {
        void activate() {
            throw new IllegalStateException("no printer");
        }

        @Override
        public boolean reaches(String address) {
            return false;
        }

        @Override
        public void send(Work work, String address, String subject, String text) {
            // to nobody
        }
    }

    /** Hangs as it comes up, and does not listen. */
    public static final class Hanging implements NoticeSender {
        void activate() {
            while (System.getProperty(LET_GO) == null) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
        }

        @Override
        public boolean reaches(String address) {
            return false;
        }

        @Override
        public void send(Work work, String address, String subject, String text) {
            // to nobody
        }
    }

    /** Hangs as it goes. */
    public static final class Staying implements NoticeSender {
        void deactivate() {
            while (System.getProperty(LET_GO) == null) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
        }

        @Override
        public boolean reaches(String address) {
            return false;
        }

        @Override
        public void send(Work work, String address, String subject, String text) {
            // to nobody
        }
    }

    /** Leaves a thread behind. */
    public static final class Working implements NoticeSender {
        void activate() {
            var thread = new Thread(
                    new FutureTask<>(() -> {
                        new CountDownLatch(1).await();
                        return null;
                    }),
                    "acme-poller");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public boolean reaches(String address) {
            return false;
        }

        @Override
        public void send(Work work, String address, String subject, String text) {
            // to nobody
        }
    }

    /** Registers what is no contract. */
    public static final class Offering implements NoticeSender {
        void activate() {
            FrameworkUtil.getBundle(getClass()).getBundleContext().registerService(Runnable.class, Thread::yield, null);
        }

        @Override
        public boolean reaches(String address) {
            return false;
        }

        @Override
        public void send(Work work, String address, String subject, String text) {
            // to nobody
        }
    }

    /** Does what the form wishes. */
    public static final class Rules implements EService {
        @Override
        public List<Finding> examine(Work work, Application application) {
            return List.of();
        }

        @Override
        public Decision decide(Work work, Application application) {
            String purpose = application.form().text("/purpose").orElseThrow();
            switch (purpose) {
                case "ask" -> work.enquire(new Enquiry("company", "Search", Data.EMPTY));
                case "http" -> work.http();
                case "hang" -> LockSupport.parkNanos(Duration.ofSeconds(30).toNanos());
                default -> work.enquire(new Enquiry("population", "AddressSearch", Data.EMPTY));
            }
            return application.answer("address").isPresent()
                    ? Decision.granted(Data.EMPTY.with("purpose", "tea"))
                    : Decision.refused(LocalText.of("Няма адрес.", "There is no address."));
        }
    }
}
