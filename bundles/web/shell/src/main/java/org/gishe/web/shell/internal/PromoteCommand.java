/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.gishe.deployment.Deployment.State;

@Service
@Command(
        scope = "gishe",
        name = "promote",
        description = "Makes a version current that holds a share, is scheduled, or was current before")
public final class PromoteCommand extends Decision {

    @Argument(name = "plugin", description = "Id of the plug-in", required = true)
    String plugin;

    @Argument(index = 1, name = "version", description = "Its version", required = true)
    String version;

    @Override
    State decide(String by) {
        return deployment.promote(plugin, version, by);
    }
}
