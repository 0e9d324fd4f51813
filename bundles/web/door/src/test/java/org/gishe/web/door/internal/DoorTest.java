/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.felix.hc.api.Result;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.catalogue.Readiness;
import org.gishe.identity.Identity;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.identity.Session;
import org.gishe.web.door.Doorkeeper;
import org.gishe.web.door.Probe;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

public class DoorTest {

    private static final Session SESSION = new Session(
            new Party(new PersonId("p"), new Identifier(Identifier.Scheme.EGN, "8523120012"), "Яна"),
            Assurance.SUBSTANTIAL,
            "right",
            Instant.MAX);

    private static final Officer DEPLOYER = new Officer("maria", Officer.Role.DEPLOYER, Set.of("csc"));

    private final Handlers handlers = new Handlers();
    private final List<ComponentDescriptionDTO> described = new ArrayList<>();
    private final Set<Long> uninstalled = new HashSet<>();
    private final Expected expected = new Expected(bundles(), components(), -1);

    private static final Officer SYSTEM = new Officer("cadastre", Officer.Role.SYSTEM, Set.of("999999948"));

    private final Failures failures = new Failures();
    private final AtomicReference<Visit> seen = new AtomicReference<>();
    private final AtomicReference<byte[]> received = new AtomicReference<>();
    private FilterChain handler = (request, response) -> {
        seen.set(Visit.of(request::getAttribute));
        received.set(request.getInputStream().readAllBytes());
        response.getOutputStream().write("handled".getBytes(StandardCharsets.UTF_8));
    };

    @Test
    public void aRequestIsHandledAndGoesOutWithTheHeadersThatGuardTheBrowser() throws Exception {
        FakeCall call = pass(new FakeCall("GET", "/services/a"));

        assertThat(call.status).isEqualTo(200);
        assertThat(call.text()).isEqualTo("handled");
        assertThat(call.answered.get("Content-Security-Policy"))
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(call.answered)
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Referrer-Policy", "same-origin")
                .containsEntry("Cache-Control", "no-store");
        assertThat(call.answered.get("X-Request-Id")).matches("[0-9a-f]{32}");
        assertThat(seen.get().session()).isEmpty();
        assertThat(seen.get().origin()).isEqualTo("http://gishe.test:8080");
    }

