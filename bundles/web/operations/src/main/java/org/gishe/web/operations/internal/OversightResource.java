/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.deployment.Moments;
import org.gishe.json.Json;
import org.gishe.oversight.Overseers;
import org.gishe.oversight.Overseers.Figures;
import org.gishe.oversight.Overseers.State;
import org.gishe.oversight.Overseers.Sum;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Oversight of the whole: questions to institutions, findings, figures, cases, and what is kept secret. */
@Component(service = OversightResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.operations.oversight")
@Path("/api/v1/operations")
@Produces({Answers.JSON, Answers.TEXT})
public final class OversightResource {

    private static final int MOST = 200;
    private static final int DAYS = 30;
    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");

    private final Overseers overseers;
    private final InstantSource clock;

    @Activate
    public OversightResource(@Reference Overseers overseers, @Reference InstantSource clock) {
        this.overseers = overseers;
        this.clock = clock;
    }

    @GET
    @Path("oversight/questions")
    public Response questions(
            @Context HttpServletRequest request,
            @QueryParam("institution") String institution,
            @QueryParam("after") String after) {
        Visit visit = Visit.of(request::getAttribute);
        Optional<String> wished = Access.institution(visit.officer())
                .or(() -> Optional.ofNullable(institution).filter(eik -> !eik.isEmpty()));
        Access.answers(visit, wished.orElse(""));
        return Answers.list(
                request,
                List.of("id", "institution", "asked", "objection", "text"),
                overseers.open(wished, text(after), MOST).stream()
                        .map(OversightResource::json)
                        .toList(),
                "No question waits for an answer.\n");
    }

    @POST
    @Path("oversight/questions/{id}/answer")
    @Consumes(Answers.JSON)
    public Response answer(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Visit visit = Visit.of(request::getAttribute);
        Access.answers(visit, Access.institution(visit.officer()).orElse(""));
        Map<String, String> sent = Asked.texts(body, List.of("text"));
        Overseers.Asked asked = overseers
                .question(id)
                .filter(each -> Access.may(visit.officer(), Action.ANSWER, each.institution()))
                .orElseThrow(Problem::notFound);
        String by = Access.answers(visit, asked.institution()).name();
        if (!checked("text", () -> overseers.answer(id, sent.get("text"), by))) {
            throw answered();
        }
        return Answers.one(request, 200, Data.EMPTY.with("id", id), "The answer was delivered.\n");
    }

    static Problem answered() {
        return Problem.of(
                409,
                "answered-already",
                LocalText.of("Вече е отговорено", "It was answered already"),
                LocalText.of("Вижте списъка отново.", "See the list again."));
    }

    private interface Doing<T> {
        T now();
    }

    private static <T> T checked(String name, Doing<T> doing) {
        try {
            return doing.now();
        } catch (IllegalArgumentException e) {
            LocalText detail = LocalText.of(
                    "Проверете дали е попълнено, колко е дълго и дали датата е бъдеща.", "Expected: " + e.getMessage());
            throw Problem.of(
                            422,
                            "invalid-request",
                            LocalText.of("„" + name + "“ не може да се приеме", name + " cannot be taken"),
                            detail)
                    .findings(List.of(new Finding("/" + name, detail)));
        }
    }

    @GET
    @Path("oversight/findings")
    public Response findings(
            @Context HttpServletRequest request,
            @QueryParam("state") String state,
            @QueryParam("before") String before) {
        Access.demand(Visit.of(request::getAttribute), Action.OVERSEE);
        return Answers.list(
                request,
                List.of("id", "rule", "who", "entries", "first", "last", "state", "note"),
                overseers.findings(state(text(state)), text(before), MOST).stream()
                        .map(OversightResource::json)
                        .toList(),
                "The rules found nothing.\n");
    }

    private static Optional<State> state(String name) {
        return Stream.of(State.values())
                .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    @POST
    @Path("oversight/findings/{id}")
    @Consumes(Answers.JSON)
    public Response decide(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        String by =
                Access.demand(Visit.of(request::getAttribute), Action.OVERSEE).name();
        Map<String, String> sent = Asked.texts(body, List.of("state", "note"));
        State state = checked("state", () -> state(sent.get("state"))
                .orElseThrow(() -> new IllegalArgumentException("Give new, explained or passed_on.")));
        Overseers.Finding finding = checked("note", () -> overseers.decide(id, state, sent.get("note"), by))
                .orElseThrow(Problem::notFound);
        return Answers.one(request, 200, json(finding), "The finding is " + finding.state() + ".\n");
    }

    @GET
    @Path("oversight/figures")
    public Response figures(
            @Context HttpServletRequest request, @QueryParam("from") String from, @QueryParam("until") String until) {
        Access.demand(Visit.of(request::getAttribute), Action.OVERSEE);
        LocalDate last = day(until).orElse(clock.instant().atZone(ZONE).toLocalDate());
        LocalDate first = day(from).orElse(last.minusDays(DAYS));
        Figures figures = overseers.figures(first, last);
        Data.Obj json = Json.object()
                .put("from", first.toString())
                .put("until", last.toString())
                .put("all", json(figures.all()))
                .put("institutions", sums(figures.institutions()))
                .put("registers", sums(figures.registers()))
                .put("days", sums(figures.days()))
                .build();
        return Answers.one(
                request,
                200,
                json,
                figures.all().enquiries() + " enquiries, " + figures.all().refused() + " refused, "
                        + figures.all().uncased() + " without a case\n");
    }

    static Optional<LocalDate> day(String text) {
        try {
            return Optional.ofNullable(text).filter(day -> !day.isEmpty()).map(LocalDate::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @POST
    @Path("oversight/cases")
    @Consumes(Answers.JSON)
    public Response assign(@Context HttpServletRequest request, InputStream body) {
        Visit visit = Visit.of(request::getAttribute);
        Access.answers(visit, Access.institution(visit.officer()).orElse(""));
        Map<String, String> sent = Asked.texts(body, List.of("institution", "key", "reference"));
        String by = Access.answers(visit, sent.get("institution")).name();
        int changed = checked(
                "reference",
                () -> overseers.assign(sent.get("institution"), sent.get("key"), sent.get("reference"), by));
        if (changed == 0) {
            throw Problem.notFound();
        }
        return Answers.one(request, 200, Json.object().put("entries", changed).build(), "The case was named.\n");
    }

    @GET
    @Path("sealed")
    public Response secrets(@Context HttpServletRequest request, @QueryParam("after") String after) {
        Access.demand(Visit.of(request::getAttribute), Action.OVERSEE);
        return Answers.list(
                request,
                List.of("id", "at", "until", "institution", "what"),
                overseers.secrets(number(after), MOST).stream()
                        .map(each -> Json.object()
                                .put("id", each.id())
                                .put("at", each.at().toString())
                                .put("until", each.until().toString())
                                .put("institution", each.institution())
                                .put("what", each.what().english())
                                .build())
                        .toList(),
                "Nothing is kept secret.\n");
    }

    /** Keeps an entry secret for longer: a decision with a name and a reason. */
    @POST
    @Path("sealed/{id}/extend")
    @Consumes(Answers.JSON)
    public Response extend(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        String by =
                Access.demand(Visit.of(request::getAttribute), Action.OVERSEE).name();
        Map<String, String> sent = Asked.texts(body, List.of("until", "reason"));
        Instant until = checked("until", () -> Moments.until(sent.get("until")));
        if (!checked("reason", () -> overseers.extend(number(id), until, sent.get("reason"), by))) {
            throw Problem.of(
                    409,
                    "not-sealed",
                    LocalText.of("Не може да се удължи", "It cannot be extended"),
                    LocalText.of(
                            "Такъв запис не се пази в тайна сега или вече се пази по-дълго.",
                            "No such entry is kept secret now, or it is kept for longer already."));
        }
        return Answers.one(
                request,
                200,
                Json.object().put("id", id).put("until", until.toString()).build(),
                "It stays secret until " + until + "\n");
    }

    private static long number(String text) {
        return text == null || !text.matches("[0-9]{1,18}") ? 0 : Long.parseLong(text);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static Data.Obj json(Overseers.Asked asked) {
        return Json.object()
                .put("id", asked.id())
                .put("institution", asked.institution())
                .put("person", asked.person())
                .put("objection", asked.objection())
                .put("text", asked.text())
                .put("asked", asked.at().toString())
                .put(
                        "access",
                        asked.access()
                                .<Data>map(each -> each.json(Locale.ENGLISH))
                                .orElse(Data.NULL))
                .build();
    }

    private static Data.Obj json(Overseers.Finding finding) {
        return Json.object()
                .put("id", finding.id())
                .put("rule", finding.rule().name())
                .put("institution", finding.institution())
                .put("who", finding.who())
                .put("register", finding.register())
                .put("entries", finding.entries())
                .put(
                        "examples",
                        Json.array(finding.examples().stream().map(Data::of).toList()))
                .put("first", finding.first().toString())
                .put("last", finding.last().toString())
                .put("state", finding.state().name())
                .put("note", finding.note())
                .put("decidedBy", finding.decidedBy().<Data>map(Data::of).orElse(Data.NULL))
                .build();
    }

    private static Data.Arr sums(List<Sum> sums) {
        return Json.array(sums.stream().map(OversightResource::json).toList());
    }

    private static Data.Obj json(Sum sum) {
        return Json.object()
                .put("key", sum.key())
                .put("name", sum.name().english())
                .put("enquiries", sum.enquiries())
                .put("refused", sum.refused())
                .put("withoutCase", sum.uncased())
                .build();
    }
}
