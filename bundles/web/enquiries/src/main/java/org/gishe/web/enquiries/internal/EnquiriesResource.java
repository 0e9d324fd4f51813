/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.ws.rs.DefaultValue;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.identity.Officer;
import org.gishe.json.Json;
import org.gishe.json.Json.Builder;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Enquiries that were accepted, for the system that sent them. */
@Component(service = EnquiriesResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.enquiries.enquiries")
@Path("/api/v1/enquiries")
@Produces(Calls.JSON)
public final class EnquiriesResource {

    private static final int MOST = 100;

    private final Desk desk;
    private final Callbacks callbacks;

    @Activate
    public EnquiriesResource(@Reference Desk desk, @Reference Callbacks callbacks) {
        this.desk = desk;
        this.callbacks = callbacks;
    }

    /** One, with its answer once it has one. */
    @GET
    @Path("{id}")
    public Response enquiry(
            @Context HttpServletRequest request, @Context HttpServletResponse response, @PathParam("id") String id) {
        Visit visit = Calls.visit(request);
        String consumer = consumer(visit, response);
        Book.Row row = desk.enquiry(consumer, id).orElseThrow(Problem::notFound);
        Data.Obj state = withCallback(desk.state(row, visit.language()), id);
        return row.state() == Book.State.ANSWERED
                ? Calls.ok(state)
                : Response.ok(Json.write(state), Calls.JSON)
                        .header("Retry-After", "1")
                        .build();
    }

    /** A batch, with at most a hundred of its items from a place on. */
    @GET
    @Path("batches/{id}")
    public Response batch(
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @PathParam("id") String id,
            @QueryParam("from") @DefaultValue("0") int from) {
        Visit visit = Calls.visit(request);
        String consumer = consumer(visit, response);
        Desk.Page page = desk.batch(consumer, id, from, MOST).orElseThrow(Problem::notFound);
        Builder json = Json.object()
                .put("id", id)
                .put("state", page.answered() == page.batch().total() ? "answered" : "waiting")
                .put("total", page.batch().total())
                .put("answered", page.answered())
                .put(
                        "items",
                        Json.array(page.items().stream()
                                .map(row ->
                                        (Data) desk.state(row, visit.language()).with("place", Data.of(row.place())))
                                .toList()));
        int next = from + MOST;
        if (next < page.batch().total()) {
            json.put("next", "/api/v1/enquiries/batches/" + id + "?from=" + next);
        }
        return Calls.ok(withCallback(json.build(), id));
    }

    /** Answers that could not be sent to their callback, and will not be tried again; they are fetched instead. */
    @GET
    @Path("undelivered")
    public Response undelivered(@Context HttpServletRequest request, @Context HttpServletResponse response) {
        String consumer = consumer(Calls.visit(request), response);
        return Calls.ok(Json.array(
                desk.undelivered(consumer).stream().map(Callbacks::json).toList()));
    }

    /** The certificate by which callbacks are verified. */
    @GET
    @Path("seal.pem")
    @Produces("application/x-pem-file")
    public Response seal() throws CertificateEncodingException {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(callbacks.sealed().certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return Response.ok(pem, "application/x-pem-file").build();
    }

    private String consumer(Visit visit, HttpServletResponse response) {
        Officer system = Calls.system(visit);
        String consumer = Desk.consumer(system);
        desk.pace().take(consumer, response::setHeader);
        return consumer;
    }

    private Data.Obj withCallback(Data.Obj state, String subject) {
        Optional<CallbackBook.Row> callback = desk.callback(subject);
        return callback.map(row -> state.with(
                        "callback",
                        Json.object()
                                .put("address", row.address())
                                .put("state", row.state().name().toLowerCase(Locale.ROOT))
                                .put("attempts", row.attempts())
                                .put("note", row.note())
                                .build()))
                .orElse(state);
    }
}
