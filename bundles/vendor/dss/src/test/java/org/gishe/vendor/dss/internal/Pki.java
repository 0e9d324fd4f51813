/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.junit.rules.ExternalResource;

/**
 * A small trust service provider on a free port: root, issuing authority, OCSP, CRL, time-stamps, trusted lists and invented
 * signers. Every answer is fresh; what is served at a path can be replaced.
 */
final class Pki extends ExternalResource {

    /** A key and its certificates, its own first. */
    record Holder(PrivateKey key, List<X509Certificate> chain) {

        X509Certificate certificate() {
            return chain.get(0);
        }

        List<byte[]> der() {
            return chain.stream().map(Pki::der).toList();
        }

        /** What a remote signer does: it sees the data to be signed only. */
        byte[] sign(byte[] data) {
            try {
                Signature signature = Signature.getInstance(
                        key.getAlgorithm().startsWith("EC") ? "SHA256withECDSA" : "SHA256withRSA");
                signature.initSign(key);
                signature.update(data);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final Instant NOW = Instant.now();

    private final SecureRandom random = new SecureRandom();
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final Set<BigInteger> revoked = ConcurrentHashMap.newKeySet();
    private final List<String> asked = java.util.Collections.synchronizedList(new ArrayList<>());
    private final boolean signedByLists;
    private HttpServer server;
    private ExecutorService executor;

    Holder root;
    Holder issuing;
    Holder ocsp;
    Holder timeStamps;
    Holder listSigner;

    Pki() {
        this(true);
    }

    private Pki(boolean lists) {
        this.signedByLists = lists;
    }

    @Override
    protected void before() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        executor = Executors.newCachedThreadPool();
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
        root = authority("Gishe Test Root", null, -1);
        issuing = authority("Gishe Test Issuing", root, 0);
        ocsp = make("Gishe Test OCSP", issuing, ec(), NOW.minus(Duration.ofDays(300)), days(700), builder -> {
            add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            add(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
            add(builder, OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
        });
        timeStamps = make("Gishe Test TSU", issuing, ec(), NOW.minus(Duration.ofDays(300)), days(700), builder -> {
            add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            add(builder, Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            addresses(builder);
        });
        listSigner = listSigner();
        served.put("/ca.cer", issuing.certificate().getEncoded());
        served.put("/root.cer", root.certificate().getEncoded());
        if (signedByLists) {
            publish(Lists.GRANTED, days(30), listSigner);
        }
    }

    @Override
    protected void after() {
        server.stop(0);
        executor.shutdownNow();
    }

    /** One who may sign lists. */
    Holder listSigner() {
        return make("Gishe Test Lists", null, ec(), NOW.minus(Duration.ofDays(300)), days(700), builder -> {
            add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            add(
                    builder,
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier("0.4.0.2231.3.0"))));
        });
    }

    /** Puts both lists up: the authority's status, until when they hold, who signs the national one. */
    void publish(String status, Instant nextUpdate, Holder signer) {
        byte[] list = Lists.list(der(issuing.certificate()), der(timeStamps.certificate()), status, nextUpdate);
        served.put("/tl.xml", sign(list, signer));
        byte[] lotl = Lists.lotl(at("/lotl.xml"), List.of(at("/tl.xml")), der(listSigner.certificate()), days(30));
        served.put("/lotl.xml", sign(lotl, listSigner));
    }

    static byte[] sign(byte[] list, Holder signer) {
        Providers.see();
        return new ListSigner().signTrustedList(list, signer.der(), signer.key());
    }

    void serve(String path, byte[] body) {
        served.put(path, body);
    }

    void withdraw(String path) {
        served.remove(path);
    }

    URI at(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    static Instant days(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    static KeyPair ec() {
        return pair("EC", generator -> generator.initialize(new ECGenParameterSpec("secp256r1")));
    }

    static KeyPair rsa() {
        return pair("RSA", generator -> generator.initialize(2048));
    }

    private interface Setting {
        void of(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static KeyPair pair(String algorithm, Setting setting) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            setting.of(generator);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Holder signer(KeyPair keys) {
        return signer("Яна Примерова", keys, NOW.minus(Duration.ofDays(100)), days(300), issuing);
    }

    /** Somebody with a qualified certificate on a qualified device (EN 319 412-2 and -5). */
    Holder signer(String name, KeyPair keys, Instant from, Instant to, Holder issuer) {
        return make(name, issuer, keys, from, to, builder -> {
            add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.nonRepudiation));
            add(
                    builder,
                    Extension.certificatePolicies,
                    false,
                    new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier("0.4.0.194112.1.2"))));
            addresses(builder);
            add(builder, new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.3"), false, new DERSequence(new DERSequence[] {
                statement("0.4.0.1862.1.1", null),
                statement("0.4.0.1862.1.4", null),
                statement("0.4.0.1862.1.6", new DERSequence(new ASN1ObjectIdentifier("0.4.0.1862.1.6.1"))),
                statement(
                        "0.4.0.1862.1.5",
                        new DERSequence(new DERSequence(
                                vector(new DERIA5String("https://sandbox.test/pds"), new DERPrintableString("en")))))
            }));
        });
    }

    private static DERSequence statement(String oid, org.bouncycastle.asn1.ASN1Encodable value) {
        return value == null
                ? new DERSequence(new ASN1ObjectIdentifier(oid))
                : new DERSequence(vector(new ASN1ObjectIdentifier(oid), value));
    }

    private static ASN1EncodableVector vector(org.bouncycastle.asn1.ASN1Encodable... parts) {
        var vector = new ASN1EncodableVector();
        vector.addAll(parts);
        return vector;
    }

    void revoke(Holder holder) {
        revoked.add(holder.certificate().getSerialNumber());
    }

