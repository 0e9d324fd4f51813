/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.trust.internal.Credentials.Credential;
import org.gishe.sandbox.trust.internal.Tokens.Grant;
import org.gishe.sandbox.trust.internal.Transactions.Transaction;

/**
 * The methods of the CSC API, versions 1.0.4 and 2.0, sole control assurance level 2: the person approves on the phone, and
 * credentials/authorize answers {@code temporarily_unavailable} until then. A repeated authorize of the same application,
 * credential, hashes and clientData is the same transaction; a SAD signs its hashes, in their order, once. Thread-safe.
 */
final class Csc {

    private static final int LARGEST = 1 << 16;
    private static final int LONGEST_DESCRIPTION = 500;
    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";
    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final Authority authority;
    private final Credentials credentials;
    private final Transactions transactions;
    private final Tokens tokens;
    private final Switches switches;
    private final AtomicReference<List<Data>> lastAnswer = new AtomicReference<>(List.of());

    Csc(
            InstantSource clock,
            Authority authority,
            Credentials credentials,
            Transactions transactions,
            Tokens tokens,
            Switches switches) {
        this.clock = clock;
        this.authority = authority;
        this.credentials = credentials;
        this.transactions = transactions;
        this.tokens = tokens;
        this.switches = switches;
    }

    /** Who asks: what a token allows, and the SAD where that is the token. */
    private record Caller(Grant grant, Optional<String> sad) {}

    /**
     * Answers a method.
     *
     * @param version 1 or 2
     * @param method as the specification names it
     */
    Reply handle(int version, String method, Call call) throws Refusal, IOException {
        if (call.body().length > LARGEST) {
            throw new Refusal(413, "invalid_request", "The body has more than " + LARGEST + " bytes");
        }
        if (method.equals("info")) {
            return info(version, call.origin());
        }
        Caller caller = caller(call.authorization(), version == 2 && method.equals("signatures/signHash"));
        Request request = new Request(call.object().orElseThrow(() -> Refusal.invalid("The body is no JSON object")));
        return switch (method) {
            case "credentials/list" -> list(version, caller, request);
            case "credentials/info" -> describe(version, caller, request);
            case "credentials/authorize" -> authorize(version, caller, request);
            case "credentials/extendTransaction" -> extend(version, caller, request);
            case "credentials/sendOTP" -> version == 1 ? sendOtp(caller, request) : Reply.empty(404);
            case "credentials/getChallenge" -> version == 2 ? sendOtp(caller, request) : Reply.empty(404);
            case "signatures/signHash" -> signHash(version, caller, request);
            case "signatures/timestamp" -> timestamp(request);
            default -> Reply.empty(404);
        };
    }

    private Caller caller(String authorization, boolean sadServes) throws Refusal {
        String token = authorization.startsWith("Bearer ") ? authorization.substring(7) : "";
        Optional<Grant> grant = tokens.grant(token);
        if (grant.isPresent()) {
            return new Caller(grant.get(), Optional.empty());
        }
        if (sadServes) {
            Optional<Transaction> transaction = transactions.ofSad(token);
            if (transaction.isPresent()) {
                Transaction found = transaction.get();
                String user = credentials
                        .find(found.credential())
                        .map(each -> each.person().etsi())
                        .orElse("");
                return new Caller(new Grant(found.client(), user, found.sadUntil()), Optional.of(token));
            }
        }
        throw new Refusal(401, "invalid_token", "The access token is missing, wrong or expired");
    }

    // ------------------------------------------------------------------ what is offered

