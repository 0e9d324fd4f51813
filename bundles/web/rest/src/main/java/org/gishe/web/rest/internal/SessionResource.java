/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.util.Locale;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.identity.Session;
import org.gishe.json.Json;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Who is logged in. */
@Component(service = SessionResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.session")
@Path("/api/v1/session")
@Produces(Calls.JSON)
public final class SessionResource {

    @Activate
    public SessionResource() {}

    @GET
    public Response session(@Context HttpServletRequest request) {
        Session session = Calls.visit(request).person();
        return Calls.ok(Json.object()
                .put("name", session.actor().name())
                .put("assurance", session.assurance().name().toLowerCase(Locale.ROOT))
                .put("csrf", session.csrf())
                .put("until", session.until().toString())
                .build());
    }
}
