/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;

@Service
@Command(
        scope = "gishe",
        name = "extend",
        description = "Gives the work on a draining version more time; brings back one that was ended")
public final class ExtendCommand extends Decision {

    @Argument(name = "plugin", description = "Id of the plug-in", required = true)
    String plugin;

    @Argument(index = 1, name = "version", description = "Its version", required = true)
    String version;

    @Option(name = "--until", description = "A date, up to whose end it is, or an instant", required = true)
    String until;

    @Override
    State decide(String by) {
        return deployment.extend(plugin, version, Moments.until(until), by);
    }
}
