/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.delivery.Delivery;
import org.gishe.journal.Journal;
import org.gishe.journey.Journeys;
import org.gishe.json.Json;
import org.gishe.signing.Signing;
import org.gishe.web.door.Problem;

/** The API's values as JSON. Pure functions. */
final class Shapes {

    private Shapes() {}

    static Data.Obj brief(ServiceDescription service, Locale language) {
        return Json.object()
                .put("id", service.id())
                .put("version", service.version())
                .put("number", service.number())
                .put("title", service.title().in(language))
                .put("summary", service.summary().in(language))
                .put(
                        "agency",
                        Json.object()
                                .put("eik", service.agency())
                                .put("name", service.agencyName().in(language))
                                .build())
                .put("assurance", service.assurance().name().toLowerCase(Locale.ROOT))
                .put("steps", Json.array(service.steps().stream().map(Data::of).toList()))
                .put("term", service.workingDays())
                .build();
    }

    static Data.Obj whole(ServiceDescription service, Locale language) {
        var texts = Json.object();
        service.texts().forEach((key, text) -> texts.put(key, text.in(language)));
        List<Data.Obj> basis = service.basis().stream().map(Shapes::basis).toList();
        List<Data.Obj> pages = service.pages().stream()
                .map(page -> Json.object()
                        .put("key", page.key())
                        .put(
                                "fields",
                                Json.array(page.fields().stream().map(Data::of).toList()))
                        .build())
                .toList();
        List<Data.Obj> enquiries = service.enquiries().stream()
                .map(need -> Json.object()
                        .put("register", need.register())
                        .put("operation", need.operation())
                        .put("basis", basis(need.basis()))
                        .put("purpose", need.purpose().in(language))
                        .build())
                .toList();
        return brief(service, language)
                .with("basis", Json.array(basis))
                .with("enquiries", Json.array(enquiries))
                .with("schema", service.schema())
                .with("pages", Json.array(pages))
                .with("texts", texts.build());
    }

    private static Data.Obj basis(LegalBasis basis) {
        return Json.object()
                .put("act", basis.act())
                .put("article", basis.article())
                .build();
    }

    static Data.Obj draft(Journeys.Draft draft, Locale language) {
        return Json.object()
                .put("id", draft.id())
                .put("service", draft.service())
                .put("version", draft.version())
                .put("form", draft.form())
                .put("findings", Problem.findings(draft.findings(), language))
                .put("changed", time(draft.changed()))
                .put("expires", time(draft.expires()))
                .build();
    }

    /** @param origin of the door, below which the page lies that leads an owner to their signature provider */
    static Data.Obj submission(Journeys.Submission submission, Locale language, String origin) {
        List<Data.Obj> steps = submission.steps().stream()
                .map(step -> Json.object()
                        .put("name", step.name())
                        .put("done", time(step.done()))
                        .build())
                .toList();
        return Json.object()
                .put("id", submission.id())
                .put("service", submission.service())
                .put("version", submission.version())
                .put("title", submission.title().in(language))
                .put("state", submission.state().name())
                .put("step", submission.step())
                .put("steps", Json.array(steps))
                .put("message", submission.message().in(language))
                .put("filed", time(submission.filed()))
                .put("number", text(submission.number()))
                .put("received", time(submission.received()))
                .put("due", time(submission.due()))
                .put("granted", submission.granted().<Data>map(Data::of).orElse(Data.NULL))
                .put("result", text(submission.result()))
                .put(
                        "approvalPage",
                        text(submission
                                .departsTo()
                                .map(provider -> origin + "/submissions/" + submission.id() + "/approval")
                                .or(() -> submission.approvalPage().map(Object::toString))))
                .build();
    }

    static Data.Obj provider(String id, Signing.Offer offer, Locale language) {
        return Json.object()
                .put("id", id)
                .put("title", offer.title().in(language))
                .put("free", offer.tariff().free())
                .put("price", new Data.Num(price(offer.tariff().price())))
                .put("currency", offer.tariff().currency())
                .build();
    }

    private static BigDecimal price(BigDecimal price) {
        return price.signum() == 0 ? BigDecimal.ZERO : price;
    }

    static Data.Obj message(Delivery.Message message, Locale language) {
        return Json.object()
                .put("id", message.id())
                .put("sender", message.senderName().in(language))
                .put("subject", message.subject().in(language))
                .put("fileName", message.fileName())
                .put("mediaType", message.mediaType())
                .put("size", message.size())
                .put("sha256", message.sha256())
                .put("submission", message.matter())
                .put("sent", time(message.sent()))
                .put("opened", time(message.opened()))
                .build();
    }

    /** An entry about somebody's own data, as that person reads it: who of them acted is said without internal ids. */
    static Data.Obj line(Journal.Line line, PersonId reader) {
        String by = line.actor()
                .map(actor -> actor.equals(reader) ? "you" : "another")
                .orElse("platform");
        return Json.object()
                .put("sequence", line.sequence().<Data>map(Data::of).orElse(Data.NULL))
                .put("at", time(line.at()))
                .put("kind", line.kind())
                .put("by", by)
                .put("matter", text(line.matter()))
                .put("basis", text(line.basis()))
                .put("purpose", text(line.purpose()))
                .put("details", line.payload())
                .put("erased", line.erased())
                .build();
    }

    private static Data time(Instant instant) {
        return Data.of(instant.toString());
    }

    private static Data time(Optional<Instant> instant) {
        return instant.map(Shapes::time).orElse(Data.NULL);
    }

    private static Data text(Optional<String> text) {
        return text.<Data>map(Data::of).orElse(Data.NULL);
    }
}
