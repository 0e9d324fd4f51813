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
import org.gishe.api.base.LocalText;
import org.gishe.identity.Officer;
import org.gishe.identity.Officers;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;
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

    private final Officers officers;

    @Activate
    public OperatorsResource(@Reference Officers officers) {
        this.officers = officers;
    }

    @GET
    public Response list(@Context HttpServletRequest request) {
        Access.demand(Visit.of(request::getAttribute), Action.OFFICERS);
        return Answers.list(
                request,
                List.of("name", "role", "ids"),
                officers.officers().stream().map(OperatorsResource::json).toList(),
                "There is no officer.\n");
    }

    @POST
    @Consumes(Answers.JSON)
    public Response appoint(@Context HttpServletRequest request, InputStream body) {
        Visit visit = Visit.of(request::getAttribute);
        Access.demand(visit, Action.OFFICERS);
        Officer officer = Asked.officer(body);
        String password = appoint(visit, officer);
        return Answers.one(
                request,
                201,
                json(officer).with("password", password),
                officer.name() + " may come in, with the password " + password + "\nIt is shown this once only.\n");
    }

    String appoint(Visit visit, Officer officer) {
        String by = Access.demand(visit, Action.OFFICERS).name();
        return officers.appoint(officer, by)
                .orElseThrow(() -> Problem.of(
                        409,
                        "name-taken",
                        LocalText.of("Това име е заето", "This name is taken"),
                        LocalText.of("Изберете друго име.", "Choose another name.")));
    }

    @DELETE
    @Path("{name}")
    public Response dismiss(@Context HttpServletRequest request, @PathParam("name") String name) {
        dismiss(Visit.of(request::getAttribute), name);
        return Answers.one(
                request, 200, Data.EMPTY.with("name", name), name + " is let in no more; every session has ended.\n");
    }

    void dismiss(Visit visit, String name) {
        String by = Access.demand(visit, Action.OFFICERS).name();
        switch (officers.dismiss(name, by)) {
            case DONE -> {}
            case UNKNOWN -> throw Problem.notFound();
            case LAST_OPERATOR ->
                throw Problem.of(
                        409,
                        "last-operator",
                        LocalText.of("Това е последният оператор", "This is the last operator"),
                        LocalText.of(
                                "Без него никой не би могъл да управлява платформата. Първо добавете друг оператор.",
                                "Nobody would be left who may run the platform. Add another operator first."));
        }
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
