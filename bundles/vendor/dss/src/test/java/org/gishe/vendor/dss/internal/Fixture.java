/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.SignatureVerdict;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** The service over a {@link Pki}, with documents to sign. */
final class Fixture extends ExternalResource {

    static final Document XML = Document.of(
            "заявление.xml", "application/xml", utf8("<form xmlns=\"urn:test\"><town>Русе</town><sum>10</sum></form>"));
    static final Document TEXT = Document.of("бележка.txt", "text/plain", utf8("Здравейте"));

    final Pki pki = new Pki();
    private final TemporaryFolder folder = new TemporaryFolder();
    private AdesComponent ades;
    private Document pdf;

    @Override
    protected void before() throws Throwable {
        folder.create();
        pki.before();
        ades = new AdesComponent(folder.getRoot().toPath().resolve("lists"), Limits.STANDARD);
        pdf = madePdf();
    }

    @Override
    protected void after() {
        ades.close();
        pki.after();
        folder.delete();
    }

    Ades ades() {
        return ades;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Document madePdf() {
        try (var document = new PDDocument();
                var out = new ByteArrayOutputStream()) {
            var page = new PDPage();
            document.addPage(page);
            try (var content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(FontName.HELVETICA), 12);
                content.newLineAtOffset(72, 700);
                content.showText("Decision");
                content.endText();
            }
            document.save(out);
            return Document.of("решение.pdf", "application/pdf", out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Document pdf() {
        return pdf;
    }

    List<Document> documents(Format format) {
        return switch (format) {
            case PADES -> List.of(pdf);
            case ASIC_E_XADES, ASIC_E_CADES -> List.of(XML, TEXT);
            default -> List.of(XML);
        };
    }

    /** The issuing authority, which stands on this machine. */
    Trust anchors() {
        return Trust.builder()
                .anchor(Pki.der(pki.issuing.certificate()))
                .host("localhost")
                .build();
    }

    Trust lists() {
        return Trust.ofLists(pki.at("/lotl.xml"), List.of(Pki.der(pki.listSigner.certificate())));
    }

    Means means() {
        return new Means(anchors(), ades.timeStamps(pki.at("/tsa")));
    }

    static Facts facts(Format format, Level level, Pki.Holder signer) {
        return facts(format, level, signer, Instant.now());
    }

    static Facts facts(Format format, Level level, Pki.Holder signer, Instant time) {
        return Facts.builder(format, signer.der(), time).level(level).build();
    }

    /** Both phases, the second from what was stored of the first. */
    byte[] sign(Facts facts, List<Document> documents, Pki.Holder signer) {
        byte[] data = ades.prepare(facts, documents);
        byte[] value = signer.sign(data);
        return ades.complete(Facts.of(facts.stored()), documents, value, means());
    }

    byte[] sign(Format format, Level level, Pki.Holder signer) {
        return sign(facts(format, level, signer), documents(format), signer);
    }

    static Document signed(Format format, byte[] bytes) {
        return switch (format) {
            case PADES -> Document.of("signed.pdf", "application/pdf", bytes);
            case ASIC_E_XADES, ASIC_E_CADES -> Document.of("signed.asice", "application/vnd.etsi.asic-e+zip", bytes);
            case XADES_ENVELOPED -> Document.of("signed.xml", "application/xml", bytes);
            case JADES -> Document.of("signed.json", "application/json", bytes);
            case CADES -> Document.of("signed.p7m", "application/pkcs7-mime", bytes);
        };
    }

    Verdict validate(Format format, byte[] bytes) {
        return validate(format, bytes, anchors());
    }

    Verdict validate(Format format, byte[] bytes, Trust trust) {
        return ades.validate(signed(format, bytes), List.of(), trust);
    }

    static SignatureVerdict only(Verdict verdict) {
        if (verdict.signatures().size() != 1) {
            throw new AssertionError(verdict.signatures().size() + " signatures");
        }
        return verdict.signatures().get(0);
    }
}
