/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.gishe.sandbox.trust.internal.ListWriter.Kind;
import org.gishe.sandbox.trust.internal.ListWriter.Pointer;
import org.gishe.sandbox.trust.internal.ListWriter.Service;
import org.gishe.sandbox.trust.internal.ListWriter.Validity;
import org.gishe.vendor.dss.TrustedLists;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** The sandbox's trusted list and its list of lists, signed when asked for and kept for some minutes. Thread-safe. */
final class Lists {

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration LIFE = Duration.ofDays(30);

    /** What is wrong with the trusted list today. */
    record Faults(Optional<Instant> withdrawn, boolean expired, boolean badlySigned) {
        static final Faults NONE = new Faults(Optional.empty(), false, false);
    }

    private record Signed(Faults faults, Instant issued, byte[] xml) {}

    private final Authority authority;
    private final InstantSource clock;
    private final String address;
    private final Supplier<@Nullable TrustedLists> signer;
    private final Map<Kind, Signed> kept = new ConcurrentHashMap<>();

    /**
     * @param signer asked at each signing; may give null while there is none
     */
    Lists(Authority authority, InstantSource clock, String address, Supplier<@Nullable TrustedLists> signer) {
        this.authority = authority;
        this.clock = clock;
        this.address = address;
        this.signer = signer;
    }

    /** The member state's list; empty while nobody signs. */
    Optional<byte[]> national(Faults faults) {
        return list(Kind.NATIONAL, faults);
    }

    /** The list of lists, which has no faults; empty while nobody signs. */
    Optional<byte[]> ofLists() {
        return list(Kind.OF_LISTS, Faults.NONE);
    }

    private Optional<byte[]> list(Kind kind, Faults faults) {
        Instant now = clock.instant();
        Signed last = kept.get(kind);
        if (last != null
                && last.faults().equals(faults)
                && now.isBefore(last.issued().plus(KEPT))
                && !now.isBefore(last.issued())) {
            return Optional.of(last.xml());
        }
        TrustedLists service = signer.get();
        if (service == null) {
            return Optional.empty();
        }
        Authority.Holder holder = authority.listSigner();
        byte[] xml;
        try {
            xml = service.signTrustedList(
                    unsigned(kind, faults), List.of(holder.certificate().getEncoded()), holder.key());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate of the sandbox is broken", e);
        }
        if (faults.badlySigned()) {
            xml = changed(xml);
        }
        kept.put(kind, new Signed(faults, now, xml));
        return Optional.of(xml);
    }

    /** A list that nobody signed yet. */
    byte[] unsigned(Kind kind, Faults faults) {
        Instant now = clock.instant();
        var validity = faults.expired()
                ? new Validity(now.minus(LIFE).minus(Duration.ofDays(1)), now.minus(Duration.ofDays(1)))
                : new Validity(now, now.plus(LIFE));
        X509Certificate lists = authority.listSigner().certificate();
        var ofLists = new Pointer(Kind.OF_LISTS, address + "/lotl.xml", lists);
        if (kind == Kind.OF_LISTS) {
            return new ListWriter(address)
                    .write(
                            kind,
                            validity,
                            List.of(ofLists, new Pointer(Kind.NATIONAL, address + "/tl.xml", lists)),
                            List.of());
        }
        return new ListWriter(address)
                .write(
                        kind,
                        validity,
                        List.of(ofLists),
                        List.of(
                                service(
                                        ListWriter.CA_QC,
                                        Map.of("en", "Qualified certificates", "bg", "Квалифицирани удостоверения"),
                                        authority.issuing().certificate(),
                                        faults.withdrawn()),
                                service(
                                        ListWriter.QTST,
                                        Map.of("en", "Qualified time stamps", "bg", "Квалифицирани времеви печати"),
                                        authority.stamper().certificate(),
                                        Optional.empty())));
    }

    private static Service service(
            String type, Map<String, String> names, X509Certificate certificate, Optional<Instant> withdrawn) {
        return new Service(type, names, certificate, certificate.getNotBefore().toInstant(), withdrawn);
    }

    /** The same list with another provider's name: its signature no longer fits. */
    private static byte[] changed(byte[] xml) {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
            document.getElementsByTagNameNS("*", "TSPName")
                    .item(0)
                    .getFirstChild()
                    .setTextContent("Somebody else");
            var transformers = TransformerFactory.newDefaultInstance();
            transformers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var out = new ByteArrayOutputStream();
            transformers.newTransformer().transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (ParserConfigurationException | SAXException | IOException | TransformerException e) {
            throw new IllegalStateException("the sandbox's trusted list cannot be spoilt", e);
        }
    }
}
