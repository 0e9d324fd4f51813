/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.ShellUtil;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;

/** A command that decides about plug-ins, in the name of who is logged in to the shell. The shell fills the fields. */
abstract class Decision implements Action {

    @Reference
    Deployment deployment;

    @Reference
    Session session;

    @Override
    public final Object execute() throws Exception {
        State state = decide(by(session));
        if (state.phase() == Phase.REFUSED) {
            throw new IllegalStateException("refused: " + String.join("; ", state.reasons()));
        }
        PrintStream out = session.getConsole();
        Tables.states(out, java.util.List.of(state));
        return null;
    }

    abstract State decide(String by) throws Exception;

    /**
     * Who is logged in; not what the session's variable says, which its user can set, where it can be helped.
     *
     * @throws IllegalStateException if nobody is
     */
    static String by(Session session) {
        String user = ShellUtil.getCurrentUserName();
        Object told = user == null ? session.get("USER") : user;
        if (told == null || told.toString().isBlank()) {
            throw new IllegalStateException("nobody is logged in to this shell, so that nobody could answer for it");
        }
        return told.toString();
    }
}