    private static Reply info(int version, String origin) {
        var methods = new ArrayList<>(List.of("oauth2/authorize", "oauth2/token", "oauth2/revoke"));
        if (version == 2) {
            methods.add("oauth2/pushed_authorize");
        }
        methods.addAll(List.of(
                "credentials/list",
                "credentials/info",
                "credentials/authorize",
                "credentials/extendTransaction",
                version == 1 ? "credentials/sendOTP" : "credentials/getChallenge",
                "signatures/signHash",
                "signatures/timestamp"));
        var told = Json.object()
                .put("specs", version == 1 ? "1.0.4.0" : "2.0.0.2")
                .put("name", "Gishe Sandbox Trust Service")
                .put("logo", origin + "/tsp/pds")
                .put("region", "BG")
                .put("lang", "en-US")
                .put("description", "Invented people, no legal force")
                .put("authType", texts("oauth2code", "oauth2client"))
                .put("oauth2", origin + "/tsp/csc/v" + version + "/oauth2")
                .put("methods", texts(methods.toArray(String[]::new)));
        if (version == 2) {
            told.put("oauth2Issuer", OAuth.issuer(origin))
                    .put("asynchronousOperationMode", false)
                    .put("validationInfo", false)
                    .put("supportsRar", true)
                    .put("signAlgorithms", Data.EMPTY.with("algos", texts(ECDSA_SHA256)));
        }
        return Reply.json(200, told.build());
    }

    private Reply list(int version, Caller caller, Request request) throws Refusal {
        Optional<String> asked = request.optional("userID");
        String own = caller.grant().user();
        if (!own.isEmpty() && asked.isPresent() && !asked.get().equals(own)) {
            throw Refusal.parameter("userID");
        }
        int most = request.number("maxResults").orElse(10);
        if (most < 1) {
            throw Refusal.parameter("maxResults");
        }
        int from = 0;
        Optional<String> page = request.optional("pageToken");
        if (page.isPresent()) {
            if (!page.get().matches("[0-9]{1,3}")) {
                throw Refusal.parameter("pageToken");
            }
            from = Integer.parseInt(page.get());
        }
        boolean onlyValid = version == 2 && request.flag("onlyValid");
        List<Credential> all = credentials.of(own.isEmpty() ? asked.orElse("") : own).stream()
                .filter(each -> !onlyValid || status(each).equals("valid") && !switches.locked(each.id()))
                .toList();
        List<Credential> shown = all.stream().skip(from).limit(most).toList();
        var told = Json.object()
                .put(
                        "credentialIDs",
                        Json.array(
                                shown.stream().map(each -> Data.of(each.id())).toList()));
        if (version == 2 && request.flag("credentialInfo")) {
            var infos = new ArrayList<Data>();
            for (Credential each : shown) {
                infos.add(told(version, each, request).with("credentialID", each.id()));
            }
            told.put("credentialInfos", Json.array(infos));
        }
        if (onlyValid) {
            told.put("onlyValid", true);
        }
        if (from + shown.size() < all.size()) {
            told.put("nextPageToken", Integer.toString(from + shown.size()));
        }
        return Reply.json(200, told.build());
    }

    private Reply describe(int version, Caller caller, Request request) throws Refusal {
        return Reply.json(200, told(version, credential(caller, request), request));
    }

    private Data.Obj told(int version, Credential credential, Request request) throws Refusal {
        boolean usable = status(credential).equals("valid") && !switches.locked(credential.id());
        var told = Json.object()
                .put(
                        "description",
                        switch (credential.mode()) {
                            case IMPLICIT -> "Approved on the phone";
                            case EXPLICIT -> "PIN and one-time password";
                            case OAUTH2CODE -> "Approved on the consent page";
                        });
        if (version == 2) {
            told.put("signatureQualifier", "eu_eidas_qes");
        }
        told.put(
                        "key",
                        Json.object()
                                .put("status", usable ? "enabled" : "disabled")
                                .put("algo", texts(ECDSA_SHA256))
                                .put("len", 256)
                                .put("curve", "1.2.840.10045.3.1.7")
                                .build())
                .put("cert", certificate(credential, request));
        boolean details = request.flag("authInfo");
        if (version == 1) {
            told.put("authMode", credential.mode().told());
            if (details && credential.explicit()) {
                told.put(
                                "PIN",
                                Json.object()
                                        .put("presence", "true")
                                        .put("format", "N")
                                        .put("label", "PIN")
                                        .build())
                        .put(
                                "OTP",
                                Json.object()
                                        .put("presence", "true")
                                        .put("type", "online")
                                        .put("format", "N")
                                        .put("label", "One-time password")
                                        .put("ID", "phone")
                                        .build());
            }
        } else {
            var auth = Json.object().put("mode", credential.mode().told());
            if (details && credential.explicit()) {
                auth.put("expression", "PIN AND OTP").put("objects", Json.array(List.of(object("PIN"), object("OTP"))));
            }
            told.put("auth", auth.build());
        }
        return told.put("SCAL", "2")
                .put("multisign", Request.MOST_HASHES)
                .put("lang", "en-US")
                .build();
    }

