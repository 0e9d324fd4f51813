/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing;

import java.util.Map;
import org.gishe.api.base.LocalText;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Change;
import org.gishe.vendor.dss.Verdict.SignatureVerdict;

/** A verdict about signatures in sentences for people: what it means, why, and what the signature is worth. */
public final class VerdictWords {

    private static final LocalText UNTOLD =
            LocalText.of("Подробностите са в отчета от проверката.", "The validation report has the details.");

    /** Why, by the sub-indications of EN 319 102-1 clause 5.1.3 that people meet. */
    private static final Map<String, LocalText> REASONS = Map.ofEntries(
            Map.entry(
                    "HASH_FAILURE",
                    LocalText.of(
                            "Съдържанието е променено след подписването.",
                            "The content was changed after it was signed.")),
            Map.entry(
                    "SIG_CRYPTO_FAILURE",
                    LocalText.of(
                            "Подписът не съответства на сертификата, който носи.",
                            "The signature does not fit the certificate that it carries.")),
            Map.entry(
                    "FORMAT_FAILURE",
                    LocalText.of(
                            "Подписът не е направен според стандарта или документът е променен около него.",
                            "The signature is not made by the standard, or the document was changed around it.")),
            Map.entry("REVOKED", LocalText.of("Сертификатът е прекратен.", "The certificate was revoked.")),
            Map.entry(
                    "REVOKED_NO_POE",
                    LocalText.of(
                            "Сертификатът е прекратен и нищо не доказва, че е подписано преди това.",
                            "The certificate was revoked, and nothing proves that it was signed before.")),
            Map.entry(
                    "REVOKED_CA_NO_POE",
                    LocalText.of(
                            "Сертификатът на издателя е прекратен.", "The certificate of the issuer was revoked.")),
            Map.entry("EXPIRED", LocalText.of("Сертификатът е изтекъл.", "The certificate has expired.")),
            Map.entry(
                    "OUT_OF_BOUNDS_NO_POE",
                    LocalText.of(
                            "Сертификатът е изтекъл и нищо не доказва, че е подписано преди това.",
                            "The certificate has expired, and nothing proves that it was signed before.")),
            Map.entry(
                    "OUT_OF_BOUNDS_NOT_REVOKED",
                    LocalText.of(
                            "Сертификатът е изтекъл и нищо не доказва, че е подписано преди това.",
                            "The certificate has expired, and nothing proves that it was signed before.")),
            Map.entry(
                    "NOT_YET_VALID",
                    LocalText.of(
                            "Подписано е, преди сертификатът да започне да важи.",
                            "It was signed before the certificate became valid.")),
            Map.entry(
                    "NO_CERTIFICATE_CHAIN_FOUND",
                    LocalText.of(
                            "Издателят на сертификата не е в доверителните списъци.",
                            "The issuer of the certificate is in no trusted list.")),
            Map.entry(
                    "NO_SIGNING_CERTIFICATE_FOUND",
                    LocalText.of("Подписът не носи сертификат.", "The signature carries no certificate.")),
            Map.entry(
                    "SIGNED_DATA_NOT_FOUND",
                    LocalText.of(
                            "Подписаният файл липсва. Добавете го и проверете отново.",
                            "The file that was signed is missing. Add it and check again.")),
            Map.entry(
                    "TRY_LATER",
                    LocalText.of(
                            "Издателят не отговаря дали сертификатът е прекратен. Опитайте по-късно.",
                            "The issuer does not answer whether the certificate was revoked. Try later.")),
            Map.entry(
                    "CRYPTO_CONSTRAINTS_FAILURE",
                    LocalText.of(
                            "Използван е алгоритъм, който вече не е сигурен.",
                            "An algorithm was used that is not safe any more.")),
            Map.entry(
                    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
                    LocalText.of(
                            "Използван е алгоритъм, който вече не е сигурен.",
                            "An algorithm was used that is not safe any more.")),
            Map.entry(
                    "CHAIN_CONSTRAINTS_FAILURE",
                    LocalText.of(
                            "Сертификатът не е предназначен за подписване на документи.",
                            "The certificate is not meant for signing documents.")),
            Map.entry(
                    "SIG_CONSTRAINTS_FAILURE",
                    LocalText.of(
                            "Липсва нещо, което подписът е длъжен да съдържа.",
                            "Something is missing that the signature has to hold.")),
            Map.entry(
                    "TIMESTAMP_ORDER_FAILURE",
                    LocalText.of("Времевите печати си противоречат.", "The time stamps contradict one another.")));

