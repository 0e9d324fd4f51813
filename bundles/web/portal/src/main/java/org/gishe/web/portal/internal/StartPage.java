/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;

/** Gives the root of the site to the portal: its pattern is empty, and an empty value does not survive in a list of patterns. */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + PortalContext.NAME + ")")
@HttpWhiteboardServletName("org.gishe.web.portal.start")
public final class StartPage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Portal portal;

    @Activate
    public StartPage(@Reference Portal portal) {
        this.portal = portal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        portal.service(request, response);
    }
}
