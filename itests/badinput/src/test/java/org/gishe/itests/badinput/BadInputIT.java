/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * What nobody should send, each once: the answer is a problem in words with a stable type, tells nothing of the inside, and leaves
 * nothing behind.
 */
@RunWith(Parameterized.class)
public class BadInputIT {

    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final String REFUSED = "jar-refused";
    private static final String NOT_DONE = "decision-refused";
    /** Refused by the HTTP server before the door sees it: a plain page of its own with the status. */
    private static final String SERVER = "server";

    private static final int LIMIT = 1_048_576;

    private static Server server;
    private static Person anna;
    private static Person boris;
    private static String draft;
    private static String submission;
    private static String message;

    /** Somebody who is logged in, as the wire needs it. */
    private record Person(Citizen citizen, String cookie) {

        static Person at(int place) {
            String[] cookie = {""};
            var citizen = new Citizen(server.address(), answer -> answer.headers().allValues("Set-Cookie").stream()
                    .filter(each -> each.startsWith("gishe="))
                    .map(each -> each.split(";", 2)[0])
                    .filter(each -> each.length() > "gishe=".length())
                    .forEach(each -> cookie[0] = each));
            citizen.speaking("en").logIn(place);
            return new Person(citizen, cookie[0]);
        }

        Wire call(String method, String target) {
            Wire wire = new Wire(method, target)
                    .with("Cookie", cookie)
                    .with("Accept", "application/json")
                    .with("Accept-Language", "en");
            return method.equals("GET") ? wire : wire.with("X-CSRF-Token", citizen.csrf());
        }

        Wire json(String method, String target, String body) {
            return call(method, target).with("Content-Type", "application/json").body(body);
        }
    }

    /** One thing that should not be sent. */
    private record Case(String id, int status, String type, Function<BadInputIT, Wire> request) {}

    @BeforeClass
    public static void open() {
        server = Server.fresh("badinput");
        server.start();
        anna = Person.at(0);
        boris = Person.at(1);
        Deadline deadline = Deadline.in(Duration.ofSeconds(60));
        submission = anna.citizen.draft(Forms.CERTIFICATE);
        anna.citizen.file(submission, Forms.certificate(""), "sandbox").expect(200);
        anna.citizen.decideOnPhone(anna.citizen.phone(submission, deadline), true, deadline);
        anna.citizen.waitForDelivery(submission, deadline);
        message = anna.citizen.messages().get(0).path("id").asText();
        draft = anna.citizen.draft(Forms.CERTIFICATE);
        anna.citizen.save(draft, Forms.certificate("kept")).expect(200);
        settled();
    }

    @AfterClass
    public static void shut() {
        if (server != null) {
            server.close();
        }
    }

    /** From here on nothing moves by itself: the archive copy is made, and every entry is sealed. */
    private static void settled() {
        Deadline.in(Duration.ofSeconds(60))
                .until(
                        "what was signed is made lasting",
                        () -> server.books().count("SELECT COUNT(*) FROM signing_order WHERE lasting IS NULL") == 0);
        server.verification();
    }

    @Parameters(name = "{0}")
    public static List<Object[]> cases() {
        List<Case> cases = new ArrayList<>();
        json(cases);
        forms(cases);
        sizes(cases);
        sessions(cases);
        others(cases);
        addresses(cases);
        operators(cases);
        jars(cases);
        return cases.stream().map(each -> new Object[] {each.id, each}).toList();
    }

    private final Case each;

    public BadInputIT(String id, Object each) {
        this.each = (Case) each;
    }

    // ------------------------------------------------------------------ what is sent

    private static void bad(List<Case> cases, String id, int status, String type, Function<BadInputIT, Wire> request) {
        cases.add(new Case(id, status, type, request));
    }

    private static Wire save(String body) {
        return anna.json("PUT", "/api/v1/drafts/" + draft, body);
    }

