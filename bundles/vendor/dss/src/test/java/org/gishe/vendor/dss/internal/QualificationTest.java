/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Indication;
import org.gishe.vendor.dss.Verdict.Outcome;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What trusted lists make of a signature. */
public class QualificationTest {

    @Rule
    public final Fixture signing = new Fixture();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Pki.Holder signer;

    @Before
    public void signer() {
        signer = signing.pki.signer(Pki.ec());
    }

    private Verdict.SignatureVerdict validated(Format format, byte[] signed) {
        return Fixture.only(signing.validate(format, signed, signing.lists()));
    }

    @Test
    public void aGrantedProviderMakesASignatureQualified() {
        for (Format format : Format.values()) {
            byte[] signed = signing.sign(format, format == Format.PADES ? Level.LT : Level.B, signer);

            var signature = validated(format, signed);

            assertThat(signature.indication()).as("%s", signature.messages()).isEqualTo(Indication.TOTAL_PASSED);
            assertThat(signature.qualification()).as("%s", signature.messages()).isEqualTo("QESIG");
            assertThat(signature.certificateQualificationAtIssuance()).isEqualTo("QCERT_FOR_ESIG_QSCD");
            assertThat(signature.certificateQualificationNow()).isEqualTo("QCERT_FOR_ESIG_QSCD");
            assertThat(signature.qualified()).isTrue();
        }
        TrustState state = signing.ades().state(signing.lists(), false);
        assertThat(state.whole()).isTrue();
        assertThat(state.certificates()).isEqualTo(2);
        assertThat(state.lists()).extracting(TrustState.ListState::territory).containsExactly("EU", "BG");
    }

    @Test
    public void whoSignsAsksForATimeStampAloneAndWhoLooksAgainAsksNobody() {
        byte[] first = signing.sign(Format.ASIC_E_XADES, Level.T, signer);
        validated(Format.ASIC_E_XADES, first);
        int before = signing.pki.asked().size();

        byte[] second = signing.sign(Format.ASIC_E_XADES, Level.T, signer);

        assertThat(signing.pki.asked().subList(before, signing.pki.asked().size()))
                .containsExactly("/tsa");
        before = signing.pki.asked().size();

        assertThat(validated(Format.ASIC_E_XADES, second).qualified()).isTrue();

        assertThat(signing.pki.asked())
                .as("lists, OCSP and certificates are kept")
                .hasSize(before);
    }

    @Test
    public void aWithdrawnProviderMakesItAdvancedOnly() {
        byte[] signed = signing.sign(Format.XADES_ENVELOPED, Level.B, signer);
        signing.pki.publish(Lists.WITHDRAWN, Pki.days(30), signing.pki.listSigner);

        var signature = validated(Format.XADES_ENVELOPED, signed);

        assertThat(signature.indication()).isEqualTo(Indication.TOTAL_PASSED);
        assertThat(signature.qualification()).isEqualTo("ADESIG");
        assertThat(signature.certificateQualificationNow()).isNotEqualTo("QCERT_FOR_ESIG_QSCD");
        assertThat(signature.qualified()).isFalse();
    }

    @Test
    public void anExpiredListGivesNoTrust() {
        byte[] signed = signing.sign(Format.CADES, Level.B, signer);
        signing.pki.publish(Lists.GRANTED, Pki.days(-1), signing.pki.listSigner);

        Verdict verdict = signing.validate(Format.CADES, signed, signing.lists());

        assertThat(verdict.outcome()).isEqualTo(Outcome.INDETERMINATE);
        assertThat(Fixture.only(verdict).subIndication()).isEqualTo("NO_CERTIFICATE_CHAIN_FOUND");
        TrustState state = signing.ades().state(signing.lists(), false);
        assertThat(state.certificates()).isZero();
        assertThat(state.lists().get(1).accepted()).isFalse();
        assertThat(state.lists().get(1).problem()).contains("expired");
    }

