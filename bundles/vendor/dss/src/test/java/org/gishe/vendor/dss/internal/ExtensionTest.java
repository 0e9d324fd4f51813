/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Change;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;

public class ExtensionTest {

    @ClassRule
    public static final Fixture SIGNING = new Fixture();

    private static Pki.Holder signer;

    @BeforeClass
    public static void signer() {
        signer = SIGNING.pki.signer(Pki.ec());
    }

    private static byte[] extended(Format format, byte[] signed, Level level) {
        return SIGNING.ades().extend(Fixture.signed(format, signed), List.of(), level, SIGNING.means());
    }

    private static Reason refusal(Runnable work) {
        try {
            work.run();
        } catch (AdesException e) {
            return e.reason();
        }
        throw new AssertionError("not refused");
    }

    @Test
    public void everyFormatClimbsStepByStep() {
        for (Format format : Format.values()) {
            byte[] signed = SIGNING.sign(format, Level.B, signer);
            for (Level level : List.of(Level.T, Level.LT, Level.LTA, Level.LTA)) {
                signed = extended(format, signed, level);

                Verdict verdict = SIGNING.validate(format, signed);
                var signature = Fixture.only(verdict);
                assertThat(verdict.valid())
                        .as("%s %s %s", format, level, signature.messages())
                        .isTrue();
                assertThat(signature.level()).isEqualTo(level);
                assertThat(signature.bestSignatureTime()).isNotNull();
                if (format == Format.PADES) {
                    assertThat(signature.pdfChange()).isEqualTo(Change.SIGNATURES);
                }
            }
        }
    }

    @Test
    public void oneCallGoesAllTheWay() {
        byte[] signed = extended(Format.ASIC_E_XADES, SIGNING.sign(Format.ASIC_E_XADES, Level.B, signer), Level.LTA);

        Verdict verdict = SIGNING.validate(Format.ASIC_E_XADES, signed);
        assertThat(verdict.valid()).isTrue();
        assertThat(Fixture.only(verdict).level()).isEqualTo(Level.LTA);
    }

    @Test
    public void aSignatureThatStandsHigherStays() {
        byte[] signed = SIGNING.sign(Format.XADES_ENVELOPED, Level.LT, signer);

        assertThat(refusal(() -> extended(Format.XADES_ENVELOPED, signed, Level.T)))
                .isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal(() -> extended(Format.XADES_ENVELOPED, signed, Level.B)))
                .isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    public void nothingIsExtendedWhereNobodySigned() {
        assertThat(refusal(() -> extended(Format.XADES_ENVELOPED, Fixture.utf8("<a/>"), Level.T)))
                .isEqualTo(Reason.MALFORMED);
        assertThat(refusal(() -> extended(Format.CADES, Fixture.utf8("hello"), Level.T)))
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    public void aTimeStampThatCannotBeHadSaysSo() {
        byte[] signed = SIGNING.sign(Format.CADES, Level.B, signer);
        SIGNING.pki.serve("/junk", Fixture.utf8("no time-stamp"));

        for (String path : List.of("/junk", "/nothing")) {
            Means means = new Means(SIGNING.anchors(), SIGNING.ades().timeStamps(SIGNING.pki.at(path)));
            assertThat(refusal(() ->
                            SIGNING.ades().extend(Fixture.signed(Format.CADES, signed), List.of(), Level.T, means)))
                    .isEqualTo(Reason.TIME_STAMP);
        }
        assertThat(refusal(() ->
                        SIGNING.ades().extend(Fixture.signed(Format.CADES, signed), List.of(), Level.T, Means.NONE)))
                .isEqualTo(Reason.UNSUPPORTED);
        assertThatExceptionOfType(AdesException.class)
                .isThrownBy(() -> SIGNING.ades().timeStamps(java.net.URI.create("file:///etc/passwd")));
    }

    @Test
    public void aRevokedSignerGetsNoLongTermSignature() {
        Pki.Holder gone = SIGNING.pki.signer(Pki.ec());
        byte[] signed = SIGNING.sign(Format.PADES, Level.B, gone);
        SIGNING.pki.revoke(gone);

        assertThat(refusal(() -> extended(Format.PADES, signed, Level.LT))).isEqualTo(Reason.CERTIFICATE);
    }
}