    private static void json(List<Case> cases) {
        bad(cases, "json-none", 400, "malformed", t -> save(""));
        bad(cases, "json-broken", 400, "malformed", t -> save("{\"form\":{"));
        bad(cases, "json-not-json", 400, "malformed", t -> save("form=1"));
        bad(cases, "json-single-quotes", 400, "malformed", t -> save("{'form':{}}"));
        bad(cases, "json-comment", 400, "malformed", t -> save("{\"form\":{} /* */}"));
        bad(cases, "json-trailing-garbage", 400, "malformed", t -> save("{\"form\":{}} {}"));
        bad(
                cases,
                "json-duplicate-member",
                400,
                "malformed",
                t -> save("{\"form\":{\"purpose\":\"bank\",\"purpose\":\"work\"}}"));
        bad(cases, "json-broken-utf-8", 400, "malformed", t -> save("").body(
                        bytes("{\"form\":{\"note\":\"", 0xC3, 0x28)));
        bad(cases, "json-overlong-utf-8", 400, "malformed", t -> save("").body(
                        bytes("{\"form\":{\"note\":\"", 0xC0, 0xAF)));
        bad(cases, "json-lone-surrogate", 400, "malformed", t -> save("{\"form\":{\"note\":\"\\ud800\"}}"));
        bad(cases, "json-utf-16", 400, "malformed", t -> save("").body(
                        "{\"form\":{}}".getBytes(StandardCharsets.UTF_16)));
        bad(cases, "json-control-character", 400, "malformed", t -> save("{\"form\":{\"note\":\"a\u0001\"}}"));
        bad(
                cases,
                "json-too-deep",
                400,
                "malformed",
                t -> save("{\"form\":" + "{\"note\":".repeat(5_000) + "1" + "}".repeat(5_000) + "}"));
        bad(cases, "json-deep-arrays", 400, "malformed", t -> save("[".repeat(100_000)));
        bad(cases, "json-huge-exponent", 400, "malformed", t -> save("{\"form\":{\"note\":1e999999999}}"));
        bad(cases, "json-long-number", 400, "malformed", t -> save("{\"form\":{\"note\":" + "9".repeat(50_000) + "}}"));
        bad(cases, "json-nan", 400, "malformed", t -> save("{\"form\":{\"note\":NaN}}"));
    }

    private static void forms(List<Case> cases) {
        bad(cases, "form-array-instead-of-object", 422, "invalid-request", t -> save("[]"));
        bad(cases, "form-null", 422, "invalid-request", t -> save("null"));
        bad(cases, "form-text", 422, "invalid-request", t -> save("{\"form\":\"x\"}"));
        bad(cases, "form-missing", 422, "invalid-request", t -> save("{}"));
        bad(cases, "form-unknown-member", 422, "invalid-request", t -> save("{\"form\":{},\"state\":\"CLOSED\"}"));
        bad(
                cases,
                "filing-unknown-field",
                422,
                "form-findings",
                t -> filing("{\"purpose\":\"bank\",\"language\":\"bg\",\"fee\":0}"));
        bad(cases, "filing-wrong-type", 422, "form-findings", t -> filing("{\"purpose\":7,\"language\":\"bg\"}"));
        bad(
                cases,
                "filing-wrong-value",
                422,
                "form-findings",
                t -> filing("{\"purpose\":\"bribe\",\"language\":\"bg\"}"));
        bad(cases, "filing-required-missing", 422, "form-findings", t -> filing("{\"purpose\":\"bank\"}"));
        bad(
                cases,
                "filing-too-long",
                422,
                "form-findings",
                t -> filing("{\"purpose\":\"bank\",\"language\":\"bg\",\"note\":\"" + "я".repeat(201) + "\"}"));
        bad(
                cases,
                "filing-unknown-provider",
                409,
                "unknown-signature-provider",
                t -> anna.json(
                        "PUT",
                        "/api/v1/drafts/" + draft + "/filing",
                        "{\"form\":{\"purpose\":\"bank\",\"language\":\"bg\"},\"provider\":\"none\"}"));
        bad(
                cases,
                "filing-provider-number",
                422,
                "invalid-request",
                t -> anna.json("PUT", "/api/v1/drafts/" + draft + "/filing", "{\"provider\":1}"));
        bad(
                cases,
                "draft-unknown-service",
                404,
                "not-found",
                t -> anna.json("POST", "/api/v1/drafts", "{\"service\":\"tax-haven\"}"));
        bad(
                cases,
                "draft-service-path",
                404,
                "not-found",
                t -> anna.json("POST", "/api/v1/drafts", "{\"service\":\"../permanent-address\"}"));
        bad(
                cases,
                "draft-service-number",
                422,
                "invalid-request",
                t -> anna.json("POST", "/api/v1/drafts", "{\"service\":1}"));
        bad(
                cases,
                "draft-service-too-long",
                422,
                "invalid-request",
                t -> anna.json("POST", "/api/v1/drafts", "{\"service\":\"" + "a".repeat(201) + "\"}"));
        bad(
                cases,
                "filed-cannot-be-saved",
                409,
                "filed",
                t -> anna.json("PUT", "/api/v1/drafts/" + submission, "{\"form\":{}}"));
        bad(cases, "filed-cannot-be-discarded", 409, "filed", t -> anna.call("DELETE", "/api/v1/drafts/" + submission));
    }

