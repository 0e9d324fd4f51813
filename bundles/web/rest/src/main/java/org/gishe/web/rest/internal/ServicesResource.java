/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.json.Json;
import org.gishe.signing.Signing;
import org.gishe.web.door.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** What can be asked for here: e-services, signature providers, the API itself. For everybody. */
@Component(service = ServicesResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.services")
@Path("/api/v1")
@Produces(Calls.JSON)
public final class ServicesResource {

    private final Catalogue catalogue;
    private final Signing signing;

    @Activate
    public ServicesResource(@Reference Catalogue catalogue, @Reference Signing signing) {
        this.catalogue = catalogue;
        this.signing = signing;
    }

    @GET
    @Path("services")
    public Response services(@Context HttpServletRequest request) {
        Locale language = Calls.visit(request).language();
        return Calls.ok(Json.array(catalogue.services().stream()
                .map(service -> Shapes.brief(service, language))
                .toList()));
    }

    @GET
    @Path("services/{id}")
    public Response service(@Context HttpServletRequest request, @PathParam("id") String id) {
        Locale language = Calls.visit(request).language();
        ServiceDescription service = catalogue.services().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(Problem::notFound);
        return Calls.ok(Shapes.whole(service, language));
    }

    @GET
    @Path("signature-providers")
    public Response providers(@Context HttpServletRequest request) {
        Locale language = Calls.visit(request).language();
        return Calls.ok(Json.array(signing.offers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(offer -> (Data) Shapes.provider(offer.getKey(), offer.getValue(), language))
                .toList()));
    }

    @GET
    @Path("openapi.json")
    public Response openapi() throws IOException {
        try (InputStream file = ServicesResource.class.getResourceAsStream("openapi.json")) {
            return Response.ok(file.readAllBytes(), Calls.JSON)
                    .header("Cache-Control", "public, max-age=300")
                    .build();
        }
    }
}
