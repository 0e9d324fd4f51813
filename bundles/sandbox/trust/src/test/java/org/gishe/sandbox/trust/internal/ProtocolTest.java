/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.tsp.TimeStampToken;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.trust.internal.Application.Answer;
import org.gishe.sandbox.trust.internal.Application.Verifier;
import org.gishe.sandbox.trust.test.Messages;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Both versions of the CSC API, each answer held against its schema. */
@RunWith(Parameterized.class)
public class ProtocolTest {

    private static final Invented ANNA = Invented.all().get(0);
    private static final Invented WITH_PIN = Invented.all().get(495);
    private static final Invented BY_PAGE = Invented.all().get(35);
    private static final String FIRST = Application.hash("first");
    private static final String SECOND = Application.hash("second");

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Sandbox sandbox = new Sandbox();

    private final int version;
    private Application application;

    public ProtocolTest(int version) {
        this.version = version;
    }

    @Parameters(name = "version {0}")
    public static List<Integer> versions() {
        return List.of(1, 2);
    }

    @Before
    public void logIn() throws Exception {
        application = Application.gishe(sandbox, version);
    }

    @Test
    public void theSchemasFindWhatIsMissingOrUnknown() {
        assertThat(Messages.fits(version, "credentials/authorize", Data.EMPTY)).isFalse();
        assertThat(Messages.fits(version, "signatures/signHash", Data.EMPTY.with("signatures", "x")))
                .isFalse();
        assertThat(Messages.fits(version, "error", Data.EMPTY.with("error", "made_up")))
                .isFalse();
    }

    @Test
    public void infoTellsVersionMethodsAndWhereToLogIn() throws Exception {
        Answer info = application.call("info", Data.EMPTY);

        assertThat(info.text("/specs")).startsWith(version + ".");
        assertThat(info.text("/oauth2")).isEqualTo(sandbox.address() + "/csc/v" + version + "/oauth2");
    }

    @Test
    public void severalDocumentsAreApprovedTogetherAndSignedInTheirOrder() throws Exception {
        String credential = application.credential(ANNA);
        assertThat(application.authorize(credential, "key", FIRST, SECOND).error())
                .isEqualTo("temporarily_unavailable");
        String sad = application.approved(credential, "key", FIRST, SECOND);

        Answer signed = application.sign(credential, sad, FIRST, SECOND);

        assertThat(verifies("first", signed.text("/signatures/0"))).isTrue();
        assertThat(verifies("second", signed.text("/signatures/1"))).isTrue();
    }

    @Test
    public void aCredentialIsToldInAsMuchDetailAsWasAsked() throws Exception {
        String credential = application.credential(ANNA);
        for (String certificates : List.of("none", "single", "chain")) {
            Answer info = application.call(
                    "credentials/info",
                    Data.EMPTY
                            .with("credentialID", credential)
                            .with("certificates", certificates)
                            .with("certInfo", Data.of(true))
                            .with("authInfo", Data.of(true)));
            assertThat(info.body().at("/cert/certificates/0").isPresent()).isEqualTo(!certificates.equals("none"));
            assertThat(info.body().at("/cert/certificates/2").isPresent()).isEqualTo(certificates.equals("chain"));
            assertThat(info.text("/cert/validTo")).endsWith("Z");
        }
    }

    @Test
    public void aListIsGivenInPagesAndInVersionTwoWithWhatIsKnown() throws Exception {
        Data.Obj asked = Data.EMPTY.with("userID", WITH_PIN.etsi()).with("maxResults", Data.of(1));

        Answer first = application.call("credentials/list", asked);
        Answer second = application.call("credentials/list", asked.with("pageToken", first.text("/nextPageToken")));

        assertThat(second.text("/credentialIDs/0")).isNotEqualTo(first.text("/credentialIDs/0"));
        assertThat(second.body().at("/nextPageToken")).isEmpty();
        if (version == 1) {
            return;
        }
        Answer whole = application.call(
                "credentials/list",
                Data.EMPTY
                        .with("userID", WITH_PIN.etsi())
                        .with("credentialInfo", Data.of(true))
                        .with("authInfo", Data.of(true))
                        .with("onlyValid", Data.of(true)));
        assertThat(whole.body().at("/credentialInfos/1/auth/objects/0")).isPresent();
    }

