/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.distribution;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.harness.Server;
import org.junit.Test;

/** The distribution as a process of its own: started, stopped, started again. */
public class RestartIT {

    @Test
    public void whatWasDeployedAndWhatWasRemovedOutlivesARestart() {
        try (Server server = Server.fresh("restart")) {
            server.start();
            Deadline.in(Duration.ofSeconds(60))
                    .until("the samples are current", () -> current(server).size() == 5);
            server.remove("correspondence-address").expect(200);
            Deadline.in(Duration.ofSeconds(60))
                    .until("it is gone", () -> !current(server).contains("correspondence-address"));
            Set<String> before = current(server);
            long deployed = deployed(server);

            server.stop();
            server.start();

            Deadline.in(Duration.ofSeconds(60))
                    .until("the plug-ins are back", () -> current(server).equals(before));
            assertEquals("a restart is no deployment", deployed, deployed(server));
            assertTrue("the chain holds", server.verification().path("holds").asBoolean());
            assertEquals(Set.of(), Set.copyOf(server.log("ERROR")));
        }
    }

    private static long deployed(Server server) {
        long deployed = 0;
        for (JsonNode line : server.operations("ledger").expect(200).json()) {
            deployed += line.path("action").asText().equals("deploy") ? 1 : 0;
        }
        return deployed;
    }

    private static Set<String> current(Server server) {
        var current = new TreeSet<String>();
        for (JsonNode plugin : server.operations("plugins").expect(200).json()) {
            if (plugin.path("phase").asText().equals("CURRENT")) {
                current.add(plugin.path("plugin").asText());
            }
        }
        return current;
    }
}
