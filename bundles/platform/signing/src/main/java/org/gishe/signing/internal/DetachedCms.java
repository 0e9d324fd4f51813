/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A detached CMS signature (RFC 5652) made in two phases: the attributes to be signed, then the value that came from
 * elsewhere. The attributes are those of CAdES baseline B (ETSI EN 319 122-1 section 6.3): content type, message digest,
 * signing time, signing certificate.
 */
final class DetachedCms {

    private final List<X509Certificate> chain;

    /**
     * @throws GeneralSecurityException when one is no certificate
     */
    DetachedCms(List<byte[]> certificates) throws GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        var parsed = new ArrayList<X509Certificate>();
        for (byte[] der : certificates) {
            parsed.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        this.chain = List.copyOf(parsed);
    }

    X509Certificate signer() {
        return chain.get(0);
    }

    /** The signed attributes, DER: what is digested and signed. */
    byte[] attributes(byte[] contentSha256, Instant signingTime) throws IOException, GeneralSecurityException {
        var attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.contentType, new DERSet(CMSObjectIdentifiers.data)));
        attributes.add(new Attribute(CMSAttributes.messageDigest, new DERSet(new DEROctetString(contentSha256))));
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(signingTime)))));
        attributes.add(new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new DERSet(new SigningCertificateV2(new ESSCertIDv2(sha256(signer().getEncoded()))))));
        return new DERSet(attributes).getEncoded("DER");
    }

    /** Whether the value is this certificate's signature over these attributes. */
    boolean verifies(byte[] attributes, byte[] value) {
        try {
            PublicKey key = signer().getPublicKey();
            Signature verifier =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(attributes);
            return verifier.verify(value);
        } catch (GeneralSecurityException e) {
            return false; // a value that cannot even be parsed does not verify
        }
    }

    /** The whole signature, DER. */
    byte[] complete(byte[] attributes, byte[] value) throws IOException, GeneralSecurityException {
        var sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
        boolean ec = signer().getPublicKey().getAlgorithm().equals("EC");
        ASN1ObjectIdentifier algorithm =
                ec ? X9ObjectIdentifiers.ecdsa_with_SHA256 : PKCSObjectIdentifiers.rsaEncryption;
        Certificate certificate = Certificate.getInstance(signer().getEncoded());
        var info = new SignerInfo(
                new SignerIdentifier(new IssuerAndSerialNumber(
                        certificate.getIssuer(), certificate.getSerialNumber().getValue())),
                sha256,
                ASN1Set.getInstance(attributes),
                ec ? new AlgorithmIdentifier(algorithm) : new AlgorithmIdentifier(algorithm, DERNull.INSTANCE),
                new DEROctetString(value),
                (ASN1Set) null);
        var certificates = new ASN1EncodableVector();
        for (X509Certificate each : chain) {
            certificates.add(Certificate.getInstance(each.getEncoded()));
        }
        var signed = new SignedData(
                new DERSet(sha256),
                new ContentInfo(CMSObjectIdentifiers.data, null),
                new DERSet(certificates),
                null,
                new DERSet(info));
        return new ContentInfo(CMSObjectIdentifiers.signedData, signed).getEncoded("DER");
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
