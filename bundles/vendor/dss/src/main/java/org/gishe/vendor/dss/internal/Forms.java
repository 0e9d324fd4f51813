/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

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
import eu.europa.esig.dss.enumerations.TextWrapping;
import eu.europa.esig.dss.jades.JAdESSignatureParameters;
import eu.europa.esig.dss.jades.signature.JAdESService;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SerializableTimestampParameters;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.SignerLocation;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.DSSFileFont;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.SignatureFieldParameters;
import eu.europa.esig.dss.pades.SignatureImageParameters;
import eu.europa.esig.dss.pades.SignatureImageTextParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxNativeObjectFactory;
import eu.europa.esig.dss.signature.AbstractSignatureParameters;
import eu.europa.esig.dss.signature.AbstractSignatureService;
import eu.europa.esig.dss.signature.MultipleDocumentsSignatureService;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Stamp;
import org.jspecify.annotations.Nullable;

/** Facts as DSS's services and parameters. */
final class Forms {

    /** What DSS reserves in a PDF for signature, chain and time-stamp. */
    private static final int PDF_ROOM = 9472;

    private Forms() {}

    /** A service with the parameters of one signature. */
    static final class Form<P extends AbstractSignatureParameters<?>, T extends SerializableTimestampParameters> {

        private final AbstractSignatureService<P, T> service;
        private final P parameters;
        private final boolean container;

        Form(AbstractSignatureService<P, T> service, P parameters, boolean container) {
            this.service = service;
            this.parameters = parameters;
            this.container = container;
        }

        @SuppressWarnings("unchecked")
        private MultipleDocumentsSignatureService<P, T> many() {
            return (MultipleDocumentsSignatureService<P, T>) service;
        }

        ToBeSigned data(List<DSSDocument> documents) {
            return container
                    ? many().getDataToSign(documents, parameters)
                    : service.getDataToSign(documents.get(0), parameters);
        }

        DSSDocument sign(List<DSSDocument> documents, SignatureValue value) {
            return container
                    ? many().signDocument(documents, parameters, value)
                    : service.signDocument(documents.get(0), parameters, value);
        }

        boolean verifies(ToBeSigned data, SignatureValue value) {
            return service.isValidSignatureValue(data, value, parameters.getSigningCertificate());
        }

        SignatureValue value(byte[] value) {
            return new SignatureValue(parameters.getSignatureAlgorithm(), value);
        }

        DSSDocument extend(DSSDocument signed, List<DSSDocument> detached) {
            if (!detached.isEmpty()) {
                parameters.setDetachedContents(detached);
            }
            return service.extendDocument(signed, parameters);
        }

        private Form<P, T> with(Facts facts, List<CertificateToken> chain) {
            parameters.setSigningCertificate(chain.get(0));
            parameters.setCertificateChain(chain);
            parameters.setDigestAlgorithm(DigestAlgorithm.valueOf(facts.digest().name()));
            parameters.bLevel().setSigningDate(Date.from(facts.signingTime()));
            // else the chain that goes in, and in JAdES is signed, depends on who is trusted at the moment
            parameters.bLevel().setTrustAnchorBPPolicy(false);
            if (facts.location() != null && facts.format() != Format.PADES) {
                var location = new SignerLocation();
                location.setLocality(facts.location());
                parameters.bLevel().setSignerLocation(location);
            }
            return this;
        }

        private Form<P, T> stamped(@Nullable TSPSource timeStamps) {
            if (timeStamps != null) {
                service.setTspSource(timeStamps);
            }
            return this;
        }
    }

    /** To sign with. */
    static Form<?, ?> of(
            Facts facts, List<CertificateToken> chain, CertificateVerifier verifier, @Nullable TSPSource timeStamps) {
        Form<?, ?> form = of(facts.format(), facts.level(), ASiCContainerType.ASiC_E, verifier, timeStamps);
        form.with(facts, chain);
        if (form.parameters instanceof PAdESSignatureParameters pdf) {
            pdf.setLocation(facts.location());
            pdf.setReason(facts.reason());
            pdf.setContentSize(PDF_ROOM
                    + 2
                            * chain.stream()
                                    .mapToInt(one -> one.getEncoded().length)
                                    .sum());
            if (facts.stamp() != null) {
                pdf.setImageParameters(image(facts.stamp()));
            }
        }
        return form;
    }

