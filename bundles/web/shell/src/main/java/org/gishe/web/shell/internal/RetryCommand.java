/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.gishe.journey.Journeys;

@Service
@Command(scope = "gishe", name = "retry", description = "Goes on with a parked submission")
public final class RetryCommand implements Action {

    @Reference
    Journeys journeys;

    @Reference
    Session session;

    @Argument(name = "id", description = "Id of the submission", required = true)
    String id;

    @Override
    public Object execute() {
        if (!journeys.retry(id, Decision.by(session))) {
            throw new IllegalStateException("this submission is not parked; gishe:parked says which are");
        }
        session.getConsole().println("It goes on.");
        return null;
    }
}
