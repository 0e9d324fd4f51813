/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.gishe.deployment.Deployment.State;

@Service
@Command(
        scope = "gishe",
        name = "end",
        description = "Uninstalls a draining version although work stands on it; that work waits")
public final class EndCommand extends Decision {

    @Argument(name = "plugin", description = "Id of the plug-in", required = true)
    String plugin;

    @Argument(index = 1, name = "version", description = "Its version", required = true)
    String version;

    @Override
    State decide(String by) {
        return deployment.end(plugin, version, by);
    }
}
