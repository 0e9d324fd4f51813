/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Digest;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Change;
import org.gishe.vendor.dss.Verdict.Indication;
import org.gishe.vendor.dss.Verdict.Outcome;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Signatures that are not what they seem. */
public class AttackTest {

    @ClassRule
    public static final Fixture SIGNING = new Fixture();

    private static Pki.Holder signer;

    @BeforeClass
    public static void signer() {
        signer = SIGNING.pki.signer(Pki.ec());
    }

    private static Reason refusal(Runnable work) {
        try {
            work.run();
        } catch (AdesException e) {
            return e.reason();
        }
        throw new AssertionError("not refused");
    }

    // -- values

    @Test
    public void aValueOfAnotherKeyOrDocumentIsRefused() {
        for (Format format : Format.values()) {
            Facts facts = Fixture.facts(format, Level.B, signer);
            List<Document> documents = SIGNING.documents(format);
            byte[] data = SIGNING.ades().prepare(facts, documents);
            byte[] another = SIGNING.pki.signer(Pki.ec()).sign(data);
            byte[] other = signer.sign(Fixture.utf8("something else"));

            for (byte[] value : List.of(another, other, new byte[0], new byte[64], new byte[5000])) {
                assertThat(refusal(() -> SIGNING.ades().complete(facts, documents, value, Means.NONE)))
                        .as("%s", format)
                        .isEqualTo(Reason.WRONG_VALUE);
            }
        }
    }

    @Test
    public void aValueForOtherFactsIsRefused() {
        Facts facts = Fixture.facts(Format.JADES, Level.B, signer);
        byte[] value = signer.sign(SIGNING.ades().prepare(facts, List.of(Fixture.XML)));
        Facts later =
                Fixture.facts(Format.JADES, Level.B, signer, facts.signingTime().plusSeconds(1));

        assertThat(refusal(() -> SIGNING.ades().complete(later, List.of(Fixture.XML), value, Means.NONE)))
                .isEqualTo(Reason.WRONG_VALUE);
    }

    @Test
    public void ecdsaComesAsDerOrAsTwoNumbers() throws IOException {
        for (Format format : Format.values()) {
            Facts facts = Fixture.facts(format, Level.B, signer);
            byte[] der = signer.sign(SIGNING.ades().prepare(facts, SIGNING.documents(format)));
            ASN1Sequence two = ASN1Sequence.getInstance(der);
            byte[] raw = new byte[64];
            for (int i = 0; i < 2; i++) {
                byte[] number =
                        ASN1Integer.getInstance(two.getObjectAt(i)).getValue().toByteArray();
                byte[] last =
                        number.length > 32 ? Arrays.copyOfRange(number, number.length - 32, number.length) : number;
                System.arraycopy(last, 0, raw, 32 * (i + 1) - last.length, last.length);
            }

            byte[] fromDer = SIGNING.ades().complete(facts, SIGNING.documents(format), der, Means.NONE);
            byte[] fromRaw = SIGNING.ades().complete(facts, SIGNING.documents(format), raw, Means.NONE);

            assertThat(SIGNING.validate(format, fromDer).valid()).isTrue();
            assertThat(SIGNING.validate(format, fromRaw).valid()).isTrue();
        }
    }

    @Test
    public void whatIsToBeSignedIsTheSameWheneverItIsAsked() {
        for (Format format : Format.values()) {
            for (Level level : List.of(Level.B, Level.LTA)) {
                Facts facts = Fixture.facts(format, level, signer);

                assertThat(SIGNING.ades().prepare(Facts.of(facts.stored()), SIGNING.documents(format)))
                        .isEqualTo(SIGNING.ades().prepare(facts, SIGNING.documents(format)));
            }
        }
    }

    @Test
    public void strongerDigestsAreValidToo() throws Exception {
        Facts facts = Facts.builder(Format.XADES_ENVELOPED, signer.der(), Instant.now())
                .digest(Digest.SHA512)
                .location("Русе")
                .build();
        var signature = java.security.Signature.getInstance("SHA512withECDSA");
        signature.initSign(signer.key());
        signature.update(SIGNING.ades().prepare(facts, List.of(Fixture.XML)));

        byte[] signed = SIGNING.ades().complete(facts, List.of(Fixture.XML), signature.sign(), Means.NONE);

        assertThat(SIGNING.validate(Format.XADES_ENVELOPED, signed).valid()).isTrue();
        assertThat(new String(signed, StandardCharsets.UTF_8)).contains("Русе");
    }

