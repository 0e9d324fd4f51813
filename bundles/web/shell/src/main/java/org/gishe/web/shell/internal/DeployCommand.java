/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.gishe.deployment.Deployment.Order;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;

@Service
@Command(
        scope = "gishe",
        name = "deploy",
        description =
                "Checks a plug-in and makes it current, at once or from an instant, for all new work or for a share")
public final class DeployCommand extends Decision {

    @Argument(name = "file", description = "The jar, on the server", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(
            name = "--at",
            description = "Current from then: 2027-01-02T08:00, the time in Sofia, or 2027-01-02T06:00:00Z")
    String at;

    @Option(name = "--share", description = "For so many percent of new work, beside the current version")
    String share;

    @Override
    State decide(String by) throws IOException {
        Order.Builder order = Order.by(by);
        if (at != null) {
            order.from(Moments.instant(at));
        }
        if (share != null) {
            order.share(Moments.share(share));
        }
        try (InputStream jar = Files.newInputStream(session.currentDir().resolve(file))) {
            return deployment.deploy(jar, order.build());
        }
    }
}
