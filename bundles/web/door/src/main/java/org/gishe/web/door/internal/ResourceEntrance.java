/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.core.Context;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsExtension;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;

/** Notes that a resource was found and is about to be entered: from here on nothing is tried twice. */
@Component(service = ContainerRequestFilter.class)
@JaxrsExtension
@JaxrsName("org.gishe.web.door.entrance")
public final class ResourceEntrance implements ContainerRequestFilter {

    @Context
    HttpServletRequest request; // set by the JAX-RS runtime to a proxy of the thread's own request

    @Activate
    public ResourceEntrance() {}

    @Override
    public void filter(ContainerRequestContext context) {
        request.setAttribute(Visit.ENTERED, true);
    }
}
