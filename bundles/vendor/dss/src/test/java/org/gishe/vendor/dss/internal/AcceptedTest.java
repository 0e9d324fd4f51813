/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.europa.esig.dss.asic.cades.ASiCWithCAdESSignatureParameters;
import eu.europa.esig.dss.asic.cades.signature.ASiCWithCAdESService;
import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.JWSSerializationType;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.jades.JAdESSignatureParameters;
import eu.europa.esig.dss.jades.signature.JAdESService;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.signature.AbstractSignatureParameters;
import eu.europa.esig.dss.signature.DocumentSignatureService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Verdict;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;

/** What others make and is taken though this bundle does not make it; and many callers at once. */
public class AcceptedTest {

    @ClassRule
    public static final Fixture SIGNING = new Fixture();

    private static Pki.Holder signer;

    @BeforeClass
    public static void signer() {
        signer = SIGNING.pki.signer(Pki.ec());
    }

    private static CommonCertificateVerifier alone() {
        var verifier = new CommonCertificateVerifier(true);
        verifier.setAIASource(null);
        return verifier;
    }

    private static <P extends AbstractSignatureParameters<?>> byte[] made(
            DocumentSignatureService<P, ?> service, P parameters, SignatureLevel level) throws Exception {
        parameters.setSignatureLevel(level);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(DSSUtils.loadCertificate(signer.der().get(0)));
        parameters.setCertificateChain(
                signer.der().stream().map(DSSUtils::loadCertificate).toList());
        DSSDocument document = new InMemoryDocument(Fixture.TEXT.read(), Fixture.TEXT.name());
        var value = new SignatureValue(
                parameters.getSignatureAlgorithm(),
                signer.sign(service.getDataToSign(document, parameters).getBytes()));
        return DSSUtils.toByteArray(service.signDocument(document, parameters, value));
    }

    private static void accepted(byte[] signed, String name, List<Document> detached, Level reached) {
        Document document = Document.of(name, "application/octet-stream", signed);
        Verdict verdict = SIGNING.ades().validate(document, detached, SIGNING.anchors());
        assertThat(verdict.valid()).as("%s %s", name, verdict.signatures()).isTrue();

        if (reached != Level.B) {
            byte[] extended = SIGNING.ades().extend(document, detached, reached, SIGNING.means());
            verdict = SIGNING.ades()
                    .validate(Document.of(name, "application/octet-stream", extended), detached, SIGNING.anchors());
            assertThat(verdict.valid()).as("%s %s", name, verdict.signatures()).isTrue();
            assertThat(Fixture.only(verdict).level()).isEqualTo(reached);
        }
    }

    @Test
    public void simpleContainers() throws Exception {
        var xml = new ASiCWithXAdESSignatureParameters();
        xml.aSiC().setContainerType(ASiCContainerType.ASiC_S);
        accepted(
                made(new ASiCWithXAdESService(alone()), xml, SignatureLevel.XAdES_BASELINE_B),
                "a.asics",
                List.of(),
                Level.LTA);

        var cms = new ASiCWithCAdESSignatureParameters();
        cms.aSiC().setContainerType(ASiCContainerType.ASiC_S);
        accepted(
                made(new ASiCWithCAdESService(alone()), cms, SignatureLevel.CAdES_BASELINE_B),
                "a.asics",
                List.of(),
                Level.LTA);
    }

    @Test
    public void detachedSignatures() throws Exception {
        var cms = new CAdESSignatureParameters();
        cms.setSignaturePackaging(SignaturePackaging.DETACHED);
        accepted(
                made(new CAdESService(alone()), cms, SignatureLevel.CAdES_BASELINE_B),
                "a.p7s",
                List.of(Fixture.TEXT),
                Level.LTA);

        var xml = new XAdESSignatureParameters();
        xml.setSignaturePackaging(SignaturePackaging.DETACHED);
        accepted(
                made(new XAdESService(alone()), xml, SignatureLevel.XAdES_BASELINE_B),
                "a.xml",
                List.of(Fixture.TEXT),
                Level.LTA);
    }

    @Test
    public void envelopingXmlAndCompactJson() throws Exception {
        var xml = new XAdESSignatureParameters();
        xml.setSignaturePackaging(SignaturePackaging.ENVELOPING);
        accepted(made(new XAdESService(alone()), xml, SignatureLevel.XAdES_BASELINE_B), "a.xml", List.of(), Level.LT);

        var json = new JAdESSignatureParameters();
        json.setSignaturePackaging(SignaturePackaging.ENVELOPING);
        json.setJwsSerializationType(JWSSerializationType.COMPACT_SERIALIZATION);
        accepted(made(new JAdESService(alone()), json, SignatureLevel.JAdES_BASELINE_B), "a.jose", List.of(), Level.B);
    }

    @Test
    public void manyCallersAtOnce() throws Exception {
        var callers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                Format format = Format.values()[i % Format.values().length];
                work.add(() -> SIGNING.validate(format, SIGNING.sign(format, Level.LT, signer))
                        .valid());
            }
            for (var result : callers.invokeAll(work, 60, TimeUnit.SECONDS)) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
