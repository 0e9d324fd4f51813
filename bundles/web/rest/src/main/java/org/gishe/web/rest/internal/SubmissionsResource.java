/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.StreamingOutput;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.Catalogue;
import org.gishe.contents.Contents;
import org.gishe.identity.Session;
import org.gishe.journey.Journeys;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** A person's drafts and submissions. What is somebody else's is not there. */
@Component(service = SubmissionsResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.submissions")
@Path("/api/v1")
@Produces(Calls.JSON)
public final class SubmissionsResource {

    private final Journeys journeys;
    private final Catalogue catalogue;
    private final Contents contents;

    @Activate
    public SubmissionsResource(
            @Reference Journeys journeys, @Reference Catalogue catalogue, @Reference Contents contents) {
        this.journeys = journeys;
        this.catalogue = catalogue;
        this.contents = contents;
    }

    @GET
    @Path("drafts")
    public Response drafts(@Context HttpServletRequest request) {
        Visit visit = Calls.visit(request);
        return Calls.ok(Json.array(journeys.drafts(visit.person()).stream()
                .map(draft -> Shapes.draft(draft, visit.language()))
                .toList()));
    }

    @POST
    @Path("drafts")
    @Consumes(Calls.JSON)
    public Response begin(@Context HttpServletRequest request, InputStream body) {
        Visit visit = Calls.visit(request);
        Session session = visit.person();
        String service = Calls.text(Calls.object(body, Set.of("service")), "service");
        sure(session, service);
        Journeys.Draft draft =
                journeys.draft(session, service, visit.language()).orElseThrow(Problem::notFound);
        return Response.created(URI.create(visit.origin() + "/api/v1/drafts/" + draft.id()))
                .entity(Json.write(Shapes.draft(draft, visit.language())))
                .type(Calls.JSON)
                .build();
    }

    @GET
    @Path("drafts/{id}")
    public Response draft(@Context HttpServletRequest request, @PathParam("id") String id) {
        Visit visit = Calls.visit(request);
        return Calls.ok(
                Shapes.draft(journeys.draft(visit.person(), id).orElseThrow(Problem::notFound), visit.language()));
    }

    @PUT
    @Path("drafts/{id}")
    @Consumes(Calls.JSON)
    public Response save(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Visit visit = Calls.visit(request);
        Session session = visit.person();
        Data.Obj form = Calls.child(Calls.object(body, Set.of("form")), "form")
                .orElseThrow(() -> Calls.invalid(
                        List.of(new Finding("/form", LocalText.of("Дайте формуляра.", "Give the form.")))));
        try {
            return Calls.ok(
                    Shapes.draft(journeys.save(session, id, form).orElseThrow(Problem::notFound), visit.language()));
        } catch (Journeys.FiledException e) {
            throw filed(id);
        } catch (Journeys.TooLargeException e) {
            throw Calls.invalid(List.of(new Finding(
                    "/form",
                    LocalText.of("Съкратете написаното във формуляра.", "Shorten what is written in the form."))));
        }
    }

    @DELETE
    @Path("drafts/{id}")
    public Response discard(@Context HttpServletRequest request, @PathParam("id") String id) {
        try {
            journeys.discard(Calls.visit(request).person(), id);
        } catch (Journeys.FiledException e) {
            throw filed(id);
        }
        return Response.noContent().build();
    }

    @PUT
    @Path("drafts/{id}/filing")
    @Consumes(Calls.JSON)
    public Response file(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Visit visit = Calls.visit(request);
        Session session = visit.person();
        Data.Obj filing = Calls.object(body, Set.of("form", "provider"));
        Optional<Data.Obj> form = Calls.child(filing, "form");
        String provider = Calls.text(filing, "provider");
        Journeys.Filing answer = journeys.file(session, id, form, provider).orElseThrow(Problem::notFound);
        if (answer instanceof Journeys.Filing.Filed filed) {
            return Calls.ok(Shapes.submission(filed.submission(), visit.language(), visit.origin()));
        }
        if (answer instanceof Journeys.Filing.Findings findings) {
            throw Problem.of(
                            422,
                            "form-findings",
                            LocalText.of("Формулярът не е готов", "The form is not ready"),
                            LocalText.of(
                                    "Нищо не е подадено. Поправете посочените полета и подайте отново.",
                                    "Nothing was filed. Mend the fields that are named and file again."))
                    .findings(findings.findings());
        }
        Journeys.Filing.Refused refused = (Journeys.Filing.Refused) answer;
        throw Problem.of(
                409,
                refused.type(),
                LocalText.of("Не може да се подаде сега", "It cannot be filed now"),
                refused.reason());
    }

    @GET
    @Path("submissions")
    public Response submissions(@Context HttpServletRequest request) {
        Visit visit = Calls.visit(request);
        return Calls.ok(Json.array(journeys.submissions(visit.person()).stream()
                .map(submission -> Shapes.submission(submission, visit.language(), visit.origin()))
                .toList()));
    }

    @GET
    @Path("submissions/{id}")
    public Response submission(@Context HttpServletRequest request, @PathParam("id") String id) {
        Visit visit = Calls.visit(request);
        return Calls.ok(Shapes.submission(
                journeys.submission(visit.person(), id).orElseThrow(Problem::notFound),
                visit.language(),
                visit.origin()));
    }

    /** What was filed with the signature over it, in one container. */
    @GET
    @Path("submissions/{id}/signed")
    @Produces("*/*")
    public Response signed(@Context HttpServletRequest request, @PathParam("id") String id) throws IOException {
        String content = journeys.signed(Calls.visit(request).person(), id).orElseThrow(Problem::notFound);
        InputStream container = contents.open(content);
        StreamingOutput stream = out -> {
            try (container) {
                container.transferTo(out);
            }
        };
        return Response.ok(stream, "application/vnd.etsi.asic-e+zip")
                .header("Content-Disposition", Calls.attachment("application-" + id + ".asice"))
                .header("Cache-Control", "private, no-store")
                .build();
    }

    @POST
    @Path("submissions/{id}/signing")
    @Consumes(Calls.JSON)
    public Response signAgain(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Visit visit = Calls.visit(request);
        Session session = visit.person();
        String provider = Calls.text(Calls.object(body, Set.of("provider")), "provider");
        return Calls.ok(Shapes.submission(
                journeys.signAgain(session, id, provider).orElseThrow(Problem::notFound),
                visit.language(),
                visit.origin()));
    }

    private void sure(Session session, String service) {
        boolean enough = catalogue.services().stream()
                .filter(each -> each.id().equals(service))
                .allMatch(each -> session.assurance().meets(each.assurance()));
        if (!enough) {
            throw Problem.of(
                    403,
                    "assurance",
                    LocalText.of("Нужно е по-сигурно влизане", "A surer log-in is needed"),
                    LocalText.of(
                            "За тази услуга влезте по начин с по-високо ниво на осигуреност.",
                            "For this e-service log in by a way of a higher assurance level."));
        }
    }

    private static Problem filed(String id) {
        return Problem.of(
                        409,
                        "filed",
                        LocalText.of("Вече е подадено", "It was filed already"),
                        LocalText.of(
                                "Подаденото не може да се променя. Вижте докъде е стигнало.",
                                "What was filed cannot be changed. See how far it is."))
                .with("submission", Data.of("/api/v1/submissions/" + id));
    }
}
