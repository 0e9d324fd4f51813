/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Moments;

@Service
@Command(scope = "gishe", name = "history", description = "The deployment ledger, oldest first")
public final class HistoryCommand implements Action {

    @Reference
    Deployment deployment;

    @Reference
    Session session;

    @Override
    public Object execute() {
        ShellTable table = Tables.of(
                "The ledger is empty.",
                "Number",
                "At",
                "Action",
                "Plug-in",
                "Version",
                "Effective",
                "Share",
                "By",
                "Reason");
        for (Line line : deployment.ledger()) {
            table.addRow()
                    .addContent(
                            line.number(),
                            Moments.words(line.at()),
                            line.action(),
                            line.plugin(),
                            line.version(),
                            line.effective().equals(line.at()) ? "" : Moments.words(line.effective()),
                            line.share() == 100 ? "" : line.share() + " %",
                            line.by(),
                            line.reason());
        }
        table.print(session.getConsole());
        return null;
    }
}
