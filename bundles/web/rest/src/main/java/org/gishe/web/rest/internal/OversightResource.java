/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.StreamingOutput;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.oversight.Access;
import org.gishe.oversight.Filter;
import org.gishe.oversight.Oversight;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Who looked at my data. */
@Component(service = OversightResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.oversight")
@Path("/api/v1/oversight")
@Produces(Calls.JSON)
public final class OversightResource {

    private static final int PAGE = 20;
    private static final int MOST = 100;

    private final Oversight oversight;

    @Activate
    public OversightResource(@Reference Oversight oversight) {
        this.oversight = oversight;
    }

    /** {@code next} of an answer is {@code cursor} of the next question, and null at the end. */
    @GET
    public Response list(
            @Context HttpServletRequest request,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit) {
        Visit visit = Calls.visit(request);
        Oversight.Page page = oversight.page(reader(visit), filter(request), Optional.ofNullable(cursor), limit(limit));
        return Calls.ok(Json.object()
                .put(
                        "accesses",
                        Json.array(page.accesses().stream()
                                .map(access -> access.json(visit.language()))
                                .toList()))
                .put("next", text(page.next()))
                .put("searchedTo", text(page.searchedTo().map(Object::toString)))
                .build());
    }

    private static PersonId reader(Visit visit) {
        return visit.person().actor().id();
    }

    private static int limit(String limit) {
        if (limit == null || limit.isEmpty()) {
            return PAGE;
        }
        if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > MOST) {
            throw wrong("limit");
        }
        return Integer.parseInt(limit);
    }

    static Filter filter(HttpServletRequest request) {
        try {
            return Filter.of(request::getParameter);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private static Problem wrong(String name) {
        return Calls.invalid(List.of(new Finding(
                "/" + name, LocalText.of("Този филтър не може да се прочете.", "This filter cannot be read."))));
    }

    @GET
    @Path("{id}")
    public Response one(@Context HttpServletRequest request, @PathParam("id") String id) {
        Visit visit = Calls.visit(request);
        PersonId reader = reader(visit);
        Access access = oversight.access(reader, id).orElseThrow(Problem::notFound);
        return Calls.ok(access.json(visit.language())
                .with(
                        "questions",
                        Json.array(oversight.questions(reader, id).stream()
                                .map(question -> question(question, visit.language()))
                                .toList()))
                .with(
                        "extensions",
                        Json.array(oversight.extensions(reader, id).stream()
                                .map(each -> Json.object()
                                        .put("at", each.at().toString())
                                        .put("until", each.until().toString())
                                        .put("reason", each.reason())
                                        .build())
                                .toList())));
    }

    @GET
    @Path("{id}/proof")
    public Response proof(@Context HttpServletRequest request, @PathParam("id") String id) {
        PersonId reader = reader(Calls.visit(request));
        oversight.access(reader, id).orElseThrow(Problem::notFound);
        Data.Obj proof = oversight.proof(reader, id).orElseThrow(() -> Problem.of(
                        409,
                        "no-root-yet",
                        LocalText.of("Още няма доказателство", "There is no proof yet"),
                        LocalText.of(
                                "Записът влиза в следващия корен на дневника. Опитайте отново след минута.",
                                "The entry goes into the journal's next root. Try again in a minute."))
                .header("Retry-After", "60"));
        return Response.ok(Json.write(proof), Calls.JSON)
                .header("Content-Disposition", Calls.attachment("oversight-proof.json"))
                .header("Cache-Control", "private, no-store")
                .build();
    }

    @POST
    @Path("{id}/questions")
    @Consumes(Calls.JSON)
    public Response ask(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Visit visit = Calls.visit(request);
        PersonId reader = reader(visit);
        Data.Obj sent = Calls.object(body, Set.of("text", "objection"));
        boolean objection = sent.at("/objection").equals(Optional.of(Data.of(true)));
        try {
            Oversight.Question question = oversight
                    .ask(reader, id, objection, sent.text("/text").orElse(""))
                    .orElseThrow(Problem::notFound);
            return Response.status(201)
                    .entity(Json.write(question(question, visit.language())))
                    .type(Calls.JSON)
                    .build();
        } catch (Oversight.TooManyException e) {
            throw tooMany();
        } catch (IllegalArgumentException e) {
            throw Calls.invalid(List.of(new Finding(
                    "/text", LocalText.of("Дайте текст с 1 до 2000 знака.", "Give a text of 1 to 2000 characters."))));
        }
    }

    static Problem tooMany() {
        return Problem.of(
                        429,
                        "too-many",
                        LocalText.of("Твърде много наведнъж", "Too many at once"),
                        LocalText.of(
                                "Изчакайте отговор или опитайте отново след минута.",
                                "Wait for an answer, or try again in a minute."))
                .header("Retry-After", "60");
    }

    private static Data.Obj question(Oversight.Question question, Locale language) {
        return Json.object()
                .put("id", question.id())
                .put("objection", question.objection())
                .put("institution", question.institution().in(language))
                .put("text", question.text())
                .put("asked", question.asked().toString())
                .put("answer", text(question.answer()))
                .put("answered", text(question.answered().map(Object::toString)))
                .put("message", text(question.message()))
                .build();
    }

    @GET
    @Path("notices")
    public Response notices(@Context HttpServletRequest request) {
        return notices(oversight.notices(reader(Calls.visit(request))));
    }

    @PUT
    @Path("notices")
    @Consumes(Calls.JSON)
    public Response choose(@Context HttpServletRequest request, InputStream body) {
        PersonId reader = reader(Calls.visit(request));
        if (!(Calls.object(body, Set.of("wanted")).members().get("wanted") instanceof Data.Bool wanted)) {
            throw Calls.invalid(
                    List.of(new Finding("/wanted", LocalText.of("Дайте true или false.", "Give true or false."))));
        }
        oversight.notices(reader, wanted.value());
        return notices(wanted.value());
    }

    private static Response notices(boolean wanted) {
        return Calls.ok(Data.EMPTY.with("wanted", Data.of(wanted)));
    }

    /** Everything that fits, as one object; written while it is read. */
    @GET
    @Path("exports/json")
    public Response json(@Context HttpServletRequest request) {
        Visit visit = Calls.visit(request);
        PersonId reader = reader(visit);
        Filter filter = filter(request);
        return file(out -> oversight.json(reader, filter, visit.language(), out), Calls.JSON, "oversight.json");
    }

    /** Everything that fits, as PDF/A, or as many of them in an archive. */
    @GET
    @Path("exports/pdf")
    @Produces("*/*")
    public Response pdf(@Context HttpServletRequest request) {
        Visit visit = Calls.visit(request);
        Oversight.Export export = oversight.pdf(reader(visit), filter(request), visit.language());
        return file(export.writer()::write, export.mediaType(), export.fileName());
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static Response file(Writing writing, String mediaType, String name) {
        StreamingOutput stream = out -> {
            try {
                writing.to(out);
            } catch (Oversight.TooManyException e) {
                throw tooMany();
            }
        };
        return Response.ok(stream, mediaType)
                .header("Content-Disposition", Calls.attachment(name))
                .header("Cache-Control", "private, no-store")
                .build();
    }

    private static Data text(Optional<String> text) {
        return text.<Data>map(Data::of).orElse(Data.NULL);
    }
}