    @Test
    public void aListThatAStrangerSignedGivesNoTrust() {
        byte[] signed = signing.sign(Format.CADES, Level.B, signer);
        signing.pki.publish(Lists.GRANTED, Pki.days(30), signing.pki.listSigner());

        assertThat(signing.validate(Format.CADES, signed, signing.lists()).outcome())
                .isEqualTo(Outcome.INDETERMINATE);
        assertThat(signing.ades().state(signing.lists(), false).lists().get(1).problem())
                .contains("signature");
    }

    @Test
    public void aListOfListsThatAStrangerSignedGivesNoTrust() {
        Trust others = Trust.ofLists(
                signing.pki.at("/lotl.xml"),
                List.of(Pki.der(signing.pki.listSigner().certificate())));

        TrustState state = signing.ades().state(others, false);

        assertThat(state.certificates()).isZero();
        assertThat(state.lists()).noneMatch(TrustState.ListState::accepted);
    }

    @Test
    public void anUnsignedOrBrokenListGivesNoTrust() {
        signing.pki.serve(
                "/tl.xml",
                Lists.list(
                        Pki.der(signing.pki.issuing.certificate()),
                        Pki.der(signing.pki.timeStamps.certificate()),
                        Lists.GRANTED,
                        Pki.days(30)));
        assertThat(signing.ades().state(signing.lists(), true).certificates()).isZero();

        signing.pki.serve(
                "/tl.xml", Fixture.utf8("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"));
        assertThat(signing.ades().state(signing.lists(), true).certificates()).isZero();

        signing.pki.serve("/lotl.xml", Fixture.utf8("moved"));
        TrustState state = signing.ades().state(signing.lists(), true);
        assertThat(state.certificates()).isZero();
        assertThat(state.whole()).isFalse();
    }

    @Test
    public void whenTheListsCannotBeReachedTheLastGoodOnesHold() {
        assertThat(signing.ades().state(signing.lists(), false).whole()).isTrue();
        signing.pki.withdraw("/tl.xml");
        signing.pki.withdraw("/lotl.xml");

        assertThat(signing.ades().state(signing.lists(), true).whole()).isTrue();
    }

    @Test
    public void aListThatExpiresWhileItIsLoadedStopsGivingTrust() throws Exception {
        var workers = Executors.newCachedThreadPool(Inside.threads("test"));
        try {
            var now = new AtomicReference<>(Instant.now());
            var trusts =
                    new Trusts(new Http(workers), workers, folder.getRoot().toPath(), Duration.ofHours(3), now::get);
            assertThat(trusts.of(signing.lists()).state().certificates()).isEqualTo(2);

            now.set(Pki.days(31));

            assertThat(trusts.of(signing.lists()).state().certificates()).isZero();
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    public void asManyListsAsTheUnionHasAreLoadedTogether() {
        byte[] list = Pki.sign(
                Lists.list(
                        Pki.der(signing.pki.issuing.certificate()),
                        Pki.der(signing.pki.timeStamps.certificate()),
                        Lists.GRANTED,
                        Pki.days(30)),
                signing.pki.listSigner);
        var addresses = new ArrayList<URI>();
        for (int i = 0; i < 31; i++) {
            signing.pki.serve("/tl" + i + ".xml", list);
            addresses.add(signing.pki.at("/tl" + i + ".xml"));
        }
        signing.pki.serve(
                "/lotl.xml",
                Pki.sign(
                        Lists.lotl(
                                signing.pki.at("/lotl.xml"),
                                addresses,
                                Pki.der(signing.pki.listSigner.certificate()),
                                Pki.days(30)),
                        signing.pki.listSigner));

        TrustState state = signing.ades().state(signing.lists(), false);

        assertThat(state.lists()).hasSize(32);
        assertThat(state.whole()).isTrue();
    }

    @Test
    public void singleCertificatesQualifyNobody() {
        byte[] signed = signing.sign(Format.JADES, Level.B, signer);

        var signature = Fixture.only(signing.validate(Format.JADES, signed));

        assertThat(signature.indication()).isEqualTo(Indication.TOTAL_PASSED);
        assertThat(signature.qualified()).isFalse();
        assertThat(signing.validate(Format.JADES, signed, Trust.NOBODY).outcome())
                .isEqualTo(Outcome.INDETERMINATE);
    }
}
