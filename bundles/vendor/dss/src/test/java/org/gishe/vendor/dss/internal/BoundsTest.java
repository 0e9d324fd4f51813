/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Trust;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is refused before a library sees it. */
public class BoundsTest {

    @ClassRule
    public static final Fixture SIGNING = new Fixture();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Reason refusal(byte[] bytes) {
        return refusal(Document.of("signed", "application/octet-stream", bytes));
    }

    private static Reason refusal(Document document) {
        try {
            SIGNING.ades().validate(document, List.of(), Trust.NOBODY);
        } catch (AdesException e) {
            return e.reason();
        }
        throw new AssertionError("not refused");
    }

    private interface Filling {
        void into(ZipOutputStream zip) throws IOException;
    }

    private static byte[] zip(Filling filling) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            filling.into(zip);
        }
        return out.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    @Test
    public void aZipBombIsNotUnpacked() throws IOException {
        byte[] bomb = zip(zip -> entry(zip, "zeros", new byte[20 * 1024 * 1024]));

        assertThat(bomb.length).isLessThan(50_000);
        assertThat(refusal(bomb)).isEqualTo(Reason.TOO_LARGE);
    }

    private static byte[] pdf(String filters, byte[] stream) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(Fixture.utf8("%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter" + filters + "/Length "
                + stream.length + ">>\nstream\r\n"));
        out.write(stream);
        out.write(Fixture.utf8("\nendstream\nendobj\ntrailer<</Root 2 0 R>>\n%%EOF\n"));
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] block, int times) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflating = new java.util.zip.DeflaterOutputStream(out)) {
            for (int i = 0; i < times; i++) {
                deflating.write(block);
            }
        }
        return out.toByteArray();
    }

    @Test
    public void aPdfThatUnpacksToTooMuchIsRefused() throws IOException {
        byte[] bomb = deflated(new byte[1024 * 1024], 513);

        assertThat(bomb.length).isLessThan(1024 * 1024);
        assertThat(refusal(pdf("/FlateDecode", bomb))).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal(pdf("[/FlateDecode /FlateDecode]", deflated(bomb, 1))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal(Fixture.utf8("%PDF-1.7\ntrailer<</Encrypt 3 0 R>>\n%%EOF")))
                .isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    public void aContainerOfTooManyEntriesIsRefused() throws IOException {
        byte[] many = zip(zip -> {
            for (int i = 0; i < 1001; i++) {
                entry(zip, "e" + i, new byte[0]);
            }
        });

        assertThat(refusal(many)).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    public void namesThatLeaveTheContainerAreRefused() throws IOException {
        for (String name : List.of("../a", "/a", "a/../../b", "a\\b")) {
            assertThat(refusal(zip(zip -> entry(zip, name, new byte[1])))).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    public void aContainerThatShowsOthersOtherEntriesIsRefused() throws IOException {
        byte[] one = zip(zip -> entry(zip, "a", new byte[1]));
        byte[] two = zip(zip -> {
            entry(zip, "b", new byte[1]);
            entry(zip, "c", new byte[1]);
        });
        byte[] both = java.util.Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);

        assertThat(refusal(both)).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(java.util.Arrays.copyOf(one, one.length - 1))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    public void externalEntitiesAreNotRead() throws IOException {
        String xml = "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + SIGNING.pki.at("/entity") + "\">]><a>&x;</a>";

        assertThat(refusal(Fixture.utf8(xml))).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(zip(zip -> entry(zip, "META-INF/signatures001.xml", Fixture.utf8(xml)))))
                .isEqualTo(Reason.MALFORMED);
        assertThat(SIGNING.pki.asked()).doesNotContain("/entity");
    }

    @Test
    public void whatIsNestedTooDeeplyIsRefused() {
        assertThat(refusal(Fixture.utf8("<a>".repeat(201) + "</a>".repeat(201))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal(Fixture.utf8("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")))
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    public void aDocumentThatIsTooLargeIsRefusedUnread() throws IOException {
        java.nio.file.Path file = folder.newFile().toPath();
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(64L * 1024 * 1024);
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]));
        }

        assertThat(refusal(Document.of("large.pdf", "application/pdf", file))).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    public void documentsThatDoNotGoWithTheFormatAreRefused() {
        Pki.Holder signer = SIGNING.pki.signer(Pki.ec());
        Facts pdf = Fixture.facts(Format.PADES, Level.B, signer);
        Facts container = Fixture.facts(Format.ASIC_E_CADES, Level.B, signer);

        assertThat(refusal(pdf, List.of(Fixture.XML))).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal(pdf, List.of(SIGNING.pdf(), SIGNING.pdf()))).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal(pdf, List.of())).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal(container, List.of(Fixture.XML, Fixture.XML))).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal(pdf, List.of(Document.of("x.pdf", "application/pdf", Fixture.utf8("%PDF-1.7 nothing")))))
                .isEqualTo(Reason.MALFORMED);
    }

    private static Reason refusal(Facts facts, List<Document> documents) {
        try {
            SIGNING.ades().prepare(facts, documents);
        } catch (AdesException e) {
            return e.reason();
        }
        throw new AssertionError("not refused");
    }

    @Test
    public void filesAreSignedAsBytesAre() throws IOException {
        java.nio.file.Path file = folder.newFile().toPath();
        java.nio.file.Files.write(file, Fixture.TEXT.read());
        Pki.Holder signer = SIGNING.pki.signer(Pki.ec());
        Facts facts = Fixture.facts(Format.ASIC_E_XADES, Level.B, signer);

        assertThat(SIGNING.ades().prepare(facts, List.of(Document.of(Fixture.TEXT.name(), "text/plain", file))))
                .isEqualTo(SIGNING.ades().prepare(facts, List.of(Fixture.TEXT)));
    }
}
