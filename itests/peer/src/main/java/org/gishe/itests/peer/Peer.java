/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.peer;

import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Answers one request. */
@Component(service = Peer.class)
@JaxrsResource
@Path("/peer")
public final class Peer {

    @GET
    @Produces("text/plain")
    public String answer() {
        return "here";
    }
}
