/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import org.gishe.api.base.LegalBasis;
import org.gishe.identity.Officer;
import org.gishe.json.Json;
import org.gishe.registers.Grant;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Rights to ask registers: asked for, decided, taken back. */
@Component(service = GrantsResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.operations.grants")
@Path("/api/v1/grants")
@Produces({Answers.JSON, Answers.TEXT})
public final class GrantsResource {

    private static final List<String> COLUMNS = List.of(
            "id", "state", "consumer", "register", "operation", "elements", "until", "requestedBy", "decidedBy");
    private static final List<String> MISSING =
            List.of("consumer", "administration", "register", "operation", "article", "required", "state");

    private final GrantDesk desk;

    @Activate
    public GrantsResource(@Reference GrantDesk desk) {
        this.desk = desk;
    }

    /** Grants that the caller may see; for a person at a terminal also what e-services need and do not have. */
    @GET
    public Response list(
            @Context HttpServletRequest request,
            @QueryParam("register") String register,
            @QueryParam("consumer") String consumer) {
        Officer officer = officer(request);
        List<Data.Obj> rows = desk.list(officer, Optional.ofNullable(register), Optional.ofNullable(consumer)).stream()
                .map(GrantsResource::json)
                .toList();
        if (!Answers.wantsText(request)) {
            return Answers.list(request, COLUMNS, rows, "");
        }
        List<Data.Obj> missing = missing(officer);
        String text = (rows.isEmpty() ? "There is no grant.\n" : Answers.table(COLUMNS, rows))
                + (missing.isEmpty()
                        ? ""
                        : "\nE-services need these and do not have them; their submissions would wait or be refused:\n"
                                + Answers.table(MISSING, missing));
        return Response.ok(text, Answers.TEXT + ";charset=utf-8").build();
    }

    @GET
    @Path("missing")
    public Response missing(@Context HttpServletRequest request) {
        return Answers.list(request, MISSING, missing(officer(request)), "No e-service misses a grant.\n");
    }

    private List<Data.Obj> missing(Officer officer) {
        return desk.missing(officer).stream()
                .map(each -> Json.object()
                        .put("consumer", "service/" + each.service())
                        .put("administration", each.administration())
                        .put("register", each.need().register())
                        .put("operation", each.need().operation())
                        .put("act", each.need().basis().act())
                        .put("article", each.need().basis().article())
                        .put("purpose", each.need().purpose().bulgarian())
                        .put("required", each.need().required())
                        .put(
                                "state",
                                each.requested() ? "requested" : each.known() ? "not requested" : "no such register")
                        .build())
                .toList();
    }

    @GET
    @Path("{id}")
    public Response grant(@Context HttpServletRequest request, @PathParam("id") String id) {
        return one(request, 200, desk.find(officer(request), id), "");
    }

    @POST
    @Consumes(Answers.JSON)
    public Response request(@Context HttpServletRequest request, InputStream body) {
        Officer officer = officer(request);
        Grant grant = desk.request(officer, AskedGrants.grant(body));
        return one(request, 201, grant, "It was asked for; the register's owner decides.\n");
    }

    @POST
    @Path("{id}/approve")
    public Response approve(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Officer officer = officer(request);
        return one(request, 200, desk.approve(officer, id, AskedGrants.elements(body)), "It counts from now on.\n");
    }

    @POST
    @Path("{id}/reject")
    @Consumes(Answers.JSON)
    public Response reject(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Officer officer = officer(request);
        return one(request, 200, desk.reject(officer, id, AskedGrants.reason(body)), "It was not granted.\n");
    }

    @POST
    @Path("{id}/revoke")
    @Consumes(Answers.JSON)
    public Response revoke(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        Officer officer = officer(request);
        return one(request, 200, desk.revoke(officer, id, AskedGrants.reason(body)), "The next enquiry is refused.\n");
    }

    private static Officer officer(HttpServletRequest request) {
        return Visit.of(request::getAttribute).officer();
    }

    private static Response one(HttpServletRequest request, int status, Grant grant, String words) {
        Data.Obj json = json(grant);
        return Answers.one(request, status, json, Answers.table(COLUMNS, List.of(json)) + words);
    }

    static Data.Obj json(Grant grant) {
        Grant.Wish wish = grant.wish();
        var json = Json.object()
                .put("id", grant.id())
                .put("state", grant.state().name().toLowerCase(Locale.ROOT))
                .put("consumer", wish.consumer())
                .put("administration", wish.administration())
                .put("register", wish.register())
                .put("operation", wish.operation())
                .put(
                        "elements",
                        Json.array(wish.elements().stream().map(Data::of).toList()))
                .put("mayLeaveOut", wish.mayLeaveOut())
                .put("from", wish.from().toString());
        wish.until().ifPresent(until -> json.put("until", until.toString()));
        wish.sealedFor().ifPresent(length -> json.put("sealedFor", length.toString()));
        wish.basis().ifPresent(basis -> json.put("basis", basis(basis)));
        wish.purpose()
                .ifPresent(purpose -> json.put(
                        "purpose",
                        Json.object()
                                .put("bg", purpose.bulgarian())
                                .put("en", purpose.english())
                                .build()));
        json.put("requestedBy", grant.requestedBy())
                .put("requested", grant.requested().toString());
        grant.decidedBy().ifPresent(by -> json.put("decidedBy", by));
        grant.decided().ifPresent(at -> json.put("decided", at.toString()));
        if (!grant.note().isEmpty()) {
            json.put("reason", grant.note());
        }
        return json.build();
    }

    private static Data.Obj basis(LegalBasis basis) {
        return Json.object()
                .put("act", basis.act())
                .put("article", basis.article())
                .build();
    }
}