    @Test
    public void aPinAndAOneTimePasswordApproveWithoutThePhone() throws Exception {
        String credential = withPin();

        Answer authorized =
                application.call("credentials/authorize", explicit(credential, Credentials.PIN, otp(credential)));

        assertThat(application.sign(credential, authorized.text("/SAD"), FIRST).status())
                .isEqualTo(200);
    }

    @Test
    public void aPinIsLockedAfterThreeWrongOnesAndSoIsAPassword() throws Exception {
        String credential = withPin();
        String otp = otp(credential);
        for (int i = 0; i < 2; i++) {
            assertThat(application
                            .call("credentials/authorize", explicit(credential, Credentials.PIN, "none"))
                            .error())
                    .isEqualTo("invalid_otp");
        }
        assertThat(application
                        .call("credentials/authorize", explicit(credential, Credentials.PIN, otp))
                        .status())
                .as("a right one in time counts anew")
                .isEqualTo(200);
        for (int i = 0; i < 2; i++) {
            assertThat(application
                            .call("credentials/authorize", explicit(credential, "000000", otp))
                            .error())
                    .isEqualTo("invalid_pin");
        }
        application.call("credentials/authorize", explicit(credential, "000000", otp));

        Answer right =
                application.call("credentials/authorize", explicit(credential, Credentials.PIN, otp(credential)));

        assertThat(right.error()).isEqualTo("invalid_request");
        assertThat(right.description()).isEqualTo("PIN locked");
    }

    @Test
    public void aTransactionIsProlongedByAnotherSadAndTheOldOneIsOver() throws Exception {
        String credential = application.credential(ANNA);
        String sad = application.approved(credential, "key", FIRST);
        sandbox.now = sandbox.now.plus(Duration.ofMinutes(4));

        String next = extend(credential, sad).text("/SAD");

        assertThat(next).isNotEqualTo(sad);
        assertThat(application.sign(credential, sad, FIRST).description()).isEqualTo("Invalid parameter SAD");
        sandbox.now = sandbox.now.plus(Duration.ofMinutes(4));
        assertThat(application.sign(credential, next, FIRST).status()).isEqualTo(200);
    }

    @Test
    public void anExpiredSadIsNotProlongedAndNeitherIsOneForHalfAnHour() throws Exception {
        String credential = application.credential(ANNA);
        String expired = application.approved(credential, "expired", FIRST);
        sandbox.now = sandbox.now.plus(Duration.ofMinutes(6));
        assertThat(extend(credential, expired).description()).isEqualTo("SAD expired");

        String sad = application.approved(credential, "long", FIRST);
        Answer last = null;
        for (int i = 0; i < 8; i++) {
            sandbox.now = sandbox.now.plus(Duration.ofMinutes(4));
            last = extend(credential, sad);
            if (last.status() == 200) {
                sad = last.text("/SAD");
            }
        }
        assertThat(last.description()).isEqualTo("SAD expired");
    }

    @Test
    public void aPersonLetsAnApplicationSeeTheirCredentialsAlone() throws Exception {
        var verifier = new Verifier();
        String anna = application.credential(ANNA);
        String boris = application.credential(Invented.all().get(1));

        Map<String, String> back =
                application.decide(application.ask(verifier, Map.of("scope", "service")), "approve", anna);
        Answer token = application.redeem(back.get("code"), verifier);

        assertThat(back).containsEntry("state", "state-1");
        assertThat(token.text("/token_type")).isEqualTo("Bearer");
        application.with(token.text("/access_token"));
        assertThat(application.call("credentials/list", Data.EMPTY).text("/credentialIDs/0"))
                .isEqualTo(anna);
        assertThat(application
                        .call("credentials/info", Data.EMPTY.with("credentialID", boris))
                        .description())
                .isEqualTo("Invalid parameter credentialID");
        assertThat(application
                        .call(
                                "credentials/list",
                                Data.EMPTY.with("userID", Invented.all().get(1).etsi()))
                        .error())
                .isEqualTo("invalid_request");
    }

