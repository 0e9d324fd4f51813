/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.trust.internal.Transactions.Transaction;
import org.gishe.vendor.dss.TrustedLists;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * A remote signing service that speaks the CSC API v1.0.4 (sole control assurance level 2, implicit authorisation): the
 * person approves on the phone page, and credentials/authorize answers {@code temporarily_unavailable} until then. A
 * repeated authorize of the same credential, hashes and clientData is the same transaction; a SAD signs its hashes once.
 */
@Component
public final class TrustService implements Site {

    private static final String CLIENT = "gishe";
    private static final String SECRET = "sandbox-only";
    private static final Duration TOKEN = Duration.ofHours(1);
    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";
    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final int MOST_HASHES = 20;

    private final InstantSource clock;
    private final Authority authority;
    private final Switches switches = new Switches();
    private final Publications publications;
    private final Transactions transactions;
    private final Phone phone;
    private final Map<String, Invented> credentials = new LinkedHashMap<>();
    private final byte[] tokenKey = random(32);

    /** Comes and goes: without it there are no lists. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable TrustedLists listSigner;

    @Activate
    public TrustService(@Reference InstantSource clock) {
        this(
                clock,
                Path.of(System.getProperty("gishe.data", "data"), "sandbox", "trust"),
                "http://127.0.0.1:" + Integer.getInteger("gishe.sandbox.port", 8090) + "/tsp");
    }

    TrustService(InstantSource clock, Path folder, String address) {
        this.clock = clock;
        this.authority = new Authority(folder.resolve("keys"), clock, address);
        this.publications =
                new Publications(authority, new Lists(authority, clock, address, () -> listSigner), switches, clock);
        this.transactions = new Transactions(folder.resolve("transactions"), clock);
        for (Invented person : Invented.all()) {
            credentials.put(credential(person), person);
        }
        this.phone = new Phone(transactions, credentials, clock);
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static String credential(Invented person) {
        return "c-"
                + HexFormat.of()
                        .formatHex(Transactions.sha256("sandbox credential " + person.egn()))
                        .substring(0, 24);
    }

    /** For tests, where no registry hands it in. */
    void sign(TrustedLists signer) {
        this.listSigner = signer;
    }

    Authority authority() {
        return authority;
    }

    private Authority.Holder holder(Invented person) {
        return authority.person(key(person), person);
    }

    @Override
    public String path() {
        return "/tsp";
    }

    @Override
    public Reply handle(Call call) throws IOException {
        if (call.path().startsWith("/phone")) {
            return phone.handle(call);
        }
        Optional<Reply> published = publications.handle(call);
        if (published.isPresent()) {
            return published.get();
        }
        if (!call.method().equals("POST")) {
            return Reply.empty(404);
        }
        if (call.path().equals("/sandbox/switches")) {
            return switches(call);
        }
        pause();
        if (Switches.take(switches.failures)) {
            return Reply.empty(503);
        }
        if (call.path().equals("/csc/v1/oauth2/token")) {
            return token(call.form());
        }
        if (call.path().equals("/csc/v1/info")) {
            return info();
        }
        if (!valid(call.authorization())) {
            return error(401, "invalid_token", "The access token is missing, wrong or expired.");
        }
        Optional<Data.Obj> request = call.object();
        if (request.isEmpty()) {
            return error(400, "invalid_request", "The body is no JSON object.");
        }
        return switch (call.path()) {
            case "/csc/v1/credentials/list" -> list(request.get());
            case "/csc/v1/credentials/info" -> describe(request.get());
            case "/csc/v1/credentials/authorize" -> authorize(request.get());
            case "/csc/v1/signatures/signHash" -> signHash(request.get());
            default -> Reply.empty(404);
        };
    }