    private Holder authority(String name, Holder issuer, int path) {
        return make(name, issuer, ec(), NOW.minus(Duration.ofDays(400)), days(1000), builder -> {
            add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            add(
                    builder,
                    Extension.basicConstraints,
                    true,
                    path < 0 ? new BasicConstraints(true) : new BasicConstraints(path));
        });
    }

    private void addresses(JcaX509v3CertificateBuilder builder) {
        add(builder, Extension.authorityInfoAccess, false, new AuthorityInformationAccess(new AccessDescription[] {
            new AccessDescription(AccessDescription.id_ad_ocsp, uri("/ocsp")),
            new AccessDescription(AccessDescription.id_ad_caIssuers, uri("/ca.cer"))
        }));
        add(builder, Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(new DistributionPointName(new GeneralNames(uri("/ca.crl"))), null, null)
        }));
    }

    private GeneralName uri(String path) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, at(path).toString());
    }

    private static void add(
            JcaX509v3CertificateBuilder builder,
            ASN1ObjectIdentifier oid,
            boolean critical,
            org.bouncycastle.asn1.ASN1Encodable value) {
        try {
            builder.addExtension(oid, critical, value);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Holder make(
            String name,
            Holder issuer,
            KeyPair keys,
            Instant from,
            Instant to,
            Consumer<JcaX509v3CertificateBuilder> extensions) {
        try {
            var subject = new X500Name("C=BG,O=Gishe Sandbox,2.5.4.97=NTRBG-999999924,CN=" + name);
            X500Name issuerName =
                    issuer == null ? subject : new JcaX509CertificateHolder(issuer.certificate()).getSubject();
            var builder = new JcaX509v3CertificateBuilder(
                    issuerName, new BigInteger(120, random), Date.from(from), Date.from(to), subject, keys.getPublic());
            var utilities = new JcaX509ExtensionUtils();
            add(builder, Extension.subjectKeyIdentifier, false, utilities.createSubjectKeyIdentifier(keys.getPublic()));
            add(
                    builder,
                    Extension.authorityKeyIdentifier,
                    false,
                    utilities.createAuthorityKeyIdentifier(
                            issuer == null
                                    ? keys.getPublic()
                                    : issuer.certificate().getPublicKey()));
            extensions.accept(builder);
            PrivateKey signing = issuer == null ? keys.getPrivate() : issuer.key();
            X509CertificateHolder made = builder.build(signer(signing));
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(made);
            var chain = new ArrayList<X509Certificate>();
            chain.add(certificate);
            if (issuer != null) {
                chain.addAll(issuer.chain());
            }
            return new Holder(keys.getPrivate(), List.copyOf(chain));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static org.bouncycastle.operator.ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder(key.getAlgorithm().startsWith("EC") ? "SHA256withECDSA" : "SHA256withRSA")
                .build(key);
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] answer;
        try {
            answer = switch (path) {
                case "/ocsp" -> ocsp(body);
                case "/ca.crl" -> crl();
                case "/tsa" -> timeStamp(body);
                default -> served.get(path);
            };
        } catch (Exception e) {
            answer = null;
        }
        if (answer == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private byte[] ocsp(byte[] body) throws Exception {
        var request = new OCSPReq(body);
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        var builder =
                new BasicOCSPRespBuilder(new RespID(new JcaX509CertificateHolder(ocsp.certificate()).getSubject()));
        for (Req one : request.getRequestList()) {
            CertificateStatus status = revoked.contains(one.getCertID().getSerialNumber())
                    ? new RevokedStatus(Date.from(NOW.minus(Duration.ofDays(1))), CRLReason.keyCompromise)
                    : CertificateStatus.GOOD;
            builder.addResponse(
                    one.getCertID(), status, new Date(), Date.from(Instant.now().plusSeconds(600)), null);
        }
        Extension nonce = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (nonce != null) {
            builder.setResponseExtensions(new org.bouncycastle.asn1.x509.Extensions(nonce));
        }
        var response = builder.build(
                signer(ocsp.key()),
                new X509CertificateHolder[] {new JcaX509CertificateHolder(ocsp.certificate())},
                new Date());
        OCSPResp answer = new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, response);
        return answer.getEncoded();
    }

    private byte[] crl() throws Exception {
        var builder = new JcaX509v2CRLBuilder(issuing.certificate(), new Date());
        builder.setNextUpdate(Date.from(Instant.now().plusSeconds(600)));
        revoked.forEach(serial ->
                builder.addCRLEntry(serial, Date.from(NOW.minus(Duration.ofDays(1))), CRLReason.keyCompromise));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuing.certificate()));
        builder.addExtension(Extension.cRLNumber, false, new org.bouncycastle.asn1.x509.CRLNumber(BigInteger.ONE));
        return builder.build(signer(issuing.key())).getEncoded();
    }

    private byte[] timeStamp(byte[] body) throws Exception {
        var request = new TimeStampRequest(body);
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        var generator = new TimeStampTokenGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .setSignedAttributeGenerator(new AttributeTable(new ASN1EncodableVector()))
                        .build("SHA256withECDSA", timeStamps.key(), timeStamps.certificate()),
                digests.get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                        org.bouncycastle.asn1.nist.NISTObjectIdentifiers.id_sha256)),
                new ASN1ObjectIdentifier("0.4.0.2023.1.1"));
        generator.setAccuracySeconds(1);
        generator.addCertificates(new JcaCertStore(List.of(timeStamps.certificate(), issuing.certificate())));
        var response = new TimeStampResponseGenerator(generator, TSPAlgorithms.ALLOWED)
                .generate(request, new BigInteger(64, random), new Date());
        return response.getEncoded();
    }

    static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
