/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.gishe.deployment.Deployment;

@Service
@Command(scope = "gishe", name = "plugins", description = "Every plug-in version that is here, and how it is")
public final class PluginsCommand implements Action {

    @Reference
    Deployment deployment;

    @Reference
    Session session;

    @Override
    public Object execute() {
        Tables.states(session.getConsole(), deployment.states());
        return null;
    }
}
