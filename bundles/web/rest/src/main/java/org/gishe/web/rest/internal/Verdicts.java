/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.signing.VerdictWords;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.SignatureVerdict;

/** A verdict about signatures, for machines and in a sentence for people. */
final class Verdicts {

    private Verdicts() {}

    static Data.Obj json(Verdict verdict, boolean sandbox, Locale language) {
        return Json.object()
                .put("outcome", verdict.outcome().name())
                .put("words", VerdictWords.of(verdict).in(language))
                .put("sandbox", Data.of(sandbox))
                .put(
                        "signatures",
                        Json.array(verdict.signatures().stream()
                                .map(each -> (Data) signature(each, language))
                                .toList()))
                .put(
                        "unsigned",
                        Json.array(verdict.unsigned().stream().map(Data::of).toList()))
                .build();
    }

    private static Data.Obj signature(SignatureVerdict each, Locale language) {
        var json = Json.object()
                .put("id", each.id())
                .put("format", each.format())
                .put("indication", each.indication().name())
                .put("qualification", each.qualification())
                .put("qualified", Data.of(each.qualified()))
                .put("words", VerdictWords.of(each).in(language))
                .put("reason", VerdictWords.reason(each).in(language))
                .put("certificateAtIssuance", each.certificateQualificationAtIssuance())
                .put("certificateNow", each.certificateQualificationNow())
                .put(
                        "messages",
                        Json.array(each.messages().stream().map(Data::of).toList()))
                .put("documents", Json.array(documents(each)));
        if (each.subIndication() != null) {
            json.put("subIndication", each.subIndication());
        }
        if (each.level() != null) {
            json.put("level", each.level().name());
        }
        if (each.claimedSigningTime() != null) {
            json.put("claimedSigningTime", each.claimedSigningTime().toString());
        }
        if (each.bestSignatureTime() != null) {
            json.put("bestSignatureTime", each.bestSignatureTime().toString());
        }
        if (each.signer() != null) {
            if (each.signer().commonName() != null) {
                json.put("signer", each.signer().commonName());
            }
            if (each.signer().organisation() != null) {
                json.put("organisation", each.signer().organisation());
            }
        }
        if (each.pdfChange() != null) {
            json.put("pdfChange", each.pdfChange().name());
        }
        return json.build();
    }

    private static List<Data> documents(SignatureVerdict each) {
        return each.documents().stream()
                .map(document -> {
                    var json = Json.object().put("scope", document.scope());
                    if (document.name() != null) {
                        json.put("name", document.name());
                    }
                    if (document.digestAlgorithm() != null) {
                        json.put("digestAlgorithm", document.digestAlgorithm())
                                .put("digest", HexFormat.of().formatHex(document.digest()));
                    }
                    return (Data) json.build();
                })
                .toList();
    }
}
