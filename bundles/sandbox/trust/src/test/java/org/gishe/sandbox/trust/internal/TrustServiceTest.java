/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.trust.test.Messages;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** Plays the signature application and the phone, over HTTP. */
public class TrustServiceTest {

    private static final Invented ANNA = Invented.all().get(0);
    private static final Invented BORIS = Invented.all().get(1);
    private static final String FIRST = hash("first");
    private static final String SECOND = hash("second");

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    private final Path data = Files.createTempDirectory("gishe-trust");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Server server;
    private volatile TrustService service;
    private volatile Instant now = Instant.now();
    private String token;

    public TrustServiceTest() throws Exception {
        service = start();
        server = new Server(0, () -> List.of(service));
        token = text(
                post("/oauth2/token", "grant_type=client_credentials&client_id=gishe&client_secret=sandbox-only"),
                "/access_token");
    }

    private TrustService start() {
        return new TrustService(() -> now, data, "http://127.0.0.1:8090/tsp");
    }

    @After
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Test
    public void whatThePersonApprovedIsSignedByTheCertificateThatWasAnnounced() throws Exception {
        String credential = credential(ANNA);
        assertThat(error(authorize(credential, "key", FIRST, SECOND))).isEqualTo("temporarily_unavailable");

        decide(ANNA, "approve");
        String sad = text(authorize(credential, "key", FIRST, SECOND), "/SAD");
        HttpResponse<String> signed = sign(credential, sad, FIRST, SECOND);

        X509Certificate certificate = chain(credential).get(0);
        assertThat(verifies(certificate, "first", text(signed, "/signatures/0")))
                .isTrue();
        assertThat(verifies(certificate, "second", text(signed, "/signatures/1")))
                .isTrue();
        assertThat(verifies(certificate, "second", text(signed, "/signatures/0")))
                .isFalse();
    }

