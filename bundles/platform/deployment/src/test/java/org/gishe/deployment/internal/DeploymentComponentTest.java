/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.gishe.api.base.PersonId;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.Trials;
import org.gishe.catalogue.internal.CatalogueComponent;
import org.gishe.catalogue.test.Osgi;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.catalogue.test.SampleSender;
import org.gishe.contents.internal.StoredContents;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Order;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.Signer;
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
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** On a real framework and a real data base; the test says when deployment looks, and what time it is. */
@RunWith(Parameterized.class)
public class DeploymentComponentTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

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

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T09:00:00Z"));
    private final InstantSource clock = now::get;
    private Path samples = Path.of("");
    private Optional<Signer> signer = Optional.empty();
    private List<Pins.Pin> pins = List.of();
    private CatalogueComponent catalogue;
    private Journal journal;
    private DeploymentComponent deployment;

    public DeploymentComponentTest(TestStores kind) {
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
                jar -> new Trust.Verdict(signer, List.of(), signer.isEmpty() ? List.of("unsigned") : List.of()),
                new DeploymentComponent.Places(folder.getRoot().toPath().resolve("deploy"), samples),
                false,
                new Keeper.Terms(GRACE, Duration.ofSeconds(1), Duration.ofDays(30), Duration.ofMinutes(10)));
        deployment.pins = List.of(() -> pins);
    }

    @After
    public void close() throws InterruptedException {
        deployment.close();
    }

    /** The framework goes down and comes up with what it had installed, and so does the platform. */
    private void restart() throws Exception {
        close();
        osgi.restart();
        open();
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static Order by(String who) {
        return Order.by(who).build();
    }

    private State deploy(PluginJar jar) {
        pass(Duration.ofSeconds(1));
        return deployment.deploy(jar.stream(), by("anna"));
    }

    private Optional<String> current(String id) {
        return deployment.version(Kind.SERVICE, id, now.get(), "seed");
    }

    private State state(String id, String version) {
        return deployment.states().stream()
                .filter(each -> each.plugin().equals(id) && each.version().equals(version))
                .findAny()
                .orElseThrow();
    }

    private List<String> actions() {
        return deployment.ledger().stream()
                .map(line -> line.action() + " " + line.plugin() + " " + line.version())
                .toList();
    }

    private List<String> journalled(String plugin) {
        return store.read(handle ->
                journal.matter(handle, plugin).stream().map(Journal.Line::kind).toList());
    }

    private long installed() {
        return java.util.Arrays.stream(osgi.context().getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("gishe:"))
                .count();
    }

    // ------------------------------------------------------------------ whose it is

    @Test
    public void anIdBelongsToWhoeverSignedItUntilAnOperatorReleasesIt() throws Exception {
        signer = Optional.of(new Signer("Roads", "roads by state", Optional.of(now.get())));
        assertThat(deploy(PluginJar.service("sample", "1.0.0")).signer()).isEqualTo(signer);
        restart();

        signer = Optional.of(new Signer("Mallory Ltd", "mallory by state", Optional.empty()));
        State others = deploy(PluginJar.service("sample", "2.0.0"));
        signer = Optional.empty();
        State unsigned = deploy(PluginJar.service("sample", "2.0.1"));

        assertThat(others.phase()).isEqualTo(Phase.REFUSED);
        assertThat(others.reasons()).singleElement().asString().contains("belongs to Roads", "signed by Mallory Ltd");
        assertThat(unsigned.reasons()).singleElement().asString().contains("belongs to Roads", "unsigned");
        assertThat(current("sample")).contains("1.0.0");

        signer = Optional.of(new Signer("Roads of the state", "roads by state", Optional.empty())); // renewed
        assertThat(deploy(PluginJar.service("sample", "1.1.0")).phase()).isEqualTo(Phase.CURRENT);

        pass(Duration.ofSeconds(1));
        assertThat(deployment.release("sample", "anna").phase()).isEqualTo(Phase.CURRENT);
        assertThat(deployment.release("sample", "anna").reasons())
                .containsExactly("the id sample belongs to nobody's signature");
        assertThat(journalled("sample")).contains("deployment.released");
        assertThat(current("sample")).as("what runs is not touched").contains("1.1.0");
        signer = Optional.of(new Signer("Streets", "streets by state", Optional.empty()));
        assertThat(deploy(PluginJar.service("sample", "3.0.0")).phase()).isEqualTo(Phase.CURRENT);
        assertThat(state("sample", "3.0.0").signer()).isEqualTo(signer);
        assertThat(state("sample", "1.1.0").signer().map(Signer::id)).contains("roads by state");
    }

    @Test
    public void anUnsignedIdIsTakenByTheFirstWhoSigns() {
        deploy(PluginJar.service("sample", "1.0.0"));
        assertThat(deployment.ledger()).singleElement().satisfies(line -> assertThat(line.reason())
                .isEqualTo("unsigned"));
        signer = Optional.of(new Signer("Roads", "roads by state", Optional.empty()));
        assertThat(deploy(PluginJar.service("sample", "1.1.0")).phase()).isEqualTo(Phase.CURRENT);
        signer = Optional.empty();

        assertThat(deploy(PluginJar.service("sample", "1.2.0")).phase()).isEqualTo(Phase.REFUSED);
    }

    // ------------------------------------------------------------------ who tries it before

    @Test
    public void invitedPeopleTryAVersionUntilItIsCurrent() {
        var invitations = new InvitationsComponent(store, journal, deployment, clock);
        deploy(PluginJar.service("sample", "1.0.0"));
        pass(Duration.ofSeconds(1));
        Instant from = now.get().plus(Duration.ofDays(2));
        deployment.deploy(
                PluginJar.service("sample", "2.0.0").stream(),
                Order.by("anna").from(from).build());
        var maria = new PersonId("maria");

        var invitation =
                invitations.invite("sample", "2.0.0", "Maria of roads", "anna").orElseThrow();

        assertThat(invitations.accept(invitation.token(), maria)).contains(new Trials.Trial("sample", "2.0.0", from));
        assertThat(invitations.accept(invitation.token(), maria)).as("again").isPresent();
        assertThat(invitations.accept(invitation.token(), new PersonId("somebody else")))
                .isEmpty();
        assertThat(invitations.accept("A".repeat(43), maria)).isEmpty();
        assertThat(invitations.accept("", maria)).isEmpty();
        assertThat(invitations.testers("sample", "2.0.0")).singleElement().satisfies(tester -> {
            assertThat(tester.name()).isEqualTo("Maria of roads");
            assertThat(tester.accepted()).contains(now.get());
        });
        assertThat(journalled("sample")).contains("deployment.invited", "deployment.invitation-accepted");

        pass(Duration.ofDays(3));
        assertThat(invitations.toCome("sample", "2.0.0")).as("it is current").isEmpty();
        assertThat(invitations.accept(invitation.token(), maria)).isEmpty();
    }

    @Test
    public void nobodyIsInvitedToWhatIsNotToComeAndAnInvitationIsTakenBack() {
        var invitations = new InvitationsComponent(store, journal, deployment, clock);
        deploy(PluginJar.service("sample", "1.0.0"));
        pass(Duration.ofSeconds(1));
        deployment.deploy(
                PluginJar.service("sample", "2.0.0").stream(),
                Order.by("anna").from(now.get().plus(Duration.ofDays(2))).build());

        assertThat(invitations.invite("sample", "1.0.0", "Maria", "anna")).isEmpty();
        assertThat(invitations.invite("other", "2.0.0", "Maria", "anna")).isEmpty();
        for (String name : List.of("", " ", "x".repeat(101))) {
            assertThatThrownBy(() -> invitations.invite("sample", "2.0.0", name, "anna"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        var invitation = invitations.invite("sample", "2.0.0", "Maria", "anna").orElseThrow();
        String id = invitation.tester().id();
        assertThat(invitations.takeBack("other", "2.0.0", id, "anna")).isFalse();
        assertThat(invitations.takeBack("sample", "2.0.0", id, "anna")).isTrue();
        assertThat(invitations.takeBack("sample", "2.0.0", id, "anna")).isFalse();
        assertThat(invitations.accept(invitation.token(), new PersonId("maria")))
                .isEmpty();
        assertThat(journalled("sample")).contains("deployment.invitation-taken-back");
        pass(Duration.ofSeconds(1));
        var another = invitations.invite("sample", "2.0.0", "Maria", "anna").orElseThrow();
        deployment.rollback("sample", "anna");
        assertThat(invitations.accept(another.token(), new PersonId("maria"))).isEmpty();
    }

    // ------------------------------------------------------------------ coming in

    @Test
    public void whatIsDeployedServesAndTheLedgerTheJournalAndTheStateSaySo() {
        State state = deploy(PluginJar.service("sample", "1.0.0"));

        assertThat(state.phase()).isEqualTo(Phase.CURRENT);
        assertThat(state.reasons()).isEmpty();
        assertThat(state.kind()).isEqualTo("service");
        assertThat(catalogue.service("sample", "1.0.0")).isPresent();
        assertThat(current("sample")).contains("1.0.0");
        assertThat(deployment.ledger()).singleElement().satisfies(line -> {
            assertThat(line.action()).isEqualTo("deploy");
            assertThat(line.by()).isEqualTo("anna");
            assertThat(line.sha256()).isEqualTo(state.sha256()).hasSize(64);
            assertThat(line.at()).isEqualTo(now.get());
        });
        assertThat(journalled("sample")).containsExactly("deployment.deployed");
    }

    @Test
    public void workBegunBeforeADeploymentIsOfTheVersionBefore() {
        deploy(PluginJar.service("sample", "1.0.0"));
        Instant before = now.get();
        deploy(PluginJar.service("sample", "2.0.0"));

        assertThat(deployment.version(Kind.SERVICE, "sample", before, "")).contains("1.0.0");
        assertThat(deployment.version(Kind.SERVICE, "sample", now.get(), "")).contains("2.0.0");
        assertThat(deployment.version(Kind.SERVICE, "sample", before.minusSeconds(60), ""))
                .isEmpty();
    }

    @Test
    public void aComponentServesAtOnce() {
        State state = deploy(PluginJar.sender("sms", "1.0"));

        assertThat(state.phase()).isEqualTo(Phase.CURRENT);
        assertThat(state.version()).isEqualTo("1.0.0");
        assertThat(state.kind()).isEqualTo("notice");
        assertThat(catalogue.plugins()).containsExactly(new PluginKey(Kind.NOTICE, "sms", "sms", "1.0.0"));
    }

    @Test
    public void theSameJarAgainIsItsPresentState() {
        PluginJar jar = PluginJar.service("sample", "1.0.0");
        State first = deploy(jar);

        State again = deploy(jar);

        assertThat(again).isEqualTo(first);
        assertThat(actions()).containsExactly("deploy sample 1.0.0");
    }

    @Test
    public void otherBytesUnderTheSameVersionAreRefused() {
        deploy(PluginJar.service("sample", "1.0.0"));

        State state = deploy(PluginJar.service("sample", "1.0.0").file("new.txt", "new"));

        assertThat(state.phase()).isEqualTo(Phase.REFUSED);
        assertThat(state.reasons())
                .containsExactly(
                        "version 1.0.0 of sample was deployed with other content before: raise Bundle-Version");
        assertThat(current("sample")).contains("1.0.0");
    }

    @Test
    public void aJarOfAPluginThatIsNotOneOfTheDeployersIsRefusedBeforeItIsStarted() {
        Order own = Order.by("maria").only(Set.of("other")).build();
        byte[] jar = PluginJar.service("sample", "1.0.0").bytes();

        State strangers = deployment.deploy(new ByteArrayInputStream(jar), own);
        assertThat(strangers.phase()).isEqualTo(Phase.REFUSED);
        assertThat(strangers.reasons()).containsExactly("sample is not among the plug-ins that maria may change");
        assertThat(installed()).isZero();

        pass(Duration.ofSeconds(1));
        deployment.deploy(new ByteArrayInputStream(jar), by("anna"));
        pass(Duration.ofSeconds(1));
        assertThat(deployment.deploy(new ByteArrayInputStream(jar), own).phase())
                .as("also where nothing would change")
                .isEqualTo(Phase.REFUSED);

        Order named = Order.by("maria").only(Set.of("other", "sample")).build();
        assertThat(deployment
                        .deploy(
                                new ByteArrayInputStream(
                                        PluginJar.service("sample", "1.1.0").bytes()),
                                named)
                        .phase())
                .isEqualTo(Phase.CURRENT);
    }

    @Test
    public void anIdBelongsToOneBundle() {
        deploy(PluginJar.service("sample", "1.0.0"));

        State state = deploy(PluginJar.service("sample", "2.0.0").header("Bundle-SymbolicName", "com.example.thief"));

        assertThat(state.reasons()).containsExactly("the id sample belongs to the bundle com.example.sample");
    }

    @Test
    public void aMissingPackageIsToldInWordsAndTheVersionBeforeServesOn() {
        deploy(PluginJar.service("sample", "1.0.0"));

        State state = deploy(PluginJar.service("sample", "2.0.0")
                .header(
                        "Import-Package",
                        "com.fasterxml.jackson.missing;version=\"[1.0,2)\",org.gishe.api.base;version=\"[7.0,8)\","
                                + "com.example.wished;resolution:=optional"));

        assertThat(state.phase()).isEqualTo(Phase.REFUSED);
        assertThat(state.reasons())
                .containsExactlyInAnyOrder(
                        "needs package com.fasterxml.jackson.missing [1.0,2): nobody in the platform offers it",
                        "needs package org.gishe.api.base [7.0,8): the platform offers 1.0.0");
        assertThat(current("sample")).contains("1.0.0");
        assertThat(catalogue.service("sample", "1.0.0")).isPresent();
        assertThat(installed()).isEqualTo(1);
        assertThat(actions()).containsExactly("deploy sample 1.0.0", "refused sample 2.0.0");
        assertThat(journalled("sample")).containsExactly("deployment.deployed", "deployment.refused");
    }

    @Test
    public void aMissingCapabilityIsToldInWords() {
        State state = deploy(PluginJar.service("sample", "1.0.0")
                .header("Require-Capability", "com.example.printer;filter:=\"(colour=true)\""));

        assertThat(state.reasons())
                .containsExactly("needs com.example.printer (colour=true): nobody in the platform offers it");
    }

    @Test
    public void aComponentThatWaitsForSomethingIsRefusedWithWhatItWaitsFor() {
        State unconfigured = deploy(PluginJar.empty("com.example.sms", "1.0.0")
                .component(SampleSender.class, "sms", "configuration-policy=\"require\"", ""));
        State unreferenced = deploy(PluginJar.empty("com.example.sms", "1.0.1")
                .component(
                        SampleSender.class,
                        "sms",
                        "",
                        "<reference name=\"printer\" interface=\"java.lang.Runnable\" target=\"(fast=true)\"/>"));

        assertThat(unconfigured.reasons())
                .containsExactly("component " + SampleSender.class.getName() + " waits for a configuration: etc/"
                        + SampleSender.class.getName() + "-<instance>.cfg");
        assertThat(unreferenced.reasons())
                .containsExactly("component " + SampleSender.class.getName()
                        + " waits for the service of its reference printer (fast=true) [starts]");
        assertThat(installed()).isZero();
        assertThat(deployment.states()).isEmpty();
    }

    @Test
    public void aComponentThatCannotBeLoadedIsNotCurrent() {
        State state = deploy(PluginJar.sender("sms", "1.0.0")
                .header("Import-Package", "org.gishe.api.base")); // without the contract it implements

        assertThat(state.phase()).isEqualTo(Phase.REFUSED);
        assertThat(state.reasons()).singleElement().asString().contains("NoClassDefFoundError");
        assertThat(installed()).isZero();
    }

    @Test
    public void whatIsNoJarIsRefusedAndNothingStays() {
        State state = deployment.deploy(new ByteArrayInputStream("no jar".getBytes()), by("anna"));

        assertThat(state.phase()).isEqualTo(Phase.REFUSED);
        assertThat(state.reasons()).containsExactly(Refusal.UNREADABLE.words("it cannot be read as a jar"));
        assertThat(deployment.states()).isEmpty();
        assertThat(actions()).containsExactly("refused  ");
    }

    @Test
    public void aJarThatBreaksOffOrIsTooLargeIsRefused() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[70_000]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });

        assertThat(deployment.deploy(broken, by("anna")).reasons())
                .containsExactly("it did not arrive whole: connection reset");
        assertThat(deployment
                        .deploy(new ByteArrayInputStream(new byte[(64 << 20) + 1]), by("anna"))
                        .reasons())
                .containsExactly("it is larger than 64 MiB");
    }

    // ------------------------------------------------------------------ going

    @Test
    public void theVersionBeforeStaysBesideUntilItsGraceIsOver() throws Exception {
        deploy(PluginJar.service("sample", "1.0.0"));
        deploy(PluginJar.service("sample", "2.0.0"));

        deployment.turn();
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(state("sample", "2.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(catalogue.service("sample", "1.0.0")).isPresent();
        assertThat(catalogue.service("sample", "2.0.0")).isPresent();

        pass(GRACE.plusMillis(1));
        deployment.turn();
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.GONE);
        assertThat(catalogue.service("sample", "1.0.0")).isEmpty();
        assertThat(actions()).containsExactly("deploy sample 1.0.0", "deploy sample 2.0.0", "drained sample 1.0.0");
        assertThat(journalled("sample"))
                .containsExactly("deployment.deployed", "deployment.deployed", "deployment.drained");

        deployment.turn();
        assertThat(actions()).hasSize(3);
    }

    @Test
    public void aVersionWithPinnedWorkStaysUntilItIsDone() throws Exception {
        deploy(PluginJar.service("sample", "1.0.0"));
        deploy(PluginJar.service("sample", "2.0.0"));
        pins = List.of(new Pins.Pin(Kind.SERVICE, "sample", "1.0.0", 3));

        pass(Duration.ofHours(1));
        deployment.turn();
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(state("sample", "1.0.0").pinned()).isEqualTo(3);

        pins = List.of();
        deployment.turn();
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.GONE);
    }

    @Test
    public void aVersionWithACallInsideStaysUntilItHasLeft() throws Exception {
        deploy(PluginJar.sender("sms", "1.0.0"));
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var caller = new Thread(() -> catalogue.call(
                new PluginKey(Kind.NOTICE, "sms", "sms", "1.0.0"),
                NoticeSender.class,
                Duration.ofMinutes(1),
                plugin -> {
                    entered.countDown();
                    try {
                        return release.await(60, java.util.concurrent.TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        return false;
                    }
                }));
        caller.start();
        entered.await();

        deploy(PluginJar.sender("sms", "2.0.0"));
        pass(Duration.ofHours(1));
        deployment.turn();
        assertThat(state("sms", "1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(state("sms", "1.0.0").inside()).isEqualTo(1);

        release.countDown();
        caller.join();
        while (!catalogue.inside().isEmpty()) {
            Thread.onSpinWait();
        }
        deployment.turn();
        assertThat(state("sms", "1.0.0").phase()).isEqualTo(Phase.GONE);
    }

    @Test
    public void pinnedWorkThatCommittedLateBringsItsVersionBack() throws Exception {
        deploy(PluginJar.service("sample", "1.0.0"));
        deploy(PluginJar.service("sample", "2.0.0"));
        pass(GRACE.plusMillis(1));
        deployment.turn();
        assertThat(installed()).isEqualTo(1);

        pins = List.of(new Pins.Pin(Kind.SERVICE, "sample", "1.0.0", 1));
        deployment.turn();

        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(catalogue.service("sample", "1.0.0")).isPresent();
    }

    @Test
    public void anEarlierVersionSentAgainIsARollBack() throws Exception {
        PluginJar first = PluginJar.service("sample", "1.0.0");
        deploy(first);
        deploy(PluginJar.service("sample", "2.0.0"));
        pass(GRACE.plusMillis(1));
        deployment.turn();

        State state = deploy(first);

        assertThat(state.phase()).isEqualTo(Phase.CURRENT);
        assertThat(current("sample")).contains("1.0.0");
        assertThat(state("sample", "2.0.0").phase()).isEqualTo(Phase.DRAINING);
    }

    @Test
    public void whatIsRemovedTakesNoNewWorkDrainsAndMayComeBack() throws Exception {
        PluginJar jar = PluginJar.service("sample", "1.0.0");
        deploy(jar);
        pass(Duration.ofSeconds(1));

        State state = deployment.remove("sample", "boris");

        assertThat(state.phase()).isEqualTo(Phase.DRAINING);
        assertThat(current("sample")).isEmpty();
        pass(GRACE.plusMillis(1));
        deployment.turn();
        assertThat(installed()).isZero();
        assertThat(deployment.ledger()).extracting(Line::by).containsExactly("anna", "boris", "platform");

        assertThat(deploy(jar).phase()).isEqualTo(Phase.CURRENT);
        assertThat(deployment.remove("other", "boris").phase()).isEqualTo(Phase.REFUSED);
    }

    // ------------------------------------------------------------------ restarts

    @Test
    public void afterARestartWhatTheLedgerNeedsRunsAndNothingElse() throws Exception {
        deploy(PluginJar.service("sample", "1.0.0"));
        deploy(PluginJar.service("sample", "2.0.0"));
        deploy(PluginJar.sender("sms", "1.0.0"));
        osgi.context().installBundle("gishe:unknown", PluginJar.empty("com.example.stray", "1.0.0").stream());
        pins = List.of(new Pins.Pin(Kind.SERVICE, "sample", "1.0.0", 1));

        restart();
        assertThat(deployment.missing()).contains("plug-ins of the ledger are being started");
        deployment.turn();

        assertThat(deployment.missing()).isEmpty();
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.DRAINING);
        assertThat(state("sample", "2.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(state("sms", "1.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(catalogue.plugins()).hasSize(3);
        assertThat(osgi.context().getBundle("gishe:unknown")).isNull();
    }

    @Test
    public void aNewNodeIsBuiltFromTheDataBaseAlone() throws Exception {
        deploy(PluginJar.sender("sms", "1.0.0"));
        for (Bundle bundle : osgi.context().getBundles()) {
            if (bundle.getLocation().startsWith("gishe:")) {
                bundle.uninstall();
            }
        }

        restart();
        deployment.turn();

        assertThat(state("sms", "1.0.0").phase()).isEqualTo(Phase.CURRENT);
    }

    @Test
    public void aVersionThatKilledThePlatformTwiceIsHeldBackAndItsPredecessorServes() throws Exception {
        deploy(PluginJar.service("sample", "1.0.0"));
        State second = deploy(PluginJar.service("sample", "2.0.0"));
        pins = List.of(new Pins.Pin(Kind.SERVICE, "sample", "2.0.0", 1));
        var jars = new Jars();
        store.commit(unit -> jars.begin(unit, second.sha256(), Records.NONE));
        store.commit(unit -> jars.begin(unit, second.sha256(), Records.NONE));

        restart();
        deployment.turn();

        assertThat(state("sample", "2.0.0").phase()).isEqualTo(Phase.QUARANTINED);
        assertThat(state("sample", "2.0.0").reasons())
                .containsExactly("the platform died 2 times while this version started");
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.CURRENT);
        assertThat(catalogue.service("sample", "2.0.0")).isEmpty();
        assertThat(journalled("sample")).contains("deployment.quarantined");

        pass(Duration.ofMinutes(5));
        deployment.turn();
        assertThat(catalogue.service("sample", "2.0.0"))
                .as("held back also for the work that is pinned to it")
                .isEmpty();
        assertThat(deploy(PluginJar.service("sample", "2.0.0")).phase())
                .as("an operator may try it again")
                .isEqualTo(Phase.CURRENT);
    }

    @Test
    public void aJarThatKilledThePlatformWhileItWasTriedIsNamedOnce() throws Exception {
        deploy(PluginJar.service("sample", "1.0.0"));
        var killer = new Jar("com.example.sample", "2.0.0", Set.of(Kind.SERVICE), "sample", true);
        store.commit(unit -> new Jars().begin(unit, "f00d", killer));

        restart();
        restart();
        deployment.turn();

        assertThat(deployment.ledger().stream()
                        .filter(line -> line.sha256().equals("f00d"))
                        .map(line -> line.action() + " " + line.plugin() + " " + line.version() + " " + line.reason()))
                .containsExactly("refused sample 2.0.0 the platform died while it was tried");
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.CURRENT);
    }

    @Test
    public void oneDeathIsNotHeldAgainstAVersion() throws Exception {
        State state = deploy(PluginJar.service("sample", "1.0.0"));
        store.commit(unit -> new Jars().begin(unit, state.sha256(), Records.NONE));

        restart();
        deployment.turn();

        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.CURRENT);
    }

    @Test
    public void whatDoesNotRunSaysWhyAndIsTriedAgain() throws Exception {
        State state = deploy(PluginJar.service("sample", "1.0.0"));
        Bundle bundle = osgi.context().getBundle("gishe:" + state.sha256());
        bundle.stop();
        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.DOWN);

        pass(Duration.ofSeconds(1));
        deployment.turn();

        assertThat(state("sample", "1.0.0").phase()).isEqualTo(Phase.CURRENT);
    }

    // ------------------------------------------------------------------ samples and the folder

    private void samples(PluginJar... jars) throws IOException {
        samples = Files.createDirectories(folder.getRoot().toPath().resolve("samples"));
        for (PluginJar jar : jars) {
            Files.write(samples.resolve(jar.name() + "-" + jar.version() + ".jar"), jar.bytes());
        }
    }

    @Test
    public void anEmptyLedgerBeginsWithTheSamplesOnce() throws Exception {
        samples(PluginJar.service("sample", "1.0.0"), PluginJar.sender("sms", "1.0.0"));
        restart();
        deployment.turn();

        assertThat(actions()).containsExactly("deploy sample 1.0.0", "deploy sms 1.0.0", "samples  ");
        assertThat(deployment.ledger()).extracting(Line::by).containsOnly("first start");

        samples(PluginJar.service("other", "1.0.0"));
        restart();
        deployment.turn();
        assertThat(actions()).hasSize(3);
    }

    @Test
    public void aFirstStartThatWasCutOffGoesOn() throws Exception {
        samples(PluginJar.service("sample", "1.0.0"), PluginJar.sender("sms", "1.0.0"));
        deployment.deploy(PluginJar.service("sample", "1.0.0").stream(), by("first start"));

        restart();
        deployment.turn();

        assertThat(actions()).containsExactly("deploy sample 1.0.0", "deploy sms 1.0.0", "samples  ");
    }

    @Test
    public void aLedgerThatSomebodyBeganGetsNoSamples() throws Exception {
        samples(PluginJar.sender("sms", "1.0.0"));
        deploy(PluginJar.service("sample", "1.0.0"));

        restart();
        deployment.turn();

        assertThat(actions()).containsExactly("deploy sample 1.0.0");
    }

    @Test
    public void aJarInTheFolderIsDeployedOnceItIsStableAndGoesWithItsFile() throws Exception {
        deployment.turn();
        Path deploy = folder.getRoot().toPath().resolve("deploy");
        Path file = deploy.resolve("sample.jar");
        Files.write(file, PluginJar.service("sample", "1.0.0").bytes());

        deployment.turn();
        assertThat(actions()).as("it may still be growing").isEmpty();
        deployment.turn();
        assertThat(actions()).containsExactly("deploy sample 1.0.0");
        assertThat(deployment.ledger().get(0).by()).isEqualTo("folder sample.jar");

        restart();
        deployment.turn();
        deployment.turn();
        assertThat(actions()).as("nothing is done twice").hasSize(1);

        pass(Duration.ofSeconds(1));
        Files.delete(file);
        deployment.turn();
        assertThat(actions()).containsExactly("deploy sample 1.0.0", "remove sample 1.0.0");
    }

    @Test
    public void aJarInTheFolderThatIsRefusedHasATextBesideItUntilItIsRight() throws Exception {
        deployment.turn();
        Path deploy = folder.getRoot().toPath().resolve("deploy");
        Path file = deploy.resolve("sample.jar");
        Path refusal = deploy.resolve("sample.jar.refused.txt");
        PluginJar right = PluginJar.service("sample", "1.0.0");
        Files.write(file, right.without("gishe/texts_en.properties").bytes());
        deployment.turn();
        deployment.turn();

        assertThat(refusal).content().contains("gishe/texts_en.properties is missing");

        Files.write(file, right.bytes());
        deployment.turn();
        deployment.turn();
        assertThat(refusal).doesNotExist();
        assertThat(current("sample")).contains("1.0.0");
    }

    @Test
    public void deletingAnOldFileLeavesTheNewerVersionAlone() throws Exception {
        deployment.turn();
        Path deploy = folder.getRoot().toPath().resolve("deploy");
        Files.write(
                deploy.resolve("sample-1.jar"),
                PluginJar.service("sample", "1.0.0").bytes());
        deployment.turn();
        deployment.turn();
        deploy(PluginJar.service("sample", "2.0.0"));

        Files.delete(deploy.resolve("sample-1.jar"));
        deployment.turn();

        assertThat(current("sample")).contains("2.0.0");
    }
}
