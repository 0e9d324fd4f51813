/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.gishe.deployment.Moments;
import org.gishe.journey.Journeys;
import org.gishe.journey.Journeys.Parked;

@Service
@Command(scope = "gishe", name = "parked", description = "Submissions that need somebody, with the reason")
public final class ParkedCommand implements Action {

    @Reference
    Journeys journeys;

    @Reference
    Session session;

    @Override
    public Object execute() {
        ShellTable table = Tables.of(
                "No submission is parked.", "Id", "Service", "Version", "Step", "Attempts", "Since", "Reason");
        for (Parked parked : journeys.parked()) {
            table.addRow()
                    .addContent(
                            parked.id(),
                            parked.service(),
                            parked.version(),
                            parked.step(),
                            parked.attempts(),
                            Moments.words(parked.since()),
                            parked.reason());
        }
        table.print(session.getConsole());
        return null;
    }
}