    // -- content

    @Test
    public void changedContentIsInvalid() throws Exception {
        byte[] xml = SIGNING.sign(Format.XADES_ENVELOPED, Level.B, signer);
        byte[] changed = replaced(xml, "<sum>10</sum>", "<sum>99</sum>");
        var signature = Fixture.only(SIGNING.validate(Format.XADES_ENVELOPED, changed));
        assertThat(signature.indication()).isEqualTo(Indication.TOTAL_FAILED);
        assertThat(signature.subIndication()).isEqualTo("HASH_FAILURE");

        Map<String, byte[]> entries = unzip(SIGNING.sign(Format.ASIC_E_CADES, Level.B, signer));
        entries.put(Fixture.TEXT.name(), Fixture.utf8("Довиждане"));
        assertThat(SIGNING.validate(Format.ASIC_E_CADES, zip(entries)).outcome())
                .isEqualTo(Outcome.INVALID);

        byte[] pdf = SIGNING.sign(Format.PADES, Level.B, signer);
        pdf[20] ^= 1;
        assertThat(SIGNING.validate(Format.PADES, pdf).valid()).isFalse();

        byte[] json = SIGNING.sign(Format.JADES, Level.B, signer);
        String text = new String(json, StandardCharsets.UTF_8);
        int payload = text.indexOf("\"payload\":\"") + 14;
        byte[] other = json.clone();
        other[payload] = (byte) (other[payload] == 'A' ? 'B' : 'A');
        assertThat(SIGNING.validate(Format.JADES, other).outcome()).isEqualTo(Outcome.INVALID);
    }

