/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Deadline;

/**
 * The real distribution as a process of its own, on a data folder and ports of its own, with settings of its own where a proof
 * needs them. It keeps its data and its ports from one start to the next. What it prints and logs stays under the data folder.
 */
public final class Server implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(40);
    public static final String PASSWORD = "a password for the proofs only";

    private final Path distribution;
    private final Path home;
    private final int port;
    private final int sandboxPort;
    private final int sshPort;
    private final List<String> options = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private boolean development = true;
    private Process process;

    private Server(Path distribution, Path home) {
        this.distribution = distribution;
        this.home = home;
        var ports = new Ports();
        this.port = ports.free();
        this.sandboxPort = ports.free();
        this.sshPort = ports.free();
    }

    /** A server that was never started, on a fresh folder of that name under the module's target. */
    public static Server fresh(String name) {
        Path target = Path.of(System.getProperty("gishe.target", "target")).toAbsolutePath();
        Path home = target.resolve("server").resolve(name);
        Path distribution = Path.of(System.getProperty(
                        "gishe.distribution",
                        Machine.root().resolve("distribution/target/assembly").toString()))
                .toAbsolutePath();
        if (!Files.isExecutable(distribution.resolve("bin/gishe-server"))) {
            throw new IllegalStateException("there is no distribution; build it with ./gishe build");
        }
        try {
            delete(home);
            Files.createDirectories(home.resolve("data"));
            copy(distribution.resolve("etc"), home.resolve("etc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Server(distribution, home);
    }

    /** Demands signatures of plug-ins, from the next start on; its samples are among those that are refused. */
    public Server strict() {
        development = false;
        return this;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    // ------------------------------------------------------------------ how it is to be

    /** A system property from the next start on. */
    public Server property(String name, String value) {
        options.add("-D" + name + "=" + value);
        return this;
    }

    /** An option of the virtual machine from the next start on. */
    public Server option(String option) {
        options.add(option);
        return this;
    }

    /** One setting more in a component's file, from the next start on. */
    public Server setting(String pid, String key, String value) {
        return edit(pid, "\n" + key + " = " + value + "\n");
    }

    /** Takes a setting back that this proof made, from the next start on. */
    public Server without(String pid, String key) {
        Path file = home.resolve("etc").resolve(pid + ".cfg");
        try {
            Files.write(
                    file,
                    Files.readAllLines(file).stream()
                            .filter(line -> !line.startsWith(key + " ="))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private Server edit(String pid, String more) {
        try {
            Files.writeString(
                    home.resolve("etc").resolve(pid + ".cfg"),
                    more,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The folder of its settings. */
    public Path etc() {
        return home.resolve("etc");
    }

    // ------------------------------------------------------------------ its life

    /** Starts it and waits until it says that it is ready; how long that took. */
    public Duration start() {
        long begin = System.nanoTime();
        launch();
        awaitReady();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void launch() {
        if (isRunning()) {
            throw new IllegalStateException("it runs already");
        }
        var builder =
                new ProcessBuilder(distribution.resolve("bin/gishe-server").toString());
        builder.environment()
                .putAll(Map.of(
                        "GISHE_DATA", data().toString(),
                        "GISHE_ETC", home.resolve("etc").toString(),
                        "GISHE_PORT", String.valueOf(port),
                        "GISHE_SANDBOX_PORT", String.valueOf(sandboxPort),
                        "GISHE_SSH_PORT", String.valueOf(sshPort),
                        "GISHE_OPERATOR_PASSWORD", PASSWORD,
                        "GISHE_DEVELOPMENT", String.valueOf(development),
                        "GISHE_EMPTY", "false",
                        "GISHE_JAVA_OPTS", String.join(" ", options)));
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(home.resolve("console.log").toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private void awaitReady() {
        String[] last = {"nothing"};
        try {
            Deadline.in(READY).until("the server is ready", () -> {
                if (!isRunning()) {
                    throw new IllegalStateException("the server ended by itself");
                }
                try {
                    Answer answer = get("/health/ready");
                    last[0] = answer.text();
                    return answer.status() == 200;
                } catch (UncheckedIOException e) {
                    return false;
                }
            });
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    e.getMessage() + "; it said: " + last[0] + "; see " + home + "\n" + lastLines(), e);
        }
    }

    private String lastLines() {
        Path log = data().resolve("karaf/log/gishe.log");
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGKILL. Comes back when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(20));
    }

    /** SIGTERM, and a clean end. */
    public void stop() {
        process.destroy();
        awaitEnd(STOP);
    }

    private void awaitEnd(Duration time) {
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("it did not stop within " + time.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends it whatever state it is in. */
    @Override
    public void close() {
        if (isRunning()) {
            try {
                stop();
            } catch (IllegalStateException e) {
                process.destroyForcibly();
            }
        }
    }

    // ------------------------------------------------------------------ where it is

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public URI sandbox() {
        return URI.create("http://127.0.0.1:" + sandboxPort);
    }

    public long pid() {
        return process.pid();
    }

    public int sshPort() {
        return sshPort;
    }

    /** Resident memory in MiB, as Linux tells it. */
    public long residentMebibytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path data() {
        return home.resolve("data");
    }

    /** The plug-ins and e-services that it comes with. */
    public Path samples() {
        return distribution.resolve("samples");
    }

    /** A look into its data base as it is now; possible while it runs and after it was killed. */
    public Books books() {
        return new Books(data().resolve("db/gishe.db"), this::isRunning);
    }

    /** Lines of its log that say so much or more. */
    public List<String> log(String... levels) {
        Path log = data().resolve("karaf/log/gishe.log");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> Stream.of(levels).anyMatch(level -> line.contains("| " + level)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ------------------------------------------------------------------ its operator

    public static String password() {
        return PASSWORD;
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(address().resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build());
    }

    /** What an operator asks: a path under operations. */
    public Answer operations(String path) {
        return send(operator(path).build());
    }

    public Answer deploy(byte[] jar) {
        return deploy(jar, "");
    }

    /** @param query from which instant, or for which share; empty or {@code ?name=value&…} */
    public Answer deploy(byte[] jar, String query) {
        return send(operator("deployments" + query)
                .header("Content-Type", "application/java-archive")
                .POST(BodyPublishers.ofByteArray(jar))
                .build());
    }

    /** What an operator decides about a plug-in: promote, rollback, drain … */
    public Answer decide(String plugin, String decision, String json) {
        return send(operator("plugins/" + plugin + "/" + decision)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** What an operator sends to a path under operations. */
    public Answer order(String path, String json) {
        return send(operator(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** Has the trusted lists loaded again, and how they stand then. */
    public Answer reloadTrust() {
        return send(operator("trust/reload").POST(BodyPublishers.noBody()).build());
    }

    public Answer remove(String plugin) {
        return send(operator("plugins/" + plugin).DELETE().build());
    }

    private HttpRequest.Builder operator(String path) {
        String pair = Base64.getEncoder().encodeToString(("operator:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(address().resolve("/api/v1/operations/" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Basic " + pair)
                .header("Accept-Language", "en");
    }

    /** The journal's verification once everything that is committed has been sealed. */
    public JsonNode verification() {
        return Deadline.in(Duration.ofSeconds(30)).ask("every entry is sealed", () -> {
            Answer answer = operations("journal/verification");
            JsonNode verified = answer.json();
            boolean settled = !verified.path("holds").asBoolean()
                    || verified.path("waiting").asLong() == 0;
            return settled ? java.util.Optional.of(verified) : java.util.Optional.empty();
        });
    }

    /** Open submissions by step, of all versions. */
    public Map<String, Long> standing() {
        var standing = new java.util.TreeMap<String, Long>();
        operations("standing")
                .expect(200)
                .json()
                .forEach(row -> standing.merge(
                        row.path("step").asText(), row.path("count").asLong(), Long::sum));
        return standing;
    }

    /** Changes the days of the sandbox's trust service: see its switches. */
    public void trust(String json) {
        switches("/tsp/sandbox/switches", json);
    }

    /** Changes the days of the sandbox's population register: {@code slowMillis}, {@code down}. */
    public void register(String json) {
        switches("/registers/population/switches", json);
    }

    private void switches(String path, String json) {
        send(HttpRequest.newBuilder(sandbox().resolve(path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build())
                .expect(200);
    }

    private Answer send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(
                    request.method() + " " + request.uri().getPath(),
                    response.statusCode(),
                    response.headers(),
                    response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().getPath() + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