    @Test
    public void aTraceThatBeganElsewhereGoesOn() throws Exception {
        FakeCall call = pass(new FakeCall("GET", "/")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(call.answered.get("X-Request-Id")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    public void aSystemComesWithItsTokenToTheAddressesForSystemsAndOfficers() throws Exception {
        for (String path : new String[] {
            "/api/v1/registers",
            "/api/v1/registers/a/b",
            "/api/v1/enquiries/1",
            "/api/v1/grants",
            "/api/v1/operations/x"
        }) {
            FakeCall call = pass(new FakeCall("GET", path).header("Authorization", "bearer program"));

            assertThat(call.status).as(path).isEqualTo(200);
            assertThat(seen.get().officer()).as(path).isEqualTo(SYSTEM);
        }
        assertThat(pass(operator(new FakeCall("POST", "/api/v1/grants"))).status)
                .isEqualTo(200);
    }

    @Test
    public void withoutATokenOrWithAWrongOneASystemIsToldWhereToGetOne() throws Exception {
        handler = (request, response) -> {
            throw new AssertionError("reached");
        };

        FakeCall nobody = pass(new FakeCall("POST", "/api/v1/registers/a/b"));
        FakeCall citizen = pass(loggedIn(new FakeCall("GET", "/api/v1/grants")));
        FakeCall wrong = pass(new FakeCall("GET", "/api/v1/registers").header("Authorization", "Bearer old"));
        FakeCall browser = pass(new FakeCall("GET", "/api/v1/operations/x").header("Authorization", "Bearer desk"));

        assertThat(nobody.status).isEqualTo(401);
        assertThat(nobody.text()).contains("urn:gishe:problem:token-required").contains("/api/v1/token");
        assertThat(nobody.answered.get("WWW-Authenticate")).startsWith("Bearer");
        assertThat(citizen.status).isEqualTo(401);
        assertThat(wrong.status).isEqualTo(401);
        assertThat(wrong.answered.get("WWW-Authenticate")).contains("error=\"invalid_token\"");
        assertThat(browser.status).isEqualTo(401);
    }

    @Test
    public void theDescriptionOfTheEnquiriesIsForEverybody() throws Exception {
        assertThat(pass(new FakeCall("GET", "/api/v1/registers/openapi.json")).status)
                .isEqualTo(200);
        assertThat(pass(new FakeCall("GET", "/api/v1/registers/openapi.json/x")).status)
                .isEqualTo(401);
    }

    @Test
    public void aBodyBeyondTheLimitIsRefusedWithAndWithoutItsLength() throws Exception {
        byte[] large = new byte[1001];

        FakeCall announced = pass(new FakeCall("PUT", "/api/v1/drafts/1").body("application/json", large));
        FakeCall streamed = pass(new FakeCall("PUT", "/api/v1/drafts/1")
                .body("application/json", large)
                .unannounced());
        FakeCall atTheLimit = pass(new FakeCall("PUT", "/api/v1/drafts/1")
                .body("application/json", new byte[1000])
                .unannounced());

        assertThat(announced.status).isEqualTo(413);
        assertThat(streamed.status).isEqualTo(413);
        assertThat(streamed.text()).contains("urn:gishe:problem:too-large");
        assertThat(streamed.answered).containsEntry("Content-Type", "application/problem+json");
        assertThat(atTheLimit.status).isEqualTo(200);
        assertThat(received.get()).hasSize(1000);
    }

    @Test
    public void anUploadIsStreamedToItsOwnLimit() throws Exception {
        handler = (request, response) -> {
            try {
                request.getInputStream().readAllBytes();
            } catch (Body.TooLargeException e) {
                ((HttpServletResponse) response).setStatus(e.problem().status());
            }
        };

        FakeCall fits = operator(new FakeCall("POST", "/api/v1/operations/deployments"))
                .body("application/java-archive", new byte[3000])
                .unannounced();
        FakeCall large = operator(new FakeCall("POST", "/api/v1/operations/deployments"))
                .body("application/java-archive", new byte[5001])
                .unannounced();

        assertThat(pass(fits).status).isEqualTo(200);
        assertThat(pass(large).status).isEqualTo(413);
    }

    @Test
    public void aBrokenPathIsRefusedBeforeAnyHandler() throws Exception {
        for (String path :
                new String[] {"/a/../b", "/a//b", "/a%2fb", "/a;x=1", "/%ff", "/a\\b", "/%00", "/%2e%2e/b"}) {
            assertThat(pass(new FakeCall("GET", path)).status).as(path).isEqualTo(400);
        }
        assertThat(seen.get()).isNull();
    }

    @Test
    public void aSessionChangesNothingWithoutItsToken() throws Exception {
        FakeCall without = pass(loggedIn(new FakeCall("POST", "/api/v1/drafts")).body("application/json", bytes("{}")));
        FakeCall wrong = pass(loggedIn(new FakeCall("POST", "/drafts/1/filing")).form("csrf=wrong"));

        assertThat(without.status).isEqualTo(403);
        assertThat(without.text()).contains("urn:gishe:problem:csrf");
        assertThat(wrong.status).isEqualTo(403);
        assertThat(seen.get()).isNull();
    }

    @Test
    public void theTokenComesInAHeaderOrAFormAndTheFormStaysReadable() throws Exception {
        FakeCall header = pass(loggedIn(new FakeCall("POST", "/api/v1/drafts")).header("X-CSRF-Token", "right"));
        assertThat(header.status).isEqualTo(200);

        AtomicReference<String> parameter = new AtomicReference<>();
        FilterChain before = handler;
        handler = (request, response) -> {
            parameter.set(request.getParameter("/name"));
            before.doFilter(request, response);
        };
        FakeCall form = pass(
                loggedIn(new FakeCall("POST", "/drafts/1/who")).form("csrf=right&%2Fname=%D0%AF%D0%BD%D0%B0+%26+co"));

        assertThat(form.status).isEqualTo(200);
        assertThat(parameter.get()).isEqualTo("Яна & co");
        assertThat(seen.get().field("/name")).contains("Яна & co");
        assertThat(seen.get().person()).isEqualTo(SESSION);
    }

    @Test
    public void whatComesFromAnotherSiteChangesNothing() throws Exception {
        assertThat(pass(new FakeCall("POST", "/login").header("Sec-Fetch-Site", "cross-site")).status)
                .isEqualTo(403);
        assertThat(pass(new FakeCall("POST", "/login").header("Origin", "https://evil.test")).status)
                .isEqualTo(403);
        assertThat(pass(new FakeCall("POST", "/login").header("Origin", "null")).status)
                .isEqualTo(403);
        assertThat(pass(new FakeCall("POST", "/login").header("Origin", "http://gishe.test:8080")).status)
                .isEqualTo(200);
        assertThat(pass(new FakeCall("POST", "/login")).status).isEqualTo(200);
        assertThat(pass(new FakeCall("GET", "/").header("Sec-Fetch-Site", "cross-site")).status)
                .isEqualTo(200);
    }

    @Test
    public void operationsNeedAnOperatorAndNothingElseDoes() throws Exception {
        FakeCall nobody = pass(new FakeCall("GET", "/api/v1/operations/plugins"));
        FakeCall citizen = pass(loggedIn(new FakeCall("GET", "/api/v1/operations/plugins")));
        FakeCall wrong = pass(new FakeCall("GET", "/api/v1/operations/plugins")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes("operator:no"))));
        assertThat(nobody.status).isEqualTo(401);
        assertThat(nobody.answered.get("WWW-Authenticate")).startsWith("Basic");
        assertThat(citizen.status).isEqualTo(401);
        assertThat(wrong.status).isEqualTo(401);

        assertThat(pass(operator(new FakeCall("GET", "/api/v1/operations/plugins"))).status)
                .isEqualTo(200);
        assertThat(seen.get().operatorName()).isEqualTo("operator");
        assertThat(seen.get().session()).isEmpty();

        pass(operator(new FakeCall("GET", "/api/v1/session")));
        assertThat(seen.get().operator()).isEmpty();
    }

    @Test
    public void anOfficersRoleAndIdsReachTheHandler() throws Exception {
        assertThat(pass(basic(new FakeCall("GET", "/api/v1/operations/plugins"), "maria")).status)
                .isEqualTo(200);
        assertThat(seen.get().officer()).isEqualTo(DEPLOYER);
    }

    @Test
    public void onTheOperatorsPagesABrowserIsKnownByItsOwnCookieAndNobodyElseIs() throws Exception {
        assertThat(pass(new FakeCall("GET", "/operations").cookie("gishe-officer", "desk")).status)
                .isEqualTo(200);
        assertThat(seen.get().officer()).isEqualTo(DEPLOYER);

        pass(loggedIn(new FakeCall("GET", "/operations/ledger")).cookie("gishe-officer", "guessed"));
        assertThat(seen.get().office()).isEmpty();
        assertThat(seen.get().session()).isEmpty();

        pass(basic(new FakeCall("GET", "/operations"), "operator"));
        assertThat(seen.get().office()).as("a browser sends this by itself").isEmpty();

        for (String path : List.of("/submissions", "/operationsx", "/api/v1/session")) {
            pass(new FakeCall("GET", path).cookie("gishe-officer", "desk"));
            assertThat(seen.get().office()).as(path).isEmpty();
        }
        assertThat(pass(new FakeCall("GET", "/api/v1/operations/plugins").cookie("gishe-officer", "desk")).status)
                .isEqualTo(401);
    }

    @Test
    public void anOfficersPageChangesNothingWithoutItsToken() throws Exception {
        for (String form : List.of("", "csrf=", "csrf=right", "id=csc")) {
            FakeCall call = pass(new FakeCall("POST", "/operations/plugins/csc/drain?csrf=officers-own")
                    .cookie("gishe-officer", "desk")
                    .form(form));
            assertThat(call.status).as(form).isEqualTo(403);
        }
        assertThat(seen.get()).isNull();

        FakeCall call = pass(new FakeCall("POST", "/operations/plugins/csc/drain")
                .cookie("gishe-officer", "desk")
                .form("csrf=officers-own"));
        assertThat(call.status).isEqualTo(200);
    }

    @Test
    public void aFormWithAJarHasItsTokenInItsAddressAndTheLimitOfUploads() throws Exception {
        String multipart = "multipart/form-data; boundary=x";
        FakeCall without = pass(new FakeCall("POST", "/operations/deployments")
                .cookie("gishe-officer", "desk")
                .body(multipart, new byte[3000]));
        FakeCall with = pass(new FakeCall("POST", "/operations/deployments?csrf=officers-own")
                .cookie("gishe-officer", "desk")
                .body(multipart, new byte[3000]));
        FakeCall large = pass(new FakeCall("POST", "/operations/deployments?csrf=officers-own")
                .cookie("gishe-officer", "desk")
                .body(multipart, new byte[5001]));

        assertThat(without.status).isEqualTo(403);
        assertThat(with.status).isEqualTo(200);
        assertThat(received.get()).hasSize(3000);
        assertThat(large.status).isEqualTo(413);
        assertThat(pass(new FakeCall("POST", "/operations/plugins/a/promote")
                                .cookie("gishe-officer", "desk")
                                .body(multipart, new byte[3000]))
                        .status)
                .as("no other address takes so much")
                .isEqualTo(413);
    }

    @Test
    public void howThePlatformIsIsNotADeployersMatter() throws Exception {
        Door door = door(Map.of());
        door.probes = List.of(new Told(false));

        assertThat(pass(door, basic(new FakeCall("GET", "/metrics"), "maria")).status)
                .isEqualTo(403);
        assertThat(pass(door, basic(new FakeCall("GET", "/health/ready"), "maria"))
                        .text())
                .isEqualTo("{\"status\":\"down\"}");
    }

    @Test
    public void brokenFormFieldsAreAnAnswerAndNoFault() throws Exception {
        assertThat(pass(new FakeCall("POST", "/login").form("way=%zz")).status).isEqualTo(400);
        assertThat(pass(new FakeCall("GET", "/?lang=%ff")).status).isEqualTo(400);
    }

    @Test
    public void aRequestIsHeldWhileAHandlerIsMissingAndThenTold() throws Exception {
        Door door = door(Map.of("expect", new String[] {"org.gishe.web.portal"}, "hold.millis", 60));

        FakeCall call = pass(door, new FakeCall("GET", "/"));

        assertThat(call.status).isEqualTo(503);
        assertThat(call.answered).containsKey("Retry-After");
        assertThat(door.missing()).containsExactly("org.gishe.web.portal");
        assertThat(door.counts().held()).isEqualTo(1);
        assertThat(door.counts().refused()).isEqualTo(1);
    }

    @Test
    public void aRequestThatWaitedIsHandledWhenTheHandlerComes() throws Exception {
        Door door = door(Map.of("expect", new String[] {"org.gishe.web.portal"}, "hold.millis", 20_000));
        FakeCall call = new FakeCall("GET", "/");
        Thread waiting = new Thread(() -> {
            try {
                pass(door, call);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.start();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (door.counts().held() == 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        handlers.bindHandler(servlet("org.gishe.web.portal"));
        waiting.join(10_000);

        assertThat(call.status).isEqualTo(200);
        assertThat(call.text()).isEqualTo("handled");
    }

    @Test
    public void untilThePlatformIsReadyOnceOnlyOperatorsComeIn() throws Exception {
        AtomicReference<Optional<String>> missing = new AtomicReference<>(Optional.of("plug-ins are being started"));
        Health health = new Health();
        health.others = List.of(new Readiness() {
            @Override
            public String name() {
                return "deployment";
            }

            @Override
            public Optional<String> missing() {
                return missing.get();
            }
        });
        Door door = new Door(config(Map.of("hold.millis", 60)), failures, handlers, expected, health);
        door.identity = new OnePerson();

        FakeCall early = pass(door, new FakeCall("GET", "/api/v1/services"));
        FakeCall operators = pass(door, operator(new FakeCall("GET", "/api/v1/operations/plugins")));
        missing.set(Optional.empty());
        FakeCall ready = pass(door, new FakeCall("GET", "/api/v1/services"));
        missing.set(Optional.of("routes are starting"));
        FakeCall later = pass(door, new FakeCall("GET", "/api/v1/services"));

        assertThat(early.status).isEqualTo(503);
        assertThat(early.answered).containsKey("Retry-After");
        assertThat(operators.status).isEqualTo(200);
        assertThat(ready.status).isEqualTo(200);
        assertThat(later.status).isEqualTo(200);
    }

    @Test
    public void anAddressThatIsUnknownForAMomentIsLookedForAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        handler = (request, response) -> {
            HttpServletResponse answer = (HttpServletResponse) response;
            if (tries.incrementAndGet() < 3) {
                answer.setStatus(404);
                answer.getOutputStream().write(bytes("no such resource"));
                answer.flushBuffer();
            } else {
                answer.getOutputStream().write(request.getInputStream().readAllBytes());
            }
        };

        // a door that is new, as after a change of handlers
        FakeCall call = pass(new FakeCall("PUT", "/api/v1/drafts/1").body("application/json", bytes("{\"form\":{}}")));

        assertThat(tries.get()).isEqualTo(3);
        assertThat(call.status).isEqualTo(200);
        assertThat(call.text()).isEqualTo("{\"form\":{}}");
        assertThat(call.answered).containsEntry("X-Content-Type-Options", "nosniff");
    }

    @Test
    public void aServerThatIsBeingMadeAnewIsAskedAgainButAHandlerNever() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        handler = (request, response) -> {
            if (tries.incrementAndGet() < 2) {
                request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, new NullPointerException());
                ((HttpServletResponse) response).sendError(500);
            } else {
                request.setAttribute(Visit.ENTERED, true);
                request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, new IllegalStateException());
                ((HttpServletResponse) response).sendError(500);
            }
        };

        FakeCall call = pass(new FakeCall("PUT", "/api/v1/drafts/1/filing"));

        assertThat(tries.get()).isEqualTo(2);
        assertThat(call.status).isEqualTo(500);
        assertThat(call.text()).contains("urn:gishe:problem:failure");
    }

    @Test
    public void aNotFoundThatAHandlerMeansGoesOutAtOnce() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        handler = (request, response) -> {
            tries.incrementAndGet();
            request.setAttribute(Visit.ENTERED, true);
            request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, Problem.notFound());
            ((HttpServletResponse) response).sendError(404);
        };

