/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.alerts.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.junit.GreenMailRule;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class AlertsTest {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final Condition DOWN =
            Condition.alerting("1997 2.0.0 down", "it does not run", Duration.ofMinutes(1));
    private static final Condition PARKED = Condition.alerting("1997 2.0.0 in step check", "3 parked", Duration.ZERO);

    private static final String PASSWORD = "changeit";

    @ClassRule
    public static final TemporaryFolder FILES = new TemporaryFolder();

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final GreenMailRule server = new GreenMailRule(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
    });

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final TestStore store;

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final Named plugins = new Named("plug-ins");
    private Alerts alerts;

    public AlertsTest(TestStores kind) {
        store = kind.open();
    }

    private static final class Named implements Check {
        private final String name;
        private List<Condition> conditions = List.of();
        private boolean fails;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Condition> conditions() {
            if (fails) {
                throw new IllegalStateException("of somebody");
            }
            return conditions;
        }
    }

    private AlertsConfiguration config(Map<String, Object> settings) {
        var all = new HashMap<String, Object>(Map.of(
                "host", "127.0.0.1",
                "port", server.getSmtp().getPort(),
                "from", "gishe@example.bg",
                "to", "operator@example.bg",
                "starttls", false));
        all.putAll(settings);
        return Settings.of(AlertsConfiguration.class, all);
    }

    /** As after a start. */
    private Alerts started() {
        alerts = new Alerts(store, clock, config(Map.of()));
        alerts.checks = List.of(plugins);
        return alerts;
    }

    private void lookAfter(Duration time) {
        now = now.plus(time);
        if (alerts == null) {
            started();
        }
        alerts.run();
    }

    /** The server shows a certificate of its own for localhost. */
    @BeforeClass
    public static void makeCertificate() throws Exception {
        Process keytool = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/keytool",
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys().toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        System.setProperty("greenmail.tls.keystore.file", keys().toString());
        System.setProperty("greenmail.tls.keystore.password", PASSWORD);
    }

    private static Path keys() {
        return FILES.getRoot().toPath().resolve("mail.p12");
    }

    private static SSLSocketFactory trusting() throws Exception {
        KeyStore known = KeyStore.getInstance(keys().toFile(), PASSWORD.toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("mail", known.getCertificate("mail"));
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private List<String> mail() throws Exception {
        var subjects = new ArrayList<String>();
        for (MimeMessage message : server.getReceivedMessages()) {
            subjects.add(message.getSubject());
        }
        return subjects;
    }

    @Test
    public void somebodyIsCalledOnceWhenItHasLastedAndOnceWhenItIsOver() throws Exception {
        plugins.conditions = List.of(DOWN);
        lookAfter(Duration.ZERO);
        lookAfter(Duration.ofSeconds(59));
        assertThat(mail()).isEmpty();

        lookAfter(Duration.ofSeconds(1));
        lookAfter(Duration.ofSeconds(15));
        lookAfter(Duration.ofHours(5));
        assertThat(mail()).containsExactly("[Gishe] plug-ins: 1997 2.0.0 down");

        plugins.conditions = List.of();
        lookAfter(Duration.ofSeconds(15));
        lookAfter(Duration.ofSeconds(15));
        assertThat(mail())
                .containsExactly("[Gishe] plug-ins: 1997 2.0.0 down", "[Gishe] over: plug-ins: 1997 2.0.0 down");
    }

    @Test
    public void theMailSaysWhatIsWrongSinceWhenAndThatAMachineWroteIt() throws Exception {
        plugins.conditions = List.of(PARKED);

        lookAfter(Duration.ZERO);

        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getContent().toString())
                .contains("3 parked")
                .contains("2026-11-23 10:00:00 in Sofia (2026-11-23T08:00:00Z)");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getFrom()[0]).hasToString("gishe@example.bg");
    }

    @Test
    public void eachAddressGetsIt() throws Exception {
        new SmtpMail(config(Map.of("to", "operator@example.bg, night@example.bg")), clock).send("subject", "text");

        assertThat(mail()).containsExactly("subject", "subject");
    }

    @Test
    public void whatPassesBeforeItsTimeCallsNobody() throws Exception {
        plugins.conditions = List.of(DOWN);
        lookAfter(Duration.ZERO);
        plugins.conditions = List.of();
        lookAfter(Duration.ofSeconds(30));
        plugins.conditions = List.of(DOWN);
        lookAfter(Duration.ofSeconds(15));
        lookAfter(Duration.ofSeconds(45));

        assertThat(mail()).isEmpty();
    }

    @Test
    public void whatComesAndGoesCallsSomebodyOnceAnHour() throws Exception {
        for (int minute = 0; minute < 60; minute++) {
            plugins.conditions = minute % 2 == 0 ? List.of(PARKED) : List.of();
            lookAfter(Duration.ofMinutes(1));
        }
        assertThat(mail()).hasSize(2);

        plugins.conditions = List.of(PARKED);
        lookAfter(Duration.ofMinutes(2));

        assertThat(mail()).hasSize(3);
        assertThat(mail().get(2)).doesNotContain("over");
    }

    @Test
    public void aRestartTellsNothingAgain() throws Exception {
        plugins.conditions = List.of(PARKED);
        lookAfter(Duration.ZERO);
        store.reopen();
        started();

        lookAfter(Duration.ofHours(2));
        assertThat(mail()).hasSize(1);

        plugins.conditions = List.of();
        lookAfter(Duration.ofSeconds(15));
        assertThat(mail()).hasSize(2);
    }

    @Test
    public void eachConditionIsAMailOfItsOwn() throws Exception {
        plugins.conditions = List.of(PARKED, Condition.alerting("1997 3.0.0 held back", "it died", Duration.ZERO));

        lookAfter(Duration.ZERO);

        assertThat(mail())
                .containsExactly(
                        "[Gishe] plug-ins: 1997 2.0.0 in step check", "[Gishe] plug-ins: 1997 3.0.0 held back");
    }

    @Test
    public void whatMayWaitForOfficeHoursCallsNobody() throws Exception {
        plugins.conditions = List.of(Condition.seen("notice/sms@1.0.0 hangs", "2 calls do not end"));

        lookAfter(Duration.ZERO);
        lookAfter(Duration.ofDays(1));

        assertThat(mail()).isEmpty();
    }

    @Test
    public void aCheckThatFailsIsTold_andWhatItSaidBeforeIsNotOver() throws Exception {
        plugins.conditions = List.of(PARKED);
        lookAfter(Duration.ZERO);
        plugins.fails = true;

        lookAfter(Duration.ofSeconds(15));
        assertThat(mail()).hasSize(1);
        lookAfter(Duration.ofMinutes(5));

        assertThat(mail())
                .containsExactly("[Gishe] plug-ins: 1997 2.0.0 in step check", "[Gishe] plug-ins: the check itself");
        assertThat(server.getReceivedMessages()[1].getContent().toString())
                .contains("IllegalStateException")
                .doesNotContain("of somebody");
    }

    @Test
    public void aCheckThatIsAwayLeavesWhatItSaid() throws Exception {
        plugins.conditions = List.of(PARKED);
        lookAfter(Duration.ZERO);
        alerts.checks = List.of();

        lookAfter(Duration.ofMinutes(10));

        assertThat(mail()).hasSize(1);
    }

    @Test
    public void whatAServerDidNotTakeIsSentWhenItIsBack() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        alerts = new Alerts(store, clock, config(Map.of("port", free)));
        alerts.checks = List.of(plugins);
        plugins.conditions = List.of(PARKED);
        lookAfter(Duration.ZERO);
        assertThat(mail()).isEmpty();

        started();
        lookAfter(Duration.ofSeconds(15));

        assertThat(mail()).hasSize(1);
    }

    @Test
    public void withoutAServerNobodyIsCalledAndNothingKept() {
        alerts = new Alerts(store, clock, config(Map.of("host", "")));
        alerts.checks = List.of(plugins);
        plugins.conditions = List.of(PARKED);

        alerts.run();

        assertThat(new Episodes(store).all()).isEmpty();
    }

    @Test
    public void aSubjectStaysOneLine() throws Exception {
        plugins.conditions = List.of(Condition.alerting("odd\r\nBcc: thief@example.com", "odd", Duration.ZERO));

        lookAfter(Duration.ZERO);

        assertThat(mail()).containsExactly("[Gishe] plug-ins: odd  Bcc: thief@example.com");
        assertThat(server.getReceivedMessages()[0].getHeader("Bcc")).isNull();
    }

    @Test
    public void aUserLogsInWithThePasswordOfTheFile() throws Exception {
        server.setUser("operator@example.bg", "gishe", "right");
        server.getUserManager().setAuthRequired(true);
        var password = folder.newFile().toPath();

        Files.writeString(password, "wrong\n");
        SmtpMail mail = new SmtpMail(config(Map.of("user", "gishe", "passwordFile", password.toString())), clock);
        assertThatThrownBy(() -> mail.send("subject", "text")).isInstanceOf(IOException.class);
        Files.writeString(password, "right\n");
        mail.send("subject", "text");

        assertThat(mail()).containsExactly("subject");
    }

    @Test
    public void nothingIsSentInTheClearWhereEncryptionIsAskedFor() {
        SmtpMail mail = new SmtpMail(config(Map.of("starttls", true)), clock);

        assertThatThrownBy(() -> mail.send("subject", "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    public void aServerThatNobodyKnowsGetsNothingAndOneThatIsTrustedGetsItEncrypted() throws Exception {
        Map<String, Object> settings = Map.of(
                "tls", true, "host", "localhost", "port", server.getSmtps().getPort());

        assertThatThrownBy(() -> new SmtpMail(config(settings), clock).send("subject", "text"))
                .isInstanceOf(IOException.class);
        assertThat(server.getReceivedMessages()).isEmpty();

        new SmtpMail(config(settings), clock, Optional.of(trusting())).send("subject", "text");
        assertThat(mail()).containsExactly("subject");
    }
}
