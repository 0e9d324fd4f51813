/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.List;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.signing.Validation;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.TrustState.ListState;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** How the trusted lists stand by which signatures are judged; loads them again. */
@Component(service = TrustResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.operations.trust")
@Path("/api/v1/operations/trust")
@Produces({Answers.JSON, Answers.TEXT})
public final class TrustResource {

    private final Validation validation;

    @Activate
    public TrustResource(@Reference Validation validation) {
        this.validation = validation;
    }

    @GET
    public Response trust(@Context HttpServletRequest request) {
        Access.demand(Visit.of(request::getAttribute), Action.WATCH);
        return answer(request, validation.trust(false));
    }

    @POST
    @Path("reload")
    public Response reload(@Context HttpServletRequest request) {
        Access.demand(Visit.of(request::getAttribute), Action.RELOAD);
        return answer(request, validation.trust(true));
    }

    private static Response answer(HttpServletRequest request, TrustState trust) {
        List<Data.Obj> lists = trust.lists().stream().map(TrustResource::json).toList();
        var json = Json.object()
                .put("whole", Data.of(trust.whole()))
                .put("certificates", Data.of(trust.certificates()))
                .put("lists", Json.array(lists));
        if (trust.loadedAt() != null) {
            json.put("loadedAt", trust.loadedAt().toString());
        }
        if (trust.holdsUntil() != null) {
            json.put("holdsUntil", trust.holdsUntil().toString());
        }
        return Answers.one(
                request,
                200,
                json.build(),
                trust.certificates() + " certificates are believed"
                        + (trust.loadedAt() == null ? "; the lists were never loaded" : ", as of " + trust.loadedAt())
                        + ".\n"
                        + (lists.isEmpty()
                                ? "No trusted lists are configured.\n"
                                : Answers.table(
                                        List.of("territory", "accepted", "nextUpdate", "address", "problem"), lists)));
    }

    private static Data.Obj json(ListState list) {
        var json = Json.object().put("address", list.address()).put("accepted", Data.of(list.accepted()));
        if (list.territory() != null) {
            json.put("territory", list.territory());
        }
        if (list.nextUpdate() != null) {
            json.put("nextUpdate", list.nextUpdate().toString());
        }
        if (list.problem() != null) {
            json.put("problem", list.problem());
        }
        return json.build();
    }
}
