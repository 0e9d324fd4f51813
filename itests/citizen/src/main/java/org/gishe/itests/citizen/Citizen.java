/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Somebody with a browser's cookies and patience: logs in through the sandbox, fills, files, approves on the phone page, reads the
 * mailbox. A request that is not answered throws {@link UncheckedIOException}; whatever may be repeated is repeated by the
 * method that says so. Several threads may use one that has logged in.
 */
public final class Citizen {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI counter;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Consumer<Answer> witness;
    private String csrf = "";
    private String language = "bg";

    public Citizen(URI counter) {
        this(counter, answer -> {});
    }

    /** @param witness is shown each answer as it comes */
    public Citizen(URI counter, Consumer<Answer> witness) {
        this.counter = counter;
        this.witness = witness;
    }

    public Citizen speaking(String newLanguage) {
        this.language = newLanguage;
        return this;
    }

    /** Forgets everything, as a browser does whose window was closed. */
    public void forget() {
        cookies.getCookieStore().removeAll();
        csrf = "";
    }

    public String csrf() {
        return csrf;
    }

    public URI counter() {
        return counter;
    }

    // ------------------------------------------------------------------ requests

    /** A request to the counter with this citizen's language and, when it changes something, token. */
    public HttpRequest.Builder request(String method, String path, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(counter.resolve(path))
                .timeout(PATIENCE)
                .header("Accept-Language", language)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!method.equals("GET") && !csrf.isEmpty()) {
            request.header("X-CSRF-Token", csrf);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return request;
    }

    public Answer get(String path) {
        return send(request("GET", path, null).build());
    }

    public Answer call(String method, String path, JsonNode body) {
        return send(request(method, path, body == null ? null : bytes(body)).build());
    }

    /** @throws UncheckedIOException if it was not answered */
    public Answer send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofByteArray());
            var answer = new Answer(
                    request.method() + " " + request.uri().getPath(),
                    response.statusCode(),
                    response.headers(),
                    response.body());
            witness.accept(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    request.method() + " " + request.uri().getPath() + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Answer page(URI address) {
        return send(HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Accept", "text/html")
                .header("Accept-Language", language)
                .build());
    }

    private Answer form(URI address, Map<String, String> fields) {
        return send(HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Accept", "text/html")
                .header("Accept-Language", language)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Html.encode(fields)))
                .build());
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    // ------------------------------------------------------------------ who I am

    /** Logs in through the sandbox's provider as the person at that place of its list; the name as the counter greets. */
    public String logIn(int person) {
        return logIn(person, "substantial");
    }

    public String logIn(int person, String level) {
        Answer departure = form(counter.resolve("/login"), Map.of("way", "sandbox", "goto", "/"));
        Answer choice = page(followed(departure)).expect(200);
        Map<String, String> fields = Html.hidden(choice.text());
        List<String> people = Html.options(choice.text());
        fields.put("person", people.get(person % people.size()));
        fields.put("egn", "");
        fields.put("level", level);
        URI provider = URI.create(choice.asked().substring(4)); // its form leads to its own address
        Answer chosen = form(followed(departure).resolve(provider.getPath()), fields);
        followed(page(followed(chosen)));
        JsonNode session = session().expect(200).json();
        this.csrf = session.path("csrf").asText();
        return session.path("name").asText();
    }

    private static URI followed(Answer answer) {
        if (answer.status() != 302 && answer.status() != 303) {
            answer.expect(302);
        }
        return URI.create(answer.header("Location"));
    }

    public Answer session() {
        return get("/api/v1/session");
    }

    public Answer logOut() {
        return form(counter.resolve("/logout"), Map.of("csrf", csrf));
    }

    // ------------------------------------------------------------------ what I ask for

    /** A new draft's id. */
    public String draft(String service) {
        return call("POST", "/api/v1/drafts", object().put("service", service))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    public Answer save(String draft, ObjectNode form) {
        return call("PUT", "/api/v1/drafts/" + draft, object().set("form", form));
    }

    public Answer file(String draft, ObjectNode form, String provider) {
        ObjectNode filing = object().put("provider", provider);
        if (form != null) {
            filing.set("form", form);
        }
        return call("PUT", "/api/v1/drafts/" + draft + "/filing", filing);
    }

    /** Files, and repeats the same filing as long as nobody answers or the counter says that it is busy. */
    public Answer fileUntilAnswered(String draft, ObjectNode form, String provider, Deadline deadline) {
        return deadline.ask("an answer to the filing of " + draft, () -> answered(() -> file(draft, form, provider)));
    }

    /** The answer, unless there was none or the counter was busy. */
    public static Optional<Answer> answered(java.util.function.Supplier<Answer> request) {
        try {
            return Optional.of(request.get()).filter(answer -> answer.status() != 503);
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    public JsonNode submission(String id) {
        return get("/api/v1/submissions/" + id).expect(200).json();
    }

    /** Looks after a submission until it is as wished. */
    public JsonNode waitFor(String id, String what, Predicate<JsonNode> wish, Deadline deadline) {
        String[] last = {""};
        try {
            return deadline.ask(what, () -> {
                JsonNode submission = submission(id);
                last[0] = submission.path("state").asText() + " in "
                        + submission.path("step").asText();
                return wish.test(submission) ? Optional.of(submission) : Optional.empty();
            });
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; it is " + last[0], e);
        }
    }

    public JsonNode waitForDelivery(String id, Deadline deadline) {
        return waitFor(id, "delivery of " + id, submission -> submission.hasNonNull("result"), deadline);
    }

    // ------------------------------------------------------------------ my phone

    /** Approves, or rejects, on the phone page that the submission names, through its form. */
    public Answer decideOnPhone(URI phone, boolean approve, Deadline deadline) {
        String action = deadline.ask(
                "something to decide on the phone",
                () -> Html.action(page(phone).expect(200).text(), approve ? "/approve" : "/reject"));
        return form(phone.resolve(action), Map.of("lang", language)).expect(200);
    }

    /** The phone page of a submission that waits for it. */
    public URI phone(String submission, Deadline deadline) {
        return URI.create(waitFor(submission, "the phone page", each -> each.hasNonNull("approvalPage"), deadline)
                .path("approvalPage")
                .asText());
    }

    // ------------------------------------------------------------------ there and back

    /** Sets out from the page that the submission names: where the provider asks for my consent. */
    public URI setOut(URI approval) {
        return followed(page(approval).expect(302));
    }

    /** What the consent page says. */
    public String read(URI consent) {
        return page(consent).expect(200).text();
    }

    /** Decides on the consent page; where it leads back to. */
    public URI consent(URI consent, boolean approve) {
        Map<String, String> fields = Html.hidden(read(consent));
        fields.put("decision", approve ? "approve" : "reject");
        return followed(form(consent.resolve("decision"), fields).expect(302));
    }

    /** Comes back by an address. */
    public Answer comeBack(URI address) {
        return page(address);
    }

    // ------------------------------------------------------------------ my mailbox

    public JsonNode messages() {
        return get("/api/v1/messages").expect(200).json();
    }

    public JsonNode message(String id) {
        return get("/api/v1/messages/" + id).expect(200).json();
    }

    public Answer document(String message) {
        return get("/api/v1/messages/" + message + "/document").expect(200);
    }

    public JsonNode evidence(String message) {
        return get("/api/v1/messages/" + message + "/evidence").expect(200).json();
    }
}
