/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.internal.CatalogueComponent;
import org.gishe.catalogue.test.Osgi;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.catalogue.test.SampleSender;
import org.gishe.contents.internal.StoredContents;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Order;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.journal.Journal;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Instants, shares, roll-back, the end of draining, and taking back; the test says what time it is. */
@RunWith(Parameterized.class)
public class DecisionsTest {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Instant BEGIN = Instant.parse("2026-12-28T09:00:00Z");
    private static final Instant LAW = Instant.parse("2027-01-02T06:00:00Z");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(90);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final TestStore store;

    @Rule
    public final Osgi osgi = new Osgi();

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    private final InstantSource clock = now::get;
    private Duration start = Duration.ofSeconds(1);
    private List<Pins.Pin> pins = List.of();
    private CatalogueComponent catalogue;
    private Journal journal;
    private DeploymentComponent deployment;

    public DecisionsTest(TestStores kind) {
        store = kind.open();
    }

    @Before
    public void open() throws Exception {
        catalogue = new CatalogueComponent(osgi.platform(), clock);
        var keys = new KeysComponent(store.folder(), Settings.of(KeysConfiguration.class, Map.of()), clock);
        journal = new StoredJournal(store, keys, clock);
        deployment = new DeploymentComponent(
                osgi.platform(),
                store,
                new StoredContents(store.folder(), store, keys, clock),
                journal,
                catalogue,
                osgi.service(ServiceComponentRuntime.class),
                clock,
                jar -> new Trust.Verdict(Optional.empty(), List.of(), List.of()),
                new DeploymentComponent.Places(
                        folder.getRoot().toPath().resolve("deploy"),
                        folder.getRoot().toPath().resolve("none")),
                false,
                new Keeper.Terms(GRACE, start, Duration.ofDays(30), Duration.ofMinutes(10)));
        deployment.pins = List.of(() -> pins);
    }

    @After
    public void close() throws InterruptedException {
        deployment.close();
    }

    private void restart() throws Exception {
        close();
        osgi.restart();
        open();
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static Order.Builder order() {
        return Order.by("anna");
    }

    private State deploy(PluginJar jar, Order.Builder order) {
        pass(Duration.ofSeconds(1));
        return deployment.deploy(jar.stream(), order.build());
    }

    private State deploy(String version) {
        return deploy(PluginJar.service("sample", version), order());
    }

    private Optional<String> current() {
        return deployment.version(Kind.SERVICE, "sample", now.get(), "");
    }

    private State state(String version) {
        return deployment.states().stream()
                .filter(each -> each.version().equals(version))
                .findAny()
                .orElseThrow();
    }

    private List<String> actions() {
        return deployment.ledger().stream()
                .map(line -> line.action() + " " + line.version())
                .toList();
    }

    private List<String> journalled(String plugin) {
        return store.read(handle ->
                journal.matter(handle, plugin).stream().map(Journal.Line::kind).toList());
    }

    private void pin(String version, long count) {
        pins = List.of(new Pins.Pin(Kind.SERVICE, "sample", version, count));
    }

    private void drained() throws InterruptedException {
        pass(GRACE.plusMillis(1));
        deployment.turn();
    }

    // ------------------------------------------------------------------ instants

    @Test
    public void aScheduledVersionIsStartedAtOnceAndCurrentExactlyAtItsSecond() throws Exception {
        deploy("1.0.0");

        State state = deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW));

        assertThat(state.phase()).isEqualTo(Phase.SCHEDULED);
        assertThat(state.effective()).contains(LAW);
        assertThat(catalogue.service("sample", "2.0.0")).isPresent();
        assertThat(current()).contains("1.0.0");
        assertThat(deployment.version(Kind.SERVICE, "sample", LAW.minusNanos(1), ""))
                .contains("1.0.0");
        assertThat(deployment.version(Kind.SERVICE, "sample", LAW, "")).contains("2.0.0");

