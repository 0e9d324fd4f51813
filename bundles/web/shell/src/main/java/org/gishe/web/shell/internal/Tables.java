/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.support.table.ShellTable;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;

/** Lists as the shell shows them. */
final class Tables {

    private Tables() {}

    static ShellTable of(String none, String... columns) {
        var table = new ShellTable();
        table.emptyTableText(none);
        for (String column : columns) {
            table.column(column);
        }
        return table;
    }

    static void states(PrintStream out, List<State> states) {
        ShellTable table = of(
                "No plug-in was deployed yet.",
                "Kind",
                "Plug-in",
                "Version",
                "Phase",
                "Share",
                "Since",
                "Inside",
                "Pinned",
                "Until",
                "Signer",
                "Reasons");
        for (State state : states) {
            table.addRow()
                    .addContent(
                            state.kind(),
                            state.plugin(),
                            state.version(),
                            state.phase(),
                            state.share() == 0 ? "" : state.share() + " %",
                            Moments.words(state.effective().orElse(state.since())),
                            state.inside(),
                            state.pinned(),
                            words(state.deadline()),
                            state.signer().map(Signer::name).orElse("unsigned"),
                            String.join("; ", state.reasons()));
        }
        table.print(out);
    }

    private static String words(Optional<Instant> instant) {
        return instant.map(Moments::words).orElse("");
    }
}
