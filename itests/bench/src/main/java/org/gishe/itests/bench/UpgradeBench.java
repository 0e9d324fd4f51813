/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;

/**
 * What people notice of an upgrade: the slowest hundredth of their requests while a new version of an e-service comes, against
 * just before. Beside it what they notice when the container's own command updates a JAX-RS resource of the whiteboard: in the
 * same distribution, under the same load, with a door that holds nobody.
 */
final class UpgradeBench {

    private static final int PER_SECOND = 200;
    private static final int WINDOW = 4;
    private static final String[] PATHS = {
        "/api/v1/services/" + Forms.CERTIFICATE, "/api/v1/session", "/api/v1/services", "/services/" + Forms.CERTIFICATE
    };

    private UpgradeBench() {}

    static List<String> run(boolean isLong) throws Exception {
        int blocks = isLong ? 11 : 7;
        double[] ratios = new double[blocks];
        double[] before = new double[blocks];
        double[] during = new double[blocks];
        double[] millis = new double[blocks];
        double[] checks = new double[blocks];
        long failed = 0;
        long requests = 0;
        try (Server server = Server.fresh("bench-upgrade").setting("org.gishe.deployment", "graceSeconds", "2");
                var pace = new Pace(PER_SECOND)) {
            server.start();
            var versions = new Versions(server, Versions.CERTIFICATE);
            var citizen = new Citizen(server.address());
            citizen.logIn(0);
            Pace.Request look = i -> citizen.get(PATHS[i % PATHS.length]).status() == 200;
            for (int block = -3; block < blocks; block++) { // the first warm up, upgrades included
                byte[] jar = versions.jar("0.4." + (block + 4));
                Pace.Window still = pace.begin(WINDOW, look).end();
                Pace.Running busy = pace.begin(WINDOW, look);
                long begun = System.nanoTime();
                Answer deployed = server.deploy(jar).expect(201);
                double took = (System.nanoTime() - begun) / 1e6;
                Pace.Window upgrade = busy.end();
                Deadline.in(Duration.ofSeconds(30))
                        .until(
                                "the version before has left",
                                () -> server.operations("plugins").text().split("DRAINING", -1).length == 1);
                if (block >= 0) {
                    before[block] = still.p99() / 1000.0;
                    during[block] = upgrade.p99() / 1000.0;
                    ratios[block] = during[block] / before[block];
                    millis[block] = took;
                    checks[block] = checks(deployed);
                    failed += still.failed() + upgrade.failed();
                    requests += still.micros().length + upgrade.micros().length;
                }
            }
        }
        Peer peer = peer(blocks);
        return List.of(
                String.format(
                        Locale.ROOT,
                        "p99 of requests while an e-service is upgraded | %.1f ms | before: %.1f ms | %.2f [%.2f–%.2f] | ≤ 1.5 | %s",
                        median(during),
                        median(before),
                        median(ratios),
                        Arrays.stream(ratios).min().orElse(0),
                        Arrays.stream(ratios).max().orElse(0),
                        moved(before) > 0.3 ? "noisy" : median(ratios) <= 1.5 ? "ok" : "short"),
                String.format(
                        Locale.ROOT,
                        "failed requests while upgraded | %d of %d | bundle:update of a whiteboard resource: %d of %d | – | 0 | %s",
                        failed,
                        requests,
                        peer.failed(),
                        peer.requests(),
                        failed == 0 ? "ok" : "short"),
                String.format(
                        Locale.ROOT,
                        "from upload to current | %.0f ms [%.0f–%.0f] | of it its checks and trial: %.0f ms [%.0f–%.0f] | – | – | –",
                        median(millis),
                        Arrays.stream(millis).min().orElse(0),
                        Arrays.stream(millis).max().orElse(0),
                        median(checks),
                        Arrays.stream(checks).min().orElse(0),
                        Arrays.stream(checks).max().orElse(0)));
    }

    /** Milliseconds that the server spent on looking at the jar and trying it. */
    private static double checks(Answer deployed) {
        String timing = deployed.headers().firstValue("Server-Timing").orElseThrow();
        return Arrays.stream(timing.split(", "))
                .filter(stage -> !stage.startsWith("start;"))
                .mapToDouble(stage -> Double.parseDouble(stage.substring(stage.indexOf('=') + 1)))
                .sum();
    }

    private record Peer(long failed, long requests) {}

    private static Peer peer(int blocks) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "peer");
        Path stock = Path.of(org.gishe.itests.peer.Peer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        long failed = 0;
        long requests = 0;
        try (Server server = Server.fresh("bench-peer").setting("org.gishe.web.door", "hold.millis", "0");
                var pace = new Pace(PER_SECOND);
                var console = new Console(server)) {
            server.start();
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/peer"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            Pace.Request look = i ->
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
            Path first = Files.write(folder.resolve("peer-0.jar"), Versions.jar(stock, "1.0.0"));
            String said = console.run("bundle:install -s " + first.toUri());
            String id = said.replaceAll("\\D+", " ").strip();
            URI address = request.uri();
            Deadline.in(Duration.ofSeconds(30)).until(address + " answers (" + said + ")", () -> answers(look));
            for (int block = -1; block < blocks; block++) {
                Path next = Files.write(
                        folder.resolve("peer-" + (block + 2) + ".jar"), Versions.jar(stock, "1.0." + (block + 2)));
                Pace.Running busy = pace.begin(WINDOW, look);
                console.run("bundle:update " + id + " " + next.toUri());
                Pace.Window window = busy.end();
                if (block >= 0) {
                    failed += window.failed();
                    requests += window.micros().length;
                }
                Deadline.in(Duration.ofSeconds(30)).until("it answers again", () -> answers(look));
            }
        }
        return new Peer(failed, requests);
    }

    private static boolean answers(Pace.Request look) {
        try {
            return look.run(0);
        } catch (Exception e) {
            return false;
        }
    }

    /** The container's own console, as an operator reaches it. */
    private static final class Console implements AutoCloseable {

        private final Server server;
        private final SshClient ssh = SshClient.setUpDefaultClient();

        Console(Server server) {
            this.server = server;
            ssh.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE); // its own process, made a moment ago
            ssh.start();
        }

        /** In a session of its own: the console ends one with its command. */
        String run(String command) throws IOException {
            var out = new ByteArrayOutputStream();
            try (var session = ssh.connect("operator", "127.0.0.1", server.sshPort())
                    .verify(Duration.ofSeconds(20))
                    .getSession()) {
                session.addPasswordIdentity(Server.password());
                session.auth().verify(Duration.ofSeconds(20));
                try (var channel = session.createExecChannel(command)) {
                    channel.setOut(out);
                    channel.setErr(out);
                    channel.open().verify(Duration.ofSeconds(20));
                    channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofSeconds(30));
                    Integer status = channel.getExitStatus();
                    String said = out.toString(StandardCharsets.UTF_8).strip();
                    if (status == null || status != 0) {
                        throw new IOException(command + " failed: " + said);
                    }
                    return said;
                }
            }
        }

        @Override
        public void close() throws IOException {
            ssh.close();
        }
    }

    private static double moved(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return (sorted[sorted.length - 1] - sorted[0]) / median(values);
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
