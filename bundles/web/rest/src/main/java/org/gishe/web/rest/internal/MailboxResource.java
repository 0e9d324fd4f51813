/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.StreamingOutput;
import org.gishe.api.base.Data;
import org.gishe.api.base.PersonId;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.store.Store;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** A person's mailbox, and what was done with that person's data. */
@Component(service = MailboxResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.mailbox")
@Path("/api/v1")
public final class MailboxResource {

    private static final int MOST = 500;

    private final Store store;
    private final Delivery delivery;
    private final Contents contents;
    private final Journal journal;

    @Activate
    public MailboxResource(
            @Reference Store store,
            @Reference Delivery delivery,
            @Reference Contents contents,
            @Reference Journal journal) {
        this.store = store;
        this.delivery = delivery;
        this.contents = contents;
        this.journal = journal;
    }

    @GET
    @Path("messages")
    @Produces(Calls.JSON)
    public Response messages(@Context HttpServletRequest request) {
        Visit visit = Calls.visit(request);
        PersonId owner = visit.person().actor().id();
        List<Delivery.Message> messages = store.read(handle -> delivery.mailbox(handle, owner, MOST));
        return Calls.ok(Json.array(messages.stream()
                .map(message -> Shapes.message(message, visit.language()))
                .toList()));
    }

    @GET
    @Path("messages/{id}")
    @Produces(Calls.JSON)
    public Response message(@Context HttpServletRequest request, @PathParam("id") String id) {
        Visit visit = Calls.visit(request);
        PersonId owner = visit.person().actor().id();
        Delivery.Message message =
                store.read(handle -> delivery.message(handle, owner, id)).orElseThrow(Problem::notFound);
        return Calls.ok(Shapes.message(message, visit.language()));
    }

    /** Opens the message: the evidence of receipt is made before the first byte is given. */
    @GET
    @Path("messages/{id}/document")
    @Produces("*/*")
    public Response document(@Context HttpServletRequest request, @PathParam("id") String id) throws IOException {
        PersonId owner = Calls.visit(request).person().actor().id();
        Delivery.Message message = delivery.open(owner, owner, id).orElseThrow(Problem::notFound);
        InputStream document = contents.open(message.content());
        StreamingOutput stream = out -> {
            try (document) {
                document.transferTo(out);
            }
        };
        return Response.ok(stream, message.mediaType())
                .header("Content-Disposition", Calls.attachment(message.fileName()))
                .header("Content-Length", message.size())
                .header("ETag", "\"" + message.sha256() + "\"")
                .header("Cache-Control", "private, no-store")
                .build();
    }

    @GET
    @Path("messages/{id}/evidence")
    @Produces(Calls.JSON)
    public Response evidence(@Context HttpServletRequest request, @PathParam("id") String id) {
        PersonId owner = Calls.visit(request).person().actor().id();
        List<Data.Obj> evidence = store.read(handle -> {
            delivery.message(handle, owner, id).orElseThrow(Problem::notFound);
            return delivery.evidence(handle, owner, id);
        });
        return Calls.ok(Json.array(evidence));
    }

    @GET
    @Path("journal")
    @Produces(Calls.JSON)
    public Response journal(@Context HttpServletRequest request) {
        PersonId reader = Calls.visit(request).person().actor().id();
        List<Journal.Line> lines = store.read(handle -> journal.about(handle, reader, MOST));
        return Calls.ok(
                Json.array(lines.stream().map(line -> Shapes.line(line, reader)).toList()));
    }
}