    private static Data.Obj object(String id) {
        return Json.object()
                .put("type", "Password")
                .put("id", id)
                .put("format", "N")
                .put("label", id)
                .build();
    }

    private Data.Obj certificate(Credential credential, Request request) throws Refusal {
        String wanted = request.optional("certificates").orElse("single");
        if (!List.of("none", "single", "chain").contains(wanted)) {
            throw Refusal.parameter("certificates");
        }
        List<X509Certificate> chain = holder(credential).chain();
        var told = Json.object().put("status", status(credential));
        if (!wanted.equals("none")) {
            var encoded = new ArrayList<Data>();
            try {
                for (X509Certificate each : wanted.equals("chain") ? chain : chain.subList(0, 1)) {
                    encoded.add(Data.of(Base64.getEncoder().encodeToString(each.getEncoded())));
                }
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate of the sandbox is broken", e);
            }
            told.put("certificates", Json.array(encoded));
        }
        if (request.flag("certInfo")) {
            X509Certificate own = chain.get(0);
            told.put("issuerDN", own.getIssuerX500Principal().getName())
                    .put("serialNumber", own.getSerialNumber().toString(16))
                    .put("subjectDN", own.getSubjectX500Principal().getName())
                    .put("validFrom", GENERALIZED.format(own.getNotBefore().toInstant()))
                    .put("validTo", GENERALIZED.format(own.getNotAfter().toInstant()));
        }
        return told.build();
    }

    private Authority.Holder holder(Credential credential) {
        return authority.person(credential.key(), credential.person());
    }

    private String status(Credential credential) {
        X509Certificate certificate = holder(credential).certificate();
        if (authority.register().revoked(certificate.getSerialNumber()).isPresent()) {
            return "revoked";
        }
        boolean over = certificate.getNotAfter().toInstant().isBefore(clock.instant());
        return over || switches.expired(credential.id()) ? "expired" : "valid";
    }

    // ------------------------------------------------------------------ approval

    /** The credential asked for, where the caller may see it; another person's looks like one that is not there. */
    private Credential credential(Caller caller, Request request) throws Refusal {
        String user = caller.grant().user();
        return credentials
                .find(request.text("credentialID"))
                .filter(each -> user.isEmpty() || user.equals(each.person().etsi()))
                .orElseThrow(() -> Refusal.parameter("credentialID"));
    }

    /** A credential that signs now. */
    void usable(Credential credential) throws Refusal {
        if (switches.locked(credential.id())) {
            throw Refusal.invalid("The credential is disabled");
        }
        String status = status(credential);
        if (!status.equals("valid")) {
            throw Refusal.invalid("The certificate of the credential is " + status);
        }
    }

    private Reply authorize(int version, Caller caller, Request request) throws Refusal {
        Credential credential = credential(caller, request);
        usable(credential);
        int signatures = request.number("numSignatures").orElseThrow(() -> Refusal.missing("integer", "numSignatures"));
        if (signatures < 1) {
            throw Refusal.invalid("Invalid value for parameter numSignatures");
        }
        if (signatures > Request.MOST_HASHES) {
            throw Refusal.invalid("Numbers of signatures is too high");
        }
        String name = version == 1 ? "hash" : "hashes";
        List<String> hashes = request.hashes(name);
        if (hashes.size() != signatures) {
            throw Refusal.parameter(name);
        }
        if (version == 2) {
            sha256(request.text("hashAlgorithmOID"), "hashAlgorithmOID");
        }
        String description = request.optional("description").orElse("");
        if (description.length() > LONGEST_DESCRIPTION) {
            throw Refusal.parameter("description");
        }
        if (credential.mode() == Credentials.Mode.OAUTH2CODE) {
            throw Refusal.invalid("The credential is authorized by oauth2/authorize");
        }
        if (credential.explicit()) {
            check(version, credential, request);
        }
        Transaction transaction = transactions.join(
                caller.grant().client(),
                credential.id(),
                hashes,
                description,
                documents(description, hashes.size()),
                request.optional("clientData").orElse(""));
        if (credential.explicit() || autoApproved(transaction)) {
            transactions.decide(transaction.id(), true);
            transaction = transactions.find(transaction.id()).orElseThrow();
        }
        return answer(transaction);
    }

