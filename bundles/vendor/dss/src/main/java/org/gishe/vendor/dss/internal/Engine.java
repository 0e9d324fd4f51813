/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import eu.europa.esig.dss.alert.SilentOnStatusAlert;
import eu.europa.esig.dss.alert.StatusAlert;
import eu.europa.esig.dss.alert.exception.AlertException;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.CertificateQualification;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.MimeType;
import eu.europa.esig.dss.enumerations.SignatureForm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.TokenExtractionStrategy;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.policy.SignaturePolicyProvider;
import eu.europa.esig.dss.spi.signature.AdvancedSignature;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.spi.x509.aia.DefaultAIASource;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import eu.europa.esig.dss.validation.CertificateValidator;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.policy.ValidationPolicyLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.TimeStampSource;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.internal.Bounds.Kind;
import org.jspecify.annotations.Nullable;

/** Works with DSS; its callers see to the class loader. */
final class Engine implements Ades {

    private final Http http;
    private final Trusts trusts;
    private final Bounds bounds;
    private final ValidationPolicy policy;

    Engine(Http http, Trusts trusts, Limits limits) {
        Dom.install();
        this.http = http;
        this.trusts = trusts;
        this.bounds = new Bounds(limits);
        this.policy = policy();
    }

    private static ValidationPolicy policy() {
        try (InputStream stream = Engine.class.getResourceAsStream("policy.xml")) {
            return ValidationPolicyLoader.fromValidationPolicy(stream).create();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // -- signing

    @Override
    public byte[] prepare(Facts facts, List<Document> documents) {
        return guarded(() -> {
            List<DSSDocument> read = read(facts, documents);
            return Forms.of(facts, chain(facts), alone(), null).data(read).getBytes();
        });
    }

    @Override
    public byte[] complete(Facts facts, List<Document> documents, byte[] value, Means means) {
        return guarded(() -> {
            List<DSSDocument> read = read(facts, documents);
            List<CertificateToken> chain = chain(facts);
            var form = Forms.of(facts, chain, verifier(facts.level(), means), timeStamps(facts.level(), means));
            ToBeSigned data = form.data(read);
            for (byte[] candidate : Values.candidates(value, chain.get(0).getPublicKey())) {
                SignatureValue signature = form.value(candidate);
                if (form.verifies(data, signature)) {
                    return DSSUtils.toByteArray(form.sign(read, signature));
                }
            }
            throw new AdesException(
                    Reason.WRONG_VALUE,
                    "the announced certificate does not verify the value of " + value.length
                            + " bytes for the data to be signed with SHA-256 "
                            + HexFormat.of().formatHex(DSSUtils.digest(DigestAlgorithm.SHA256, data.getBytes())));
        });
    }

    private List<DSSDocument> read(Facts facts, List<Document> documents) {
        boolean container = facts.format() == Format.ASIC_E_XADES || facts.format() == Format.ASIC_E_CADES;
        if (documents.isEmpty() || !container && documents.size() > 1) {
            throw new AdesException(
                    Reason.UNSUPPORTED, facts.format() + " does not go with " + documents.size() + " documents");
        }
        if (container) {
            bounds.checkPacked(documents);
        } else {
            Kind kind = bounds.check(documents.get(0));
            if (facts.format() == Format.PADES && kind != Kind.PDF
                    || facts.format() == Format.XADES_ENVELOPED && kind != Kind.XML) {
                throw new AdesException(Reason.UNSUPPORTED, facts.format() + " does not go with what is handed in");
            }
        }
        return documents.stream().map(this::document).toList();
    }

    private static List<CertificateToken> chain(Facts facts) {
        try {
            return facts.chain().stream().map(DSSUtils::loadCertificate).toList();
        } catch (DSSException e) {
            throw new AdesException(Reason.MALFORMED, "a certificate cannot be read", e);
        }
    }

    private DSSDocument document(Document document) {
        MimeType type = MimeType.fromMimeTypeString(document.mediaType());
        DSSDocument made;
        if (document.file() != null) {
            made = new FileDocument(document.file().toFile());
            made.setName(document.name());
        } else {
            made = new InMemoryDocument(bytes(document), document.name());
        }
        if (type != null) {
            made.setMimeType(type);
        }
        return made;
    }

    private static byte[] bytes(Document document) {
        try {
            return document.read();
        } catch (IOException e) {
            throw new AdesException(Reason.MALFORMED, "a document cannot be read", e);
        }
    }

    // -- extending

    @Override
    public byte[] extend(Document signed, List<Document> detached, Level level, Means means) {
        if (level == Level.B) {
            throw new AdesException(Reason.UNSUPPORTED, "every signature is at level B");
        }
        return guarded(() -> {
            // whether a signature stands at LT is a question of whom to believe
            CommonCertificateVerifier offline = alone();
            offline.setTrustedCertSources(trusts.of(means.trust()).sources().toArray(CertificateSource[]::new));
            SignedDocumentValidator validator = validator(signed, detached, offline);
            List<AdvancedSignature> signatures = validator.getSignatures();
            if (signatures.isEmpty()) {
                throw new AdesException(Reason.MALFORMED, "there is no signature to extend");
            }
            if (signatures.stream().anyMatch(one -> higher(one.getDataFoundUpToLevel(), level))) {
                throw new AdesException(Reason.UNSUPPORTED, "a signature stands higher already");
            }
            ASiCContainerType container = container(validator);
            Format format = format(signatures.get(0).getSignatureForm(), container);
            var form = Forms.of(
                    format,
                    level,
                    container == null ? ASiCContainerType.ASiC_E : container,
                    verifier(level, means),
                    timeStamps(level, means));
            return DSSUtils.toByteArray(form.extend(
                    document(signed), detached.stream().map(this::document).toList()));
        });
    }

    private static boolean higher(@Nullable SignatureLevel stands, Level wished) {
        Level level = stands == null ? null : Verdicts.level(stands.toString());
        return level != null && level.compareTo(wished) > 0;
    }

    private static @Nullable ASiCContainerType container(SignedDocumentValidator validator) {
        var container = validator.getDiagnosticData().getContainerInfo();
        return container == null ? null : container.getContainerType();
    }

    private static Format format(SignatureForm form, @Nullable ASiCContainerType container) {
        return switch (form) {
            case XAdES -> container == null ? Format.XADES_ENVELOPED : Format.ASIC_E_XADES;
            case CAdES -> container == null ? Format.CADES : Format.ASIC_E_CADES;
            case PAdES -> Format.PADES;
            case JAdES -> Format.JADES;
            default -> throw new AdesException(Reason.UNSUPPORTED, "signatures of this form are not extended: " + form);
        };
    }

    // -- validating

    @Override
    public Verdict validate(Document signed, List<Document> detached, Trust trust) {
        return guarded(() -> {
            Http.Call call = http.call(trust.hosts(), false);
            CertificateVerifier verifier = online(trust, call);
            SignedDocumentValidator validator = validator(signed, detached, verifier);
            byte[] bytes = bytes(signed);
            var reports = validator.validateDocument(policy);
            Map<String, Verdicts.Worth> known = new HashMap<>();
            return new Verdicts(
                            reports,
                            certificate -> known.computeIfAbsent(
                                    HexFormat.of().formatHex(certificate), key -> worth(certificate, trust, verifier)),
                            Bounds.kind(bytes) == Kind.PDF ? bytes : null)
                    .verdict();
        });
    }

    private SignedDocumentValidator validator(Document signed, List<Document> detached, CertificateVerifier verifier) {
        bounds.check(signed);
        bounds.checkDetached(detached);
        SignedDocumentValidator validator;
        try {
            validator = SignedDocumentValidator.fromDocument(document(signed));
        } catch (UnsupportedOperationException e) {
            throw new AdesException(Reason.MALFORMED, "nothing that can carry a signature", e);
        }
        validator.setCertificateVerifier(verifier);
        validator.setLocale(Locale.ENGLISH);
        validator.setTokenExtractionStrategy(TokenExtractionStrategy.EXTRACT_CERTIFICATES_ONLY);
        var policies = new SignaturePolicyProvider();
        policies.setDataLoader(null);
        validator.setSignaturePolicyProvider(policies);
        if (validator instanceof PDFDocumentValidator pdf) {
            pdf.setPdfObjFactory(Forms.withoutDrawing());
        }
        if (!detached.isEmpty()) {
            validator.setDetachedContents(detached.stream().map(this::document).toList());
        }
        return validator;
    }

    /** Lists alone say what a certificate is worth. */
    private Verdicts.Worth worth(byte[] der, Trust trust, CertificateVerifier verifier) {
        if (trust.lists() == null) {
            return new Verdicts.Worth("NA", "NA");
        }
        CertificateValidator validator = CertificateValidator.fromCertificate(DSSUtils.loadCertificate(der));
        validator.setCertificateVerifier(verifier);
        validator.setLocale(Locale.ENGLISH);
        var report = validator.validate(policy).getSimpleReport();
        return new Verdicts.Worth(
                name(report.getQualificationAtCertificateIssuance()), name(report.getQualificationAtValidationTime()));
    }

    private static String name(@Nullable CertificateQualification qualification) {
        return qualification == null ? "NA" : qualification.name();
    }

    // -- what DSS asks

    private static @Nullable TSPSource timeStamps(Level level, Means means) {
        if (level == Level.B) {
            return null;
        }
        TimeStampSource source = means.timeStamps();
        if (source == null) {
            throw new AdesException(Reason.UNSUPPORTED, "no source of time-stamps for level " + level);
        }
        return (algorithm, digest) -> {
            try {
                return new TimestampBinary(source.token(digest, algorithm.getName()));
            } catch (AdesException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new AdesException(Reason.TIME_STAMP, "no time-stamp could be had", e);
            }
        };
    }

    private CertificateVerifier verifier(Level level, Means means) {
        return level == Level.LT || level == Level.LTA
                ? online(means.trust(), http.call(means.trust().hosts(), true))
                : alone();
    }

    /** Without network and trust. */
    private static CommonCertificateVerifier alone() {
        return alerting(new CommonCertificateVerifier(true));
    }

    private CommonCertificateVerifier online(Trust trust, Http.Call call) {
        var verifier = alerting(new CommonCertificateVerifier());
        verifier.setAIASource(new DefaultAIASource(call));
        verifier.setOcspSource(new OnlineOCSPSource(call));
        verifier.setCrlSource(new OnlineCRLSource(call));
        verifier.setTrustedCertSources(trusts.of(trust).sources().toArray(CertificateSource[]::new));
        return verifier;
    }

    private static CommonCertificateVerifier alerting(CommonCertificateVerifier verifier) {
        verifier.setAIASource(null);
        verifier.setAlertOnInvalidSignature(refusing(Reason.MALFORMED, "a signature in the document is broken"));
        verifier.setAlertOnInvalidTimestamp(refusing(Reason.TIME_STAMP, "a time-stamp is not valid"));
        verifier.setAlertOnMissingRevocationData(refusing(Reason.VALIDATION_DATA, "no revocation data could be had"));
        verifier.setAlertOnRevokedCertificate(refusing(Reason.CERTIFICATE, "the certificate is revoked"));
        verifier.setAlertOnExpiredCertificate(refusing(Reason.CERTIFICATE, "the certificate has expired"));
        verifier.setAlertOnNotYetValidCertificate(refusing(Reason.CERTIFICATE, "the certificate is not valid yet"));
        verifier.setAugmentationAlertOnHigherSignatureLevel(
                refusing(Reason.UNSUPPORTED, "the signature stands higher already"));
        verifier.setAugmentationAlertOnSignatureWithoutCertificates(
                refusing(Reason.VALIDATION_DATA, "the signature has no certificate"));
        verifier.setAugmentationAlertOnSelfSignedCertificateChains(
                refusing(Reason.VALIDATION_DATA, "the signer's certificate is issued by itself"));
        verifier.setAlertOnNoRevocationAfterBestSignatureTime(new SilentOnStatusAlert());
        verifier.setAlertOnUncoveredPOE(new SilentOnStatusAlert());
        return verifier;
    }

    private static StatusAlert refusing(Reason reason, String message) {
        return status -> {
            if (!status.isEmpty()) {
                throw new AdesException(reason, message);
            }
        };
    }

    /** DSS's exceptions as ours. */
    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (AdesException e) {
            throw e;
        } catch (AlertException e) {
            throw new AdesException(Reason.VALIDATION_DATA, e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new AdesException(Reason.TOO_LARGE, "nested too deeply");
        } catch (RuntimeException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof AdesException ours) {
                    throw ours;
                }
            }
            throw new AdesException(Reason.MALFORMED, "it could not be worked with: " + e.getMessage(), e);
        }
    }

    // -- trust and time-stamps

    @Override
    public TrustState state(Trust trust, boolean again) {
        return guarded(() -> (again ? trusts.again(trust) : trusts.of(trust)).state());
    }

    @Override
    public TimeStampSource timeStamps(URI authority) {
        return new Tsa(http, authority);
    }

    /** Makes and looks at one signature of nobody: the classes and schemas that the first caller would wait for. */
    void warmUp() {
        Throwaway nobody = Throwaway.make();
        List<Document> document =
                List.of(Document.of("warm.xml", "application/xml", "<warm/>".getBytes(StandardCharsets.UTF_8)));
        Facts facts = Facts.builder(Format.XADES_ENVELOPED, List.of(nobody.certificate()), Instant.now())
                .build();
        byte[] signed = complete(facts, document, nobody.sign(prepare(facts, document)), Means.NONE);
        validate(Document.of("warm.xml", "application/xml", signed), List.of(), Trust.NOBODY);
    }
}