    @Test
    public void aPersonApprovesDocumentsOnThePageAndTheTokenIsTheSad() throws Exception {
        var verifier = new Verifier();
        String credential = application.credential(ANNA);

        var page = application.ask(verifier, credentialScope(credential));
        assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("Заявление &lt;b&gt;", ANNA.name());
        Map<String, String> back = application.decide(page, "approve", "");
        Answer token = application.redeem(back.get("code"), verifier);

        assertThat(token.text("/token_type")).isEqualTo("SAD");
        Answer signed = application.sign(credential, token.text("/access_token"), FIRST, SECOND);
        assertThat(verifies("second", signed.text("/signatures/1"))).isTrue();
        assertThat(application.redeem(back.get("code"), verifier).error())
                .as("a code serves once")
                .isEqualTo("invalid_grant");
    }

    @Test
    public void documentsAreNamedByAuthorizationDetails() throws Exception {
        assumeTrue("version 1 does not know them", version == 2);
        var verifier = new Verifier();
        String credential = application.credential(ANNA);
        Data.Obj details = Json.object()
                .put("type", "credential")
                .put("credentialID", credential)
                .put("numSignatures", 2)
                .put("hashAlgorithmOID", "2.16.840.1.101.3.4.2.1")
                .put(
                        "documentDigests",
                        Json.array(List.of(
                                Data.EMPTY.with("hash", FIRST).with("label", "Заявление"),
                                Data.EMPTY.with("hash", SECOND).with("label", "Декларация"))))
                .build();

        var page = application.ask(verifier, Map.of("authorization_details", Json.text(Json.array(List.of(details)))));

        assertThat(new String(page.body(), StandardCharsets.UTF_8))
                .contains("Заявление</strong>", "Декларация</strong>");
        Map<String, String> back = application.decide(page, "approve", "");
        Answer signed = application
                .with(application.token())
                .sign(credential, application.redeem(back.get("code"), verifier).text("/access_token"), FIRST, SECOND);
        assertThat(signed.status()).isEqualTo(200);
    }

    @Test
    public void aCredentialOfThePageIsAuthorisedThereAndNowhereElse() throws Exception {
        var verifier = new Verifier();
        String credential = application.credential(BY_PAGE);
        Answer told = application.call("credentials/info", Data.EMPTY.with("credentialID", credential));

        assertThat(told.text(version == 1 ? "/authMode" : "/auth/mode")).isEqualTo("oauth2code");
        assertThat(application.authorize(credential, "key", FIRST).description())
                .contains("oauth2/authorize");
        var page = application.ask(verifier, credentialScope(credential));
        assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains(BY_PAGE.name(), "Отпечатък");
        Map<String, String> back = application.decide(page, "approve", "");

        assertThat(back).containsEntry("iss", sandbox.address());
        String sad = application.redeem(back.get("code"), verifier).text("/access_token");
        assertThat(application.sign(credential, sad, FIRST, SECOND).status()).isEqualTo(200);
        assertThat(application.sign(credential, sad, FIRST, SECOND).description())
                .contains("used already");
    }

    @Test
    public void whatWasPushedIsAskedOnceForTheApplicationThatPushedIt() throws Exception {
        var verifier = new Verifier();
        Map<String, String> asked = credentialScope(application.credential(BY_PAGE));
        if (version == 1) {
            assertThat(application.push(verifier, asked).status()).isEqualTo(404);
            return;
        }
        Answer pushed = application.push(verifier, asked);
        Map<String, String> named = Map.of(
                "client_id",
                "gishe",
                "request_uri",
                pushed.body().text("/request_uri").orElseThrow());

        assertThat(pushed.status()).isEqualTo(201);
        var page = application.asked(named);
        assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains(BY_PAGE.name());
        assertThat(application.asked(named).statusCode()).as("once").isEqualTo(400);
        assertThat(application
                        .redeem(application.decide(page, "approve", "").get("code"), verifier)
                        .text("/token_type"))
                .isEqualTo("SAD");
        String second =
                application.push(verifier, asked).body().text("/request_uri").orElseThrow();
        assertThat(application
                        .asked(Map.of("client_id", "stranger", "request_uri", second))
                        .statusCode())
                .as("another application")
                .isEqualTo(400);
        String late =
                application.push(verifier, asked).body().text("/request_uri").orElseThrow();
        sandbox.now = sandbox.now.plus(Duration.ofMinutes(2));
        assertThat(application
                        .asked(Map.of("client_id", "gishe", "request_uri", late))
                        .statusCode())
                .as("a minute")
                .isEqualTo(400);
        assertThat(application
                        .push(verifier, Map.of("redirect_uri", "http://evil.invalid/"))
                        .description())
                .contains("redirect_uri");
        assertThat(application.push(verifier, Map.of("client_secret", "wrong")).error())
                .isEqualTo("invalid_client");
    }