    /** Names of the documents, where the description has a line for each. */
    static List<String> documents(String description, int hashes) {
        List<String> lines = description.lines().filter(line -> !line.isBlank()).toList();
        return lines.size() == hashes ? lines : List.of();
    }

    boolean autoApproved(Transaction transaction) {
        return switches.autoApprove()
                && !clock.instant().isBefore(transaction.created().plusMillis(switches.delayMillis()));
    }

    private void check(int version, Credential credential, Request request) throws Refusal {
        String pin = secret(version, request, "PIN");
        String otp = secret(version, request, "OTP");
        refuse(credentials.pin(credential, pin), "PIN", "invalid_pin");
        refuse(credentials.otp(credential, otp), "OTP", "invalid_otp");
    }

    private static void refuse(Credentials.Guess guess, String what, String error) throws Refusal {
        switch (guess) {
            case RIGHT -> {}
            case WRONG -> throw new Refusal(400, error, "The " + what + " is invalid");
            case LOCKED -> throw Refusal.invalid(what + " locked");
        }
    }

    /** Version 1 has parameters of that name, version 2 a list of named values. */
    private static String secret(int version, Request request, String name) throws Refusal {
        if (version == 1) {
            return request.text(name);
        }
        if (!(request.body().members().get("authData") instanceof Data.Arr values)) {
            throw Refusal.missing("array", "authData");
        }
        for (Data item : values.items()) {
            if (item.text("/id").filter(name::equals).isPresent()) {
                return item.text("/value").orElseThrow(() -> Refusal.parameter("authData"));
            }
        }
        throw Refusal.parameter("authData");
    }

    private Reply answer(Transaction transaction) throws Refusal {
        Instant now = clock.instant();
        return switch (transaction.state()) {
            case PENDING ->
                throw transaction.expired(now)
                        ? Refusal.invalid("The transaction expired before the person approved it")
                        : new Refusal(400, "temporarily_unavailable", "The person has not decided yet");
            case REJECTED -> throw new Refusal(400, "access_denied", "The person rejected it");
            case USED -> throw Refusal.invalid("The signature of this transaction was made already");
            case APPROVED -> {
                if (now.isAfter(transaction.sadUntil())) {
                    throw Refusal.invalid("SAD expired");
                }
                yield Reply.json(
                        200,
                        Json.object()
                                .put("SAD", transaction.sad())
                                .put("expiresIn", left(transaction))
                                .build());
            }
        };
    }

    /** Seconds for which a SAD still serves. */
    long left(Transaction transaction) {
        return Math.max(
                0, transaction.sadUntil().getEpochSecond() - clock.instant().getEpochSecond());
    }

    private Reply extend(int version, Caller caller, Request request) throws Refusal {
        Transaction transaction = ofSad(caller, credential(caller, request), request);
        String name = version == 1 ? "hash" : "hashes";
        if (request.body().members().containsKey(name) && !request.hashes(name).equals(transaction.hashes())) {
            throw Refusal.invalid("Hash is not authorized by the SAD");
        }
        return answer(transactions.extend(transaction).orElseThrow(() -> Refusal.invalid("SAD expired")));
    }

    private Reply sendOtp(Caller caller, Request request) throws Refusal {
        Credential credential = credential(caller, request);
        if (!credential.explicit()) {
            throw Refusal.parameter("credentialID");
        }
        credentials.sendOtp(credential);
        return Reply.empty(204);
    }

    // ------------------------------------------------------------------ signing

    /** The transaction of the SAD, where it was given to this application for this credential. */
    private Transaction ofSad(Caller caller, Credential credential, Request request) throws Refusal {
        Optional<String> given = request.optional("SAD");
        String sad = given.isEmpty() && caller.sad().isPresent() ? caller.sad().get() : request.text("SAD");
        Transaction transaction = transactions
                .ofSad(sad)
                .filter(each -> each.client().equals(caller.grant().client()))
                .orElseThrow(() -> Refusal.parameter("SAD"));
        if (!transaction.credential().equals(credential.id())) {
            throw Refusal.invalid("The SAD belongs to another credential");
        }
        return transaction;
    }

