/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContext;

/** The portal's servlet context: asked before the default one, where the API's servlet would take the start page too. */
@Component(service = ServletContextHelper.class, scope = ServiceScope.BUNDLE, property = "service.ranking:Integer=100")
@HttpWhiteboardContext(name = PortalContext.NAME, path = "/")
public final class PortalContext extends ServletContextHelper {

    static final String NAME = "org.gishe.web.portal";

    @Activate
    public PortalContext(BundleContext context) {
        super(context.getBundle());
    }
}
