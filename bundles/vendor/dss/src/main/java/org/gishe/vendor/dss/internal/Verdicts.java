/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import eu.europa.esig.dss.detailedreport.DetailedReport;
import eu.europa.esig.dss.diagnostic.CertificateWrapper;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlDigestAlgoAndValue;
import eu.europa.esig.dss.diagnostic.jaxb.XmlSignatureScope;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.validation.reports.Reports;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Change;
import org.gishe.vendor.dss.Verdict.Indication;
import org.gishe.vendor.dss.Verdict.Outcome;
import org.gishe.vendor.dss.Verdict.SignatureVerdict;
import org.gishe.vendor.dss.Verdict.SignedDocument;
import org.gishe.vendor.dss.Verdict.Signer;
import org.jspecify.annotations.Nullable;

/** DSS's reports as a verdict. */
final class Verdicts {

    /** What a certificate is worth, when issued and now. */
    record Worth(String atIssuance, String now) {}

    private final Reports reports;
    private final Function<byte[], Worth> worth;
    private final byte @Nullable [] pdf;

    /**
     * Ready.
     *
     * @param worth of a certificate, DER
     * @param pdf what was validated, if it is a PDF
     */
    Verdicts(Reports reports, Function<byte[], Worth> worth, byte @Nullable [] pdf) {
        this.reports = reports;
        this.worth = worth;
        this.pdf = pdf;
    }

    Verdict verdict() {
        var signatures = new ArrayList<SignatureVerdict>();
        for (SignatureWrapper one : reports.getDiagnosticData().getSignatures()) {
            signatures.add(signature(one));
        }
        return new Verdict(
                outcome(signatures),
                signatures,
                unsigned(signatures),
                utf8(reports.getXmlValidationReport()),
                utf8(reports.getXmlSimpleReport()));
    }

    private static byte[] utf8(@Nullable String xml) {
        return xml == null ? new byte[0] : xml.getBytes(StandardCharsets.UTF_8);
    }

    private static Outcome outcome(List<SignatureVerdict> signatures) {
        if (signatures.isEmpty()) {
            return Outcome.NO_SIGNATURES;
        }
        if (signatures.stream()
                .anyMatch(one -> one.indication() == Indication.TOTAL_FAILED || one.pdfChange() == Change.CONTENT)) {
            return Outcome.INVALID;
        }
        return signatures.stream().allMatch(one -> one.indication() == Indication.TOTAL_PASSED)
                ? Outcome.VALID
                : Outcome.INDETERMINATE;
    }

    private List<String> unsigned(List<SignatureVerdict> signatures) {
        List<String> contents = reports.getDiagnosticData().getContainerContentFilenames();
        if (contents == null || contents.isEmpty()) {
            return List.of();
        }
        Set<String> covered = new HashSet<>();
        signatures.forEach(one -> one.documents().forEach(document -> covered.add(document.name())));
        return contents.stream()
                .filter(name -> !covered.contains(name) && !name.equals("mimetype"))
                .toList();
    }

    private SignatureVerdict signature(SignatureWrapper one) {
        SimpleReport simple = reports.getSimpleReport();
        DetailedReport detailed = reports.getDetailedReport();
        String id = one.getId();
        CertificateWrapper certificate = one.getSigningCertificate();
        Worth value = certificate == null ? new Worth("NA", "NA") : worth.apply(certificate.getBinaries());
        String format = simple.getSignatureFormat(id) == null
                ? "UNKNOWN"
                : simple.getSignatureFormat(id).toString();
        Indication indication = indication(simple.getIndication(id));
        return new SignatureVerdict(
                id,
                one.getParent() == null ? null : one.getParent().getId(),
                format,
                level(format),
                indication,
                simple.getSubIndication(id) == null || indication == Indication.TOTAL_PASSED
                        ? null
                        : simple.getSubIndication(id).name(),
                messages(simple, id),
                detailed.getSignatureQualification(id) == null
                        ? "NA"
                        : detailed.getSignatureQualification(id).name(),
                value.atIssuance(),
                value.now(),
                instant(one.getClaimedSigningTime()),
                instant(simple.getBestSignatureTime(id)),
                certificate == null
                        ? null
                        : new Signer(
                                certificate.getCommonName(),
                                certificate.getOrganizationName(),
                                certificate.getBinaries()),
                one.getSignatureScopes().stream().map(Verdicts::document).toList(),
                change(one.getPDFRevision()));
    }