    private Reply signHash(int version, Caller caller, Request request) throws Refusal {
        Credential credential = credential(caller, request);
        Transaction transaction = ofSad(caller, credential, request);
        if (!request.hashes(version == 1 ? "hash" : "hashes").equals(transaction.hashes())) {
            throw Refusal.invalid("Hash is not authorized by the SAD");
        }
        if (!request.text("signAlgo").equals(ECDSA_SHA256)) {
            throw Refusal.parameter("signAlgo");
        }
        String algorithm = version == 1 ? "hashAlgo" : "hashAlgorithmOID";
        Optional<String> digest = request.optional(algorithm);
        if (digest.isPresent()) {
            sha256(digest.get(), algorithm);
        }
        if (version == 2 && !request.optional("operationMode").orElse("S").equals("S")) {
            throw Refusal.parameter("operationMode");
        }
        usable(credential);
        if (transaction.state() == Transactions.State.APPROVED
                && clock.instant().isAfter(transaction.sadUntil())) {
            throw Refusal.invalid("SAD expired");
        }
        if (!transactions.use(transaction)) {
            throw Refusal.invalid("The SAD was used already");
        }
        List<Data> values = sign(holder(credential), transaction.hashes());
        if (Switches.take(switches.lostAnswers)) {
            return Reply.empty(500); // signed, and the answer is lost
        }
        if (Switches.take(switches.duplicateAnswers)) {
            List<Data> before = lastAnswer.get();
            return signatures(
                    before.isEmpty()
                            ? java.util.stream.Stream.of(values, values)
                                    .flatMap(List::stream)
                                    .toList()
                            : before);
        }
        lastAnswer.set(values);
        return signatures(values);
    }

    private static Reply signatures(List<Data> values) {
        return Reply.json(200, Data.EMPTY.with("signatures", Json.array(values)));
    }

    private List<Data> sign(Authority.Holder holder, List<String> hashes) {
        boolean wrong = Switches.take(switches.wrongValues);
        var values = new ArrayList<Data>();
        try {
            for (String hash : hashes) {
                byte[] digest = Base64.getDecoder().decode(hash);
                if (wrong) {
                    digest[0] ^= 1;
                }
                byte[] value = switches.rawEcdsa() ? holder.signBare(digest) : holder.sign(digest);
                values.add(Data.of(Base64.getEncoder().encodeToString(value)));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of the sandbox does not sign", e);
        }
        return values;
    }

    private static void sha256(String oid, String parameter) throws Refusal {
        if (!oid.equals(SHA256)) {
            throw Refusal.parameter(parameter);
        }
    }

    private Reply timestamp(Request request) throws Refusal, IOException {
        byte[] digest;
        try {
            digest = Base64.getDecoder().decode(request.text("hash"));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Invalid Base64 hash string parameter");
        }
        sha256(request.text("hashAlgo"), "hashAlgo");
        if (digest.length != 32) {
            throw Refusal.invalid("Invalid digest value length");
        }
        Optional<String> nonce = request.optional("nonce");
        if (nonce.isPresent() && !nonce.get().matches("[0-9a-fA-F]{1,64}")) {
            throw Refusal.parameter("nonce");
        }
        if (switches.deadTsa()) {
            throw new Refusal(503, "temporarily_unavailable", "No time stamps today");
        }
        var generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        byte[] asked = generator
                .generate(
                        NISTObjectIdentifiers.id_sha256,
                        digest,
                        nonce.map(hex -> new BigInteger(hex, 16)).orElse(null))
                .getEncoded();
        try {
            byte[] token = new TimeStampResponse(new TimeStamps(authority, clock).answer(asked))
                    .getTimeStampToken()
                    .getEncoded();
            return Reply.json(
                    200, Data.EMPTY.with("timestamp", Base64.getEncoder().encodeToString(token)));
        } catch (TSPException e) {
            throw new IllegalStateException("the sandbox's time-stamping unit cannot sign", e);
        }
    }

    private static Data.Arr texts(String... texts) {
        return Json.array(java.util.Arrays.stream(texts).map(Data::of).toList());
    }
}