    private static Wire filing(String form) {
        return anna.json(
                "PUT", "/api/v1/drafts/" + draft + "/filing", "{\"form\":" + form + ",\"provider\":\"sandbox\"}");
    }

    private static void sizes(List<Case> cases) {
        String large = "{\"form\":{\"note\":\"" + "a".repeat(LIMIT) + "\"}}";
        bad(cases, "body-over-the-limit", 413, "too-large", t -> save(large));
        bad(cases, "body-over-the-limit-chunked", 413, "too-large", t -> save(large)
                .chunked());
        bad(cases, "body-far-over-the-limit-chunked", 413, "too-large", t -> save("").body(new byte[8 * LIMIT])
                .chunked());
        bad(cases, "jar-over-the-limit", 413, "too-large", t -> operator("POST", "deployments")
                .with("Content-Type", "application/java-archive")
                .with("Content-Length", "99999999999"));
        bad(cases, "header-huge", 431, SERVER, t -> anna.call("GET", "/api/v1/services")
                .with("X-Long", "a".repeat(100_000)));
        bad(cases, "address-huge", 414, SERVER, t -> anna.call("GET", "/api/v1/services?q=" + "a".repeat(100_000)));
        bad(cases, "address-long", 400, "malformed", t -> anna.call("GET", "/api/v1/" + "a".repeat(3_000)));
        bad(
                cases,
                "query-too-many-fields",
                400,
                "malformed",
                t -> anna.call("GET", "/api/v1/services?" + "a=1&".repeat(1_500)));
    }

    private static void sessions(List<Case> cases) {
        bad(cases, "session-none", 401, "login-required", t -> new Wire("GET", "/api/v1/submissions")
                .with("Accept-Language", "en"));
        bad(cases, "session-made-up", 401, "login-required", t -> anna.call("GET", "/api/v1/submissions")
                .with("Cookie", "gishe=" + "A".repeat(43)));
        bad(cases, "session-ended", 401, "login-required", t -> {
            Person gone = Person.at(2);
            gone.citizen.logOut();
            return gone.call("GET", "/api/v1/submissions");
        });
        bad(cases, "session-ended-writing", 401, "login-required", t -> {
            Person gone = Person.at(2);
            gone.citizen.logOut();
            return gone.json("POST", "/api/v1/drafts", "{\"service\":\"permanent-address\"}");
        });
        bad(cases, "session-too-low", 403, "assurance", t -> {
            String[] cookie = {""};
            var low = new Citizen(server.address(), answer -> answer.headers().allValues("Set-Cookie").stream()
                    .filter(each -> each.startsWith("gishe="))
                    .forEach(each -> cookie[0] = each.split(";", 2)[0]));
            low.logIn(3, "low");
            return new Person(low, cookie[0]).json("POST", "/api/v1/drafts", "{\"service\":\"permanent-address\"}");
        });
        bad(cases, "csrf-missing", 403, "csrf", t -> save("{\"form\":{}}").without("X-CSRF-Token"));
        bad(cases, "csrf-wrong", 403, "csrf", t -> save("{\"form\":{}}").with("X-CSRF-Token", "x"));
        bad(cases, "csrf-somebody-elses", 403, "csrf", t -> save("{\"form\":{}}")
                .with("X-CSRF-Token", boris.citizen.csrf()));
        bad(cases, "csrf-missing-in-a-form", 403, "csrf", t -> anna.call("POST", "/drafts/" + draft + "/discard")
                .without("X-CSRF-Token")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .body("a=1"));
        bad(cases, "origin-of-another-site", 403, "cross-site", t -> save("{\"form\":{}}")
                .with("Origin", "https://elsewhere.example"));
        bad(cases, "origin-null", 403, "cross-site", t -> save("{\"form\":{}}").with("Origin", "null"));
        bad(cases, "fetch-from-another-site", 403, "cross-site", t -> save("{\"form\":{}}")
                .with("Sec-Fetch-Site", "cross-site"));
        bad(cases, "login-way-unknown", 422, "no-such-way", t -> new Wire("POST", "/login")
                .with("Accept-Language", "en")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .body("way=none&goto=/"));
        bad(cases, "login-return-made-up", 401, "login-failed", t -> new Wire("GET", "/login/return?code=a&state=b")
                .with("Accept-Language", "en"));
    }

