/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.json.Json;

/**
 * Somebody saw, or wanted to see, a person's data, as that person may read it: who of an institution it was is not told.
 * Immutable.
 *
 * @param id names it towards this person alone; tells nothing about other entries
 * @param institution EIK; empty where it is not known
 * @param institutionName the EIK itself where nobody knows a name
 * @param door {@code SERVICE}, {@code DESK}, {@code REST}, {@code REGIX} or another place by which data are seen
 * @param through the e-service or system that asked
 * @param register id of the register; empty for a look that was not into one
 * @param registerName its name
 * @param what the enquiry
 * @param elements what of the answer was given; empty unless something was
 * @param act where the act can be read, if a stable address is known
 * @param purpose in Bulgarian, as it was written down
 * @param reference the institution's case
 * @param matter the person's own submission that it was made for
 * @param own whether it was made for something that the person asked for
 * @param opened since when the person may see it, where the law kept it secret before
 * @param sequence place in the journal; only for a proof, never shown in lists
 */
public record Access(
        String id,
        Instant at,
        String institution,
        LocalText institutionName,
        String door,
        LocalText through,
        String register,
        LocalText registerName,
        LocalText what,
        List<LocalText> elements,
        Optional<LegalBasis> basis,
        Optional<URI> act,
        Optional<String> purpose,
        Optional<String> reference,
        Optional<String> matter,
        Outcome outcome,
        boolean own,
        Optional<Instant> opened,
        Optional<Long> sequence) {

    /** What came of it. */
    public enum Outcome {
        /** Data were given. */
        ANSWERED,
        /** The register holds nothing. */
        NOTHING_FOUND,
        /** It was not allowed, or did not fit. */
        REFUSED,
        /** The register did not answer. */
        FAILED,
        /** Its particulars were erased when their term was over. */
        ERASED
    }

    /** As JSON, in one language. */
    public Data.Obj json(Locale language) {
        return Json.object()
                .put("id", id)
                .put("at", at.toString())
                .put(
                        "institution",
                        Json.object()
                                .put("eik", institution)
                                .put("name", institutionName.in(language))
                                .build())
                .put("door", door)
                .put("through", through.in(language))
                .put(
                        "register",
                        Json.object()
                                .put("id", register)
                                .put("name", registerName.in(language))
                                .build())
                .put("what", what.in(language))
                .put(
                        "elements",
                        Json.array(elements.stream()
                                .map(each -> Data.of(each.in(language)))
                                .toList()))
                .put(
                        "basis",
                        basis.<Data>map(law -> Json.object()
                                        .put("act", law.act())
                                        .put("article", law.article())
                                        .put("address", text(act.map(URI::toString)))
                                        .build())
                                .orElse(Data.NULL))
                .put("purpose", text(purpose))
                .put("reference", text(reference))
                .put("submission", text(matter))
                .put("outcome", outcome.name())
                .put("own", own)
                .put("secretUntil", text(opened.map(Instant::toString)))
                .build();
    }

    private static Data text(Optional<String> text) {
        return text.<Data>map(Data::of).orElse(Data.NULL);
    }

    /** Everything that is shown of it, in both languages and small letters, for a search. */
    public String words() {
        var words = new StringBuilder();
        for (LocalText each : List.of(institutionName, through, registerName, what)) {
            words.append(each.bulgarian()).append('\n').append(each.english()).append('\n');
        }
        elements.forEach(each -> words.append(each.bulgarian())
                .append('\n')
                .append(each.english())
                .append('\n'));
        words.append(institution).append('\n');
        basis.ifPresent(law -> words.append(law).append('\n'));
        purpose.ifPresent(text -> words.append(text).append('\n'));
        reference.ifPresent(text -> words.append(text).append('\n'));
        return words.toString().toLowerCase(Locale.ROOT);
    }
}
