/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningStatus.State;
import org.gishe.api.signature.SigningTicket;
import org.gishe.api.signature.Tariff;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.trust.internal.TrustService;
import org.gishe.sandbox.trust.test.Wire;
import org.gishe.testkit.TestWork;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The bad days of a service, over HTTP, in both versions. */
@RunWith(Parameterized.class)
public class CscFailuresTest {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static Server sandbox;
    private static Wire wire;
    private static volatile String version;
    private static volatile Reply instead;

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private final SignatureProvider provider;

    public CscFailuresTest(String spoken) {
        version = spoken;
        provider = provider("gishe", "sandbox-only");
    }

    @Parameters(name = "version {0}")
    public static List<String> versions() {
        return List.of("1", "2");
    }

    @BeforeClass
    public static void startTheSandbox() throws IOException {
        String before = System.setProperty("gishe.data", FOLDER.getRoot().toString());
        try {
            var trust = new TrustService(Instant::now);
            wire = new Wire(() -> trust);
            sandbox = new Server(0, () -> List.of(answering(wire)));
        } finally {
            if (before == null) {
                System.clearProperty("gishe.data");
            } else {
                System.setProperty("gishe.data", before);
            }
        }
    }

    /** The trust service, until something else is to be answered in its place. */
    private static Site answering(Site trust) {
        return new Site() {
            @Override
            public String path() {
                return trust.path();
            }

            @Override
            public Reply handle(Call call) throws IOException {
                Reply other = instead;
                return other != null && call.path().equals("/csc/v" + version + "/signatures/signHash")
                        ? other
                        : trust.handle(call);
            }
        };
    }

    @AfterClass
    public static void stopTheSandbox() {
        sandbox.close();
        assertThat(wire.faults()).as("messages that passed").isEmpty();
    }

    @Before
    public void aGoodDay() throws Exception {
        instead = null;
        switches("{\"autoApprove\": true, \"delayMillis\": 0, \"slowMillis\": 0, \"fail5xx\": 0, \"wrongValue\": 0,"
                + " \"lostAnswer\": 0, \"duplicateAnswer\": 0, \"rawEcdsa\": false, \"locked\": [], \"expired\": []}");
    }