    private static void others(List<Case> cases) {
        for (String id : List.of("somebody-elses", "no-such")) {
            boolean other = id.equals("somebody-elses");
            bad(
                    cases,
                    "draft-" + id,
                    404,
                    "not-found",
                    t -> boris.call("GET", "/api/v1/drafts/" + (other ? draft : NOBODY)));
            bad(
                    cases,
                    "draft-saved-" + id,
                    404,
                    "not-found",
                    t -> boris.json("PUT", "/api/v1/drafts/" + (other ? draft : NOBODY), "{\"form\":{}}"));
            bad(
                    cases,
                    "draft-filed-" + id,
                    404,
                    "not-found",
                    t -> boris.json(
                            "PUT",
                            "/api/v1/drafts/" + (other ? draft : NOBODY) + "/filing",
                            "{\"provider\":\"sandbox\"}"));
            bad(
                    cases,
                    "submission-" + id,
                    404,
                    "not-found",
                    t -> boris.call("GET", "/api/v1/submissions/" + (other ? submission : NOBODY)));
            bad(
                    cases,
                    "submission-signed-" + id,
                    404,
                    "not-found",
                    t -> boris.json(
                            "POST",
                            "/api/v1/submissions/" + (other ? submission : NOBODY) + "/signing",
                            "{\"provider\":\"sandbox\"}"));
            for (String part : List.of("", "/document", "/evidence")) {
                bad(
                        cases,
                        "message" + part.replace('/', '-') + "-" + id,
                        404,
                        "not-found",
                        t -> boris.call("GET", "/api/v1/messages/" + (other ? message : NOBODY) + part));
                bad(
                        cases,
                        "page-message" + part.replace('/', '-') + "-" + id,
                        404,
                        "not-found",
                        t -> boris.call("GET", "/messages/" + (other ? message : NOBODY) + part));
            }
            bad(
                    cases,
                    "page-draft-" + id,
                    404,
                    "not-found",
                    t -> boris.call("GET", "/drafts/" + (other ? draft : NOBODY) + "/check"));
            bad(
                    cases,
                    "page-submission-" + id,
                    404,
                    "not-found",
                    t -> boris.call("GET", "/submissions/" + (other ? submission : NOBODY)));
        }
    }

    private static void addresses(List<Case> cases) {
        bad(cases, "service-unknown", 404, "not-found", t -> anna.call("GET", "/api/v1/services/none"));
        bad(cases, "address-unknown", 404, "not-found", t -> anna.call("GET", "/api/v1/none"));
        bad(cases, "method-not-allowed", 405, "method-not-allowed", t -> anna.call("DELETE", "/api/v1/services"));
        bad(
                cases,
                "method-patch",
                405,
                "method-not-allowed",
                t -> anna.json("PATCH", "/api/v1/drafts/" + draft, "{\"form\":{}}"));
        bad(cases, "method-put-page", 405, "method-not-allowed", t -> anna.call("PUT", "/submissions"));
        bad(cases, "method-trace", 405, "method-not-allowed", t -> anna.call("TRACE", "/api/v1/services"));
        bad(cases, "media-type-text", 415, "unsupported-media-type", t -> save("{\"form\":{}}")
                .with("Content-Type", "text/plain"));
        bad(cases, "media-type-form", 415, "unsupported-media-type", t -> save("form=1")
                .with("Content-Type", "application/x-www-form-urlencoded"));
        bad(cases, "media-type-wrong", 415, "unsupported-media-type", t -> save("{\"form\":{}}")
                .with("Content-Type", "application/xml"));
        for (String[] trick : new String[][] {
            {"dots", "/api/v1/drafts/../services"},
            {"parameter", "/api/v1/services;a=b"},
            {"operations-by-dots", "/api/v1/services/../operations/plugins"}
        }) {
            bad(cases, "path-" + trick[0], 400, "malformed", t -> anna.call("GET", trick[1]));
        }
        for (String[] trick : new String[][] {
            {"encoded-dots", "/api/v1/drafts/%2e%2e/services"},
            {"encoded-slash", "/api/v1/drafts%2f" + NOBODY},
            {"double-slash", "/api/v1//services"},
            {"null-byte", "/api/v1/services/permanent-address%00"},
            {"backslash", "/assets/..%5c..%5cetc"},
            {"broken-escape", "/api/v1/services/%zz"},
            {"broken-utf-8", "/api/v1/services/%c0%ae"}
        }) {
            bad(cases, "path-" + trick[0], 400, SERVER, t -> anna.call("GET", trick[1]));
        }
        bad(cases, "asset-unknown", 404, "not-found", t -> anna.call("GET", "/assets/none/none.css"));
    }