    private VerdictWords() {}

    /** The whole document, in one sentence. */
    public static LocalText of(Verdict verdict) {
        return switch (verdict.outcome()) {
            case VALID ->
                LocalText.of(
                        "Документът е такъв, какъвто е подписан, и всички подписи са валидни.",
                        "The document is what was signed, and every signature is valid.");
            case INDETERMINATE ->
                LocalText.of(
                        "Поне за един подпис не може да се каже дали е валиден.",
                        "Of one signature at least nobody can say whether it is valid.");
            case INVALID ->
                LocalText.of(
                        "Поне един подпис не е валиден. Не разчитайте на този документ.",
                        "One signature at least is not valid. Do not rely on this document.");
            case NO_SIGNATURES ->
                LocalText.of("В този документ няма подпис.", "There is no signature in this document.");
        };
    }

    /** Whether one signature is valid, and qualified. */
    public static LocalText of(SignatureVerdict signature) {
        return switch (signature.indication()) {
            case TOTAL_PASSED ->
                signature.qualified()
                        ? LocalText.of(
                                "Валиден квалифициран електронен подпис или печат.",
                                "A valid qualified electronic signature or seal.")
                        : LocalText.of(
                                "Валиден електронен подпис, който не е квалифициран.",
                                "A valid electronic signature that is not qualified.");
            case INDETERMINATE ->
                LocalText.of(
                        "Не може да се каже дали този подпис е валиден.",
                        "Nobody can say whether this signature is valid.");
            case TOTAL_FAILED -> LocalText.of("Този подпис не е валиден.", "This signature is not valid.");
        };
    }

    /** Why a signature is not valid; empty words when it is. */
    public static LocalText reason(SignatureVerdict signature) {
        if (signature.indication() == Verdict.Indication.TOTAL_PASSED) {
            return LocalText.of("", "");
        }
        String why = signature.subIndication();
        return why == null ? UNTOLD : REASONS.getOrDefault(why, UNTOLD);
    }

    /** What the trusted lists make of it at the time of signing (TS 119 615), apart from whether it is valid. */
    public static LocalText qualification(SignatureVerdict signature) {
        String name = signature.qualification();
        return switch (name) {
            case "QESIG" -> LocalText.of("Квалифициран електронен подпис", "Qualified electronic signature");
            case "QESEAL" -> LocalText.of("Квалифициран електронен печат", "Qualified electronic seal");
            case "ADESIG_QC", "ADESEAL_QC" ->
                LocalText.of("Усъвършенстван, с квалифициран сертификат", "Advanced, with a qualified certificate");
            case "NA", "N_A" -> LocalText.of("Не може да се определи", "Cannot be told");
            default ->
                name.startsWith("INDETERMINATE")
                        ? LocalText.of("Още не може да се определи", "Cannot be told yet")
                        : LocalText.of("Усъвършенстван, не квалифициран", "Advanced, not qualified");
        };
    }

    /** Whether the certificate counts as qualified, at its issuance or now. */
    public static LocalText certificate(String qualification) {
        return qualification.startsWith("QCERT")
                ? qualification.endsWith("QSCD")
                        ? LocalText.of(
                                "квалифициран, ключът е в квалифицирано устройство",
                                "qualified, with its key in a qualified device")
                        : LocalText.of("квалифициран", "qualified")
                : LocalText.of("не е квалифициран", "not qualified");
    }

    /** Whether a PDF is still as the signature saw it. */
    public static LocalText change(Change change) {
        return switch (change) {
            case NONE -> LocalText.of("Нищо не е добавяно след подписа.", "Nothing was added after the signature.");
            case SIGNATURES ->
                LocalText.of(
                        "След този подпис са добавени само други подписи или печати.",
                        "Only other signatures or stamps were added after this one.");
            case FILLED_IN ->
                LocalText.of(
                        "След подписа са попълвани полета или бележки.",
                        "Fields or notes were filled in after the signature.");
            case CONTENT ->
                LocalText.of(
                        "След подписа документът е променян: това, което четете, може да не е подписано.",
                        "The document was changed after the signature: what you read may not be what was signed.");
        };
    }
}
