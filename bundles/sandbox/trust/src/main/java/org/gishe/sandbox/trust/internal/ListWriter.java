/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Writes unsigned lists of ETSI TS 119 612, version 6: a member state's and the list of lists. Used once. */
final class ListWriter {

    private static final String NS = "http://uri.etsi.org/02231/v2#";
    private static final String MORE_NS = "http://uri.etsi.org/02231/v2/additionaltypes#";
    private static final String XML_NS = "http://www.w3.org/XML/1998/namespace";
    private static final String BASE = "http://uri.etsi.org/TrstSvc/";
    static final String GRANTED = BASE + "TrustedList/Svcstatus/granted";
    static final String WITHDRAWN = BASE + "TrustedList/Svcstatus/withdrawn";
    static final String CA_QC = BASE + "Svctype/CA/QC";
    static final String QTST = BASE + "Svctype/TSA/QTST";
    private static final String FOR_SIGNATURES = BASE + "TrustedList/SvcInfoExt/ForeSignatures";
    private static final String RULES = BASE + "TrustedList/schemerules/";

    /** The kinds of list. */
    enum Kind {
        NATIONAL("TrustedList/TSLType/EUgeneric", "BG", "EUappropriate", "BG"),
        OF_LISTS("TrustedList/TSLType/EUlistofthelists", "EU", "EUlistofthelists", "EUlistofthelists");

        private final String type;
        private final String territory;
        private final String determination;
        private final String rules;

        Kind(String type, String territory, String determination, String rules) {
            this.type = BASE + type;
            this.territory = territory;
            this.determination = BASE + "TrustedList/StatusDetn/" + determination;
            this.rules = RULES + rules;
        }
    }

    /**
     * When a list holds.
     *
     * @param nextUpdate after that it is expired
     */
    record Validity(Instant issued, Instant nextUpdate) {}

    /** Another list, or this one: where it lies and whose signature it bears. */
    record Pointer(Kind kind, String location, X509Certificate signer) {}

    /**
     * A service of the provider.
     *
     * @param withdrawn since when; granted before
     */
    record Service(
            String type,
            Map<String, String> names,
            X509Certificate certificate,
            Instant granted,
            Optional<Instant> withdrawn) {}

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final XMLStreamWriter xml;
    private final String address;

    /**
     * @param address of the trust service
     */
    ListWriter(String address) {
        this.address = address;
        try {
            this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the JDK writes XML", e);
        }
    }

