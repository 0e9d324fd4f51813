/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;

/**
 * Filing prepared drafts, acknowledged when durable, against bare Jetty that reads the same body and against bare grouped
 * inserts of it, by the same 16 clients. The container's workers stand still meanwhile, so that filing alone is measured.
 */
final class FilingBench {

    private static final String BODY =
            "{\"form\":{\"purpose\":\"bank\",\"language\":\"bg\",\"note\":\"За откриване на сметка\"},\"provider\":\"sandbox\"}";

    /** Blocks before the first that counts, on every side: a container runs for months, a compiler settles in a minute. */
    private static final int WARM_UP = 8;

    private FilingBench() {}

    static List<String> run(boolean isLong) throws Exception {
        int blocks = isLong ? 11 : 7;
        int operations = isLong ? 6_000 : 4_000;
        var ours = new Blocks();
        var jetty = new Blocks();
        var inserts = new Blocks();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "filing");
        int port = BareJetty.freePort();
        Process bareJetty = BareJetty.begin(folder, port);
        try (Server server = Server.fresh("bench-filing").setting("org.gishe.journey", "workers", "0");
                var bare = new GroupedInserts(folder);
                var load = new Load("filing")) {
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            await(http, port);
            server.start();
            var citizen = new Citizen(server.address());
            citizen.logIn(0);
            byte[] bytes = BODY.getBytes(StandardCharsets.UTF_8);
            String[] drafts = new String[operations];
            for (int block = -WARM_UP; block < blocks; block++) {
                int number = block;
                load.block("prepare", block, operations, i -> drafts[i] = citizen.draft(Forms.CERTIFICATE));
                double one = load.block("ours", block, operations, i -> citizen.send(
                                citizen.request("PUT", "/api/v1/drafts/" + drafts[i] + "/filing", bytes)
                                        .build())
                        .expect(200));
                double two = load.block("jetty", block, operations, i -> post(http, port));
                double three = load.block("inserts", block, operations, i -> bare.insert(number + "." + i, bytes));
                if (block >= 0) {
                    ours.add(one);
                    jetty.add(two);
                    inserts.add(three);
                }
            }
        } finally {
            bareJetty.destroyForcibly().waitFor();
        }
        return List.of(
                Bench.line("filing against the lower limit", ours, Blocks.lower(jetty, inserts), "/s", 0.3),
                Bench.line("filing against bare Jetty", ours, jetty, "/s", 0.3),
                Bench.line("filing against grouped inserts", ours, inserts, "/s", 0.3));
    }

    private static void post(HttpClient http, int port) throws IOException, InterruptedException {
        int status = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .header("Content-Type", "application/json")
                                .method("PUT", HttpRequest.BodyPublishers.ofString(BODY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
        if (status != 200) {
            throw new IOException("bare Jetty answered " + status);
        }
    }

    private static void await(HttpClient http, int port) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                post(http, port);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
