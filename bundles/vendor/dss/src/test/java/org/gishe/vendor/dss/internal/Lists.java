/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Unsigned TS 119 612 lists, version 6. */
final class Lists {

    static final String GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
    static final String WITHDRAWN = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn";

    private Lists() {}

    /** A list of trusted lists. */
    static byte[] lotl(URI own, List<URI> lists, byte[] listSigner, Instant nextUpdate) {
        String generic = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric";
        String ofLists = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists";
        return list(
                ofLists,
                "EU",
                pointer(own, listSigner, ofLists, "EU")
                        + lists.stream()
                                .map(list -> pointer(list, listSigner, generic, "BG"))
                                .collect(Collectors.joining()),
                "",
                nextUpdate);
    }

    /** A national list with one authority for qualified certificates and one time-stamping unit. */
    static byte[] list(byte[] authority, byte[] timeStamps, String status, Instant nextUpdate) {
        return list(authority, timeStamps, status, nextUpdate, nextUpdate.minus(Duration.ofDays(400)));
    }

    static byte[] list(byte[] authority, byte[] timeStamps, String status, Instant nextUpdate, Instant since) {
        String services = service("CA/QC", "Issuing", authority, status, since)
                + service("TSA/QTST", "Time-stamps", timeStamps, GRANTED, since);
        return list(
                "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric",
                "BG",
                "",
                "<TrustServiceProviderList><TrustServiceProvider><TSPInformation>"
                        + "<TSPName><Name xml:lang=\"en\">Gishe Sandbox</Name></TSPName>"
                        + "<TSPTradeName><Name xml:lang=\"en\">NTRBG-999999924</Name></TSPTradeName>"
                        + address("TSPAddress")
                        + "<TSPInformationURI><URI xml:lang=\"en\">http://sandbox.test/</URI></TSPInformationURI>"
                        + "</TSPInformation><TSPServices>" + services
                        + "</TSPServices></TrustServiceProvider></TrustServiceProviderList>",
                nextUpdate);
    }

    private static String service(String type, String name, byte[] certificate, String status, Instant since) {
        return "<TSPService><ServiceInformation>"
                + "<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/" + type + "</ServiceTypeIdentifier>"
                + "<ServiceName><Name xml:lang=\"en\">" + name + "</Name></ServiceName>"
                + "<ServiceDigitalIdentity><DigitalId><X509Certificate>"
                + Base64.getEncoder().encodeToString(certificate)
                + "</X509Certificate></DigitalId></ServiceDigitalIdentity>"
                + "<ServiceStatus>" + status + "</ServiceStatus>"
                + "<StatusStartingTime>" + since.truncatedTo(ChronoUnit.SECONDS) + "</StatusStartingTime>"
                + (type.startsWith("CA")
                        ? "<ServiceInformationExtensions><Extension Critical=\"true\">"
                                + "<AdditionalServiceInformation><URI xml:lang=\"en\">"
                                + "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures"
                                + "</URI></AdditionalServiceInformation></Extension></ServiceInformationExtensions>"
                        : "")
                + "</ServiceInformation></TSPService>";
    }

    private static String pointer(URI location, byte[] signer, String type, String territory) {
        return "<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId><X509Certificate>"
                + Base64.getEncoder().encodeToString(signer)
                + "</X509Certificate></DigitalId></ServiceDigitalIdentity></ServiceDigitalIdentities>"
                + "<TSLLocation>" + location + "</TSLLocation><AdditionalInformation>"
                + "<OtherInformation><TSLType>" + type + "</TSLType></OtherInformation>"
                + "<OtherInformation><SchemeOperatorName><Name xml:lang=\"en\">Operator</Name></SchemeOperatorName>"
                + "</OtherInformation>"
                + "<OtherInformation><SchemeTypeCommunityRules>"
                + "<URI xml:lang=\"en\">http://uri.etsi.org/TrstSvc/TrustedList/schemerules/EUcommon</URI>"
                + "</SchemeTypeCommunityRules></OtherInformation>"
                + "<OtherInformation><SchemeTerritory>" + territory + "</SchemeTerritory></OtherInformation>"
                + "<OtherInformation><x:MimeType xmlns:x=\"http://uri.etsi.org/02231/v2/additionaltypes#\">"
                + "application/vnd.etsi.tsl+xml</x:MimeType></OtherInformation>"
                + "</AdditionalInformation></OtherTSLPointer>";
    }

    private static String address(String element) {
        return "<" + element
                + "><PostalAddresses><PostalAddress xml:lang=\"en\"><StreetAddress>1 Street</StreetAddress>"
                + "<Locality>Sofia</Locality><CountryName>BG</CountryName></PostalAddress></PostalAddresses>"
                + "<ElectronicAddress><URI xml:lang=\"en\">mailto:lists@sandbox.test</URI>"
                + "<URI xml:lang=\"en\">http://sandbox.test/</URI></ElectronicAddress></" + element + ">";
    }

    private static byte[] list(String type, String territory, String pointers, String providers, Instant nextUpdate) {
        Instant issued = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        if (!nextUpdate.isAfter(issued)) {
            issued = nextUpdate.minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        }
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" Id=\"list\""
                + " TSLTag=\"http://uri.etsi.org/19612/TSLTag\"><SchemeInformation>"
                + "<TSLVersionIdentifier>6</TSLVersionIdentifier><TSLSequenceNumber>1</TSLSequenceNumber>"
                + "<TSLType>" + type + "</TSLType>"
                + "<SchemeOperatorName><Name xml:lang=\"en\">Operator</Name></SchemeOperatorName>"
                + address("SchemeOperatorAddress")
                + "<SchemeName><Name xml:lang=\"en\">" + territory + ":Sandbox</Name></SchemeName>"
                + "<SchemeInformationURI><URI xml:lang=\"en\">http://sandbox.test/</URI></SchemeInformationURI>"
                + "<StatusDeterminationApproach>http://uri.etsi.org/TrstSvc/TrustedList/StatusDetn/EUappropriate"
                + "</StatusDeterminationApproach><SchemeTypeCommunityRules><URI xml:lang=\"en\">"
                + "http://uri.etsi.org/TrstSvc/TrustedList/schemerules/EUcommon</URI></SchemeTypeCommunityRules>"
                + "<SchemeTerritory>" + territory + "</SchemeTerritory>"
                + "<PolicyOrLegalNotice><TSLLegalNotice xml:lang=\"en\">A sandbox.</TSLLegalNotice>"
                + "</PolicyOrLegalNotice><HistoricalInformationPeriod>65535</HistoricalInformationPeriod>"
                + (pointers.isEmpty() ? "" : "<PointersToOtherTSL>" + pointers + "</PointersToOtherTSL>")
                + "<ListIssueDateTime>" + issued + "</ListIssueDateTime>"
                + "<NextUpdate><dateTime>" + nextUpdate.truncatedTo(ChronoUnit.SECONDS) + "</dateTime></NextUpdate>"
                + "</SchemeInformation>" + providers + "</TrustServiceStatusList>";
        return xml.getBytes(StandardCharsets.UTF_8);
    }
}
