/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.gishe.journey.Journeys;
import org.gishe.journey.Journeys.Standing;

@Service
@Command(
        scope = "gishe",
        name = "standing",
        description = "How many open submissions stand in which step, of which version")
public final class StandingCommand implements Action {

    @Reference
    Journeys journeys;

    @Reference
    Session session;

    @Override
    public Object execute() {
        ShellTable table = Tables.of("No submission is open.", "Service", "Version", "Step", "Count");
        for (Standing standing : journeys.standing()) {
            table.addRow().addContent(standing.service(), standing.version(), standing.step(), standing.count());
        }
        table.print(session.getConsole());
        return null;
    }
}