    private static Indication indication(eu.europa.esig.dss.enumerations.@Nullable Indication indication) {
        if (indication == null) {
            return Indication.INDETERMINATE;
        }
        return switch (indication) {
            case TOTAL_PASSED, PASSED -> Indication.TOTAL_PASSED;
            case TOTAL_FAILED, FAILED -> Indication.TOTAL_FAILED;
            default -> Indication.INDETERMINATE;
        };
    }

    /** Of a name such as XAdES-BASELINE-LT. */
    static @Nullable Level level(String format) {
        int at = format.lastIndexOf("BASELINE-");
        if (at < 0) {
            return null;
        }
        String name = format.substring(at + "BASELINE-".length());
        for (Level level : Level.values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        return null;
    }

    private static List<String> messages(SimpleReport simple, String id) {
        var messages = new ArrayList<String>();
        simple.getAdESValidationErrors(id).stream().map(Message::getValue).forEach(messages::add);
        simple.getAdESValidationWarnings(id).stream().map(Message::getValue).forEach(messages::add);
        simple.getQualificationErrors(id).stream().map(Message::getValue).forEach(messages::add);
        simple.getQualificationWarnings(id).stream().map(Message::getValue).forEach(messages::add);
        return messages;
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static SignedDocument document(XmlSignatureScope scope) {
        XmlDigestAlgoAndValue digest =
                scope.getSignerData() == null ? null : scope.getSignerData().getDigestAlgoAndValue();
        boolean known = digest != null && digest.getDigestValue() != null && digest.getDigestMethod() != null;
        return new SignedDocument(
                scope.getName(),
                scope.getScope() == null ? "UNKNOWN" : scope.getScope().name(),
                known ? digest.getDigestMethod().name() : null,
                known ? digest.getDigestValue() : new byte[0]);
    }

    /** What happened to a PDF after a signature; whatever cannot be explained counts as content. */
    private @Nullable Change change(@Nullable PDFRevisionWrapper revision) {
        if (revision == null || pdf == null) {
            return null;
        }
        List<BigInteger> range = revision.getSignatureByteRange();
        if (!revision.isSignatureByteRangeValid() || range == null || range.size() != 4) {
            return Change.CONTENT;
        }
        if (!range.get(0).equals(BigInteger.ZERO)) {
            return Change.CONTENT;
        }
        long end = range.get(2).add(range.get(3)).longValue();
        if (onlySpace(end)) {
            return Change.NONE;
        }
        boolean content = !revision.getPdfUndefinedChanges().isEmpty()
                || !revision.getPdfPageDifferenceConcernedPages().isEmpty()
                || !revision.getPdfVisualDifferenceConcernedPages().isEmpty()
                || !revision.getPdfAnnotationsOverlapConcernedPages().isEmpty();
        boolean signatures = !revision.getPdfExtensionChanges().isEmpty()
                || !revision.getPdfSignatureOrFormFillChanges().isEmpty();
        boolean filled = !revision.getPdfAnnotationChanges().isEmpty()
                || !signatureFields().containsAll(revision.getModifiedFieldNames());
        if (content || !(signatures || filled)) {
            return Change.CONTENT;
        }
        return filled ? Change.FILLED_IN : Change.SIGNATURES;
    }

    private Set<String> signatureFields() {
        Set<String> names = new HashSet<>();
        reports.getDiagnosticData().getSignatures().stream()
                .map(SignatureWrapper::getPDFRevision)
                .filter(Objects::nonNull)
                .forEach(revision -> names.addAll(revision.getSignatureFieldNames()));
        reports.getDiagnosticData().getTimestampList().stream()
                .map(TimestampWrapper::getPDFRevision)
                .filter(Objects::nonNull)
                .forEach(revision -> names.addAll(revision.getSignatureFieldNames()));
        return names;
    }

    private boolean onlySpace(long end) {
        if (end < 0 || end > pdf.length) {
            return false;
        }
        for (int at = (int) end; at < pdf.length; at++) {
            if (pdf[at] != '\n' && pdf[at] != '\r') {
                return false;
            }
        }
        return true;
    }
}