    private static byte[] replaced(byte[] in, String what, String by) {
        String text = new String(in, StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        return Fixture.utf8(text.replace(what, by));
    }

    private static Map<String, byte[]> unzip(byte[] container) throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(container))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return out.toByteArray();
    }

    @Test
    public void anUnsignedFileInAContainerIsNamed() throws IOException {
        Map<String, byte[]> entries = unzip(SIGNING.sign(Format.ASIC_E_XADES, Level.B, signer));
        entries.put("подхвърлен.txt", Fixture.utf8("I was not here"));

        Verdict verdict = SIGNING.validate(Format.ASIC_E_XADES, zip(entries));

        assertThat(verdict.unsigned()).containsExactly("подхвърлен.txt");
        assertThat(Fixture.only(verdict).documents())
                .extracting(Verdict.SignedDocument::name)
                .contains(Fixture.XML.name(), Fixture.TEXT.name());
        assertThat(Fixture.only(verdict).documents())
                .filteredOn(document -> Fixture.TEXT.name().equals(document.name()))
                .allSatisfy(document -> {
                    assertThat(document.digestAlgorithm()).isEqualTo("SHA256");
                    assertThat(document.digest()).isEqualTo(Pki.sha256(Fixture.TEXT.read()));
                });
    }

    @Test
    public void noSignatureIsNeverGood() {
        for (Format format : List.of(Format.XADES_ENVELOPED, Format.PADES)) {
            Document unsigned = SIGNING.documents(format).get(0);

            Verdict verdict = SIGNING.ades().validate(unsigned, List.of(), SIGNING.anchors());

            assertThat(verdict.outcome()).isEqualTo(Outcome.NO_SIGNATURES);
            assertThat(verdict.valid()).isFalse();
        }
        assertThat(refusal(() -> SIGNING.ades().validate(Fixture.TEXT, List.of(), SIGNING.anchors())))
                .isEqualTo(Reason.MALFORMED);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Verdict(Outcome.VALID, List.of(), List.of(), new byte[0], new byte[0]));
    }

    @Test
    public void aDetachedDocumentMustBeTheSignedOne() throws IOException {
        Map<String, byte[]> entries = unzip(SIGNING.sign(Format.ASIC_E_XADES, Level.B, signer));
        Document signature =
                Document.of("signatures.xml", "application/xml", entries.get("META-INF/signatures001.xml"));

        assertThat(SIGNING.ades()
                        .validate(signature, List.of(Fixture.XML, Fixture.TEXT), SIGNING.anchors())
                        .valid())
                .isTrue();
        assertThat(SIGNING.ades()
                        .validate(
                                signature,
                                List.of(
                                        Fixture.XML,
                                        Document.of(Fixture.TEXT.name(), "text/plain", Fixture.utf8("друго"))),
                                SIGNING.anchors())
                        .valid())
                .isFalse();
        assertThat(SIGNING.ades()
                        .validate(signature, List.of(), SIGNING.anchors())
                        .valid())
                .isFalse();
    }

    // -- XML signatures

    private static org.w3c.dom.Document dom(byte[] xml) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static byte[] bytes(org.w3c.dom.Document document) throws Exception {
        var out = new ByteArrayOutputStream();
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
        return out.toByteArray();
    }

    private static Element first(org.w3c.dom.Document document, String name) {
        return (Element) document.getElementsByTagNameNS("*", name).item(0);
    }

    @Test
    public void aSignedDocumentWrappedInAnotherIsNotValid() throws Exception {
        org.w3c.dom.Document document = dom(SIGNING.sign(Format.XADES_ENVELOPED, Level.B, signer));
        Element signed = document.getDocumentElement();
        Element signature = first(document, "Signature");
        Element forged = document.createElementNS("urn:test", "form");
        forged.appendChild(document.createElementNS("urn:test", "sum")).setTextContent("1000000");
        document.replaceChild(forged, signed);
        signed.removeChild(signature);
        forged.appendChild(signature);
        Element hidden = document.createElementNS("http://www.w3.org/2000/09/xmldsig#", "ds:Object");
        signature.appendChild(hidden);
        hidden.appendChild(signed);

        assertThat(SIGNING.validate(Format.XADES_ENVELOPED, bytes(document)).valid())
                .isFalse();
    }

    @Test
    public void aSecondSetOfSignedPropertiesIsNotBelieved() throws Exception {
        org.w3c.dom.Document document = dom(SIGNING.sign(Format.XADES_ENVELOPED, Level.B, signer));
        Element properties = first(document, "SignedProperties");
        Node parent = properties.getParentNode();
        var forged = (Element) properties.cloneNode(true);
        ((Element) forged.getElementsByTagNameNS("*", "SigningTime").item(0)).setTextContent("2020-01-01T00:00:00Z");
        parent.insertBefore(forged, properties);
        Element hidden = document.createElementNS("http://www.w3.org/2000/09/xmldsig#", "ds:Object");
        first(document, "Signature").appendChild(hidden);
        hidden.appendChild(properties);

        assertThat(valid(bytes(document))).isFalse();
    }

    /** Not valid and refused are both good. */
    private static boolean valid(byte[] xml) {
        try {
            return SIGNING.validate(Format.XADES_ENVELOPED, xml).valid();
        } catch (AdesException e) {
            return false;
        }
    }

    @Test
    public void strippedSignedPropertiesAreMissed() throws Exception {
        org.w3c.dom.Document document = dom(SIGNING.sign(Format.XADES_ENVELOPED, Level.B, signer));
        Element object = (Element) first(document, "QualifyingProperties").getParentNode();
        object.getParentNode().removeChild(object);

        assertThat(SIGNING.validate(Format.XADES_ENVELOPED, bytes(document)).valid())
                .isFalse();
    }

    @Test
    public void aBareXmlSignatureOfAGoodKeyIsNotEnough() throws Exception {
        org.w3c.dom.Document document = dom(Fixture.XML.read());
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        var reference = factory.newReference(
                "",
                factory.newDigestMethod(DigestMethod.SHA256, null),
                Collections.singletonList(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)),
                null,
                null);
        var info = factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", null),
                List.of(reference));
        var keys = factory.getKeyInfoFactory();
        var key = keys.newKeyInfo(List.of(keys.newX509Data(List.<X509Certificate>copyOf(signer.chain()))));
        factory.newXMLSignature(info, key).sign(new DOMSignContext(signer.key(), document.getDocumentElement()));

        var signature = Fixture.only(SIGNING.validate(Format.XADES_ENVELOPED, bytes(document)));

        assertThat(signature.indication()).isNotEqualTo(Indication.TOTAL_PASSED);
        assertThat(signature.level()).isNull();
    }

    /** Signs what an address is said to give, without asking it. */
    private static byte[] external(String uri, List<Transform> transforms) throws Exception {
        org.w3c.dom.Document document = dom(Fixture.XML.read());
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        var reference =
                factory.newReference(uri, factory.newDigestMethod(DigestMethod.SHA256, null), transforms, null, null);
        var info = factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", null),
                List.of(reference));
        var keys = factory.getKeyInfoFactory();
        var key = keys.newKeyInfo(List.of(keys.newX509Data(List.<X509Certificate>copyOf(signer.chain()))));
        var context = new DOMSignContext(signer.key(), document.getDocumentElement());
        context.setURIDereferencer(
                (asked, where) -> new OctetStreamData(new ByteArrayInputStream(Fixture.utf8("<a/>"))));
        factory.newXMLSignature(info, key).sign(context);
        return bytes(document);
    }

    @Test
    public void whatASignatureRefersToOutsideIsNotFetched() throws Exception {
        SIGNING.pki.serve("/outside", Fixture.utf8("<a/>"));

        for (String uri : List.of(SIGNING.pki.at("/outside").toString(), "file:///etc/hostname")) {
            assertThat(valid(external(uri, List.of()))).isFalse();
        }
        assertThat(SIGNING.pki.asked()).doesNotContain("/outside");
    }

    @Test
    public void aSignatureThatBringsAProgrammeIsRefused() throws Exception {
        byte[] signed = SIGNING.sign(Format.XADES_ENVELOPED, Level.B, signer);
        byte[] programmed = Fixture.utf8(new String(signed, StandardCharsets.UTF_8)
                .replaceFirst(
                        "Transform Algorithm=\"[^\"]+\"",
                        "Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\""));
        assertThat(programmed).isNotEqualTo(signed);

        assertThat(refusal(() -> SIGNING.validate(Format.XADES_ENVELOPED, programmed)))
                .isEqualTo(Reason.MALFORMED);
    }

    // -- PDF

    private static byte[] edited(byte[] pdf, boolean page) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf);
                var out = new ByteArrayOutputStream()) {
            PDPage edited = page ? new PDPage() : document.getPage(0);
            if (page) {
                document.addPage(edited);
                ((COSDictionary) document.getPages().getCOSObject()).setNeedToBeUpdated(true);
            }
            try (var content =
                    new PDPageContentStream(document, edited, PDPageContentStream.AppendMode.APPEND, false)) {
                content.beginText();
                content.setFont(new PDType1Font(FontName.HELVETICA), 12);
                content.newLineAtOffset(72, 600);
                content.showText("and a million");
                content.endText();
            }
            edited.getCOSObject().setNeedToBeUpdated(true);
            edited.getResources().getCOSObject().setNeedToBeUpdated(true);
            document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
            document.saveIncremental(out);
            return out.toByteArray();
        }
    }

    @Test
    public void aPdfThatGrewAfterItsSignatureIsFlagged() throws IOException {
        byte[] signed = SIGNING.sign(Format.PADES, Level.B, signer);
        assertThat(Fixture.only(SIGNING.validate(Format.PADES, signed)).pdfChange())
                .isEqualTo(Change.NONE);

        for (boolean page : List.of(true, false)) {
            Verdict verdict = SIGNING.validate(Format.PADES, edited(signed, page));
            var signature = Fixture.only(verdict);
            assertThat(signature.pdfChange()).isEqualTo(Change.CONTENT);
            assertThat(signature.indication()).as("%s", signature.messages()).isNotEqualTo(Indication.TOTAL_PASSED);
            assertThat(verdict.outcome()).isEqualTo(Outcome.INVALID);
        }
    }

    @Test
    public void bytesAfterTheEndOfAPdfAreFlagged() {
        byte[] signed = SIGNING.sign(Format.PADES, Level.B, signer);
        byte[] more = Arrays.copyOf(signed, signed.length + 20);
        System.arraycopy(Fixture.utf8("% and some more     "), 0, more, signed.length, 20);

        Verdict verdict = SIGNING.validate(Format.PADES, more);

        assertThat(Fixture.only(verdict).pdfChange()).isEqualTo(Change.CONTENT);
        assertThat(verdict.valid()).isFalse();
    }

    @Test
    public void aSecondSignatureInAPdfLeavesTheFirstAlone() {
        byte[] once = SIGNING.sign(Format.PADES, Level.T, signer);
        Pki.Holder second = SIGNING.pki.signer(Pki.rsa());
        byte[] twice = SIGNING.sign(
                Fixture.facts(Format.PADES, Level.LTA, second), List.of(Fixture.signed(Format.PADES, once)), second);

        Verdict verdict = SIGNING.validate(Format.PADES, twice);

        assertThat(verdict.signatures()).hasSize(2);
        assertThat(verdict.valid()).as("%s", verdict.signatures()).isTrue();
        assertThat(verdict.signatures())
                .extracting(Verdict.SignatureVerdict::pdfChange)
                .containsOnly(Change.SIGNATURES);
    }

    // -- several

    @Test
    public void oneBadSignatureOfTwoSpoilsTheVerdict() throws IOException {
        byte[] once = SIGNING.sign(Format.ASIC_E_XADES, Level.B, signer);
        Pki.Holder second = SIGNING.pki.signer(Pki.rsa());
        byte[] twice = SIGNING.sign(
                Fixture.facts(Format.ASIC_E_XADES, Level.B, second),
                List.of(Fixture.signed(Format.ASIC_E_XADES, once)),
                second);
        assertThat(SIGNING.validate(Format.ASIC_E_XADES, twice).valid()).isTrue();
        assertThat(SIGNING.validate(Format.ASIC_E_XADES, twice).signatures()).hasSize(2);

        Map<String, byte[]> entries = unzip(twice);
        String file = "META-INF/signatures002.xml";
        String text = new String(entries.get(file), StandardCharsets.UTF_8);
        int value = text.indexOf("SignatureValue");
        int at = text.indexOf('>', value) + 10;
        entries.put(
                file,
                Fixture.utf8(text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1)));
        Verdict broken = SIGNING.validate(Format.ASIC_E_XADES, zip(entries));
        assertThat(broken.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(broken.signatures())
                .extracting(Verdict.SignatureVerdict::indication)
                .containsExactlyInAnyOrder(Indication.TOTAL_PASSED, Indication.TOTAL_FAILED);

        SIGNING.pki.revoke(second);
        // another service: the first one knows the answer about the second signer for a minute
        try (var fresh = new AdesComponent(java.nio.file.Path.of("target", "lists"), Limits.STANDARD)) {
            Verdict revoked = fresh.validate(Fixture.signed(Format.ASIC_E_XADES, twice), List.of(), SIGNING.anchors());
            assertThat(revoked.outcome()).isEqualTo(Outcome.INDETERMINATE);
            assertThat(revoked.signatures())
                    .extracting(Verdict.SignatureVerdict::subIndication)
                    .containsExactlyInAnyOrder(null, "REVOKED_NO_POE");
        }
    }

    // -- certificates

    private static Verdict.SignatureVerdict signedBy(Pki.Holder holder, Instant time) {
        Facts facts = Fixture.facts(Format.CADES, Level.B, holder, time);
        byte[] signed = SIGNING.sign(facts, List.of(Fixture.XML), holder);
        return Fixture.only(SIGNING.validate(Format.CADES, signed));
    }

    @Test
    public void certificatesThatDoNotHoldAreNotValid() {
        Pki.Holder expired =
                SIGNING.pki.signer("Петър Пробнев", Pki.ec(), Pki.days(-100), Pki.days(-10), SIGNING.pki.issuing);
        assertThat(refusal(() -> SIGNING.sign(Format.CADES, Level.B, expired))).isEqualTo(Reason.CERTIFICATE);
        assertThat(signedBy(expired, Pki.days(-50)).indication()).isEqualTo(Indication.INDETERMINATE);

        Pki.Holder early =
                SIGNING.pki.signer("Петър Пробнев", Pki.ec(), Pki.days(10), Pki.days(100), SIGNING.pki.issuing);
        assertThat(refusal(() -> SIGNING.sign(Format.CADES, Level.B, early))).isEqualTo(Reason.CERTIFICATE);
        assertThat(signedBy(early, Pki.days(20)).indication()).isNotEqualTo(Indication.TOTAL_PASSED);

        Pki.Holder revoked = SIGNING.pki.signer(Pki.ec());
        SIGNING.pki.revoke(revoked);
        assertThat(signedBy(revoked, Instant.now()).subIndication()).isEqualTo("REVOKED_NO_POE");
    }

    @Test
    public void aPersonIsNoAuthority() {
        Pki.Holder forged = SIGNING.pki.signer("Невена Мострова", Pki.ec(), Pki.days(-10), Pki.days(10), signer);

        assertThat(signedBy(forged, Instant.now()).indication()).isNotEqualTo(Indication.TOTAL_PASSED);
    }

    @Test
    public void addressesInCertificatesThatAreNotPublicAreNotAsked() {
        byte[] signed = SIGNING.sign(Format.CADES, Level.B, SIGNING.pki.signer(Pki.ec()));
        Trust careful = Trust.ofCertificates(List.of(Pki.der(SIGNING.pki.issuing.certificate())));
        int before = SIGNING.pki.asked().size();

        Verdict verdict = SIGNING.validate(Format.CADES, signed, careful);

        assertThat(verdict.outcome()).isEqualTo(Outcome.INDETERMINATE);
        assertThat(SIGNING.pki.asked()).hasSize(before);
    }
}
