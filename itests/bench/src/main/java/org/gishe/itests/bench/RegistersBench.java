/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.gishe.itests.harness.Server;

/**
 * Enquiries of another administration's system over REST, each checked, journalled durably and answered by a register over
 * HTTP, against bare Jetty that gives back the same bytes, by the same clients; and how long the slowest hundredth takes at half
 * of our own most. The register stands in the container's own process and costs it too.
 */
final class RegistersBench {

    private static final String ADDRESS = "/api/v1/registers/population/PermanentAddressSearch";
    private static final String BODY = """
            {"request":{"EGN":"5021010012"},"basis":{"act":"ЗГР","article":"чл. 93"},"purpose":"Вписване на собственик",\
            "case":"К-7/2026","employee":{"name":"Мария Примерова","position":"инспектор"}}""";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 6;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI ours;
    private final String token;

    private RegistersBench(Server server) throws IOException, InterruptedException {
        this.ours = server.address().resolve(ADDRESS);
        this.token = token(server);
    }

    static List<String> run(boolean isLong) throws Exception {
        int blocks = isLong ? 11 : 7;
        int operations = isLong ? 5_000 : 2_000;
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "registers");
        int port = BareJetty.freePort();
        Process bareJetty = null;
        try (Server server = Server.fresh("bench-registers")
                        .setting("org.gishe.web.enquiries", "rate.requests", "100000000");
                var load = new Load("registers")) {
            server.start();
            var bench = new RegistersBench(server);
            String answer = bench.ask();
            bareJetty = BareJetty.begin(folder, port, answer);
            URI bare = URI.create("http://127.0.0.1:" + port + "/");
            bench.await(bare);
            var one = new Blocks();
            var other = new Blocks();
            for (int block = -WARM_UP; block < blocks; block++) {
                double a = load.block("ours", block, operations, i -> bench.ask());
                double b = load.block("jetty", block, operations, i -> bench.post(bare));
                if (block >= 0) {
                    one.add(a);
                    other.add(b);
                }
            }
            var lines = new ArrayList<String>();
            lines.add(Bench.line("register enquiries over REST against bare Jetty", one, other, "/s", 0.25));
            lines.add(slowest(bench, bare, Math.max(1, (int) (one.median() / 2)), blocks, isLong ? 10 : 4));
            return lines;
        } finally {
            if (bareJetty != null) {
                bareJetty.destroyForcibly().waitFor();
            }
        }
    }

    private static String slowest(RegistersBench bench, URI bare, int perSecond, int blocks, int seconds)
            throws Exception {
        var ratios = new ArrayList<Double>();
        var times = new ArrayList<Double>();
        var bareTimes = new ArrayList<Double>();
        long failed = 0;
        try (var pace = new Pace(perSecond)) {
            for (int block = -1; block < blocks; block++) {
                Pace.Window a = pace.begin(seconds, i -> !bench.ask().isEmpty()).end();
                Pace.Window b =
                        pace.begin(seconds, i -> !bench.post(bare).isEmpty()).end();
                if (block >= 0) {
                    times.add(a.p99() / 1e3);
                    bareTimes.add(b.p99() / 1e3);
                    ratios.add((double) a.p99() / b.p99());
                    failed += a.failed() + b.failed();
                }
            }
        }
        double ratio = median(ratios);
        return String.format(
                Locale.ROOT,
                "p99 of register enquiries at %d a second | %.1f ms | bare Jetty: %.1f ms | %.2f [%.2f–%.2f] | ≤ 5 | %s",
                perSecond,
                median(times),
                median(bareTimes),
                ratio,
                ratios.stream().mapToDouble(each -> each).min().orElse(0),
                ratios.stream().mapToDouble(each -> each).max().orElse(0),
                failed > 0 ? failed + " failed" : ratio <= 5 ? "ok" : "short");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
    }

    private String ask() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(ours)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(BODY))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("an enquiry was answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private String post(URI bare) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(bare)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(BODY))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("bare Jetty answered " + answer.statusCode());
        }
        return answer.body();
    }

    private void await(URI bare) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                post(bare);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        }
    }

    /** A system with its account, a grant that the register's owner gave, and a token. */
    private String token(Server server) throws IOException, InterruptedException {
        String owner = appointed(server, "grao", "owner", "999999931");
        String system = appointed(server, "cadastre", "system", "999999948");
        String bearer = send(
                        server,
                        "/api/v1/token",
                        basic("cadastre", system),
                        "application/x-www-form-urlencoded",
                        "grant_type=client_credentials")
                .path("access_token")
                .asText();
        String grant = send(server, "/api/v1/grants", "Bearer " + bearer, "application/json", """
                        {"register": "population", "operation": "PermanentAddressSearch", "elements": ["*"],
                         "basis": {"act": "ЗГР", "article": "чл. 93"}}""")
                .path("id")
                .asText();
        send(server, "/api/v1/grants/" + grant + "/approve", basic("grao", owner), "application/json", "{}");
        return bearer;
    }

    private String appointed(Server server, String name, String role, String eik)
            throws IOException, InterruptedException {
        return send(
                        server,
                        "/api/v1/operations/operators",
                        basic("operator", Server.PASSWORD),
                        "application/json",
                        "{\"name\": \"" + name + "\", \"role\": \"" + role + "\", \"ids\": [\"" + eik + "\"]}")
                .path("password")
                .asText();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode send(Server server, String path, String authorization, String type, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(server.address().resolve(path))
                        .header("Authorization", authorization)
                        .header("Content-Type", type)
                        .header("Accept", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + " was answered " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