        drained();
        assertThat(catalogue.service("sample", "2.0.0")).as("it stays").isPresent();
        now.set(LAW);
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(state("2.0.0").since()).isEqualTo(LAW);
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(deployment.version(Kind.SERVICE, "sample", LAW.minusSeconds(1), ""))
                .as("what was filed before stays on the old rules")
                .contains("1.0.0");
    }

    @Test
    public void whatIsScheduledIsThereAgainAfterARestart() throws Exception {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW));
        for (Bundle bundle : osgi.context().getBundles()) {
            if (bundle.getLocation().startsWith("gishe:")) {
                bundle.uninstall();
            }
        }

        restart();
        deployment.turn();

        assertThat(state("2.0.0").phase()).isEqualTo(Phase.SCHEDULED);
        assertThat(state("2.0.0").reasons()).isEmpty();
        assertThat(catalogue.service("sample", "2.0.0")).isPresent();
    }

    @Test
    public void anInstantThatHasPassedIsRefused() {
        State state = deploy(PluginJar.service("sample", "1.0.0"), order().from(BEGIN));

        assertThat(state.phase()).isEqualTo(Phase.REFUSED);
        assertThat(state.reasons())
                .containsExactly("the instant 2026-12-28T09:00:00Z has passed: name one to come, or none for at once");
        assertThat(current()).isEmpty();
    }

    @Test
    public void aSecondJarForAnInstantMovesItAndTheSameOrderAgainChangesNothing() {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW));

        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW));
        assertThat(actions()).hasSize(2);
        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW.plusSeconds(60)));

        assertThat(deployment.version(Kind.SERVICE, "sample", LAW, "")).contains("1.0.0");
        assertThat(state("2.0.0").effective()).contains(LAW.plusSeconds(60));
    }

    @Test
    public void aRollBackUndoesWhatIsScheduledAndLeavesTheCurrentVersion() throws Exception {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW));

        State state = deployment.rollback("sample", "boris");

        assertThat(state.version()).isEqualTo("1.0.0");
        assertThat(state.phase()).isEqualTo(Phase.CURRENT);
        drained();
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.GONE);
        now.set(LAW.plusSeconds(1));
        assertThat(current()).contains("1.0.0");
    }

    @Test
    public void aScheduledVersionIsMadeCurrentBeforeItsInstant() {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW));

        assertThat(deployment.promote("sample", "2.0.0", "boris").phase()).isEqualTo(Phase.CURRENT);

        deploy("3.0.0");
        now.set(LAW);
        assertThat(current()).as("it does not come a second time").contains("3.0.0");
    }

    @Test
    public void whatIsTakenOutHasNothingToCome() {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW));

        deployment.remove("sample", "boris");

        now.set(LAW);
        assertThat(current()).isEmpty();
    }

    // ------------------------------------------------------------------ shares

    private long ofAThousand(String version) {
        long count = 0;
        for (int i = 0; i < 1_000; i++) {
            if (deployment
                    .version(Kind.SERVICE, "sample", now.get(), "draft " + i)
                    .equals(Optional.of(version))) {
                count++;
            }
        }
        return count;
    }

    @Test
    public void aShareOfNewWorkGoesToAVersionUntilItIsPromoted() throws Exception {
        deploy("1.0.0");

        State state = deploy(PluginJar.service("sample", "2.0.0"), order().share(10));

        assertThat(state.phase()).isEqualTo(Phase.SHARED);
        assertThat(state.share()).isEqualTo(10);
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(state("1.0.0").share()).isEqualTo(90);
        assertThat(ofAThousand("2.0.0")).isBetween(70L, 130L);
        drained();
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.CURRENT);

        State promoted = deployment.promote("sample", "2.0.0", "boris");
        assertThat(promoted.phase()).isEqualTo(Phase.CURRENT);
        assertThat(promoted.share()).isEqualTo(100);
        assertThat(ofAThousand("2.0.0")).isEqualTo(1_000);
        assertThat(actions()).containsExactly("deploy 1.0.0", "deploy 2.0.0", "promote 2.0.0");
        assertThat(journalled("sample"))
                .containsExactly("deployment.deployed", "deployment.deployed", "deployment.promoted");
    }

    @Test
    public void theSameJarWithALargerShareHasThatShare() {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().share(10));

        assertThat(deploy(PluginJar.service("sample", "2.0.0"), order().share(50))
                        .share())
                .isEqualTo(50);
        assertThat(deploy("2.0.0").phase()).as("all of it is a promotion").isEqualTo(Phase.CURRENT);
    }

    @Test
    public void aRollBackUndoesAShare() throws Exception {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().share(50));

        assertThat(deployment.rollback("sample", "boris").version()).isEqualTo("1.0.0");

        assertThat(ofAThousand("1.0.0")).isEqualTo(1_000);
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.DRAINING);
        drained();
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.GONE);
    }

    @Test
    public void aShareNeedsAnotherVersionBesideIt() {
        assertThat(deploy(PluginJar.service("sample", "1.0.0"), order().share(10))
                        .reasons())
                .containsExactly("a share needs a version beside it, and no other of sample is current");
        deploy("1.0.0");
        assertThat(deploy(PluginJar.service("sample", "1.0.0"), order().share(10))
                        .reasons())
                .containsExactly("1.0.0 is current then: a share is for a version beside it");
    }

    @Test
    public void nothingIsDeployedOnTopWhileAnotherHoldsAShare() {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().share(10));

        String reason = "2.0.0 holds a share of 10 %: promote it or roll it back first";
        assertThat(deploy("3.0.0").reasons()).containsExactly(reason);
        assertThat(deploy(PluginJar.service("sample", "3.0.0"), order().share(20))
                        .reasons())
                .containsExactly(reason);
        assertThat(deploy(PluginJar.service("sample", "3.0.0"), order().from(LAW))
                        .reasons())
                .containsExactly(reason);
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.SHARED);
    }

    @Test
    public void twoSharesDoNotWaitForOneAnother() {
        deploy("1.0.0");
        deploy(PluginJar.service("sample", "2.0.0"), order().from(LAW).share(10));

        assertThat(deploy(PluginJar.service("sample", "3.0.0"), order().share(20))
                        .reasons())
                .containsExactly("2.0.0 is to hold a share of 10 % from 2027-01-02T06:00:00Z: roll it back first");
    }

    // ------------------------------------------------------------------ back and forth

    @Test
    public void aRollBackBringsTheVersionBeforeBackAlsoWhenItHasGone() throws Exception {
        deploy("1.0.0");
        deploy("2.0.0");
        drained();
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.GONE);

        State state = deployment.rollback("sample", "boris");

        assertThat(state.version()).isEqualTo("1.0.0");
        assertThat(state.phase()).isEqualTo(Phase.CURRENT);
        assertThat(current()).contains("1.0.0");
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(deployment.ledger().get(3).action()).isEqualTo("rollback");
        assertThat(deployment.ledger().get(3).version()).isEqualTo("2.0.0");
        assertThat(deployment.ledger().get(3).reason()).isEqualTo("1.0.0 is current again");
        assertThat(journalled("sample")).contains("deployment.rolled-back");
    }

    @Test
    public void aSecondRollBackIsRefusedAndAnyVersionIsPromotedInstead() throws Exception {
        deploy("1.0.0");
        deploy("2.0.0");
        deploy("3.0.0");
        deployment.rollback("sample", "boris");

        State again = deployment.rollback("sample", "boris");

        assertThat(again.phase()).isEqualTo(Phase.REFUSED);
        assertThat(again.reasons()).singleElement().asString().startsWith("3.0.0 was taken back already, by boris at ");
        assertThat(current()).contains("2.0.0");
        assertThat(deployment.promote("sample", "1.0.0", "boris").phase()).isEqualTo(Phase.CURRENT);
        assertThat(current()).contains("1.0.0");
    }

    @Test
    public void whatCannotBeDoneIsRefusedWithItsReasonInLedgerAndJournal() {
        deploy("1.0.0");

        assertThat(deployment.rollback("sample", "boris").reasons())
                .containsExactly("there is no version before 1.0.0; drain takes the plug-in out");
        assertThat(deployment.rollback("other", "boris").reasons())
                .containsExactly("no version of other is current or to come");
        assertThat(deployment.promote("sample", "9.0.0", "boris").reasons())
                .containsExactly("the ledger has no version 9.0.0 of sample");
        assertThat(deployment.promote("sample", "1.0.0", "boris").reasons())
                .containsExactly("1.0.0 is current already");
        assertThat(deployment.remove("other", "boris").reasons()).containsExactly("no such plug-in is current");
        assertThat(deployment.end("sample", "1.0.0", "boris").reasons())
                .containsExactly("1.0.0 takes new work; only what drains is extended or ended");
        assertThat(deployment.extend("sample", "9.0.0", LAW, "boris").reasons())
                .containsExactly("the ledger has no version 9.0.0 of sample");

        assertThat(deployment.ledger().subList(1, 8))
                .allMatch(line -> line.action().equals("refused") && line.by().equals("boris"))
                .extracting(Line::reason)
                .startsWith("rollback: there is no version before 1.0.0; drain takes the plug-in out");
        assertThat(journalled("sample")).hasSize(6).endsWith("deployment.refused");
        assertThat(journalled("other")).containsExactly("deployment.refused", "deployment.refused");
        assertThat(current()).contains("1.0.0");
    }

    @Test
    public void aVersionThatDoesNotComeUpLeavesTheOneBeforeServing() {
        deploy(PluginJar.sender("sms", "1.0.0"), order());

        State state = deploy(
                PluginJar.empty("com.example.sms", "2.0.0")
                        .component(
                                SampleSender.class,
                                "sms",
                                "",
                                "<reference name=\"printer\" interface=\"java.lang.Runnable\"/>"),
                order());

        assertThat(state.phase()).isEqualTo(Phase.REFUSED);
        assertThat(state.reasons()).singleElement().asString().contains("waits for the service of its reference");
        assertThat(deployment.version(Kind.NOTICE, "sms", now.get(), "")).contains("1.0.0");
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(answers("1.0.0")).isTrue();
    }

    @Test
    public void whoRollsBackDoesNotWaitForAJarThatIsBeingTried() throws Exception {
        start = Duration.ofSeconds(60);
        restart();
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        deploy(PluginJar.sender("sms", "2.0.0"), order());
        PluginJar slow = PluginJar.empty("com.example.sms", "3.0.0")
                .component(
                        SampleSender.class,
                        "sms",
                        "",
                        "<reference name=\"printer\" interface=\"java.lang.Runnable\"/>");
        CompletableFuture<State> deployed =
                CompletableFuture.supplyAsync(() -> deployment.deploy(slow.stream(), order().build()));
        while (java.util.Arrays.stream(osgi.context().getBundles())
                .noneMatch(bundle -> bundle.getVersion().toString().equals("3.0.0"))) {
            Thread.onSpinWait();
        }

        assertThat(deployment.rollback("sms", "boris").version()).isEqualTo("1.0.0");
        deployment.turn();
        assertThat(deployed).isNotDone();
        assertThat(deployment.version(Kind.NOTICE, "sms", now.get(), "")).contains("1.0.0");

        osgi.context().registerService(Runnable.class, () -> {}, new Hashtable<>());
        assertThat(deployed.get().phase()).isEqualTo(Phase.CURRENT);
        assertThat(deployment.version(Kind.NOTICE, "sms", now.get(), "")).contains("3.0.0");
    }

    @Test
    public void whatWasDecidedWhileAJarWasTriedCounts() throws Exception {
        start = Duration.ofSeconds(60);
        restart();
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        PluginJar slow = PluginJar.empty("com.example.sms", "2.0.0")
                .component(
                        SampleSender.class,
                        "sms",
                        "",
                        "<reference name=\"printer\" interface=\"java.lang.Runnable\"/>");
        CompletableFuture<State> deployed = CompletableFuture.supplyAsync(
                () -> deployment.deploy(slow.stream(), order().share(10).build()));
        while (java.util.Arrays.stream(osgi.context().getBundles())
                .noneMatch(bundle -> bundle.getVersion().toString().equals("2.0.0"))) {
            Thread.onSpinWait();
        }

        deployment.remove("sms", "boris");
        osgi.context().registerService(Runnable.class, () -> {}, new Hashtable<>());

        assertThat(deployed.get().reasons())
                .containsExactly("a share needs a version beside it, and no other of sms is current");
        assertThat(catalogue.plugins()).noneMatch(key -> key.version().equals("2.0.0"));
    }

    // ------------------------------------------------------------------ the end of draining

    @Test
    public void aDrainThatLastsTooLongIsPutBeforeAnOperatorWhoGivesItTime() throws Exception {
        deploy("1.0.0");
        deploy("2.0.0");
        pin("1.0.0", 3);
        Instant deadline = now.get().plus(Duration.ofDays(30));
        drained();
        assertThat(state("1.0.0").deadline()).contains(deadline);
        assertThat(state("1.0.0").reasons()).isEmpty();

        now.set(deadline.plusSeconds(1));
        deployment.turn();
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(state("1.0.0").reasons())
                .containsExactly("3 pieces of work still stand on it; decide: extend or end");

        Instant until = now.get().plus(Duration.ofDays(7));
        assertThat(deployment.extend("sample", "1.0.0", until, "boris").deadline())
                .contains(until);
        assertThat(state("1.0.0").reasons()).isEmpty();
        assertThat(deployment.extend("sample", "1.0.0", BEGIN, "boris").reasons())
                .containsExactly("the instant 2026-12-28T09:00:00Z has passed: name one to come");
    }

    @Test
    public void anEndedVersionGoesItsWorkWaitsAndExtendBringsItBack() throws Exception {
        deploy("1.0.0");
        deploy("2.0.0");
        pin("1.0.0", 3);
        drained();

        State ended = deployment.end("sample", "1.0.0", "boris");

        assertThat(ended.phase()).isEqualTo(Phase.GONE);
        assertThat(ended.pinned()).isEqualTo(3);
        assertThat(ended.reasons())
                .containsExactly("it was ended, and 3 pieces of work wait for it; extend brings it back");
        pass(Duration.ofMinutes(5));
        deployment.turn();
        assertThat(catalogue.service("sample", "1.0.0")).isEmpty();
        assertThat(deployment.end("sample", "1.0.0", "boris").reasons()).containsExactly("1.0.0 was ended already");

        State back = deployment.extend("sample", "1.0.0", now.get().plus(Duration.ofDays(1)), "boris");
        assertThat(back.phase()).isEqualTo(Phase.DRAINING);
        assertThat(catalogue.service("sample", "1.0.0")).isPresent();
        pins = List.of();
        deployment.turn();
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.GONE);
        assertThat(deployment
                        .extend("sample", "1.0.0", LAW.plusSeconds(9), "boris")
                        .reasons())
                .containsExactly("1.0.0 has gone, and nothing stands on it");
    }

    @Test
    public void anEndedVersionThatIsCurrentAgainIsNotEndedForEver() throws Exception {
        deploy("1.0.0");
        deploy("2.0.0");
        pin("1.0.0", 1);
        drained();
        deployment.end("sample", "1.0.0", "boris");
        deployment.rollback("sample", "boris");
        assertThat(current()).contains("1.0.0");

        pass(Duration.ofSeconds(1));
        deployment.promote("sample", "2.0.0", "boris");
        drained();

        assertThat(state("1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(catalogue.service("sample", "1.0.0")).isPresent();
    }

    // ------------------------------------------------------------------ taking back

    private boolean answers(String version) {
        return catalogue.call(
                new PluginKey(Kind.NOTICE, "sms", "sms", version),
                NoticeSender.class,
                Duration.ofSeconds(10),
                sender -> sender.reaches("anybody"));
    }

    private void call(String version, int times, String address) {
        for (int i = 0; i < times; i++) {
            catchThrowable(() -> catalogue.call(
                    new PluginKey(Kind.NOTICE, "sms", "sms", version),
                    NoticeSender.class,
                    Duration.ofSeconds(10),
                    sender -> sender.reaches(address)));
        }
    }

    private Optional<String> sms() {
        return deployment.version(Kind.NOTICE, "sms", now.get(), "");
    }

    @Test
    public void aVersionThatFailsMoreThanTheOneBeforeIsTakenBackWithTheReason() throws Exception {
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        call("1.0.0", 50, "anybody");
        deployment.turn();
        deploy(PluginJar.sender("sms", "2.0.0"), order());
        drained();
        assertThat(state("1.0.0").phase()).as("what it did is remembered").isEqualTo(Phase.GONE);

        call("2.0.0", 18, "anybody");
        call("2.0.0", 2, "bug");
        deployment.turn();
        assertThat(sms()).as("a tenth more is not enough").contains("2.0.0");

        call("2.0.0", 3, "bug");
        deployment.turn();

        assertThat(sms()).contains("1.0.0");
        assertThat(state("1.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(state("2.0.0").reasons())
                .containsExactly("it was taken back: 5 of its 23 calls failed, of 1.0.0 0 of 51"); // one at its start
        Line line = deployment.ledger().get(deployment.ledger().size() - 1);
        assertThat(line.action()).isEqualTo("takeback");
        assertThat(line.version()).isEqualTo("2.0.0");
        assertThat(line.by()).isEqualTo("platform");
        assertThat(journalled("sms")).endsWith("deployment.taken-back");
        assertThat(deployment.rollback("sms", "anna").reasons())
                .as("an operator who wanted the same is not one version too far")
                .singleElement()
                .asString()
                .startsWith("2.0.0 was taken back already, by platform");
    }

    @Test
    public void aVersionIsTakenBackForNothingThatTheOneBeforeDidToo() throws Exception {
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        call("1.0.0", 12, "anybody");
        call("1.0.0", 8, "bug");
        deployment.turn();
        deploy(PluginJar.sender("sms", "2.0.0"), order());
        deployment.turn();

        call("2.0.0", 12, "anybody");
        call("2.0.0", 8, "bug");
        deployment.turn();

        assertThat(sms()).contains("2.0.0");
    }

    @Test
    public void fewCallsTakeNothingBackAndAfterTheWatchNothingDoes() throws Exception {
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        deploy(PluginJar.sender("sms", "2.0.0"), order());
        deployment.turn();
        call("2.0.0", 19, "bug");
        deployment.turn();
        assertThat(sms()).contains("2.0.0");

        pass(Duration.ofMinutes(10));
        call("2.0.0", 19, "bug");
        deployment.turn();

        assertThat(sms()).contains("2.0.0");
    }

    @Test
    public void aShareIsWatchedAsLongAsItLasts() throws Exception {
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        deploy(PluginJar.sender("sms", "2.0.0"), order().share(10));
        deployment.turn();
        pass(Duration.ofHours(1));

        call("2.0.0", 20, "bug");
        deployment.turn();

        assertThat(state("2.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(deployment.version(Kind.NOTICE, "sms", now.get(), "draft 7")).contains("1.0.0");
    }

    @Test
    public void aVersionThatIsDownForTenSecondsIsTakenBack() throws Exception {
        ServiceRegistration<Runnable> printer =
                osgi.context().registerService(Runnable.class, () -> {}, new Hashtable<>());
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        deploy(
                PluginJar.empty("com.example.sms", "2.0.0")
                        .component(
                                SampleSender.class,
                                "sms",
                                "",
                                "<reference name=\"printer\" interface=\"java.lang.Runnable\"/>"),
                order());
        drained();
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.CURRENT);

        printer.unregister();
        deployment.turn();
        assertThat(state("2.0.0").phase()).isEqualTo(Phase.DOWN);
        pass(Duration.ofSeconds(9));
        deployment.turn();
        assertThat(sms()).contains("2.0.0");
        pass(Duration.ofSeconds(1));
        deployment.turn();

        assertThat(sms()).contains("1.0.0");
        assertThat(answers("1.0.0")).isTrue();
        assertThat(state("2.0.0").reasons()).contains("it was taken back: it was down for 10 seconds");
    }

    @Test
    public void theVersionBeforeStaysWhileItsSuccessorIsDown() throws Exception {
        ServiceRegistration<Runnable> printer =
                osgi.context().registerService(Runnable.class, () -> {}, new Hashtable<>());
        deploy(PluginJar.sender("sms", "1.0.0"), order());
        deploy(
                PluginJar.empty("com.example.sms", "2.0.0")
                        .component(
                                SampleSender.class,
                                "sms",
                                "",
                                "<reference name=\"printer\" interface=\"java.lang.Runnable\"/>"),
                order());
        printer.unregister();

        drained();

        assertThat(state("1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(answers("1.0.0")).isTrue();
    }
}