    /** To extend with. */
    static Form<?, ?> of(
            Format format,
            Level level,
            ASiCContainerType container,
            CertificateVerifier verifier,
            @Nullable TSPSource timeStamps) {
        return switch (format) {
            case ASIC_E_XADES -> {
                var parameters = new ASiCWithXAdESSignatureParameters();
                parameters.aSiC().setContainerType(container);
                parameters.setSignatureLevel(level("XAdES", level));
                yield new Form<>(new ASiCWithXAdESService(verifier), parameters, true).stamped(timeStamps);
            }
            case ASIC_E_CADES -> {
                var parameters = new ASiCWithCAdESSignatureParameters();
                parameters.aSiC().setContainerType(container);
                parameters.setSignatureLevel(level("CAdES", level));
                yield new Form<>(new ASiCWithCAdESService(verifier), parameters, true).stamped(timeStamps);
            }
            case XADES_ENVELOPED -> {
                var parameters = new XAdESSignatureParameters();
                parameters.setSignaturePackaging(SignaturePackaging.ENVELOPED);
                parameters.setSignatureLevel(level("XAdES", level));
                yield new Form<>(new XAdESService(verifier), parameters, false).stamped(timeStamps);
            }
            case PADES -> {
                var parameters = new PAdESSignatureParameters();
                parameters.setSignatureLevel(level("PAdES", level));
                parameters.setSigningTimeZone(TimeZone.getTimeZone("UTC"));
                var service = new PAdESService(verifier);
                service.setPdfObjFactory(withoutDrawing());
                yield new Form<>(service, parameters, false).stamped(timeStamps);
            }
            case JADES -> {
                var parameters = new JAdESSignatureParameters();
                parameters.setSignaturePackaging(SignaturePackaging.ENVELOPING);
                parameters.setJwsSerializationType(JWSSerializationType.JSON_SERIALIZATION);
                parameters.setSignatureLevel(level("JAdES", level));
                yield new Form<>(new JAdESService(verifier), parameters, false).stamped(timeStamps);
            }
            case CADES -> {
                var parameters = new CAdESSignatureParameters();
                parameters.setSignaturePackaging(SignaturePackaging.ENVELOPING);
                parameters.setSignatureLevel(level("CAdES", level));
                yield new Form<>(new CAdESService(verifier), parameters, false).stamped(timeStamps);
            }
        };
    }

    /** Drawing a stranger's pages can take any memory; changes are found by comparing objects. */
    static PdfBoxNativeObjectFactory withoutDrawing() {
        var differences = new DefaultPdfDifferencesFinder();
        differences.setMaximalPagesAmountForVisualComparison(0);
        var factory = new PdfBoxNativeObjectFactory();
        factory.setPdfDifferencesFinder(differences);
        return factory;
    }

    private static SignatureLevel level(String form, Level level) {
        return SignatureLevel.valueOf(form + "_BASELINE_" + level.name().toUpperCase(Locale.ROOT));
    }

    private static SignatureImageParameters image(Stamp stamp) {
        var field = new SignatureFieldParameters();
        field.setPage(stamp.page());
        field.setOriginX(stamp.left());
        field.setOriginY(stamp.top());
        field.setWidth(stamp.width());
        field.setHeight(stamp.height());
        var text = new SignatureImageTextParameters();
        text.setText(String.join("\n", stamp.lines()));
        var font = new DSSFileFont(new InMemoryDocument(stamp.font(), "font.ttf"));
        font.setEmbedFontSubset(true);
        text.setFont(font);
        text.setTextWrapping(TextWrapping.FILL_BOX);
        var image = new SignatureImageParameters();
        image.setFieldParameters(field);
        image.setTextParameters(text);
        return image;
    }
}