    @Test
    public void aSadIsGivenToThePlatformBeforeItIsUsed() throws Exception {
        switches("{\"autoApprove\": false}");
        SigningTicket first = begin("key");
        assertThat(state(first)).doesNotContain("sad");
        switches("{\"autoApprove\": true}");

        SigningStatus approved = status(first);

        assertThat(approved.state()).isEqualTo(State.PENDING);
        SigningTicket changed = approved.ticket().orElseThrow();
        assertThat(state(changed)).contains("\"sad\"");
        // whoever did not keep it is given it again: nothing is used up yet
        assertThat(state(status(first).ticket().orElseThrow())).isEqualTo(state(changed));
        assertThat(status(changed).state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void anAnswerThatWasLostIsToldAsLostAtOnceAndNeverAskedForAgain() throws Exception {
        SigningTicket ticket = begin("lost");
        switches("{\"lostAnswer\": 1}");

        SigningStatus lost = status(ticket);

        assertThat(lost.state()).isEqualTo(State.FAILED);
        assertThat(lost.reason()).startsWith("lost:");
        assertThat(lost.values()).isEmpty();
    }

    @Test
    public void whatAPlatformThatDiedAsksAgainIsRefusedAsUsedAndToldAsLost() throws Exception {
        SigningTicket ticket = begin("died");
        status(ticket);

        SigningStatus again = status(ticket);

        assertThat(again.state()).isEqualTo(State.FAILED);
        assertThat(again.reason()).isEqualTo("lost: the signature was made and its value is gone");
    }

    @Test
    public void anAnswerThatDoesNotComeInTimeIsToldAsLost() throws Exception {
        SigningTicket ticket = begin("late");
        switches("{\"slowMillis\": 5000}");

        SigningStatus late = status(ticket);

        assertThat(late.state()).isEqualTo(State.FAILED);
        assertThat(late.reason()).startsWith("lost:");
        // what nobody waits for any more would use up another test's switch
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!switches("{\"slowMillis\": 0}").contains("\"inside\":0")) {
            assertThat(System.nanoTime()).as("the late call ends").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    public void aTokenThatIsNoLongerTakenUsesNothingUp() {
        SigningTicket ticket = begin("token");
        instead = new Reply(401, java.util.Map.of(), "{\"error\":\"invalid_token\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(status(ticket).state()).isEqualTo(State.PENDING);

        instead = null;
        assertThat(status(ticket).state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void aPageInPlaceOfAnErrorIsStillARefusal() {
        SigningTicket ticket = begin("page");
        instead = new Reply(
                403, java.util.Map.of("Content-Type", "text/html"), "<html>".getBytes(StandardCharsets.UTF_8));

        SigningStatus refused = status(ticket);

        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(refused.reason()).startsWith("unknown:");
    }

    @Test
    public void severalDocumentsAreSignedUnderOneConsentInTheirOrder() throws Exception {
        Credential credential = credential(Invented.all().get(0));
        var digests = List.of(
                new SigningRequest.Digest("Заявление", sha256("first")),
                new SigningRequest.Digest("Декларация", sha256("text")));
        SigningTicket ticket;
        try (var work = TestWork.forPerson(TestWork.CITIZEN)
                .key("several." + java.util.UUID.randomUUID())
                .open()) {
            ticket = provider.begin(
                    work, SigningRequest.of(credential, digests, Instant.now().plusSeconds(300)));
        }

        SigningStatus status = status(ticket);

        assertThat(status.values()).hasSize(2);
        assertThat(verifies(status.values().get(1))).isTrue();
        assertThat(verifies(status.values().get(0))).isFalse();
    }

    @Test
    public void bareValuesOfAServiceBecomeDer() throws Exception {
        SigningTicket ticket = begin("bare");
        switches("{\"rawEcdsa\": true}");

        assertThat(verifies(status(ticket).values().get(0))).isTrue();
    }

    @Test
    public void aServiceThatAnswersWithTheSignatureBeforeIsFoundByItsValue() throws Exception {
        status(begin("before", "another"));
        SigningTicket ticket = begin("duplicate");
        switches("{\"duplicateAnswer\": 1}");

        assertThat(verifies(status(ticket).values().get(0))).isFalse();
    }

    @Test
    public void everyRefusalHasATermOfItsOwn() throws Exception {
        String credential = credential(Invented.all().get(0)).id();
        SigningTicket disabled = begin("disabled");
        SigningTicket expired = begin("expired");
        SigningTicket revoked = begin("revoked");

        switches("{\"locked\": [\"" + credential + "\"]}");
        assertThat(status(disabled).reason()).startsWith("credential-disabled:");
        switches("{\"locked\": [], \"expired\": [\"" + credential + "\"]}");
        assertThat(status(expired).reason()).startsWith("certificate-expired:");
        switches("{\"expired\": [], \"revoke\": \"" + credential + "\"}");
        assertThat(status(revoked).reason()).startsWith("certificate-revoked:");
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            assertThat(provider.credential(work, identifier(Invented.all().get(0))))
                    .as("a revoked certificate signs nothing")
                    .isEmpty();
        }
        switches("{\"renew\": \"" + credential + "\"}");
        assertThat(credential(Invented.all().get(0)).id()).isEqualTo(credential);
    }

    @Test
    public void aPersonWithAPinAloneIsNotAskedForItHere() {
        // the last people have a second credential with a PIN: the one for the phone is taken
        assertThat(credential(Invented.all().get(499)).id()).startsWith("c-");
    }

    @Test
    public void aSignatureAskedForTwiceIsLostTheSecondTime() {
        SigningTicket ticket = begin("twice");

        assertThat(status(ticket).state()).isEqualTo(State.SIGNED);
        assertThat(status(ticket).reason()).startsWith("lost:");
    }

    @Test
    public void aServiceThatFailsForAMomentIsAskedAgain() throws Exception {
        SigningTicket ticket = begin("moment");
        switches("{\"fail5xx\": 1}");

        var failure = catchThrowable(() -> status(ticket));

        assertThat(((PluginException) failure).passing()).isTrue();
        assertThat(status(ticket).state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void aWrongValueIsHandedOnForThePlatformToFind() throws Exception {
        SigningTicket ticket = begin("wrong");
        switches("{\"wrongValue\": 1}");

        SigningStatus status = status(ticket);

        assertThat(status.state()).isEqualTo(State.SIGNED);
        assertThat(verifies(status.values().get(0))).isFalse();
    }

    @Test
    public void aTicketWithAnotherSadOrCredentialSignsNothing() {
        SigningTicket ticket = begin("changed");
        String sad = state(ticket).replaceAll(".*\"sad\":\"([^\"]+)\".*", "$1");
        String credential = credential(Invented.all().get(0)).id();
        String other = credential(Invented.all().get(1)).id();

        assertThat(status(changed(ticket, sad, sad + "x")).state()).isEqualTo(State.FAILED);
        assertThat(status(changed(ticket, credential, other)).state()).isEqualTo(State.FAILED);
        assertThat(status(changed(ticket, hash("text"), hash("another"))).state())
                .isEqualTo(State.FAILED);
        assertThat(status(ticket).state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void aTicketThatIsNoneIsAFailureAndNotARetry() {
        var failure = catchThrowable(() -> status(new SigningTicket(new byte[] {1, 2, 3}, java.util.Optional.empty())));

        assertThat(failure).isInstanceOf(PluginException.class);
        assertThat(((PluginException) failure).passing()).isFalse();
    }

    @Test
    public void anAnswerOfAnotherShapeIsAFailure() {
        SigningTicket ticket = begin("shape");

        for (String body : List.of("{}", "{\"signatures\": []}", "{\"signatures\": [\"AAAA\", \"AAAA\"]}")) {
            instead = answer(body);
            assertThat(status(ticket).state()).as(body).isEqualTo(State.FAILED);
        }
        for (String body : List.of("{\"signatures\": [\"?\"]}", "<html>", "[1", "x".repeat(1 << 21))) {
            instead = answer(body);
            assertThat(catchThrowable(() -> status(ticket)))
                    .as(body.substring(0, 2))
                    .isInstanceOf(PluginException.class);
        }
        instead = null;
        assertThat(status(ticket).state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void aClientThatTheServiceDoesNotKnowSaysSoWithoutTheSecret() {
        var stranger = provider("gishe", "a wrong secret");

        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            var failure = catchThrowable(
                    () -> stranger.credential(work, identifier(Invented.all().get(0))));

            assertThat(failure).isInstanceOf(PluginException.class).hasMessageContaining("client-refused");
            assertThat(failure.toString()).doesNotContain("a wrong secret");
        }
    }

    @Test
    public void bareValuesOfEcdsaBecomeDerAndDerStays() throws Exception {
        for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            var keys = generator.generateKeyPair();
            for (int i = 0; i < 100; i++) { // r and s with and without leading zeros
                byte[] data = {(byte) i};
                Signature bare = Signature.getInstance("SHA256withECDSAinP1363Format");
                bare.initSign(keys.getPrivate());
                bare.update(data);

                byte[] der = Ecdsa.der(bare.sign());

                Signature verifier = Signature.getInstance("SHA256withECDSA");
                verifier.initVerify(keys.getPublic());
                verifier.update(data);
                assertThat(verifier.verify(der)).isTrue();
                assertThat(Ecdsa.der(der)).isEqualTo(der);
            }
        }
    }

    @Test
    public void aBareValueThatLooksLikeDerAtItsStartIsStillBare() {
        byte[] bare = new byte[64];
        bare[0] = 0x30;
        bare[1] = 62;
        bare[63] = 1;

        assertThat(Ecdsa.der(bare)).isNotEqualTo(bare).startsWith(0x30);
    }

    private static Reply answer(String body) {
        return new Reply(
                200, java.util.Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    private static SignatureProvider provider(String clientId, String secret) {
        String endpoint = sandbox.address() + "/tsp";
        return new CscSignatures(
                new CscClient(endpoint, clientId, secret, CscSignatures.version(version)),
                LocalText.of("Проба", "Sandbox"),
                new Tariff(0, new BigDecimal("0"), "EUR"),
                endpoint + "/phone");
    }

    private SigningTicket begin(String key) {
        return begin(key, "text");
    }

    private SigningTicket begin(String key, String text) {
        var digest = new SigningRequest.Digest("Заявление", sha256(text));
        try (var work = TestWork.forPerson(TestWork.CITIZEN)
                .key(key + "." + java.util.UUID.randomUUID())
                .open()) {
            return provider.begin(
                    work,
                    SigningRequest.of(
                            credential(Invented.all().get(0)),
                            List.of(digest),
                            Instant.now().plusSeconds(300)));
        }
    }

    private SigningStatus status(SigningTicket ticket) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return provider.status(work, ticket);
        }
    }

    private Credential credential(Invented person) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return provider.credential(work, identifier(person)).orElseThrow();
        }
    }

    private static Identifier identifier(Invented person) {
        return Identifier.fromEtsi(person.etsi());
    }

    private static String state(SigningTicket ticket) {
        return new String(ticket.state(), StandardCharsets.UTF_8);
    }

    private static SigningTicket changed(SigningTicket ticket, String from, String to) {
        String state = state(ticket);
        assertThat(state).contains(from);
        return new SigningTicket(state.replace(from, to).getBytes(StandardCharsets.UTF_8), ticket.approvalPage());
    }

    private boolean verifies(byte[] value) throws GeneralSecurityException {
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        credential(Invented.all().get(0)).certificates().get(0)));
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(certificate.getPublicKey());
        verifier.update("text".getBytes(StandardCharsets.UTF_8));
        return verifier.verify(value);
    }

    private static String hash(String text) {
        return java.util.Base64.getEncoder().encodeToString(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String switches(String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.address() + "/tsp/sandbox/switches"))
                                .timeout(Duration.ofSeconds(10))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
