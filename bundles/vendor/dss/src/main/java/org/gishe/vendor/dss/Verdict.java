/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What validation found (EN 319 102-1, TS 119 615).
 *
 * @param outcome of all signatures together
 * @param signatures each; never empty unless the outcome is {@link Outcome#NO_SIGNATURES}
 * @param unsigned names of documents of a container or handed in that no signature covers
 * @param etsiReport TS 119 102-2, XML in UTF-8; copied
 * @param simpleReport of DSS, XML in UTF-8; copied
 */
public record Verdict(
        Outcome outcome,
        List<SignatureVerdict> signatures,
        List<String> unsigned,
        byte[] etsiReport,
        byte[] simpleReport) {

    public Verdict {
        signatures = List.copyOf(signatures);
        unsigned = List.copyOf(unsigned);
        etsiReport = etsiReport.clone();
        simpleReport = simpleReport.clone();
        if (signatures.isEmpty() != (outcome == Outcome.NO_SIGNATURES)) {
            throw new IllegalArgumentException("no signatures is an outcome of its own");
        }
    }

    @Override
    public byte[] etsiReport() {
        return etsiReport.clone();
    }

    @Override
    public byte[] simpleReport() {
        return simpleReport.clone();
    }

    /** Every signature is valid, and there is one. */
    public boolean valid() {
        return outcome == Outcome.VALID;
    }

    /** Signatures name people. */
    @Override
    public String toString() {
        return outcome + " of " + signatures.size() + " signatures";
    }

    /** The worst of the signatures. */
    public enum Outcome {
        /** Every signature is TOTAL_PASSED. */
        VALID,
        /** None is broken, but one at least cannot be decided: who signed is not trusted, revoked, expired, … */
        INDETERMINATE,
        /** One at least is broken. */
        INVALID,
        /** There is none. Never good. */
        NO_SIGNATURES
    }

    /** EN 319 102-1, clause 5.1.3. */
    public enum Indication {
        TOTAL_PASSED,
        INDETERMINATE,
        TOTAL_FAILED
    }

    /** Whether a PDF is still as the signature saw it. */
    public enum Change {
        /** Nothing follows the signature. */
        NONE,
        /** What follows belongs to signatures: further ones, time-stamps, validation data. */
        SIGNATURES,
        /** Form fields or notes were filled in after it, which a signature may allow. */
        FILLED_IN,
        /** What is read may differ from what was signed: content, pages or objects changed or were added after it. */
        CONTENT
    }

    /**
     * One signature.
     *
     * @param id as in the reports
     * @param parent of a countersignature; null for others
     * @param format such as XAdES-BASELINE-LT
     * @param level of the baseline, null when it has none
     * @param indication of EN 319 102-1
     * @param subIndication such as REVOKED_NO_POE; null when passed
     * @param messages errors first, then warnings; English
     * @param qualification at the best signature time, as in QESIG, ADESIG_QC, ADESIG, NA (TS 119 615, DSS's names); NA
     *     without lists
     * @param certificateQualificationAtIssuance as in QCERT_FOR_ESIG_QSCD, when the certificate was issued
     * @param certificateQualificationNow the same at the time of validation; a provider may have been withdrawn since
     * @param claimedSigningTime as the signer says; null when he does not
     * @param bestSignatureTime the earliest time that is proved; the time of validation when none is
     * @param signer null when no certificate was found
     * @param documents what it covers
     * @param pdfChange null when it is not in a PDF
     */
    public record SignatureVerdict(
            String id,
            @Nullable String parent,
            String format,
            @Nullable Level level,
            Indication indication,
            @Nullable String subIndication,
            List<String> messages,
            String qualification,
            String certificateQualificationAtIssuance,
            String certificateQualificationNow,
            @Nullable Instant claimedSigningTime,
            @Nullable Instant bestSignatureTime,
            @Nullable Signer signer,
            List<SignedDocument> documents,
            @Nullable Change pdfChange) {

        public SignatureVerdict {
            messages = List.copyOf(messages);
            documents = List.copyOf(documents);
        }

        /** Whether it is valid and qualified: a handwritten signature's equal (eIDAS, article 25(2)). */
        public boolean qualified() {
            return indication == Indication.TOTAL_PASSED
                    && (qualification.equals("QESIG") || qualification.equals("QESEAL"));
        }

        /** Signatures name people. */
        @Override
        public String toString() {
            return format + " " + indication + (subIndication == null ? "" : "/" + subIndication);
        }
    }

    /**
     * Whom the certificate names.
     *
     * @param commonName as in the certificate, null when it has none
     * @param organisation as in the certificate, null when it has none
     * @param certificate DER; copied
     */
    public record Signer(
            @Nullable String commonName, @Nullable String organisation, byte[] certificate) {

        public Signer {
            certificate = certificate.clone();
        }

        @Override
        public byte[] certificate() {
            return certificate.clone();
        }

        @Override
        public String toString() {
            return "signer";
        }
    }

    /**
     * A document or part that a signature covers.
     *
     * @param name of the file or part; null when it has none
     * @param scope FULL, PARTIAL, DIGEST, ARCHIVED, SIGNATURE, COUNTER_SIGNATURE, … (DSS's names)
     * @param digestAlgorithm such as SHA256; null when unknown
     * @param digest of it, or empty; copied
     */
    public record SignedDocument(
            @Nullable String name, String scope, @Nullable String digestAlgorithm, byte[] digest) {

        public SignedDocument {
            digest = digest.clone();
        }

        @Override
        public byte[] digest() {
            return digest.clone();
        }
    }
}