    /** A slow provider is what it plays, not a wait for anything. */
    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(switches.slowMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply switches(Call call) {
        Data.Obj asked = call.object().orElse(Data.EMPTY);
        switches.set(asked, clock.instant());
        asked.text("/revoke").map(credentials::get).ifPresent(person -> authority.revoke(key(person), person));
        asked.text("/renew").map(credentials::get).ifPresent(person -> authority.renew(key(person), person));
        return Reply.json(200, switches.told());
    }

    private static String key(Invented person) {
        return "person-" + person.number();
    }

    private static Reply error(int status, String error, String description) {
        return Reply.json(status, Data.EMPTY.with("error", error).with("error_description", description));
    }

    // ------------------------------------------------------------------ who calls

    private Reply token(Map<String, String> form) {
        if (!"client_credentials".equals(form.get("grant_type"))
                || !CLIENT.equals(form.get("client_id"))
                || !SECRET.equals(form.get("client_secret"))) {
            return error(401, "unauthorized_client", "The client is unknown or its secret is wrong.");
        }
        long until = clock.instant().plus(TOKEN).getEpochSecond();
        return Reply.json(
                200,
                Json.object()
                        .put("access_token", until + "." + stamp(until))
                        .put("token_type", "Bearer")
                        .put("expires_in", TOKEN.toSeconds())
                        .build());
    }

    private String stamp(long until) {
        return HexFormat.of()
                .formatHex(Transactions.sha256(until + HexFormat.of().formatHex(tokenKey)));
    }

    private boolean valid(String authorization) {
        if (!authorization.startsWith("Bearer ")) {
            return false;
        }
        String[] parts = authorization.substring(7).split("\\.", 2);
        if (parts.length != 2 || !parts[0].matches("[0-9]{1,12}")) {
            return false;
        }
        long until = Long.parseLong(parts[0]);
        return until > clock.instant().getEpochSecond()
                && MessageDigest.isEqual(
                        stamp(until).getBytes(StandardCharsets.US_ASCII), parts[1].getBytes(StandardCharsets.US_ASCII));
    }

    // ------------------------------------------------------------------ what is offered

    private static Reply info() {
        return Reply.json(
                200,
                Json.object()
                        .put("specs", "1.0.4.0")
                        .put("name", "Gishe Sandbox Trust Service")
                        .put("logo", "")
                        .put("region", "BG")
                        .put("lang", "bg-BG")
                        .put("description", "Invented people, no legal force")
                        .put("authType", Json.array(List.of(Data.of("oauth2client"))))
                        .put(
                                "methods",
                                Json.array(List.of(
                                        Data.of("credentials/list"),
                                        Data.of("credentials/info"),
                                        Data.of("credentials/authorize"),
                                        Data.of("signatures/signHash"))))
                        .build());
    }

    private Reply list(Data.Obj request) {
        String user = request.text("/userID").orElse("");
        List<Data> found = credentials.entrySet().stream()
                .filter(entry -> entry.getValue().etsi().equals(user))
                .map(entry -> (Data) Data.of(entry.getKey()))
                .toList();
        return Reply.json(200, Data.EMPTY.with("credentialIDs", Json.array(found)));
    }

    private Reply describe(Data.Obj request) {
        Invented person = credentials.get(request.text("/credentialID").orElse(""));
        if (person == null) {
            return error(400, "invalid_request", "Invalid parameter credentialID");
        }
        var chain = new ArrayList<Data>();
        try {
            for (X509Certificate certificate : holder(person).chain()) {
                chain.add(Data.of(Base64.getEncoder().encodeToString(certificate.getEncoded())));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate of the sandbox is broken", e);
        }
        return Reply.json(
                200,
                Json.object()
                        .put(
                                "key",
                                Json.object()
                                        .put("status", "enabled")
                                        .put("algo", Json.array(List.of(Data.of(ECDSA_SHA256))))
                                        .put("len", 256)
                                        .put("curve", "1.2.840.10045.3.1.7")
                                        .build())
                        .put(
                                "cert",
                                Json.object()
                                        .put("status", "valid")
                                        .put("certificates", Json.array(chain))
                                        .build())
                        .put("authMode", "implicit")
                        .put("SCAL", "2")
                        .put("multisign", MOST_HASHES)
                        .build());
    }

    // ------------------------------------------------------------------ signing

    private Reply authorize(Data.Obj request) {
        String credential = request.text("/credentialID").orElse("");
        List<String> hashes = hashes(request);
        if (!credentials.containsKey(credential)) {
            return error(400, "invalid_request", "Invalid parameter credentialID");
        }
        if (hashes.isEmpty() || hashes.size() > MOST_HASHES) {
            return error(400, "invalid_request", "Missing (or invalid type) array parameter hash");
        }
        Transaction transaction = transactions.join(
                credential,
                hashes,
                request.text("/description").orElse(""),
                request.text("/clientData").orElse(""));
        Instant now = clock.instant();
        if (switches.autoApprove()
                && now.isAfter(
                        transaction.created().plusMillis(switches.delayMillis()).minusMillis(1))) {
            transactions.decide(transaction.id(), true);
            transaction = transactions.find(transaction.id()).orElseThrow();
        }
        return switch (transaction.state()) {
            case PENDING ->
                transaction.expired(now)
                        ? error(400, "invalid_request", "The transaction expired before the person approved it")
                        : error(400, "temporarily_unavailable", "The person has not decided yet");
            case REJECTED -> error(400, "access_denied", "The person rejected it");
            case USED -> error(400, "invalid_request", "The signature of this transaction was made already");
            case APPROVED ->
                Reply.json(
                        200,
                        Json.object()
                                .put("SAD", transaction.sad())
                                .put("expiresIn", Transactions.LIFE.toSeconds())
                                .build());
        };
    }

    private Reply signHash(Data.Obj request) {
        Optional<Transaction> transaction =
                transactions.ofSad(request.text("/SAD").orElse(""));
        if (transaction.isEmpty()) {
            return error(400, "invalid_request", "Invalid parameter SAD");
        }
        if (!transaction.get().credential().equals(request.text("/credentialID").orElse(""))) {
            return error(400, "invalid_request", "The SAD belongs to another credential");
        }
        if (!transaction.get().hashes().equals(hashes(request))) {
            return error(400, "invalid_request", "Hash is not authorized by the SAD");
        }
        if (!ECDSA_SHA256.equals(request.text("/signAlgo").orElse(""))
                || !request.text("/hashAlgo").map(SHA256::equals).orElse(true)) {
            return error(400, "invalid_request", "Invalid parameter signAlgo or hashAlgo");
        }
        // a SAD lives as long again as its request
        if (transaction.get().state() == Transactions.State.APPROVED
                && transaction.get().expired(clock.instant().minus(Transactions.LIFE))) {
            return error(400, "invalid_request", "The SAD expired");
        }
        if (!transactions.use(transaction.get().id())) {
            return error(400, "invalid_request", "The SAD was used already");
        }
        if (Switches.take(switches.lostAnswers)) {
            return Reply.empty(500); // signed, and the answer is lost
        }
        Authority.Holder holder = holder(credentials.get(transaction.get().credential()));
        boolean wrong = Switches.take(switches.wrongValues);
        var values = new ArrayList<Data>();
        try {
            for (String hash : transaction.get().hashes()) {
                byte[] digest = Base64.getDecoder().decode(hash);
                if (wrong) {
                    digest[0] ^= 1;
                }
                values.add(Data.of(Base64.getEncoder().encodeToString(holder.sign(digest))));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of the sandbox does not sign", e);
        }
        return Reply.json(200, Data.EMPTY.with("signatures", Json.array(values)));
    }

    /** The hashes to sign, each base64 of 32 bytes; empty when any is not. */
    private static List<String> hashes(Data.Obj request) {
        if (!(request.at("/hash").orElse(Data.NULL) instanceof Data.Arr array)) {
            return List.of();
        }
        var hashes = new ArrayList<String>();
        for (Data item : array.items()) {
            if (!(item instanceof Data.Text text) || !text.value().matches("[A-Za-z0-9+/]{43}=")) {
                return List.of();
            }
            hashes.add(text.value());
        }
        return hashes;
    }
}
