/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.text.PDFTextStripper;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Stamp;
import org.junit.ClassRule;
import org.junit.Test;

public class StampTest {

    @ClassRule
    public static final Fixture SIGNING = new Fixture();

    private static byte[] font() throws IOException {
        try (InputStream stream =
                PDFont.class.getResourceAsStream("/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
            return stream.readAllBytes();
        }
    }

    private static Facts facts(Pki.Holder signer, Stamp stamp) {
        return Facts.builder(Format.PADES, signer.der(), Instant.now())
                .level(Level.T)
                .stamp(stamp)
                .location("Русе")
                .reason("Решение по преписка")
                .build();
    }

    @Test
    public void cyrillicIsSeenOnThePage() throws IOException {
        Pki.Holder signer = SIGNING.pki.signer(Pki.ec());
        var stamp = new Stamp(
                1, 300, 20, 220, 50, List.of("Подписано от Яна Примерова", "на 23 ноември 2026 г. с КЕП"), font());
        Facts facts = facts(signer, stamp);
        assertThat(Facts.of(facts.stored()).stamp()).isEqualTo(stamp);

        byte[] signed = SIGNING.sign(facts, List.of(SIGNING.pdf()), signer);

        var verdict = SIGNING.validate(Format.PADES, signed);
        assertThat(verdict.valid()).as("%s", verdict.signatures()).isTrue();
        try (PDDocument document = Loader.loadPDF(signed);
                PDDocument copy = new PDDocument()) {
            PDAnnotation annotation = document.getPage(0).getAnnotations().get(0);
            assertThat(annotation.getRectangle().getWidth()).isEqualTo(220);
            var appearance = annotation.getNormalAppearanceStream();
            for (COSName name : appearance.getResources().getFontNames()) {
                assertThat(appearance.getResources().getFont(name).isEmbedded()).isTrue();
            }
            var page = new PDPage();
            copy.addPage(page);
            try (var content = new PDPageContentStream(copy, page)) {
                content.drawForm(new PDFormXObject(appearance.getCOSObject()));
            }
            assertThat(new PDFTextStripper().getText(copy))
                    .contains("Подписано от Яна Примерова", "на 23 ноември 2026 г. с КЕП");
        }
        assertThat(signed.length).as("a part of the font is enough").isLessThan(150_000);
    }

    @Test
    public void aLetterThatTheFontLacksIsRefused() throws IOException {
        Pki.Holder signer = SIGNING.pki.signer(Pki.ec());
        var stamp = new Stamp(1, 10, 10, 100, 20, List.of("漢字"), font());

        assertThatExceptionOfType(AdesException.class)
                .isThrownBy(() -> SIGNING.ades().prepare(facts(signer, stamp), List.of(SIGNING.pdf())))
                .matches(e -> e.reason() == Reason.MALFORMED);
    }

    @Test
    public void aStampOutsideThePagesIsRefused() throws IOException {
        Pki.Holder signer = SIGNING.pki.signer(Pki.ec());
        byte[] font = font();

        assertThatExceptionOfType(AdesException.class).isThrownBy(() -> SIGNING.ades()
                .prepare(facts(signer, new Stamp(2, 10, 10, 100, 20, List.of("а"), font)), List.of(SIGNING.pdf())));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Stamp(0, 10, 10, 100, 20, List.of("а"), font));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Facts.builder(Format.CADES, signer.der(), Instant.now())
                        .reason("why")
                        .build());
    }
}