        FakeCall call = pass(new FakeCall("GET", "/messages/of-another").header("Accept-Language", "en"));

        assertThat(tries.get()).isEqualTo(1);
        assertThat(call.status).isEqualTo(404);
        assertThat(call.text()).contains("urn:gishe:problem:not-found").contains("not yours");
    }

    @Test
    public void aFaultGoesOutWithANumberAndWithoutItsWords() throws Exception {
        handler = (request, response) -> {
            throw new IllegalStateException("SELECT secret FROM people");
        };

        FakeCall call = pass(new FakeCall("GET", "/api/v1/session"));

        assertThat(call.status).isEqualTo(500);
        assertThat(call.text())
                .contains("urn:gishe:problem:failure")
                .contains(call.answered.get("X-Request-Id").substring(0, 8))
                .doesNotContain("SELECT")
                .doesNotContain("Exception");
    }

    @Test
    public void peopleGetAPageAndMachinesAProblem() throws Exception {
        failures.pages = (problem, visit) -> "<h1>" + problem.title().in(visit.language()) + "</h1>";

        FakeCall person = pass(new FakeCall("GET", "/a//b").header("Accept", "text/html,*/*"));
        FakeCall machine = pass(new FakeCall("GET", "/api//b").header("Accept", "text/html,*/*"));

        assertThat(person.answered.get("Content-Type")).startsWith("text/html");
        assertThat(person.text()).startsWith("<h1>");
        assertThat(machine.answered).containsEntry("Content-Type", "application/problem+json");
    }

    @Test
    public void theLanguageThatSomebodyAsksForIsKept() throws Exception {
        FakeCall call = pass(new FakeCall("GET", "/?lang=en").header("Accept", "text/html"));

        assertThat(seen.get().language().getLanguage()).isEqualTo("en");
        assertThat(call.set).anySatisfy(cookie -> {
            assertThat(cookie.getName()).isEqualTo("lang");
            assertThat(cookie.getValue()).isEqualTo("en");
        });

        pass(new FakeCall("GET", "/").cookie("lang", "en").header("Accept-Language", "bg"));
        assertThat(seen.get().language().getLanguage()).isEqualTo("en");
    }

    @Test
    public void aPlantedFaultAnswersOneCallInSoManyWithNotFound() throws Exception {
        Door door = door(Map.of("plant.answer.404", 3));

        int refused = 0;
        for (int i = 0; i < 9; i++) {
            refused += pass(door, new FakeCall("GET", "/api/v1/services")).status == 404 ? 1 : 0;
        }

        assertThat(refused).isEqualTo(3);
        assertThat(pass(door, new FakeCall("GET", "/services/a")).status).isEqualTo(200);
    }

    @Test
    public void healthTellsEverybodyItsStatusAndTheRestToOperatorsAndThisMachine() throws Exception {
        FakeCall stranger = pass(new FakeCall("GET", "/health/ready"));
        FakeCall operator = pass(operator(new FakeCall("GET", "/health/ready")));
        FakeCall guess =
                pass(new FakeCall("GET", "/health/ready").header("Authorization", "Basic b3BlcmF0b3I6b29wcw=="));
        FakeCall here = pass(here(new FakeCall("GET", "/health/live")));

        assertThat(stranger.status).isEqualTo(503);
        assertThat(stranger.text()).isEqualTo("{\"status\":\"down\"}");
        assertThat(operator.text()).contains("\"waiting\":[\"store\"]").contains("requests");
        assertThat(guess.status).isEqualTo(401);
        assertThat(here.status).isEqualTo(200);
        assertThat(here.text()).contains("\"status\":\"up\"").contains("requests");
    }

    @Test
    public void aCheckThatStopsTrafficMakesItUnreadyAndOneThatWarnsIsTold() throws Exception {
        Health health = new Health();
        Door door = new Door(config(Map.of()), failures, handlers, expected, health);
        door.identity = new OnePerson();
        health.executor = new Executed(
                new Executed.One("store", Result.Status.CRITICAL, "commit: nothing is taken"),
                new Executed.One("disk", Result.Status.WARN, "data folder: 3 MiB are free"),
                new Executed.One("registers", Result.Status.HEALTH_CHECK_ERROR, "it threw"));

        FakeCall here = pass(door, here(new FakeCall("GET", "/health/ready")));
        FakeCall stranger = pass(door, new FakeCall("GET", "/health/ready"));
        FakeCall live = pass(door, here(new FakeCall("GET", "/health/live")));

        assertThat(here.status).isEqualTo(503);
        assertThat(here.text())
                .contains("\"waiting\":[\"store\",\"commit: nothing is taken\"]")
                .contains("{\"name\":\"disk\",\"status\":\"warn\",\"words\":[\"data folder: 3 MiB are free\"]}");
        assertThat(stranger.text()).doesNotContain("disk");
        assertThat(live.text()).as("asks nobody").doesNotContain("disk");
    }

    @Test
    public void aProbeAnswersThisMachineAndOperatorsAlsoWhileRequestsAreHeld() throws Exception {
        Door door = door(Map.of("expect", new String[] {"org.gishe.away"}, "hold.millis", 60));
        door.probes = List.of(new Told(false));

        assertThat(pass(door, here(new FakeCall("GET", "/metrics"))).text()).isEqualTo("told");
        assertThat(pass(door, operator(new FakeCall("GET", "/metrics"))).text()).isEqualTo("told");
        assertThat(pass(door, new FakeCall("GET", "/metrics")).status).isEqualTo(401);
        assertThat(pass(door, here(new FakeCall("GET", "/metrics")).header("X-Forwarded-For", "192.0.2.9")).status)
                .as("a proxy on this machine asks for somebody else")
                .isEqualTo(401);
        FakeCall rebound = new FakeCall("GET", "/metrics");
        rebound.from = "127.0.0.1";
        assertThat(pass(door, rebound).status)
                .as("a page may have brought its own name to this address")
                .isEqualTo(401);
        assertThat(pass(door, here(new FakeCall("POST", "/metrics"))).status).isEqualTo(405);
    }

    @Test
    public void aProbeThatIsOpenAnswersAnybody() throws Exception {
        Door door = door(Map.of());
        door.probes = List.of(new Told(true));

        FakeCall call = pass(door, new FakeCall("GET", "/metrics"));

        assertThat(call.text()).isEqualTo("told");
        assertThat(call.answered)
                .containsEntry("Content-Type", "text/plain")
                .containsEntry("Cache-Control", "no-store");
    }

    private record Told(boolean open) implements Probe {
        @Override
        public String path() {
            return "/metrics";
        }

        @Override
        public Answer answer(Doorkeeper door) {
            return new Answer("text/plain", bytes("told"));
        }
    }

    private static FakeCall here(FakeCall call) {
        call.from = "127.0.0.1";
        return call.header("Host", "127.0.0.1:8080");
    }

    private FakeCall pass(FakeCall call) throws Exception {
        return pass(door(Map.of()), call);
    }

    private FakeCall pass(Door door, FakeCall call) throws Exception {
        door.doFilter(call.request(), call.response(), (request, response) -> handler.doFilter(request, response));
        return call;
    }

    private Door door(Map<String, Object> settings) {
        Door door = new Door(config(settings), failures, handlers, expected, new Health());
        door.identity = new OnePerson();
        return door;
    }

    private BundleContext bundles() {
        return (BundleContext) Proxy.newProxyInstance(
                DoorTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class, Bundle.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getBundle") && !uninstalled.contains((Long) arguments[0])
                                ? proxy
                                : null);
    }

    private ServiceComponentRuntime components() {
        return (ServiceComponentRuntime) Proxy.newProxyInstance(
                DoorTest.class.getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (proxy, method, arguments) -> List.copyOf(described));
    }

    private static ComponentDescriptionDTO described(String bundle, long id, Map<String, Object> properties) {
        var component = new ComponentDescriptionDTO();
        component.bundle = new BundleDTO();
        component.bundle.symbolicName = bundle;
        component.bundle.id = id;
        component.defaultEnabled = true;
        component.configurationPolicy = "optional";
        component.properties = properties;
        return component;
    }

    @Test
    public void whatABundleDescribesIsWaitedForUntilItIsUninstalled() throws Exception {
        Door door = door(Map.of("expect", new String[0]));
        assertThat(door.missing()).isEmpty();

        described.add(described(
                "org.gishe.web.rest",
                7,
                Map.of("osgi.jaxrs.name", "org.gishe.web.rest.new", "osgi.jaxrs.resource", "true")));
        described.add(
                described("org.gishe.web.portal", 8, Map.of("osgi.http.whiteboard.servlet.name", "org.gishe.page")));
        described.add(described("com.example", 9, Map.of("osgi.http.whiteboard.servlet.name", "com.example.page")));
        ComponentDescriptionDTO configured =
                described("org.gishe.web.other", 10, Map.of("osgi.http.whiteboard.servlet.name", "org.gishe.other"));
        configured.configurationPolicy = "require";
        described.add(configured);
        assertThat(door.missing()).containsExactly("org.gishe.page", "org.gishe.web.rest.new");

        described.clear(); // stopped, to be replaced
        uninstalled.add(8L);
        assertThat(door.missing()).containsExactly("org.gishe.web.rest.new");
    }

    private static FakeCall loggedIn(FakeCall call) {
        return call.cookie("gishe", "token");
    }

    private static FakeCall operator(FakeCall call) {
        return basic(call, "operator");
    }

    private static FakeCall basic(FakeCall call, String name) {
        return call.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes(name + ":secret")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ServiceReference<?> servlet(String name) {
        return (ServiceReference<?>) Proxy.newProxyInstance(
                DoorTest.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (String.valueOf(arguments[0])) {
                    case "service.id" -> 1L;
                    case "osgi.http.whiteboard.servlet.name" -> name;
                    default -> null;
                });
    }

    /** The configuration with its defaults, small limits, and what a test sets otherwise. */
    private static DoorConfig config(Map<String, Object> settings) {
        Map<String, Object> small = Map.of("body.limit", 1000, "upload.limit", 5000L, "expect", new String[0]);
        return (DoorConfig) Proxy.newProxyInstance(
                DoorTest.class.getClassLoader(), new Class<?>[] {DoorConfig.class}, (proxy, method, arguments) -> {
                    String name = method.getName().replace('_', '.');
                    if (name.equals("annotationType")) {
                        return Annotation.class;
                    }
                    return settings.getOrDefault(name, small.getOrDefault(name, method.getDefaultValue()));
                });
    }

    private static final class OnePerson implements Identity {
        @Override
        public Optional<Session> session(String token) {
            return token.equals("token") ? Optional.of(SESSION) : Optional.empty();
        }

        @Override
        public Optional<Officer> officer(String name, char[] password) {
            return Stream.of(Officer.operator("operator"), DEPLOYER)
                    .filter(each -> each.name().equals(name) && new String(password).equals("secret"))
                    .findFirst();
        }

        @Override
        public Optional<OfficerSession> officerSession(String token) {
            return token.equals("desk")
                    ? Optional.of(new OfficerSession(DEPLOYER, "officers-own", Instant.MAX))
                    : Optional.empty();
        }

        @Override
        public Optional<OfficerSession> bearer(String token) {
            return token.equals("program")
                    ? Optional.of(new OfficerSession(SYSTEM, "", Instant.MAX))
                    : Optional.empty();
        }

        @Override
        public Map<String, LocalText> ways() {
            return Map.of();
        }

        @Override
        public Optional<java.net.URI> begin(
                String way, java.net.URI returnAddress, String goTo, java.util.Locale language, String browser) {
            return Optional.empty();
        }

        @Override
        public Arrival finish(Map<String, String> parameters, String browser) {
            return new Arrival(Optional.empty(), "/", Optional.empty());
        }

        @Override
        public void end(String token) {}
    }
}
