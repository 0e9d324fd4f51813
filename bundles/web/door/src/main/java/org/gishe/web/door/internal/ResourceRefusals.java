/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.WebApplicationException;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsExtension;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;

/** What the JAX-RS runtime itself refuses: no such address, method or media type. */
@Component(service = ExceptionMapper.class)
@JaxrsExtension
@JaxrsName("org.gishe.web.door.refusals")
public final class ResourceRefusals implements ExceptionMapper<WebApplicationException> {

    private final Failures failures;

    @Context
    HttpServletRequest request; // set by the JAX-RS runtime to a proxy of the thread's own request

    @Activate
    public ResourceRefusals(@Reference Failures failures) {
        this.failures = failures;
    }

    @Override
    public Response toResponse(WebApplicationException refusal) {
        Visit visit = Visit.of(request::getAttribute);
        int status = refusal.getResponse().getStatus();
        if (status < 400) {
            return refusal.getResponse();
        }
        Problem problem = status >= 500 ? failures.problem(refusal, visit) : Failures.ofStatus(status);
        String allow = refusal.getResponse().getHeaderString(HttpHeaders.ALLOW);
        if (allow != null) {
            problem = problem.header(HttpHeaders.ALLOW, allow);
        }
        return ResourceFailures.response(failures.answer(problem, visit));
    }
}