    @Test
    public void aCertificateIsOfItsPersonForSigningAloneAndItsChainHolds() throws Exception {
        List<X509Certificate> chain = chain(credential(ANNA));

        assertThat(chain).hasSize(3);
        X509Certificate person = chain.get(0);
        assertThat(person.getSubjectX500Principal().getName()).contains("CN=" + ANNA.name());
        assertThat(new String(person.getSubjectX500Principal().getEncoded(), StandardCharsets.ISO_8859_1))
                .contains("PNOBG-" + ANNA.egn());
        boolean[] usage = person.getKeyUsage();
        assertThat(usage[1]).as("nonRepudiation").isTrue();
        usage[1] = false;
        assertThat(usage).containsOnly(false);
        assertThat(person.getBasicConstraints()).isEqualTo(-1);
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate issuer = chain.get(Math.min(i + 1, chain.size() - 1));
            chain.get(i).verify(issuer.getPublicKey());
        }
        assertThat(chain(credential(BORIS)).get(0).getPublicKey()).isNotEqualTo(person.getPublicKey());
    }

    @Test
    public void nobodySeesTheCredentialsOfAnybodyElse() throws Exception {
        assertThat(credential(ANNA)).isNotEqualTo(credential(BORIS)).doesNotContain(ANNA.egn());
        HttpResponse<String> stranger = csc("credentials/list", Data.EMPTY.with("userID", "PNOBG-9130054478"));
        HttpResponse<String> everybody = csc("credentials/list", Data.EMPTY);

        assertThat(stranger.body()).isEqualTo("{\"credentialIDs\":[]}");
        assertThat(everybody.body()).isEqualTo("{\"credentialIDs\":[]}");
    }

    @Test
    public void withoutATokenThereIsNothingButInfo() throws Exception {
        String right = token;
        for (String wrong : List.of("", "x", "99999999999.abc", right + "0", "1" + right)) {
            token = wrong;
            assertThat(csc("credentials/list", Data.EMPTY).statusCode())
                    .as(wrong)
                    .isEqualTo(401);
            assertThat(csc("signatures/signHash", Data.EMPTY).statusCode()).isEqualTo(401);
        }
        assertThat(csc("info", Data.EMPTY).statusCode()).isEqualTo(200);
        token = right;
        now = now.plus(Duration.ofMinutes(61));
        assertThat(error(csc("credentials/list", Data.EMPTY))).isEqualTo("invalid_token");
        assertThat(post("/oauth2/token", "grant_type=client_credentials&client_id=gishe&client_secret=x")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    public void repeatingARequestJoinsItAndAnythingElseIsAnother() throws Exception {
        String credential = credential(ANNA);
        authorize(credential, "key", FIRST);
        authorize(credential, "key", FIRST);
        assertThat(pending(ANNA)).hasSize(1);

        authorize(credential, "another key", FIRST);
        authorize(credential, "key", SECOND);
        authorize(credential(BORIS), "key", FIRST);

        assertThat(pending(ANNA)).hasSize(3);
        assertThat(pending(BORIS)).hasSize(1);
    }

    @Test
    public void theSameSadIsGivenAgainToWhoLostTheAnswer() throws Exception {
        String credential = credential(ANNA);
        String sad = approved(credential, "key", FIRST);

        assertThat(text(authorize(credential, "key", FIRST), "/SAD")).isEqualTo(sad);
    }

    @Test
    public void aSadServesOnce() throws Exception {
        String credential = credential(ANNA);
        String sad = approved(credential, "key", FIRST);

        assertThat(sign(credential, sad, FIRST).statusCode()).isEqualTo(200);
        assertThat(description(sign(credential, sad, FIRST))).contains("used already");
        assertThat(description(authorize(credential, "key", FIRST))).contains("made already");
    }

    @Test
    public void aSadServesItsOwnHashesInTheirOrderAlone() throws Exception {
        String credential = credential(ANNA);
        String sad = approved(credential, "key", FIRST, SECOND);

        for (List<String> others : List.of(
                List.of(FIRST),
                List.of(SECOND, FIRST),
                List.of(FIRST, FIRST),
                List.of(FIRST, SECOND, SECOND),
                List.of(FIRST, hash("third")),
                List.<String>of())) {
            assertThat(sign(credential, sad, others.toArray(String[]::new)).statusCode())
                    .as("" + others.size())
                    .isEqualTo(400);
        }
        assertThat(sign(credential, sad, FIRST, SECOND).statusCode())
                .as("no refusal used it up")
                .isEqualTo(200);
    }

    @Test
    public void aSadServesItsOwnPersonAlone() throws Exception {
        String sad = approved(credential(ANNA), "key", FIRST);

        assertThat(description(sign(credential(BORIS), sad, FIRST))).contains("another credential");
        assertThat(sign(credential(ANNA), sad, FIRST).statusCode()).isEqualTo(200);
    }

    @Test
    public void aSadThatWasMadeUpOrChangedSignsNothing() throws Exception {
        String credential = credential(ANNA);
        String sad = approved(credential, "key", FIRST);

        for (String wrong :
                List.of("", "x", ".", sad + "x", sad.substring(1), sad.substring(0, sad.indexOf('.') + 1))) {
            assertThat(sign(credential, wrong, FIRST).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(sign(credential, sad, FIRST).statusCode()).isEqualTo(200);
    }

    @Test
    public void whatThePersonRejectedIsNeverSigned() throws Exception {
        String credential = credential(ANNA);
        authorize(credential, "key", FIRST);
        String id = pending(ANNA).get(0);

        decide(ANNA, "reject");

        assertThat(error(authorize(credential, "key", FIRST))).isEqualTo("access_denied");
        assertThat(phone(id, "approve").statusCode()).isEqualTo(409);
        assertThat(error(authorize(credential, "key", FIRST))).isEqualTo("access_denied");
    }

    @Test
    public void whatNobodyApprovedInFiveMinutesIsOver() throws Exception {
        String credential = credential(ANNA);
        authorize(credential, "key", FIRST);
        String id = pending(ANNA).get(0);
        now = now.plus(Duration.ofMinutes(5)).plusSeconds(1);

        assertThat(pending(ANNA)).isEmpty();
        assertThat(phone(id, "approve").statusCode()).isEqualTo(409);
        assertThat(error(authorize(credential, "key", FIRST))).isEqualTo("invalid_request");
        assertThat(description(authorize(credential, "key", FIRST))).contains("expired");
    }

    @Test
    public void aSadThatWasKeptTooLongIsOver() throws Exception {
        String credential = credential(ANNA);
        String sad = approved(credential, "key", FIRST);
        now = now.plus(Duration.ofMinutes(11));

        assertThat(description(sign(credential, sad, FIRST))).contains("expired");
    }

    @Test
    public void hashesOfAnotherLengthOrNumberAreRefused() throws Exception {
        String credential = credential(ANNA);

        assertThat(error(authorize(credential, "key"))).isEqualTo("invalid_request");
        assertThat(error(authorize(credential, "key", "aGFzaA=="))).isEqualTo("invalid_request");
        assertThat(error(authorize(
                        credential,
                        "key",
                        Stream.generate(() -> FIRST).limit(21).toArray(String[]::new))))
                .isEqualTo("invalid_request");
        assertThat(error(authorize("c-no-such", "key", FIRST))).isEqualTo("invalid_request");
        assertThat(pending(ANNA)).isEmpty();
    }

    @Test
    public void aKillLosesNeitherKeysNorRequestsNorWhatBecameOfThem() throws Exception {
        String credential = credential(ANNA);
        String used = approved(credential, "used", FIRST);
        sign(credential, used, FIRST);
        String approved = approved(credential, "approved", FIRST);
        authorize(credential, "pending", FIRST);
        X509Certificate before = chain(credential).get(0);

        restart();

        assertThat(credential(ANNA)).isEqualTo(credential);
        assertThat(chain(credential).get(0)).isEqualTo(before);
        assertThat(pending(ANNA)).hasSize(1);
        assertThat(description(sign(credential, used, FIRST))).contains("used already");
        assertThat(text(authorize(credential, "approved", FIRST), "/SAD")).isEqualTo(approved);
        assertThat(verifies(before, "first", text(sign(credential, approved, FIRST), "/signatures/0")))
                .isTrue();
        decide(ANNA, "approve");
        assertThat(text(authorize(credential, "pending", FIRST), "/SAD")).isNotEmpty();
    }

    @Test
    public void whatAKillInTheMiddleOfAWriteLeavesIsSweptAndATornFileStopsNobody() throws Exception {
        String credential = credential(ANNA);
        authorize(credential, "key", FIRST);
        Path transactions = data.resolve("transactions");
        Path leftover = Files.writeString(transactions.resolve("new-1.tmp"), "{\"id\":");
        Files.writeString(transactions.resolve("0".repeat(32) + ".json"), "");
        Files.writeString(transactions.resolve("1".repeat(32) + ".json"), "{\"id\":\"x\"}");

        restart();

        assertThat(leftover).doesNotExist();
        assertThat(pending(ANNA)).hasSize(1);
    }

    @Test
    public void whatIsLongOverIsForgottenWithItsFile() throws Exception {
        String credential = credential(ANNA);
        var transactions = new Transactions(data.resolve("others"), () -> now);
        transactions.join("gishe", credential, List.of(FIRST), "title", List.of(), "old");
        now = now.plus(Duration.ofMinutes(59));
        transactions.join("gishe", credential, List.of(FIRST), "title", List.of(), "new");
        assertThat(transactions.size()).isEqualTo(2);

        now = now.plus(Duration.ofMinutes(2));
        transactions.join("gishe", credential, List.of(FIRST), "title", List.of(), "newest");

        assertThat(transactions.size()).isEqualTo(2);
        try (Stream<Path> files = Files.list(data.resolve("others"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    public void itsBadDaysCanBeSwitchedOn() throws Exception {
        String credential = credential(ANNA);

        switches(Data.EMPTY.with("autoApprove", Data.of(true)));
        String sad = text(authorize(credential, "auto", FIRST), "/SAD");
        switches(Data.EMPTY.with("autoApprove", Data.of(false)).with("wrongValue", Data.of(1)));
        assertThat(verifies(chain(credential).get(0), "first", text(sign(credential, sad, FIRST), "/signatures/0")))
                .isFalse();

        switches(Data.EMPTY.with("fail5xx", Data.of(1)));
        assertThat(csc("info", Data.EMPTY).statusCode()).isEqualTo(503);
        assertThat(csc("info", Data.EMPTY).statusCode()).isEqualTo(200);

        sad = approved(credential, "lost", FIRST);
        switches(Data.EMPTY.with("lostAnswer", Data.of(1)));
        assertThat(sign(credential, sad, FIRST).statusCode()).isEqualTo(500);
        assertThat(description(sign(credential, sad, FIRST))).contains("used already");
    }

    @Test
    public void thePhoneShowsATitleAsTextInBothLanguages() throws Exception {
        String credential = credential(ANNA);
        csc(
                "credentials/authorize",
                Data.EMPTY
                        .with("credentialID", credential)
                        .with("numSignatures", Data.of(1))
                        .with("hash", Json.array(List.of(Data.of(FIRST))))
                        .with("description", "Заявление <script>alert(1)</script>")
                        .with("clientData", "key"));

        String bulgarian = get("/tsp/phone?credential=" + credential).body();
        String english = get("/tsp/phone?lang=en&credential=" + credential).body();

        assertThat(bulgarian)
                .contains("lang=\"bg\"", "Заявление &lt;script&gt;")
                .doesNotContain("<script");
        assertThat(english).contains("lang=\"en\"", "Approve");
        assertThat(get("/tsp/phone?credential=%22%3E%3Cscript%3E").body()).doesNotContain("<script");
    }

    private void restart() throws Exception {
        service = start();
        token = text(
                post("/oauth2/token", "grant_type=client_credentials&client_id=gishe&client_secret=sandbox-only"),
                "/access_token");
    }

    private String credential(Invented person) throws Exception {
        return text(csc("credentials/list", Data.EMPTY.with("userID", person.etsi())), "/credentialIDs/0");
    }

    private List<X509Certificate> chain(String credential) throws Exception {
        HttpResponse<String> info = csc(
                "credentials/info", Data.EMPTY.with("credentialID", credential).with("certificates", "chain"));
        var chain = new ArrayList<X509Certificate>();
        for (Data each : ((Data.Arr) object(info).at("/cert/certificates").orElseThrow()).items()) {
            byte[] der = Base64.getDecoder().decode(((Data.Text) each).value());
            chain.add((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        }
        return chain;
    }

    private HttpResponse<String> authorize(String credential, String clientData, String... hashes) throws Exception {
        return csc(
                "credentials/authorize",
                Data.EMPTY
                        .with("credentialID", credential)
                        .with("numSignatures", Data.of(hashes.length))
                        .with("hash", texts(hashes))
                        .with("description", "Заявление")
                        .with("clientData", clientData));
    }

    private String approved(String credential, String clientData, String... hashes) throws Exception {
        authorize(credential, clientData, hashes);
        for (String id : ids(credential)) {
            phone(id, "approve");
        }
        return text(authorize(credential, clientData, hashes), "/SAD");
    }

    private HttpResponse<String> sign(String credential, String sad, String... hashes) throws Exception {
        return csc(
                "signatures/signHash",
                Data.EMPTY
                        .with("credentialID", credential)
                        .with("SAD", sad)
                        .with("hash", texts(hashes))
                        .with("hashAlgo", "2.16.840.1.101.3.4.2.1")
                        .with("signAlgo", "1.2.840.10045.4.3.2"));
    }

    private static Data.Arr texts(String... texts) {
        return Json.array(Arrays.stream(texts).map(Data::of).toList());
    }

    private void decide(Invented person, String decision) throws Exception {
        for (String id : pending(person)) {
            assertThat(phone(id, decision).statusCode()).isEqualTo(200);
        }
    }

    private List<String> pending(Invented person) throws Exception {
        return ids(credential(person));
    }

    private List<String> ids(String credential) throws Exception {
        Data list = Json.read(get("/tsp/phone/pending?credential=" + credential).body());
        return ((Data.Arr) list)
                .items().stream().map(each -> each.text("/id").orElseThrow()).toList();
    }

    private HttpResponse<String> phone(String id, String decision) throws Exception {
        return client.send(
                request("/tsp/phone/" + id + "/" + decision)
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void switches(Data.Obj switches) throws Exception {
        client.send(
                request("/tsp/sandbox/switches")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.text(switches)))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private HttpResponse<String> csc(String method, Data.Obj body) throws Exception {
        HttpResponse<String> answer = post("/" + method, Json.text(body));
        Messages.check(1, method, answer.statusCode(), answer.body().getBytes(StandardCharsets.UTF_8));
        return answer;
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request("/tsp/csc/v1" + path)
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path)).timeout(Duration.ofSeconds(10));
    }

    private static Data.Obj object(HttpResponse<String> answer) {
        return Json.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(HttpResponse<String> answer, String pointer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return object(answer).text(pointer).orElseThrow();
    }

    private static String error(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isBetween(400, 499);
        return object(answer).text("/error").orElseThrow();
    }

    private static String description(HttpResponse<String> answer) {
        error(answer);
        return object(answer).text("/error_description").orElseThrow();
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean verifies(X509Certificate certificate, String text, String value) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(certificate.getPublicKey());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return signature.verify(Base64.getDecoder().decode(value));
    }
}