    @Test
    public void whoSaysNoOnThePageLeadsBackWithThat() throws Exception {
        var verifier = new Verifier();
        String credential = application.credential(ANNA);

        Map<String, String> back =
                application.decide(application.ask(verifier, credentialScope(credential)), "reject", "");

        assertThat(back).containsEntry("error", "access_denied").containsEntry("state", "state-1");
    }

    @Test
    public void aSadAsBearerSignsInVersionTwoAlone() throws Exception {
        String credential = application.credential(ANNA);
        String sad = application.approved(credential, "key", FIRST);
        Data.Obj without = Json.object()
                .put("credentialID", credential)
                .put(application.hashes(), Json.array(List.of(Data.of(FIRST))))
                .put("signAlgo", "1.2.840.10045.4.3.2")
                .build();

        Answer signed = application.with(sad).call("signatures/signHash", without);

        assertThat(signed.status()).isEqualTo(version == 2 ? 200 : 401);
        assertThat(application.call("credentials/list", Data.EMPTY).status()).isEqualTo(401);
    }

    @Test
    public void ofSeveralAtOnceWithTheSameSadOneAloneIsServed() throws Exception {
        String credential = application.credential(ANNA);
        String sad = application.approved(credential, "key", FIRST);
        var threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> once =
                    () -> application.sign(credential, sad, FIRST).status();

            var statuses = new ArrayList<Integer>();
            for (var answer : threads.invokeAll(Collections.nCopies(8, once))) {
                statuses.add(answer.get());
            }

            assertThat(statuses).containsOnlyOnce(200).hasSize(8);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void aTimeStampComesByTheApiToo() throws Exception {
        Answer stamped = application.call(
                "signatures/timestamp",
                Data.EMPTY
                        .with("hash", FIRST)
                        .with("hashAlgo", "2.16.840.1.101.3.4.2.1")
                        .with("nonce", "4fba"));

        var token = new TimeStampToken(new CMSSignedData(Base64.getDecoder().decode(stamped.text("/timestamp"))));
        assertThat(token.getTimeStampInfo().getMessageImprintDigest())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest("first".getBytes(StandardCharsets.UTF_8)));
        assertThat(token.getTimeStampInfo().getNonce().longValue()).isEqualTo(0x4fba);
    }

    @Test
    public void aRevokedTokenOpensNothing() throws Exception {
        assertThat(application.revoke("none").status()).isEqualTo(204);
        assertThat(application.revoke(application.token()).status()).isEqualTo(204);

        assertThat(application.call("credentials/list", Data.EMPTY).error()).isEqualTo("invalid_token");
    }

    @Test
    public void aRevokedExpiredOrLockedCredentialSignsNothing() throws Exception {
        String credential = application.credential(ANNA);
        String sad = application.approved(credential, "before", FIRST);
        sandbox.switches("{\"locked\": [\"" + credential + "\"]}");
        assertThat(application.authorize(credential, "locked", FIRST).description())
                .contains("disabled");
        assertThat(application.sign(credential, sad, FIRST).description()).contains("disabled");
        sandbox.switches("{\"locked\": [], \"expired\": [\"" + credential + "\"]}");
        assertThat(application.authorize(credential, "expired", FIRST).description())
                .contains("expired");
        sandbox.switches("{\"expired\": [], \"revoke\": \"" + credential + "\"}");
        assertThat(application.authorize(credential, "revoked", FIRST).description())
                .contains("revoked");
        assertThat(application
                        .call("credentials/info", Data.EMPTY.with("credentialID", credential))
                        .text("/cert/status"))
                .isEqualTo("revoked");

        sandbox.switches("{\"renew\": \"" + credential + "\"}");

        assertThat(application.authorize(credential, "renewed", FIRST).error()).isEqualTo("temporarily_unavailable");
    }

