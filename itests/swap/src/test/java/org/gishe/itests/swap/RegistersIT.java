/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.harness.Server;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/** Another administration's system, from its account to its answers. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class RegistersIT {

    private static final String ADDRESS = "/api/v1/registers/population/PermanentAddressSearch";
    private static final String PERSON = "5021010012";
    private static final int QUOTA = 200;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<JsonNode> CALLBACKS = new CopyOnWriteArrayList<>();

    private static HttpServer receiver;
    private static Server server;
    private static String owner;
    private static String system;
    private static String token;
    private static String grant;

    @BeforeClass
    public static void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            boolean sealed = exchange.getRequestHeaders().containsKey("Signature");
            JsonNode body =
                    new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
            if (sealed) {
                CALLBACKS.add(body);
            }
            exchange.sendResponseHeaders(sealed ? 204 : 400, -1);
            exchange.close();
        });
        receiver.start();
        server = Server.fresh("registers")
                .setting("org.gishe.web.enquiries", "rate.requests", String.valueOf(QUOTA))
                .setting("org.gishe.web.enquiries", "callback.allow", origin());
        server.start();
        owner = basic("grao", appointed("grao", "owner", "999999931"));
        system = appointed("cadastre", "system", "999999948");
        token = token("cadastre", system);
    }

    @AfterClass
    public static void stop() {
        server.close();
        receiver.stop(0);
    }

    @Test
    public void a_a_system_gets_a_token_and_is_told_in_its_own_way_when_it_does_not() {
        Answer wrong =
                call("POST", "/api/v1/token", basic("cadastre", "wrong"), Map.of(), "grant_type=client_credentials");
        Answer other = call("POST", "/api/v1/token", basic("cadastre", system), Map.of(), "grant_type=password");

        assertThat(wrong.expect(401).json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic");
        assertThat(other.expect(400).json().path("error").asText()).isEqualTo("unsupported_grant_type");
        Answer nobody = send("GET", "/api/v1/registers", null, null);
        assertThat(nobody.expect(401).isProblem("token-required")).isTrue();
        Answer old = send("GET", "/api/v1/registers", "Bearer " + "x".repeat(43), null);
        assertThat(old.expect(401).header("WWW-Authenticate")).contains("invalid_token");
        assertThat(send("GET", "/api/v1/operations/plugins", token, null).status())
                .as("what is not a system's is closed to it")
                .isEqualTo(403);
    }

    @Test
    public void b_without_a_grant_it_is_refused_and_asks_for_one_that_the_owner_gives() {
        assertThat(ask(whole()).expect(403).isProblem("no-grant")).isTrue();
        assertThat(send("GET", "/api/v1/registers", token, null).json()).isEmpty();

        grant = send("POST", "/api/v1/grants", token, """
                        {"register": "population", "operation": "PermanentAddressSearch",
                         "elements": ["/SettlementName", "/LocationName", "/Apartment"],
                         "basis": {"act": "ЗГР", "article": "чл. 93"}}""")
                .expect(201)
                .json()
                .path("id")
                .asText();
        assertThat(decide(token, "approve", "{}").expect(403).isProblem("not-the-owner"))
                .isTrue();
        assertThat(decide(owner, "approve", "{\"elements\": [\"/SettlementName\", \"/LocationName\"]}")
                        .expect(200)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("approved");
        JsonNode offers =
                send("GET", "/api/v1/registers", token, null).expect(200).json();
        assertThat(offers.path(0).path("operations").path(0).path("granted").toString())
                .contains("/SettlementName")
                .doesNotContain("/Apartment");
    }

    @Test
    public void c_it_sees_the_granted_elements_and_no_others() {
        JsonNode answer = ask(whole()).expect(200).json();

        assertThat(answer.path("status").asText()).isEqualTo("found");
        assertThat(answer.path("data").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("SettlementName", "LocationName");
        assertThat(answer.path("entry").asText()).isNotEmpty();
    }

    @Test
    public void d_each_refusal_says_what_is_wrong() {
        assertThat(ask(whole().replace("\"basis\"", "\"onBehalfOf\": \"x\", \"basis\"")
                                .replaceAll("\"basis\": \\{[^}]*}, ", ""))
                        .expect(422)
                        .isProblem("basis-missing"))
                .isTrue();
        Answer unknown = ask(whole().replace("ЗГР", "Закон за гражданска регистрация"));
        assertThat(unknown.expect(422).json().path("nearest").asText()).isEqualTo("Закон за гражданската регистрация");
        assertThat(ask(whole().replace("чл. 93", "чл. 1")).expect(403).isProblem("basis-not-granted"))
                .isTrue();
        assertThat(ask(whole().replace("\"К-7/2026\"", "\"\"")).expect(422).isProblem("case-missing"))
                .isTrue();
        assertThat(ask(whole().replace("\"Вписване\"", "\"\"")).expect(422).isProblem("purpose-missing"))
                .isTrue();
        JsonNode unfit = ask(whole().replace(PERSON, "12")).expect(422).json();
        assertThat(unfit.path("findings").path(0).path("pointer").asText()).isEqualTo("/request/EGN");
        assertThat(unfit.path("findings")
                        .path(0)
                        .path("expected")
                        .path("pattern")
                        .asText())
                .isEqualTo("^[0-9]{10}$");
        assertThat(send("POST", "/api/v1/registers/moon/Find", token, whole())
                        .expect(404)
                        .isProblem("enquiry-unknown"))
                .isTrue();
        assertThat(ask("{").expect(400).isProblem("malformed")).isTrue();
        assertThat(call("POST", ADDRESS, token, Map.of("Content-Type", "text/plain"), whole())
                        .status())
                .isEqualTo(415);
        assertThat(ask(whole().replace("Вписване", "x".repeat(70_000))).status())
                .isEqualTo(413);
    }

    @Test
    public void e_the_same_key_has_the_first_answer() {
        Map<String, String> key = Map.of("Idempotency-Key", "\"k-1\"");
        Answer first = call("POST", ADDRESS, token, key, whole()).expect(200);
        Answer again = call("POST", ADDRESS, token, key, whole()).expect(200);
        Answer other = call("POST", ADDRESS, token, key, whole().replace("К-7", "К-8"));

        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(other.expect(422).isProblem("idempotency-key-reused")).isTrue();
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"default\";q=" + QUOTA + ";w=60");
        assertThat(first.header("RateLimit")).startsWith("\"default\";r=");
    }

    @Test
    public void f_what_was_accepted_is_answered_after_a_kill_and_sent_to_its_callback() {
        server.register("{\"slowMillis\": 1500}");
        String body = whole().replaceFirst("\\{", "{\"callback\": \"" + origin() + "/answers\", ");
        Answer accepted = call("POST", ADDRESS, token, Map.of("Prefer", "respond-async"), body)
                .expect(202);
        assertThat(accepted.header("Preference-Applied")).isEqualTo("respond-async");

        server.kill();
        server.start();
        JsonNode answered = answered(accepted.header("Location"));

        assertThat(answered.path("httpStatus").asInt()).isEqualTo(200);
        assertThat(answered.path("answer").path("data").path("SettlementName").asText())
                .isNotEmpty();
        String id = accepted.json().path("id").asText();
        Deadline.in(Duration.ofSeconds(60)).until("the callback came", () -> CALLBACKS.stream()
                .anyMatch(each -> each.path("id").asText().equals(id)
                        && each.path("answer").path("status").asText().equals("found")));
        Answer inside = call(
                "POST",
                ADDRESS,
                token,
                Map.of("Prefer", "respond-async"),
                whole().replaceFirst("\\{", "{\"callback\": \"https://127.0.0.1/x\", "));
        assertThat(inside.expect(422).isProblem("callback-refused")).isTrue();
        assertThat(server.verification().path("holds").asBoolean()).isTrue();
    }

    @Test
    public void g_of_a_batch_each_item_has_its_answer() {
        String item = whole().replaceFirst(
                        "\\{", "{\"register\": \"population\", \"operation\": \"PermanentAddressSearch\", ");
        List<String> items = new ArrayList<>(List.of(item, item.replace(PERSON, "12"), "7"));
        for (int i = 0; i < 30; i++) {
            items.add(item);
        }

        Answer accepted = send(
                        "POST", "/api/v1/registers/batches", token, "{\"items\": [" + String.join(",", items) + "]}")
                .expect(202);
        JsonNode batch = answered(accepted.header("Location"));

        assertThat(batch.path("total").asInt()).isEqualTo(33);
        List<Integer> statuses = new ArrayList<>();
        batch.path("items").forEach(each -> statuses.add(each.path("httpStatus").asInt()));
        assertThat(statuses.subList(0, 4)).containsExactly(200, 422, 422, 200);
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(31);
    }

    @Test
    public void h_a_register_that_hangs_is_told_and_holds_nothing_else_up() {
        server.register("{\"slowMillis\": 20000}");
        try {
            long start = System.nanoTime();
            Answer down = ask(whole());
            assertThat(down.expect(503).isProblem("register-down")).isTrue();
            assertThat(down.header("Retry-After")).isEqualTo("30");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
            assertThat(send("GET", "/api/v1/registers?all=true", token, null)
                            .expect(200)
                            .json())
                    .isNotEmpty();
        } finally {
            server.register("{\"slowMillis\": 0}");
        }
        Deadline.in(Duration.ofSeconds(60))
                .until("the register answers", () -> ask(whole()).status() == 200);
    }

    @Test
    public void i_every_enquiry_is_described_for_everybody() {
        JsonNode api = send("GET", "/api/v1/registers/openapi.json", null, null)
                .expect(200)
                .json();

        assertThat(api.path("openapi").asText()).startsWith("3.1");
        assertThat(api.path("paths").has(ADDRESS)).isTrue();
        assertThat(send("GET", "/api/v1/enquiries/seal.pem", null, null)
                        .expect(200)
                        .text())
                .startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(send("GET", "/api/v1/grants/missing", operator(), null)
                        .expect(200)
                        .json())
                .isEmpty();
    }

    @Test
    public void j_another_system_sees_nothing_of_it_and_is_slowed_down_alone() {
        String password = appointed("roads", "system", "999999957");
        String other = token("roads", password);
        Answer accepted = call("POST", ADDRESS, token, Map.of("Prefer", "respond-async"), whole())
                .expect(202);

        assertThat(send("GET", accepted.header("Location"), other, null).status())
                .isEqualTo(404);
        assertThat(send("GET", "/api/v1/grants/" + grant, other, null).status()).isEqualTo(404);
        assertThat(send("POST", ADDRESS, other, whole()).expect(403).isProblem("no-grant"))
                .isTrue();
        Answer last = send("GET", "/api/v1/enquiries/undelivered", other, null);
        for (int i = 0; i < 2 * QUOTA && last.status() == 200; i++) {
            last = send("GET", "/api/v1/enquiries/undelivered", other, null);
        }
        assertThat(last.expect(429).isProblem("too-many-requests")).isTrue();
        assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 60);
        assertThat(ask(whole()).status()).isEqualTo(200);
        server.operations("operators").expect(200);
        assertThat(send("DELETE", "/api/v1/operations/operators/roads", operator(), null)
                        .status())
                .isEqualTo(200);
        Deadline.in(Duration.ofSeconds(1))
                .until(
                        "the token of who was dismissed counts no more",
                        () -> send("GET", "/api/v1/registers", other, null).status() == 401);
    }

    @Test
    public void k_a_grant_that_was_revoked_counts_no_more_nor_do_answers_that_wait() {
        Map<String, String> key = Map.of("Idempotency-Key", "k-2");
        call("POST", ADDRESS, token, key, whole()).expect(200);

        decide(owner, "revoke", "{\"reason\": \"the law was changed\"}").expect(200);

        assertThat(ask(whole()).expect(403).isProblem("no-grant")).isTrue();
        assertThat(call("POST", ADDRESS, token, key, whole()).expect(403).isProblem("grant-ended"))
                .isTrue();
    }

    private static String whole() {
        return """
                {"request": {"EGN": "%s"}, "basis": {"act": "ЗГР", "article": "чл. 93"}, "purpose": "Вписване",
                 "case": "К-7/2026", "employee": {"name": "Мария Примерова", "position": "инспектор"}}""".formatted(PERSON).replace("\n", " ");
    }

    private static JsonNode answered(String location) {
        return Deadline.in(Duration.ofSeconds(90)).ask("it is answered", Duration.ofMillis(700), () -> {
            JsonNode state = send("GET", location, token, null).expect(200).json();
            return state.path("state").asText().equals("answered")
                    ? java.util.Optional.of(state)
                    : java.util.Optional.empty();
        });
    }

    private static Answer ask(String body) {
        return send("POST", ADDRESS, token, body);
    }

    private static Answer decide(String who, String decision, String body) {
        return send("POST", "/api/v1/grants/" + grant + "/" + decision, who, body);
    }

    private static String appointed(String name, String role, String eik) {
        return send(
                        "POST",
                        "/api/v1/operations/operators",
                        operator(),
                        "{\"name\": \"" + name + "\", \"role\": \"" + role + "\", \"ids\": [\"" + eik + "\"]}")
                .expect(201)
                .json()
                .path("password")
                .asText();
    }

    private static String token(String name, String password) {
        Answer answer = call(
                        "POST",
                        "/api/v1/token",
                        basic(name, password),
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        "grant_type=client_credentials")
                .expect(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.json().path("expires_in").asInt()).isBetween(3_590, 3_600);
        return "Bearer " + answer.json().path("access_token").asText();
    }

    private static String operator() {
        return basic("operator", Server.password());
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String origin() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort();
    }

    private static Answer send(String method, String path, String authorization, String body) {
        return call(method, path, authorization, Map.of(), body);
    }

    private static Answer call(
            String method, String path, String authorization, Map<String, String> headers, String body) {
        var request = HttpRequest.newBuilder(server.address().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept-Language", "en")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header(
                    "Content-Type",
                    path.equals("/api/v1/token") ? "application/x-www-form-urlencoded" : "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(
                    method + " " + URI.create(path).getPath(),
                    response.statusCode(),
                    response.headers(),
                    response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
