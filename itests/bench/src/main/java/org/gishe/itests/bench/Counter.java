/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real distribution on free ports and a folder of its own, and a person who is logged in there. */
final class Counter implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SERVER = Path.of("distribution", "target", "assembly");

    private final Process process;
    private final Path data;
    final String address;
    final Duration ready;
    final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();

    /**
     * @param settings lines for files under etc, by file name
     */
    Counter(Map<String, String> settings) throws IOException, InterruptedException {
        data = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "bench")).toAbsolutePath(), "data");
        Path etc = data.resolve("etc");
        copy(SERVER.resolve("etc"), etc);
        for (var each : settings.entrySet()) {
            Files.writeString(etc.resolve(each.getKey()), each.getValue());
        }
        int port = freePort();
        address = "http://127.0.0.1:" + port;
        var builder = new ProcessBuilder(
                        SERVER.resolve("bin/gishe-server").toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("console.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "GISHE_DATA", data.toString(),
                        "GISHE_ETC", etc.toString(),
                        "GISHE_PORT", String.valueOf(port),
                        "GISHE_SANDBOX_PORT", String.valueOf(freePort()),
                        "GISHE_SSH_PORT", String.valueOf(freePort()),
                        "GISHE_OPERATOR_PASSWORD", "bench"));
        long begun = System.nanoTime();
        process = builder.start();
        long deadline = begun + TimeUnit.SECONDS.toNanos(120);
        while (!isReady()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                close();
                throw new IOException("the container did not become ready; see " + data);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        ready = Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(address + "/health/ready"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Resident memory in MiB, as Linux tells it. */
    long residentMebibytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return 0;
    }

    /** Logs an invented person in and gives the token for changes. */
    String logIn() throws IOException, InterruptedException {
        HttpResponse<String> there = form(address + "/login", Map.of("way", "sandbox", "goto", "/"));
        String provider = there.headers().firstValue("Location").orElseThrow();
        String page = get(provider).body();
        var fields = new java.util.LinkedHashMap<String, String>();
        Matcher hidden = Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
                .matcher(page);
        while (hidden.find()) {
            fields.put(hidden.group(1), hidden.group(2).replace("&amp;", "&"));
        }
        Matcher person = Pattern.compile("<option value=\"([0-9]{10})\"").matcher(page);
        if (!person.find()) {
            throw new IOException("the log-in page offers nobody");
        }
        fields.put("person", person.group(1));
        fields.put("level", "substantial");
        URI at = URI.create(provider);
        HttpResponse<String> back = form(at.getScheme() + "://" + at.getAuthority() + "/idp/authorize", fields);
        get(back.headers().firstValue("Location").orElseThrow());
        JsonNode session = JSON.readTree(get(address + "/api/v1/session").body());
        return session.path("csrf").asText();
    }

    private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Accept", "text/html,application/json")
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> form(String uri, Map<String, String> fields) throws IOException, InterruptedException {
        String body = fields.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
        return http.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "text/html")
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A changing call of the API; the answer must be of that status. */
    String call(String csrf, String method, String path, String body, int expected)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .header("Content-Type", "application/json")
                        .header("X-CSRF-Token", csrf)
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw new IOException(method + " " + path + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    String draft(String csrf) throws IOException, InterruptedException {
        return JSON.readTree(call(csrf, "POST", "/api/v1/drafts", "{\"service\":\"permanent-address\"}", 201))
                .path("id")
                .asText();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(data)) {
            walk.forEach(files::add);
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(files.get(i));
        }
    }
}
