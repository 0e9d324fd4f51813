/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * A small certification authority with a time-stamp authority (RFC 3161) and an OCSP responder (RFC 6960) on a local port, and
 * whoever it gives certificates to signs jars.
 */
public final class SigningAuthority implements AutoCloseable {

    private static final String ALGORITHM = "SHA256withECDSA";

    private final HttpServer server;
    private final Set<BigInteger> revoked = ConcurrentHashMap.newKeySet();
    private final AtomicLong serial = new AtomicLong(1_000);
    private final Instant now;
    private final Holder root;
    private final Holder stamper;

    /** A key with its certificate. */
    public record Holder(KeyPair keys, X509Certificate certificate) {}

    /** @param now around which its certificates are valid, and when it stamps */
    public SigningAuthority(String name, Instant now) {
        this.now = now;
        try {
            KeyPair keys = keys();
            root = new Holder(keys, certificate("CN=" + name, "CN=" + name, keys, keys, now, 3650, true));
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/tsa", this::stamp);
            server.createContext("/ocsp", this::status);
            server.start();
            KeyPair stamping = keys();
            stamper = new Holder(
                    stamping,
                    certificate(
                            "CN=" + name + " time",
                            subject(root),
                            stamping,
                            keys,
                            now.minus(Duration.ofDays(400)),
                            3650,
                            false,
                            KeyPurposeId.id_kp_timeStamping));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public X509Certificate root() {
        return root.certificate();
    }

    /** Its certificate as a file for a folder of trusted ones. */
    public Path trustedIn(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.write(
                    Files.createTempFile(folder, "trusted", ".crt"),
                    root.certificate().getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A signer for a year from two days ago. */
    public Holder signer(String subject) {
        return signer(subject, now.minus(Duration.ofDays(2)), 365, KeyPurposeId.id_kp_codeSigning);
    }

    public Holder signer(String subject, Instant from, int days, KeyPurposeId... usages) {
        KeyPair keys = keys();
        return new Holder(keys, certificate(subject, subject(root), keys, root.keys(), from, days, false, usages));
    }

    /** Somebody with a certificate that another signer made, who may not. */
    public Holder signerBy(Holder by, String subject) {
        KeyPair keys = keys();
        Instant from = now.minus(Duration.ofDays(1));
        return new Holder(
                keys,
                certificate(subject, subject(by), keys, by.keys(), from, 100, false, KeyPurposeId.id_kp_codeSigning));
    }

    public void revoke(Holder holder) {
        revoked.add(holder.certificate().getSerialNumber());
    }

    /** The list of what is revoked (RFC 5280, section 5). */
    public byte[] list() {
        try {
            var builder = new X509v2CRLBuilder(new X500Name(subject(root)), Date.from(now.minusSeconds(60)));
            builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(7))));
            revoked.forEach(
                    each -> builder.addCRLEntry(each, Date.from(now.minusSeconds(60)), CRLReason.keyCompromise));
            return builder.build(new JcaContentSignerBuilder(ALGORITHM)
                            .build(root.keys().getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signs a jar as jarsigner does, with a time-stamp. */
    public byte[] signed(byte[] jar, Holder signer) {
        return signed(jar, signer, true, "SIGNER", List.of(root));
    }

    public byte[] signed(byte[] jar, Holder signer, boolean stamped) {
        return signed(jar, signer, stamped, "SIGNER", List.of(root));
    }

    /** @param name of its files in the jar */
    public byte[] signed(byte[] jar, Holder signer, String name) {
        return signed(jar, signer, true, name, List.of(root));
    }

    /** @param above the next in the chain */
    public byte[] signed(byte[] jar, Holder signer, Holder above) {
        return signed(jar, signer, true, "SIGNER", List.of(above, root));
    }

    private byte[] signed(byte[] jar, Holder signer, boolean stamped, String name, List<Holder> above) {
        try {
            Path in = Files.createTempFile("unsigned", ".jar");
            Path out = Files.createTempFile("signed", ".jar");
            try {
                Files.write(in, jar);
                CertPath path = CertificateFactory.getInstance("X.509")
                        .generateCertPath(Stream.concat(Stream.of(signer), above.stream())
                                .map(Holder::certificate)
                                .toList());
                JarSigner.Builder builder = new JarSigner.Builder(signer.keys().getPrivate(), path)
                        .digestAlgorithm("SHA-256")
                        .signatureAlgorithm(ALGORITHM)
                        .signerName(name);
                if (stamped) {
                    builder.tsa(address("/tsa"));
                }
                try (var zip = new ZipFile(in.toFile());
                        OutputStream stream = Files.newOutputStream(out)) {
                    builder.build().sign(zip, stream);
                }
                return Files.readAllBytes(out);
            } finally {
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String subject(Holder holder) {
        return holder.certificate().getSubjectX500Principal().getName();
    }

    private X509Certificate certificate(
            String subject,
            String issuer,
            KeyPair keys,
            KeyPair by,
            Instant from,
            int days,
            boolean authority,
            KeyPurposeId... usages) {
        try {
            var builder = new X509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.valueOf(serial.incrementAndGet()),
                    Date.from(authority ? from.minus(Duration.ofDays(1_000)) : from),
                    Date.from(from.plus(Duration.ofDays(days))),
                    new X500Name(subject),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            if (usages.length > 0) {
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(usages));
            }
            if (!authority) {
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(new AccessDescription(
                                AccessDescription.id_ad_ocsp,
                                new GeneralName(
                                        GeneralName.uniformResourceIdentifier,
                                        address("/ocsp").toString()))));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(ALGORITHM).build(by.getPrivate())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stamp(HttpExchange exchange) throws IOException {
        try {
            var request = new TimeStampRequest(exchange.getRequestBody().readAllBytes());
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var generator = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder()
                            .build(ALGORITHM, stamper.keys().getPrivate(), stamper.certificate()),
                    digests.get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                            new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"))),
                    new ASN1ObjectIdentifier("0.4.0.2023.1.1"));
            generator.addCertificates(new JcaCertStore(List.of(stamper.certificate(), root.certificate())));
            byte[] answer = new TimeStampResponseGenerator(generator, TSPAlgorithms.ALLOWED)
                    .generate(request, BigInteger.valueOf(serial.incrementAndGet()), Date.from(now))
                    .getEncoded();
            answer(exchange, "application/timestamp-reply", answer);
        } catch (TSPException | OperatorCreationException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void status(HttpExchange exchange) throws IOException {
        try {
            byte[] asked = exchange.getRequestMethod().equals("GET")
                    ? java.util.Base64.getDecoder()
                            .decode(java.net.URLDecoder.decode(
                                    exchange.getRequestURI().getRawPath().substring("/ocsp/".length()),
                                    java.nio.charset.StandardCharsets.UTF_8))
                    : exchange.getRequestBody().readAllBytes();
            var request = new OCSPReq(asked);
            var builder = new BasicOCSPRespBuilder(new RespID(new X500Name(subject(root))));
            Date thisUpdate = Date.from(Instant.now());
            for (Req each : request.getRequestList()) {
                CertificateStatus status = revoked.contains(each.getCertID().getSerialNumber())
                        ? new RevokedStatus(Date.from(now.minusSeconds(60)), CRLReason.keyCompromise)
                        : CertificateStatus.GOOD;
                builder.addResponse(each.getCertID(), status, thisUpdate, null, null);
            }
            Extension nonce = request.getExtension(org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            if (nonce != null) {
                builder.setResponseExtensions(new org.bouncycastle.asn1.x509.Extensions(nonce));
            }
            var response = builder.build(
                    new JcaContentSignerBuilder(ALGORITHM).build(root.keys().getPrivate()),
                    new X509CertificateHolder[] {
                        new X509CertificateHolder(root.certificate().getEncoded())
                    },
                    thisUpdate);
            answer(
                    exchange,
                    "application/ocsp-response",
                    new OCSPRespBuilder()
                            .build(OCSPRespBuilder.SUCCESSFUL, response)
                            .getEncoded());
        } catch (OCSPException | OperatorCreationException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
