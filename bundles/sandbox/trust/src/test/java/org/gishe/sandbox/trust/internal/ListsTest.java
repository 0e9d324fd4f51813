/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.gishe.vendor.dss.TrustedLists;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The lists as a stranger reads them: signatures with the JDK's own checker; the signer checks the schema by itself. */
public class ListsTest {

    private static final String XADES = "http://uri.etsi.org/01903/v1.3.2#";

    @ClassRule
    public static final Dss DSS = new Dss();

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Sandbox sandbox = new Sandbox();

    @Test
    public void bothListsAreSignedByTheirSigner() throws Exception {
        sandbox.service().sign(DSS.service(TrustedLists.class));

        for (String list : new String[] {"/tl.xml", "/lotl.xml"}) {
            HttpResponse<byte[]> answer = sandbox.get(list);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/vnd.etsi.tsl+xml");
            assertThat(holds(answer.body())).as(list).isTrue();
        }
    }

    @Test
    public void theirSignerIsAnnouncedInTheDataFolder() throws Exception {
        assertThat(sandbox.data().resolve("lists/list-signer.cer"))
                .hasBinaryContent(sandbox.get("/list-signer.cer").body());
    }

    @Test
    public void theListOfListsPointsToTheListAndItsSigner() throws Exception {
        sandbox.service().sign(DSS.service(TrustedLists.class));
        Document lotl = parse(sandbox.get("/lotl.xml").body());

        assertThat(text(lotl, "//*[local-name()='SchemeInformation']/*[local-name()='TSLType']"))
                .endsWith("EUlistofthelists");
        String national =
                "//*[local-name()='OtherTSLPointer'][*[local-name()='TSLLocation']='" + sandbox.address() + "/tl.xml']";
        assertThat(Base64.getDecoder().decode(text(lotl, national + "//*[local-name()='X509Certificate']")))
                .isEqualTo(sandbox.get("/list-signer.cer").body());
        assertThat(text(lotl, national + "//*[local-name()='MimeType']")).isEqualTo("application/vnd.etsi.tsl+xml");
    }

    @Test
    public void theAuthorityAndItsTimeStampsAreGrantedSinceBeforeTheirFirstCertificate() throws Exception {
        Document list = unsigned(Lists.Faults.NONE);

        assertThat(text(list, "//*[local-name()='TSLVersionIdentifier']")).isEqualTo("6");
        assertThat(text(list, service("CA/QC") + "/*[local-name()='ServiceStatus']"))
                .endsWith("/granted");
        assertThat(text(list, service("CA/QC") + "//*[@Critical='true']")).endsWith("ForeSignatures");
        assertThat(text(list, service("TSA/QTST") + "/*[local-name()='ServiceStatus']"))
                .endsWith("/granted");
        assertThat(Base64.getDecoder().decode(text(list, service("CA/QC") + "//*[local-name()='X509Certificate']")))
                .isEqualTo(sandbox.get("/ca.cer").body());
        assertThat(Instant.parse(text(list, service("CA/QC") + "/*[local-name()='StatusStartingTime']")))
                .isBefore(sandbox.now);
    }

    @Test
    public void aWithdrawnServiceKeepsItsHistory() throws Exception {
        sandbox.service().sign(DSS.service(TrustedLists.class));
        sandbox.get("/tl.xml");

        sandbox.switches("{\"withdrawn\": true}");

        byte[] signed = sandbox.get("/tl.xml").body();
        assertThat(holds(signed)).isTrue();
        Document list = parse(signed);
        assertThat(text(list, service("CA/QC") + "/*[local-name()='ServiceStatus']"))
                .endsWith("/withdrawn");
        assertThat(text(list, "//*[local-name()='ServiceHistoryInstance']/*[local-name()='ServiceStatus']"))
                .endsWith("/granted");
        sandbox.switches("{\"withdrawn\": false}");
        assertThat(text(parse(sandbox.get("/tl.xml").body()), service("CA/QC") + "/*[local-name()='ServiceStatus']"))
                .endsWith("/granted");
    }

    @Test
    public void anExpiredListIsSignedButOver() throws Exception {
        sandbox.service().sign(DSS.service(TrustedLists.class));
        sandbox.switches("{\"listExpired\": true}");

        byte[] signed = sandbox.get("/tl.xml").body();

        assertThat(holds(signed)).isTrue();
        assertThat(Instant.parse(text(parse(signed), "//*[local-name()='NextUpdate']/*")))
                .isBefore(sandbox.now);
        assertThat(Instant.parse(text(parse(sandbox.get("/lotl.xml").body()), "//*[local-name()='NextUpdate']/*")))
                .isAfter(sandbox.now);
    }

    @Test
    public void aBadlySignedListDoesNotHold() throws Exception {
        sandbox.service().sign(DSS.service(TrustedLists.class));
        sandbox.switches("{\"listBadlySigned\": true}");

        assertThat(holds(sandbox.get("/tl.xml").body())).isFalse();
        assertThat(holds(sandbox.get("/lotl.xml").body())).isTrue();
    }

    @Test
    public void withoutASignerThereAreNoLists() throws Exception {
        assertThat(sandbox.get("/tl.xml").statusCode()).isEqualTo(503);
        assertThat(sandbox.get("/lotl.xml").statusCode()).isEqualTo(503);
    }

    private Document unsigned(Lists.Faults faults) throws Exception {
        var lists = new Lists(sandbox.service().authority(), () -> sandbox.now, sandbox.address(), () -> null);
        return parse(lists.unsigned(ListWriter.Kind.NATIONAL, faults));
    }

    private static String service(String type) {
        return "//*[local-name()='ServiceInformation'][*[local-name()='ServiceTypeIdentifier']="
                + "'http://uri.etsi.org/TrstSvc/Svctype/" + type + "']";
    }

    private static String text(Document document, String path) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate(path, document);
    }

    private static Document parse(byte[] xml) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml));
    }

    /** Whether the one signature is the list signer's and covers the whole list. */
    private boolean holds(byte[] xml) throws Exception {
        Document document = parse(xml);
        var signatures = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        assertThat(signatures.getLength()).isOne();
        var properties = (Element)
                document.getElementsByTagNameNS(XADES, "SignedProperties").item(0);
        var context = new DOMValidateContext(
                sandbox.service().authority().listSigner().certificate().getPublicKey(), signatures.item(0));
        context.setIdAttributeNS(properties, null, "Id");
        context.setIdAttributeNS(document.getDocumentElement(), null, "Id");
        XMLSignature signature = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
        assertThat(signature.getSignedInfo().getReferences().stream().map(each -> ((Reference) each).getURI()))
                .anyMatch(uri -> uri.isEmpty() || uri.equals("#list"));
        return signature.validate(context);
    }
}