    @Test
    public void valuesComeBareOrTwiceOnBadDays() throws Exception {
        String credential = application.credential(ANNA);
        String bare = application.approved(credential, "bare", FIRST);
        sandbox.switches("{\"rawEcdsa\": true}");
        String value = application.sign(credential, bare, FIRST).text("/signatures/0");
        assertThat(Base64.getDecoder().decode(value)).hasSize(64);

        String again = application.approved(credential, "again", SECOND);
        sandbox.switches("{\"duplicateAnswer\": 1}");

        assertThat(application.sign(credential, again, SECOND).text("/signatures/0"))
                .as("the answer before")
                .isEqualTo(value);
    }

    @Test
    public void thePhoneNamesEachDocumentAndSaysUntilWhen() throws Exception {
        String credential = application.credential(ANNA);
        application.call(
                "credentials/authorize",
                application
                        .authorization(credential, "key", List.of(FIRST, SECOND))
                        .with("description", "Заявление\nДекларация"));

        String page = new String(sandbox.get("/phone?credential=" + credential).body(), StandardCharsets.UTF_8);

        String hex = java.util.HexFormat.of().formatHex(Base64.getDecoder().decode(FIRST));
        assertThat(page)
                .contains("<strong>Заявление</strong>", "<strong>Декларация</strong>")
                .contains(hex.substring(0, 8) + "…" + hex.substring(56))
                .contains("--left:300", "решите до")
                .doesNotContain("<script");
    }

    private Map<String, String> credentialScope(String credential) {
        var asked = new HashMap<>(Map.of(
                "scope",
                "credential",
                "credentialID",
                credential,
                "numSignatures",
                "2",
                application.hashes(),
                url(FIRST) + "," + url(SECOND),
                "description",
                "Заявление <b>"));
        if (version == 2) {
            asked.put("hashAlgorithmOID", "2.16.840.1.101.3.4.2.1");
        }
        return asked;
    }

    private static String url(String base64) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Base64.getDecoder().decode(base64));
    }

    private Answer extend(String credential, String sad) throws Exception {
        return application.call(
                "credentials/extendTransaction",
                Data.EMPTY
                        .with("credentialID", credential)
                        .with("SAD", sad)
                        .with(application.hashes(), Json.array(List.of(Data.of(FIRST)))));
    }

    private String withPin() throws Exception {
        return application
                .call("credentials/list", Data.EMPTY.with("userID", WITH_PIN.etsi()))
                .text("/credentialIDs/1");
    }

    private String otp(String credential) throws Exception {
        Answer sent = application.call(
                version == 1 ? "credentials/sendOTP" : "credentials/getChallenge",
                Data.EMPTY.with("credentialID", credential));
        assertThat(sent.status()).isEqualTo(204);
        return Json.object(sandbox.get("/phone/otp?credential=" + credential).body())
                .text("/otp")
                .orElseThrow();
    }

    private Data.Obj explicit(String credential, String pin, String otp) {
        Data.Obj asked = application.authorization(credential, "key " + otp, List.of(FIRST));
        return version == 1
                ? asked.with("PIN", pin).with("OTP", otp)
                : asked.with(
                        "authData",
                        Json.array(List.of(
                                Data.EMPTY.with("id", "PIN").with("value", pin),
                                Data.EMPTY.with("id", "OTP").with("value", otp))));
    }

    private boolean verifies(String text, String value) throws Exception {
        X509Certificate certificate =
                sandbox.service().authority().person("person-0", ANNA).certificate();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(certificate.getPublicKey());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return signature.verify(Base64.getDecoder().decode(value));
    }
}
