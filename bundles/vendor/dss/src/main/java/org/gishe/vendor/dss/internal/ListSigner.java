/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.EncryptionAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.exception.IllegalInputException;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import eu.europa.esig.dss.xades.tsl.TrustedListV6SignatureParametersBuilder;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.TrustedLists;

/** Signs TS 119 612 lists with a key at hand. */
final class ListSigner implements TrustedLists {

    private static final int MOST = 32 * 1024 * 1024;

    @Override
    public byte[] signTrustedList(byte[] xml, List<byte[]> chain, PrivateKey key) {
        if (xml.length > MOST) {
            throw new AdesException(Reason.TOO_LARGE, "a list of more than " + MOST + " bytes");
        }
        if (chain.isEmpty()) {
            throw new AdesException(Reason.MALFORMED, "no certificate to sign with");
        }
        try {
            CertificateToken certificate = DSSUtils.loadCertificate(chain.get(0));
            DigestAlgorithm digest = digest(certificate);
            var list = new InMemoryDocument(xml, "list.xml");
            var builder = new TrustedListV6SignatureParametersBuilder(certificate, list)
                    .setDigestAlgorithm(digest)
                    .setReferenceDigestAlgorithm(digest);
            builder.assertConfigurationIsValid();
            XAdESSignatureParameters parameters = builder.build();
            var verifier = new CommonCertificateVerifier(true);
            verifier.setAIASource(null);
            var service = new XAdESService(verifier);
            ToBeSigned data = service.getDataToSign(list, parameters);
            var algorithm =
                    SignatureAlgorithm.getAlgorithm(EncryptionAlgorithm.forKey(certificate.getPublicKey()), digest);
            var value = new SignatureValue(algorithm, sign(algorithm, key, data.getBytes()));
            if (!service.isValidSignatureValue(data, value, certificate)) {
                throw new AdesException(Reason.MALFORMED, "the key is not the certificate's");
            }
            return DSSUtils.toByteArray(service.signDocument(list, parameters, value));
        } catch (IllegalInputException e) {
            throw new AdesException(Reason.MALFORMED, "no list that can be signed: " + e.getMessage(), e);
        } catch (DSSException | GeneralSecurityException e) {
            throw new AdesException(Reason.MALFORMED, "the list could not be signed: " + e.getMessage(), e);
        }
    }

    private static byte[] sign(SignatureAlgorithm algorithm, PrivateKey key, byte[] data)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm.getJCEId());
        signature.initSign(key);
        signature.update(data);
        return signature.sign();
    }

    private static DigestAlgorithm digest(CertificateToken certificate) {
        if (certificate.getPublicKey() instanceof ECPublicKey key) {
            int bits = key.getParams().getOrder().bitLength();
            return bits <= 256 ? DigestAlgorithm.SHA256 : bits <= 384 ? DigestAlgorithm.SHA384 : DigestAlgorithm.SHA512;
        }
        return DigestAlgorithm.SHA256;
    }
}
