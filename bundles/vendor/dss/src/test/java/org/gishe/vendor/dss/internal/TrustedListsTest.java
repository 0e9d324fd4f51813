/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.xades.validation.XMLDocumentAnalyzer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.junit.ClassRule;
import org.junit.Test;

public class TrustedListsTest {

    @ClassRule
    public static final Pki PKI = new Pki();

    private final ListSigner lists = new ListSigner();

    private static byte[] list() {
        return Lists.list(
                Pki.der(PKI.issuing.certificate()), Pki.der(PKI.timeStamps.certificate()), Lists.GRANTED, Pki.days(30));
    }

    @Test
    public void aListIsSignedByTheKeyOfItsCertificateAlone() {
        byte[] signed = lists.signTrustedList(list(), PKI.listSigner.der(), PKI.listSigner.key());

        var signatures = new XMLDocumentAnalyzer(new InMemoryDocument(signed)).getSignatures();
        assertThat(signatures).hasSize(1);
        var signature = signatures.get(0);
        signature.checkSignatureIntegrity();
        assertThat(signature.getSignatureCryptographicVerification().isSignatureValid())
                .isTrue();
        assertThat(signature.getSigningCertificateToken().getEncoded())
                .isEqualTo(Pki.der(PKI.listSigner.certificate()));
        assertThat(new String(signed, StandardCharsets.UTF_8)).contains("xmldsig-more#ecdsa-sha256");
    }

    @Test
    public void whatIsNoListOfVersionSixIsRefused() {
        byte[] five = new String(list(), StandardCharsets.UTF_8)
                .replace("<TSLVersionIdentifier>6<", "<TSLVersionIdentifier>5<")
                .getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(AdesException.class)
                .isThrownBy(() -> lists.signTrustedList(five, PKI.listSigner.der(), PKI.listSigner.key()))
                .matches(e -> e.reason() == Reason.MALFORMED);
        assertThatExceptionOfType(AdesException.class)
                .isThrownBy(() -> lists.signTrustedList(
                        "<list/>".getBytes(StandardCharsets.UTF_8), PKI.listSigner.der(), PKI.listSigner.key()))
                .matches(e -> e.reason() == Reason.MALFORMED);
    }

    @Test
    public void aKeyOfAnotherCertificateIsRefused() {
        assertThatExceptionOfType(AdesException.class)
                .isThrownBy(() -> lists.signTrustedList(list(), PKI.listSigner.der(), PKI.root.key()))
                .matches(e -> e.reason() == Reason.MALFORMED);
        assertThatExceptionOfType(AdesException.class)
                .isThrownBy(() -> lists.signTrustedList(list(), List.of(new byte[10]), PKI.root.key()))
                .matches(e -> e.reason() == Reason.MALFORMED);
    }
}
