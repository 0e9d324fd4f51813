/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
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
import org.gishe.identity.Officer;
import org.gishe.identity.Officers;
import org.gishe.json.Json;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Who may come to the operators' side; for operators alone. */
@Component(service = OperatorsResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.operations.operators")
@Path("/api/v1/operations/operators")
@Produces({Answers.JSON, Answers.TEXT})
public final class OperatorsResource {

    private final Appointments appointments;

    @Activate
    public OperatorsResource(@Reference Officers officers) {
        this.appointments = new Appointments(officers);
    }

    @GET
    public Response list(@Context HttpServletRequest request) {
        List<Officer> officers = appointments.list(Visit.of(request::getAttribute));
        return Answers.list(
                request,
                List.of("name", "role", "ids"),
                officers.stream().map(OperatorsResource::json).toList(),
                "There is no officer.\n");
    }

    @POST
    @Consumes(Answers.JSON)
    public Response appoint(@Context HttpServletRequest request, InputStream body) {
        Visit visit = Visit.of(request::getAttribute);
        Access.demand(visit, Action.OFFICERS);
        Officer officer = Asked.officer(body);
        String password = appointments.appoint(visit, officer);
        return Answers.one(
                request,
                201,
                json(officer).with("password", password),
                officer.name() + " may come in, with the password " + password + "\nIt is shown this once only.\n");
    }

    @DELETE
    @Path("{name}")
    public Response dismiss(@Context HttpServletRequest request, @PathParam("name") String name) {
        appointments.dismiss(Visit.of(request::getAttribute), name);
        return Answers.one(
                request, 200, Data.EMPTY.with("name", name), name + " is let in no more; every session has ended.\n");
    }

    private static Data.Obj json(Officer officer) {
        return Json.object()
                .put("name", officer.name())
                .put("role", officer.role().name().toLowerCase(Locale.ROOT))
                .put(
                        "ids",
                        Json.array(officer.ids().stream().sorted().map(Data::of).toList()))
                .build();
    }
}
