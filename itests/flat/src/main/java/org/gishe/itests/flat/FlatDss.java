/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.flat;

import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.policy.ValidationPolicyLoader;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The library's own services as its manual uses them for a signer elsewhere: the parameters are made anew when the value comes,
 * for days may lie between. With an invented signer. Speaks in types of
 * the JDK, for whoever calls it has another class loader. Not thread-safe.
 */
public final class FlatDss {

    /** No revocation data is wanted for such a certificate (EN 319 412-1 section 5.2), so that nothing asks a network. */
    private static final ASN1ObjectIdentifier SHORT_LIVED = new ASN1ObjectIdentifier("0.4.0.194121.2.1");

    private final KeyPair authorityKey = keys();
    private final KeyPair signerKey = keys();
    private final X509Certificate authority;
    private final X509Certificate signer;
    private final ASiCWithXAdESService containers = new ASiCWithXAdESService(new CommonCertificateVerifier());
    private final PAdESService pdfs = new PAdESService(new CommonCertificateVerifier());
    private final CommonCertificateVerifier trusting = new CommonCertificateVerifier();
    private final ValidationPolicy policy =
            ValidationPolicyLoader.fromDefaultValidationPolicy().create();

    public FlatDss() throws GeneralSecurityException, OperatorCreationException, IOException {
        authority = certificate("CN=Bench Authority", authorityKey, "CN=Bench Authority", authorityKey, true);
        signer = certificate("CN=Bench Signer", signerKey, "CN=Bench Authority", authorityKey, false);
        var anchors = new CommonTrustedCertificateSource();
        anchors.addCertificate(new CertificateToken(authority));
        trusting.addTrustedCertSources(anchors);
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            String subject, KeyPair subjectKey, String issuer, KeyPair issuerKey, boolean isAuthority)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                new X500Name(subject),
                subjectKey.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(isAuthority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.nonRepudiation));
        if (!isAuthority) {
            builder.addExtension(SHORT_LIVED, false, DERNull.INSTANCE);
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
    }

    /** The trust anchor, DER. */
    public byte[] anchor() throws GeneralSecurityException {
        return authority.getEncoded();
    }

    /** The signer's certificate and its issuer's, DER. */
    public List<byte[]> chain() throws GeneralSecurityException {
        return List.of(signer.getEncoded(), authority.getEncoded());
    }

    /** The signer's key. */
    public PrivateKey key() {
        return signerKey.getPrivate();
    }

    /** An empty page. */
    public byte[] page() throws IOException {
        try (var document = new PDDocument();
                var out = new ByteArrayOutputStream()) {
            document.addPage(new PDPage());
            document.save(out);
            return out.toByteArray();
        }
    }

    /** A container (ASiC-E with XAdES, level B). */
    public byte[] container(byte[] content, String name) throws GeneralSecurityException {
        DSSDocument document = new InMemoryDocument(content, name);
        Date now = new Date();
        ToBeSigned data = containers.getDataToSign(document, containerParameters(now));
        SignatureValue value = value(data);
        if (!containers.isValidSignatureValue(data, value, new CertificateToken(signer))) {
            throw new IllegalStateException("the value is wrong");
        }
        return DSSUtils.toByteArray(containers.signDocument(document, containerParameters(now), value));
    }

    private ASiCWithXAdESSignatureParameters containerParameters(Date now) {
        var parameters = new ASiCWithXAdESSignatureParameters();
        parameters.aSiC().setContainerType(ASiCContainerType.ASiC_E);
        parameters.setSignatureLevel(SignatureLevel.XAdES_BASELINE_B);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(new CertificateToken(signer));
        parameters.setCertificateChain(new CertificateToken(signer), new CertificateToken(authority));
        parameters.bLevel().setSigningDate(now);
        return parameters;
    }

    /** A PDF (PAdES, level B). */
    public byte[] pdf(byte[] content, String name) throws GeneralSecurityException {
        DSSDocument document = new InMemoryDocument(content, name);
        Date now = new Date();
        ToBeSigned data = pdfs.getDataToSign(document, pdfParameters(now));
        SignatureValue value = value(data);
        if (!pdfs.isValidSignatureValue(data, value, new CertificateToken(signer))) {
            throw new IllegalStateException("the value is wrong");
        }
        return DSSUtils.toByteArray(pdfs.signDocument(document, pdfParameters(now), value));
    }

    private PAdESSignatureParameters pdfParameters(Date now) {
        var parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.PAdES_BASELINE_B);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(new CertificateToken(signer));
        parameters.setCertificateChain(new CertificateToken(signer), new CertificateToken(authority));
        parameters.bLevel().setSigningDate(now);
        return parameters;
    }

    private SignatureValue value(ToBeSigned data) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signerKey.getPrivate());
        signature.update(data.getBytes());
        return new SignatureValue(SignatureAlgorithm.ECDSA_SHA256, signature.sign());
    }

    /** Whether it is valid by the library's own policy; makes both reports, as ours does. */
    public boolean validates(byte[] signed, String name) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(signed, name));
        validator.setCertificateVerifier(trusting);
        Reports reports = validator.validateDocument(policy);
        SimpleReport report = reports.getSimpleReport();
        return !reports.getXmlValidationReport().isEmpty()
                && !reports.getXmlSimpleReport().isEmpty()
                && report.getSignaturesCount() == 1
                && report.getIndication(report.getFirstSignatureId()) == Indication.TOTAL_PASSED;
    }
}
