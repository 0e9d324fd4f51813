/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsExtension;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;

/** What a resource throws. */
@Component(service = ExceptionMapper.class)
@JaxrsExtension
@JaxrsName("org.gishe.web.door.failures")
public final class ResourceFailures implements ExceptionMapper<Throwable> {

    private final Failures failures;

    @Context
    HttpServletRequest request; // set by the JAX-RS runtime to a proxy of the thread's own request

    @Activate
    public ResourceFailures(@Reference Failures failures) {
        this.failures = failures;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        Visit visit = Visit.of(request::getAttribute);
        return response(failures.answer(failures.problem(thrown, visit), visit));
    }

    static Response response(Failures.Answer answer) {
        Response.ResponseBuilder response =
                Response.status(answer.status()).type(answer.mediaType()).entity(answer.body());
        answer.headers().forEach(response::header);
        return response.build();
    }
}
