/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.Assume.assumeTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gishe.api.base.PluginException;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningRequest.Digest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningStatus.State;
import org.gishe.api.signature.SigningTicket;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Reply;
import org.gishe.testkit.TestWork;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The consent page and what may come back from it, over HTTP, in both versions. */
@RunWith(Parameterized.class)
public class CscConsentTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private final String version;
    private Rssp service;
    private CscSignatures provider;

    public CscConsentTest(String version) {
        this.version = version;
    }

    @Parameters(name = "version {0}")
    public static List<String> versions() {
        return List.of("1", "2");
    }

    @Before
    public void start() throws Exception {
        service = new Rssp(folder);
        provider = service.provider(version);
    }

    @After
    public void stop() {
        service.close();
    }

    @Test
    public void eachCredentialIsAuthorisedAsItSaysUnlessTheOperatorSaysOtherwise() {
        assertThat(provider.redirects(begin(provider, Rssp.LED, "a"))).isTrue();
        assertThat(provider.redirects(begin(provider, Rssp.RUNG, "a"))).isFalse();

        CscSignatures rings = service.provider(version, "credentials_authorize", "gishe", "sandbox-only");
        assertThat(credential(rings, Rssp.LED)).as("nobody's phone rings").isEmpty();
        assertThat(rings.redirects(begin(rings, Rssp.RUNG, "a"))).isFalse();
        CscSignatures leads = service.provider(version, "oauth2code", "gishe", "sandbox-only");
        assertThat(leads.redirects(begin(leads, Rssp.RUNG, "a"))).isTrue();
        assertThat(catchThrowable(() -> CscSignatures.authorization("sometimes")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void thePageNamesThePersonAndEachDocumentWithItsFingerprintInTheirLanguage() throws Exception {
        SigningTicket ticket = begin(provider, Rssp.LED, "Заявление", "Декларация");

        String bulgarian = Rssp.open(page(depart(provider, ticket, Locale.forLanguageTag("bg"))));
        String english = Rssp.open(page(depart(provider, ticket, Locale.ENGLISH)));

        String fingerprint =
                java.util.HexFormat.of().formatHex(sha256("Заявление")).substring(0, 8);
        assertThat(bulgarian)
                .contains(Rssp.LED.name(), "Заявление</strong>", "Декларация</strong>", "Потвърждавам", fingerprint);
        assertThat(english).contains("Approve and sign", "Fingerprint", fingerprint);
    }

    @Test
    public void whatIsAskedIsPushedWhereThatIsOfferedSoThatNoAddressNamesADocument() {
        String page = page(depart(begin(provider, Rssp.LED, "Заявление"))).toString();

        assertThat(page.contains("request_uri=")).isEqualTo(version.equals("2"));
        assertThat(page.contains("description=")).isEqualTo(version.equals("1"));
        assertThat(page).contains("client_id=gishe").doesNotContain("sandbox-only");
    }

    @Test
    public void longNamesAreShortenedUntilTheAddressFitsAndTooManyDocumentsAreRefusedInWords() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            names.add(i + " " + "Щ".repeat(190));
        }
        URI page = page(depart(begin(provider, Rssp.LED, names.toArray(String[]::new))));

        assertThat(page.toString().length()).isLessThanOrEqualTo(Consent.LONGEST_ADDRESS);
        assertThat(Rssp.open(page)).contains("0 ", "9 ");

        assumeTrue("version 2 pushes them", version.equals("1"));
        var many = new String[60];
        java.util.Arrays.setAll(many, i -> "document " + i);
        var failure = catchThrowable(() -> depart(begin(provider, Rssp.LED, many)));
        assertThat(failure).isInstanceOf(PluginException.class).hasMessageContaining("60 documents");
        assertThat(((PluginException) failure).passing()).isFalse();
    }

    @Test
    public void theTokenOfAConsentIsTheActivationOfOneSignature() throws Exception {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));
        SigningStatus back = returned(provider, away, Rssp.decide(page(away), "approve"));
        SigningTicket consented = back.ticket().orElseThrow();

        assertThat(back.state()).isEqualTo(State.PENDING);
        assertThat(state(consented)).contains("\"sad\"").doesNotContain("verifier");
        SigningStatus signed = status(provider, consented);
        SigningStatus again = status(provider, consented);

        assertThat(signed.state()).as(signed.reason()).isEqualTo(State.SIGNED);
        assertThat(again.reason()).as("a SAD that is replayed").startsWith("lost:");
        assertThat(service.asked.stream().filter(each -> each.endsWith("signHash")))
                .hasSize(2);
    }

    @Test
    public void aLostAnswerForTheTokenIsToldAsLostAndTheCodeIsNotSentAgain() throws Exception {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));
        Map<String, String> back = Rssp.decide(page(away), "approve");
        service.instead.put(tokens(), Reply.empty(500));

        SigningStatus lost = returned(provider, away, back);

        assertThat(lost.state()).isEqualTo(State.FAILED);
        assertThat(lost.reason()).startsWith("lost:");
        assertThat(service.asked.stream().filter(each -> each.equals(tokens())).count())
                .as("once for the client, once for the code")
                .isEqualTo(2);
    }

    @Test
    public void aServiceThatWasNotReachedUsedNoCode() throws Exception {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));
        var back = new HashMap<>(Rssp.decide(page(away), "approve"));
        back.remove("iss"); // of the service that is there
        CscSignatures cut = Rssp.provider("http://127.0.0.1:1/tsp", version, "auto", "gishe", "sandbox-only");

        var failure = catchThrowable(() -> returned(cut, away, back));

        assertThat(((PluginException) failure).passing()).isTrue();
        assertThat(returned(provider, away, back).state()).isEqualTo(State.PENDING);
    }

    @Test
    public void badWhoSaysNo() throws Exception {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));

        assertThat(returned(provider, away, Rssp.decide(page(away), "reject")).state())
                .isEqualTo(State.REJECTED);
    }

    @Test
    public void badErrorsOfTheServiceEndItInOurWords() {
        for (var error : Map.of(
                        "access_denied", State.REJECTED,
                        "server_error", State.FAILED,
                        "temporarily_unavailable", State.FAILED,
                        "invalid_scope", State.FAILED,
                        "made_up", State.FAILED)
                .entrySet()) {
            SigningTicket away = depart(begin(provider, Rssp.LED, "text"));

            SigningStatus status = returned(
                    provider, away, Map.of("error", error.getKey(), "error_description", "of Somebody", "code", "x"));

            assertThat(status.state()).as(error.getKey()).isEqualTo(error.getValue());
            assertThat(status.reason()).matches("[a-z-]+: .*").doesNotContain("Somebody");
        }
    }

    @Test
    public void badIssuerOfAnother() throws Exception {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));
        var back = new HashMap<>(Rssp.decide(page(away), "approve"));
        assertThat(back).containsEntry("iss", service.endpoint());

        for (String iss :
                List.of("https://another.example", "", "%", service.endpoint().replace("/tsp", ".evil.example/tsp"))) {
            back.put("iss", iss);
            assertThat(returned(provider, away, back).reason()).as(iss).contains("another authorization server");
        }
        assertThat(service.asked.stream().filter(each -> each.equals(tokens())).count())
                .as("no code was sent anywhere")
                .isEqualTo(1);
    }

    @Test
    public void badReturnWithoutACode() {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));

        assertThat(returned(provider, away, Map.of()).state()).isEqualTo(State.FAILED);
        assertThat(returned(provider, away, Map.of("code", "")).state()).isEqualTo(State.FAILED);
    }

    @Test
    public void badCodeOfAnotherClient() throws Exception {
        CscSignatures stranger = service.provider(version, "auto", "stranger", "sandbox-stranger");
        SigningTicket theirs = depart(stranger, begin(stranger, Rssp.LED, "text"), Locale.ENGLISH);
        SigningTicket mine = depart(begin(provider, Rssp.LED, "text"));

        SigningStatus status = returned(provider, mine, Rssp.decide(page(theirs), "approve"));

        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.reason()).startsWith("code-refused:");
    }

    @Test
    public void badCodeOfAnotherPersonsDeparture() throws Exception {
        SigningTicket theirs = depart(begin(provider, Rssp.LED_TOO, "text"));
        SigningTicket mine = depart(begin(provider, Rssp.LED, "text"));

        assertThat(returned(provider, mine, Rssp.decide(page(theirs), "approve"))
                        .reason())
                .startsWith("code-refused:");
    }

    @Test
    public void badCodeThatWasReplayedOrIsOver() throws Exception {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));
        Map<String, String> back = Rssp.decide(page(away), "approve");
        returned(provider, away, back);

        assertThat(returned(provider, away, back).reason()).startsWith("code-refused:");

        SigningTicket late = depart(begin(provider, Rssp.LED, "text"));
        Map<String, String> lateBack = Rssp.decide(page(late), "approve");
        service.later = Duration.ofMinutes(2);
        assertThat(returned(provider, late, lateBack).reason()).startsWith("code-refused:");
    }

    @Test
    public void badActivationOfAnotherPersonOrForOtherDigestsSignsNothing() throws Exception {
        SigningTicket mine = consented(Rssp.LED, "text");
        SigningTicket theirs = consented(Rssp.LED_TOO, "text");
        String sad = sad(mine);

        assertThat(status(provider, changed(mine, sad, sad(theirs))).state()).isEqualTo(State.FAILED);
        assertThat(status(provider, changed(mine, sad, sad + "x")).state()).isEqualTo(State.FAILED);
        assertThat(status(provider, changed(mine, hash("text"), hash("another")))
                        .reason())
                .startsWith("hash-not-authorized:");
        assertThat(status(provider, mine).state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void badActivationThatIsOver() throws Exception {
        SigningTicket mine = consented(Rssp.LED, "text");
        service.later = Duration.ofMinutes(6);

        assertThat(status(provider, mine).state()).isEqualTo(State.EXPIRED);
    }

    @Test
    public void badAnswersForATokenAreFailures() throws Exception {
        for (String body : List.of(
                "{}",
                "{\"access_token\": \"\"}",
                "{\"access_token\": \"abc\", \"token_type\": \"SAD\", \"credentialID\": \"o-another\"}",
                "{\"access_token\": \"abc\", \"authorization_details\": [{\"credentialID\": \"o-another\"}]}")) {
            SigningTicket away = depart(begin(provider, Rssp.LED, "text"));
            Map<String, String> back = Rssp.decide(page(away), "approve");
            service.instead.put(
                    tokens(),
                    new Reply(200, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8)));

            SigningStatus status = returned(provider, away, back);

            service.instead.clear();
            assertThat(status.state()).as(body).isEqualTo(State.FAILED);
            assertThat(status.ticket()).isEmpty();
        }
    }

    @Test
    public void whoNeverComesBackExpires() {
        SigningTicket away = depart(begin(provider, Rssp.LED, "text"));
        try (var work = TestWork.forPerson(TestWork.CITIZEN)
                .now(Instant.now().plusSeconds(600))
                .open()) {
            assertThat(provider.status(work, away).state()).isEqualTo(State.EXPIRED);
        }
    }

    @Test
    public void everyMessageOfAConsentWasHeldAgainstItsSchema() throws Exception {
        status(provider, consented(Rssp.LED, "text"));

        String v = "v" + version + " ";
        var names = new ArrayList<>(List.of(
                v + "info",
                v + "credentials/list",
                v + "request credentials/list",
                v + "oauth2/token",
                v + "request oauth2/token",
                v + "request oauth2/authorize",
                v + "signatures/signHash",
                v + "request signatures/signHash"));
        if (version.equals("2")) {
            names.addAll(List.of(v + "oauth2/pushed_authorize", v + "request oauth2/pushed_authorize"));
        } else {
            names.addAll(List.of(v + "credentials/info", v + "request credentials/info"));
        }
        assertThat(service.wire().seen()).containsKeys(names.toArray(String[]::new));
        assertThat(service.wire().faults()).isEmpty();
    }

    private SigningTicket consented(Invented person, String text) throws Exception {
        SigningTicket away = depart(begin(provider, person, text));
        return returned(provider, away, Rssp.decide(page(away), "approve"))
                .ticket()
                .orElseThrow();
    }

    private String tokens() {
        return "/csc/v" + version + "/oauth2/token";
    }

    private Optional<Credential> credential(CscSignatures of, Invented person) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return of.credential(work, Rssp.identifier(person));
        }
    }

    private SigningTicket begin(CscSignatures by, Invented person, String... names) {
        var digests = java.util.Arrays.stream(names)
                .map(name -> new Digest(name, sha256(name)))
                .toList();
        Credential credential = credential(by, person).orElseThrow();
        try (var work = TestWork.forPerson(TestWork.CITIZEN)
                .key("consent." + UUID.randomUUID())
                .open()) {
            return by.begin(
                    work, SigningRequest.of(credential, digests, Instant.now().plusSeconds(300)));
        }
    }

    private SigningTicket depart(SigningTicket ticket) {
        return depart(provider, ticket, Locale.forLanguageTag("bg"));
    }

    private static SigningTicket depart(CscSignatures by, SigningTicket ticket, Locale language) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).language(language).open()) {
            return by.depart(work, ticket, URI.create("http://127.0.0.1:9/signing/return"), "s".repeat(65));
        }
    }

    private static URI page(SigningTicket away) {
        return away.approvalPage().orElseThrow();
    }

    private static SigningStatus returned(CscSignatures by, SigningTicket away, Map<String, String> parameters) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return by.returned(work, away, parameters);
        }
    }

    private static SigningStatus status(CscSignatures by, SigningTicket ticket) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return by.status(work, ticket);
        }
    }

    private static String state(SigningTicket ticket) {
        return new String(ticket.state(), StandardCharsets.UTF_8);
    }

    private static String sad(SigningTicket ticket) {
        return state(ticket).replaceAll(".*\"sad\":\"([^\"]+)\".*", "$1");
    }

    private static SigningTicket changed(SigningTicket ticket, String from, String to) {
        assertThat(state(ticket)).contains(from);
        return new SigningTicket(state(ticket).replace(from, to).getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static String hash(String text) {
        return java.util.Base64.getEncoder().encodeToString(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