    private static Wire operator(String method, String path) {
        String pair = "operator:" + Server.password();
        return new Wire(method, "/api/v1/operations/" + path)
                .with("Accept-Language", "en")
                .with("Accept", "application/json")
                .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static void operators(List<Case> cases) {
        for (String[] guess : new String[][] {
            {"password", "Basic " + base64("operator:wrong")},
            {"name", "Basic " + base64("root:wrong")},
            {"empty", "Basic " + base64("operator:")},
            {"no-colon", "Basic " + base64("operator")},
            {"no-base64", "Basic ***"},
            {"long", "Basic " + "A".repeat(2_000)}
        }) {
            bad(cases, "operator-" + guess[0], 401, "operator-required", t -> new Wire(
                            "GET", "/api/v1/operations/ledger")
                    .with("Accept-Language", "en")
                    .with("Authorization", guess[1]));
        }
        bad(cases, "operator-bearer", 401, "token-invalid", t -> new Wire("GET", "/api/v1/operations/ledger")
                .with("Accept-Language", "en")
                .with("Authorization", "Bearer x"));
        bad(cases, "operator-none", 401, "operator-required", t -> new Wire("GET", "/api/v1/operations/none")
                .with("Accept-Language", "en"));
        bad(
                cases,
                "operator-citizens-cookie",
                401,
                "operator-required",
                t -> anna.call("GET", "/api/v1/operations/plugins"));
        bad(
                cases,
                "operator-citizen-removes",
                401,
                "operator-required",
                t -> anna.call("DELETE", "/api/v1/operations/plugins/permanent-address"));
        bad(cases, "operator-unknown-address", 404, "not-found", t -> operator("GET", "none"));
        bad(cases, "operator-unknown-plugin", 404, "not-found", t -> operator("DELETE", "plugins/None"));
        for (String decision : List.of("drain", "rollback", "versions/1.0/end")) {
            bad(
                    cases,
                    "operator-strange-plugin-" + decision.replaceAll(".*/", ""),
                    404,
                    "not-found",
                    t -> operator("POST", "plugins/" + "X/" + decision));
            bad(
                    cases,
                    "operator-unknown-" + decision.replaceAll(".*/", ""),
                    409,
                    NOT_DONE,
                    t -> operator("POST", "plugins/none/" + decision));
        }
        bad(cases, "operator-promote-what", 422, "invalid-request", t -> operator(
                        "POST", "plugins/permanent-address/promote")
                .with("Content-Type", "application/json")
                .body("{}"));
        bad(cases, "operator-promote-unknown", 409, NOT_DONE, t -> operator("POST", "plugins/permanent-address/promote")
                .with("Content-Type", "application/json")
                .body("{\"version\": \"9.9.9\"}"));
        bad(cases, "operator-extend-until-never", 422, "invalid-request", t -> operator(
                        "POST", "plugins/permanent-address/versions/1.0/extend")
                .with("Content-Type", "application/json")
                .body("{\"until\": \"never\"}"));
        for (String query : List.of("at=never", "at=2027-13-40T08:00", "share=0", "share=101", "share=half")) {
            bad(cases, "operator-deploys-" + query, 422, "invalid-request", t -> operator(
                            "POST", "deployments?" + query)
                    .with("Content-Type", "application/java-archive")
                    .body("x"));
        }
        bad(
                cases,
                "operator-retry-of-nothing",
                409,
                "not-parked",
                t -> operator("POST", "submissions/" + NOBODY + "/retry"));
        bad(cases, "operator-jar-as-text", 415, "unsupported-media-type", t -> operator("POST", "deployments")
                .with("Content-Type", "text/plain")
                .body("x"));
    }

    private static void jars(List<Case> cases) {
        bad(cases, "jar-nothing", 422, REFUSED, t -> jar(new byte[0]));
        bad(cases, "jar-no-zip", 422, REFUSED, t -> jar("no jar at all".getBytes(StandardCharsets.UTF_8)));
        bad(cases, "jar-no-bundle", 422, REFUSED, t -> jar(made(Map.of(), "a.txt")));
        bad(
                cases,
                "jar-no-plug-in",
                422,
                REFUSED,
                t -> jar(made(
                        Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "a.b", "Bundle-Version", "1.0.0"),
                        "a.txt")));
        bad(
                cases,
                "jar-climbs-out",
                422,
                REFUSED,
                t -> jar(made(
                        Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "a.b", "Bundle-Version", "1.0.0"),
                        "../../etc/users.properties")));
        bad(cases, "jar-torn", 422, REFUSED, t -> {
            byte[] whole = made(Map.of("Bundle-SymbolicName", "a.b"), "a.txt");
            return jar(java.util.Arrays.copyOf(whole, whole.length / 2));
        });
    }

    private static Wire jar(byte[] bytes) {
        return operator("POST", "deployments")
                .with("Content-Type", "application/java-archive")
                .body(bytes);
    }

    private static byte[] made(Map<String, String> headers, String entry) {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(new byte[100]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String before, int... middle) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        for (int each : middle) {
            all.write(each);
        }
        all.writeBytes("\"}}".getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }

    // ------------------------------------------------------------------ what must come of it

    @Test
    public void isToldInWordsAndLeavesNothing() throws IOException {
        Wire wire = each.request.apply(this);
        Map<String, Object> before = kept();
        Answer answer = wire.send(server.address());
        assertThat(answer.status()).as("%s: %s", answer, answer.text()).isEqualTo(each.status);
        String text = answer.text();
        assertThat(text)
                .doesNotContain("\tat ", "org.gishe", "java.", "Exception", "Caused by", "jetty", "Jetty", "sqlite");
        if (each.type.equals(SERVER)) {
            assertThat(text.length()).as("a line or two").isLessThan(600);
        } else {
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.header("X-Request-Id")).isNotEmpty();
            JsonNode problem = answer.json();
            assertThat(problem.path("type").asText()).isEqualTo("urn:gishe:problem:" + each.type);
            assertThat(problem.path("status").asInt()).isEqualTo(each.status);
            assertThat(problem.path("title").asText()).isNotBlank();
            assertThat(problem.path("detail").asText()).isNotBlank();
            if (each.type.equals(REFUSED)) {
                assertThat(problem.path("phase").asText()).isEqualTo("REFUSED");
                assertThat(problem.path("reasons")).isNotEmpty().allMatch(reason -> !reason.asText()
                        .isBlank());
            } else if (each.status == 422 && !each.type.equals("no-such-way")) {
                assertThat(problem.path("findings")).isNotEmpty();
            }
            if (each.type.equals("not-found") || each.type.equals("operator-required")) {
                // nothing tells what is there from what is not
                assertThat(problem.path("detail").asText())
                        .isIn(
                                "There is nothing here, or it is not yours. Check the address or go to the start page.",
                                "The operator's name or password is missing or wrong. Send them by HTTP Basic.");
                assertThat(problem.size()).isEqualTo(4);
            }
        }
        if (each.type.equals(REFUSED) || each.type.equals(NOT_DONE)) { // that somebody tried is noted, and nothing else
            before.merge("noted", 1L, (a, b) -> (long) a + (long) b);
        }
        assertThat(kept()).as("nothing half stored").isEqualTo(before);
    }

    private static Map<String, Object> kept() {
        Map<String, Object> kept = new TreeMap<>();
        Map<String, Long> rows = server.books().rows();
        kept.put("noted", rows.remove("journal_entry"));
        rows.keySet().removeIf(table -> table.startsWith("roots_")); // the platform makes them by itself
        kept.put("rows", rows);
        kept.put(
                "draft", anna.citizen.get("/api/v1/drafts/" + draft).expect(200).text());
        kept.put("drafts", anna.citizen.get("/api/v1/drafts").expect(200).text());
        kept.put("others", boris.citizen.get("/api/v1/drafts").expect(200).text());
        List<String> running = new ArrayList<>();
        server.operations("plugins").expect(200).json().forEach(plugin -> {
            if (!plugin.path("phase").asText().equals("REFUSED")) {
                running.add(plugin.toString());
            }
        });
        kept.put("plugins", running);
        return kept;
    }
}
