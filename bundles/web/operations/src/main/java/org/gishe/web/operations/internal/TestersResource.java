/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.InputStream;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.deployment.Invitations;
import org.gishe.deployment.Invitations.Invitation;
import org.gishe.deployment.Invitations.Tester;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Who may try a version before it is current. */
@Component(service = TestersResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.operations.testers")
@Path("/api/v1/operations/plugins/{id}/versions/{version}/testers")
@Produces({Answers.JSON, Answers.TEXT})
public final class TestersResource {

    private final Invitations invitations;

    @Activate
    public TestersResource(@Reference Invitations invitations) {
        this.invitations = invitations;
    }

    @GET
    public Response list(
            @Context HttpServletRequest request, @PathParam("id") String id, @PathParam("version") String version) {
        Access.demand(Visit.of(request::getAttribute), Action.SEE, id);
        return Answers.list(
                request,
                List.of("id", "name", "by", "invited", "accepted"),
                invitations.testers(id, version).stream()
                        .map(TestersResource::json)
                        .toList(),
                "Nobody was invited to try it.\n");
    }

    @POST
    @Consumes(Answers.JSON)
    public Response invite(
            @Context HttpServletRequest request,
            @PathParam("id") String id,
            @PathParam("version") String version,
            InputStream body) {
        Visit visit = Visit.of(request::getAttribute);
        String by = Access.demand(visit, Action.INVITE, id).name();
        String name = Asked.text(body, "name");
        Invitation invitation = Asked.value("name", () -> invitations.invite(id, version, name, by))
                .orElseThrow(() -> Problem.of(
                        409,
                        "not-to-come",
                        LocalText.of("Тази версия не е насрочена", "This version is not to come"),
                        LocalText.of(
                                "Кани се за преглед на версия на услуга, внедрена с бъдещ момент (at).",
                                "People are invited to try a version of an e-service that was deployed for an instant to come"
                                        + " (at).")));
        String link = visit.origin() + "/previews/" + invitation.token();
        return Answers.one(
                request,
                201,
                json(invitation.tester()).with("link", link),
                name + " may try " + id + " " + version + " here, after logging in:\n" + link
                        + "\nIt is shown this once only, and belongs to whoever opens it first.\n");
    }

    @DELETE
    @Path("{tester}")
    public Response takeBack(
            @Context HttpServletRequest request,
            @PathParam("id") String id,
            @PathParam("version") String version,
            @PathParam("tester") String tester) {
        String by = Access.demand(Visit.of(request::getAttribute), Action.INVITE, id)
                .name();
        if (!invitations.takeBack(id, version, tester, by)) {
            throw Problem.notFound();
        }
        return Answers.one(request, 200, Data.EMPTY.with("id", tester), "The invitation counts no more.\n");
    }

    private static Data.Obj json(Tester tester) {
        var json = Json.object()
                .put("id", tester.id())
                .put("name", tester.name())
                .put("by", tester.by())
                .put("invited", tester.invited().toString());
        tester.accepted().ifPresent(at -> json.put("accepted", at.toString()));
        return json.build();
    }
}
