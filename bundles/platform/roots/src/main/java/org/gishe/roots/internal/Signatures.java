/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.gishe.roots.Roots.Cosignature;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.Roots.Stamp;
import org.gishe.roots.Statement;

/** Checks what stands at a root. Pure functions; what was received may be anything. */
final class Signatures {

    private Signatures() {}

    /** Whether the seal is of the text, by the certificate's key. */
    static boolean sealed(Root root) {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(root.certificate()));
            return verifies(certificate.getPublicKey(), root.text().getBytes(StandardCharsets.UTF_8), root.seal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static boolean cosigned(PublicKey witness, String text, Cosignature signed) {
        return verifies(witness, Statement.cosigned(text, signed.seconds()), signed.signature());
    }

    private static boolean verifies(PublicKey key, byte[] data, byte[] value) {
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initVerify(key);
            signature.update(data);
            return signature.verify(value);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * A token that stamps this text and is signed by the certificate it carries; whom that certificate belongs to is not looked at.
     *
     * @throws GeneralSecurityException if it is none
     */
    static Stamp stamp(String text, byte[] token) throws GeneralSecurityException {
        try {
            var parsed = new TimeStampToken(new CMSSignedData(token));
            if (!parsed.getTimeStampInfo().getMessageImprintAlgOID().equals(TSPAlgorithms.SHA256)
                    || !MessageDigest.isEqual(
                            parsed.getTimeStampInfo().getMessageImprintDigest(), Statement.digest(text))) {
                throw new GeneralSecurityException("it stamps something else");
            }
            Collection<X509CertificateHolder> signers = parsed.getCertificates().getMatches(parsed.getSID());
            if (signers.isEmpty()) {
                throw new GeneralSecurityException("it carries no certificate of its signer");
            }
            parsed.validate(new JcaSimpleSignerInfoVerifierBuilder()
                    .build(signers.iterator().next()));
            Instant at = parsed.getTimeStampInfo().getGenTime().toInstant();
            return new Stamp(at, token);
        } catch (CMSException
                | TSPException
                | OperatorCreationException
                | java.security.cert.CertificateException
                | java.io.IOException
                | RuntimeException e) { // Bouncy Castle tells bad bytes by any of them
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    /** An elliptic-curve key: PEM or bare base64 of SubjectPublicKeyInfo. */
    static PublicKey key(String text) throws GeneralSecurityException {
        try {
            byte[] der = Base64.getDecoder()
                    .decode(text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("no public key", e);
        }
    }

    static String fingerprint(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