    /** The list, UTF-8. */
    byte[] write(Kind kind, Validity validity, List<Pointer> pointers, List<Service> services) {
        try {
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.setDefaultNamespace(NS);
            xml.writeStartElement(NS, "TrustServiceStatusList");
            xml.writeDefaultNamespace(NS);
            xml.writeAttribute("Id", "list");
            xml.writeAttribute("TSLTag", "http://uri.etsi.org/19612/TSLTag");
            scheme(kind, validity, pointers);
            if (!services.isEmpty()) {
                provider(services);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
            return bytes.toByteArray();
        } catch (XMLStreamException | CertificateEncodingException e) {
            throw new IllegalStateException("the sandbox's trusted list cannot be written", e);
        }
    }

    private void scheme(Kind kind, Validity validity, List<Pointer> pointers)
            throws XMLStreamException, CertificateEncodingException {
        start("SchemeInformation");
        text("TSLVersionIdentifier", "6");
        // rises with each issue
        text("TSLSequenceNumber", Long.toString(Math.max(1, validity.issued().getEpochSecond())));
        text("TSLType", kind.type);
        names("SchemeOperatorName", Map.of("en", Authority.NAME));
        address("SchemeOperatorAddress");
        names(
                "SchemeName",
                Map.of(
                        "en",
                        kind.territory + ":Sandbox list without legal force",
                        "bg",
                        kind.territory + ":Пробен списък без правна сила"));
        uri("SchemeInformationURI", address + "/pds?lang=en");
        text("StatusDeterminationApproach", kind.determination);
        start("SchemeTypeCommunityRules");
        language("URI", "en", RULES + "EUcommon");
        language("URI", "en", kind.rules);
        xml.writeEndElement();
        text("SchemeTerritory", kind.territory);
        start("PolicyOrLegalNotice");
        language("TSLLegalNotice", "en", "A sandbox: invented people, no legal force.");
        language("TSLLegalNotice", "bg", "Пробна среда: измислени хора, без правна сила.");
        xml.writeEndElement();
        text("HistoricalInformationPeriod", "65535");
        if (!pointers.isEmpty()) {
            start("PointersToOtherTSL");
            for (Pointer pointer : pointers) {
                pointer(pointer);
            }
            xml.writeEndElement();
        }
        text("ListIssueDateTime", time(validity.issued()));
        start("NextUpdate");
        text("dateTime", time(validity.nextUpdate()));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void pointer(Pointer pointer) throws XMLStreamException, CertificateEncodingException {
        start("OtherTSLPointer");
        start("ServiceDigitalIdentities");
        identity(pointer.signer());
        xml.writeEndElement();
        text("TSLLocation", pointer.location());
        start("AdditionalInformation");
        start("OtherInformation");
        text("TSLType", pointer.kind().type);
        xml.writeEndElement();
        start("OtherInformation");
        names("SchemeOperatorName", Map.of("en", Authority.NAME));
        xml.writeEndElement();
        start("OtherInformation");
        uri("SchemeTypeCommunityRules", RULES + "EUcommon");
        xml.writeEndElement();
        start("OtherInformation");
        text("SchemeTerritory", pointer.kind().territory);
        xml.writeEndElement();
        start("OtherInformation");
        xml.writeStartElement("more", "MimeType", MORE_NS);
        xml.writeNamespace("more", MORE_NS);
        xml.writeCharacters("application/vnd.etsi.tsl+xml");
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void provider(List<Service> services) throws XMLStreamException, CertificateEncodingException {
        start("TrustServiceProviderList");
        start("TrustServiceProvider");
        start("TSPInformation");
        names("TSPName", Map.of("en", Authority.NAME, "bg", "Пробен доставчик Gishe"));
        names("TSPTradeName", Map.of("en", Authority.IDENTIFIER));
        address("TSPAddress");
        uri("TSPInformationURI", address + "/pds?lang=en");
        xml.writeEndElement();
        start("TSPServices");
        for (Service service : services) {
            service(service);
        }
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void service(Service service) throws XMLStreamException, CertificateEncodingException {
        start("TSPService");
        start("ServiceInformation");
        text("ServiceTypeIdentifier", service.type());
        names("ServiceName", service.names());
        identity(service.certificate());
        text("ServiceStatus", service.withdrawn().isPresent() ? WITHDRAWN : GRANTED);
        text("StatusStartingTime", time(service.withdrawn().orElse(service.granted())));
        forSignatures(service);
        xml.writeEndElement();
        if (service.withdrawn().isPresent()) {
            start("ServiceHistory");
            start("ServiceHistoryInstance");
            text("ServiceTypeIdentifier", service.type());
            names("ServiceName", service.names());
            start("ServiceDigitalIdentity");
            start("DigitalId");
            text("X509SKI", keyIdentifier(service.certificate()));
            xml.writeEndElement();
            xml.writeEndElement();
            text("ServiceStatus", GRANTED);
            text("StatusStartingTime", time(service.granted()));
            forSignatures(service);
            xml.writeEndElement();
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void forSignatures(Service service) throws XMLStreamException {
        if (!service.type().equals(CA_QC)) {
            return;
        }
        start("ServiceInformationExtensions");
        start("Extension");
        xml.writeAttribute("Critical", "true");
        uri("AdditionalServiceInformation", FOR_SIGNATURES);
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void identity(X509Certificate certificate) throws XMLStreamException, CertificateEncodingException {
        start("ServiceDigitalIdentity");
        start("DigitalId");
        text("X509Certificate", Base64.getEncoder().encodeToString(certificate.getEncoded()));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static String keyIdentifier(X509Certificate certificate) throws CertificateEncodingException {
        return Base64.getEncoder()
                .encodeToString(
                        SubjectKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(certificate).getExtensions())
                                .getKeyIdentifier());
    }

    private void address(String element) throws XMLStreamException {
        start(element);
        start("PostalAddresses");
        start("PostalAddress");
        xml.writeAttribute("xml", XML_NS, "lang", "en");
        text("StreetAddress", "1 Sandbox Street");
        text("Locality", "Sofia");
        text("CountryName", "BG");
        xml.writeEndElement();
        xml.writeEndElement();
        start("ElectronicAddress");
        language("URI", "en", "mailto:lists@sandbox.invalid");
        language("URI", "en", address + "/pds?lang=en");
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void names(String element, Map<String, String> names) throws XMLStreamException {
        start(element);
        for (var name : new TreeMap<>(names).descendingMap().entrySet()) { // English first
            language("Name", name.getKey(), name.getValue());
        }
        xml.writeEndElement();
    }

    private void uri(String element, String uri) throws XMLStreamException {
        start(element);
        language("URI", "en", uri);
        xml.writeEndElement();
    }

    private void language(String element, String language, String text) throws XMLStreamException {
        start(element);
        xml.writeAttribute("xml", XML_NS, "lang", language);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private void text(String element, String text) throws XMLStreamException {
        start(element);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private void start(String element) throws XMLStreamException {
        xml.writeStartElement(NS, element);
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
