/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.gishe.deployment.Deployment.State;

@Service
@Command(
        scope = "gishe",
        name = "rollback",
        description = "Undoes what is scheduled, else the share, else the current version")
public final class RollbackCommand extends Decision {

    @Argument(name = "plugin", description = "Id of the plug-in", required = true)
    String plugin;

    @Override
    State decide(String by) {
        return deployment.rollback(plugin, by);
    }
}
