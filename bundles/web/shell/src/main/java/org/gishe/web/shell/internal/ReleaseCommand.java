/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.gishe.deployment.Deployment.State;

@Service
@Command(
        scope = "gishe",
        name = "release",
        description = "Lets another sign for an id: it belongs to whoever signs the next jar of it")
public final class ReleaseCommand extends Decision {

    @Argument(name = "plugin", description = "Id of the plug-in", required = true)
    String plugin;

    @Override
    State decide(String by) {
        return deployment.release(plugin, by);
    }
}
