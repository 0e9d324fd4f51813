/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.identity.Officer;
import org.gishe.journey.Journeys;
import org.gishe.web.operations.internal.Browser.Answer;
import org.gishe.web.theme.Texts;
import org.junit.Test;

public class OperationsPagesTest {

    private static final String EVIL = "<script>alert(1)</script>";

    private final World world = new World();
    private final Browser browser = new Browser(new OperationsPages(
            world,
            world.catalogue(),
            world.journeys(),
            world,
            world.grants(false),
            name -> "/assets/0123456789abcdef/" + name,
            world.overseers(),
            () -> World.NOW));

    public OperationsPagesTest() {
        world.states.add(World.state("csc", "3.1.0", Phase.DOWN, "waits for a configuration"));
        world.states.add(World.state("sample", "1.2.0", Phase.SCHEDULED));
        world.states.add(World.state("sample", "1.1.0", Phase.SHARED));
        world.states.add(World.state("sample", "1.0.0", Phase.CURRENT));
        world.states.add(World.state("sample", "0.9.0", Phase.DRAINING, "3 pieces of work still stand on it"));
        world.states.add(World.state("sample", "0.8.0", Phase.GONE));
        world.states.add(World.state("others", "1.0.0", Phase.CURRENT));
        world.states.add(World.state("dead", "1.0.0", Phase.QUARANTINED, "the platform died twice"));
        for (int i = 1; i <= 120; i++) {
            world.ledger.add(line(i, i % 2 == 0 ? "sample" : "", "deploy"));
        }
        world.parked.add(new Journeys.Parked("s-1", "sample", "1.0.0", "check", 4, "the register refuses", World.NOW));
        world.standing.add(new Journeys.Standing("sample", "1.0.0", "sign", 17));
        world.wished("service/sample", "/Name", "/Town");
    }

    private static Line line(long number, String plugin, String action) {
        return new Line(
                number,
                World.NOW,
                action,
                plugin,
                plugin.isEmpty() ? "" : "1.0." + number,
                "ab",
                "anna",
                "because " + number,
                World.NOW.plusSeconds(60),
                10);
    }

    // ------------------------------------------------------------------ pages

    @Test
    public void everyPageIsWellFormedInBothLanguages() throws Exception {
        for (Locale language : List.of(Texts.BULGARIAN, Locale.ENGLISH)) {
            browser.language = language;
            for (String address : List.of(
                    "/operations",
                    "/operations/plugins/sample",
                    "/operations/plugins/sample?done=promote",
                    "/operations/plugins/csc",
                    "/operations/plugins/dead",
                    "/operations/plugins/sample/rollback",
                    "/operations/plugins/others/rollback",
                    "/operations/plugins/sample/drain",
                    "/operations/plugins/sample/versions/1.1.0/promote",
                    "/operations/plugins/sample/versions/0.9.0/extend",
                    "/operations/plugins/sample/versions/0.9.0/end",
                    "/operations/deployments",
                    "/operations/parked",
                    "/operations/parked?done=retry",
                    "/operations/parked/s-1/retry",
                    "/operations/standing",
                    "/operations/oversight",
                    "/operations/oversight?state=ALL&from=2026-01-01&until=nonsense",
                    "/operations/oversight/findings/f-1",
                    "/operations/oversight/secrets/7",
                    "/operations/questions",
                    "/operations/questions/q-1",
                    "/operations/ledger",
                    "/operations/ledger?page=2",
                    "/operations/grants",
                    "/operations/grants?done=approve",
                    "/operations/grants/g-0",
                    "/operations/operators",
                    "/operations/operators/audit/dismiss")) {
                Answer answer = browser.get(address);

                wellFormed(address, answer, 200);
            }
            wellFormed("no such", browser.get("/operations/none"), 404);
            wellFormed(
                    "extend",
                    browser.post("/operations/plugins/sample/versions/0.9.0/extend", Map.of("until", "soon")),
                    422);
            wellFormed("upload", browser.send("/operations/deployments", "at=", "share=", "jar@="), 422);
            wellFormed("officer", browser.post("/operations/operators", Map.of("name", "Ivan")), 422);
            wellFormed(
                    "appointed",
                    browser.post(
                            "/operations/operators", Map.of("name", "new-" + language, "role", "auditor", "ids", "")),
                    200);
            browser.officer = Optional.empty();
            wellFormed("login", browser.get("/operations/login?goto=/operations/ledger"), 200);
            wellFormed("login", browser.post("/operations/login", Map.of("name", "a", "password", "b")), 403);
            browser.officer = Optional.of(World.OPERATOR);
        }
    }

    @Test
    public void theOwnerOfARegisterDecidesOnItsGrantsAndSeesNothingElse() throws Exception {
        browser.officer = Optional.of(new Officer("grao", Officer.Role.OWNER, Set.of("999999931")));

        assertThat(browser.get("/operations").location()).isEqualTo("/operations/grants");
        assertThat(browser.get("/operations/plugins/sample").status()).isEqualTo(403);
        wellFormed("list", browser.get("/operations/grants"), 200);
        wellFormed("one", browser.get("/operations/grants/g-0"), 200);
        assertThat(browser.get("/operations/grants/g-0").text()).contains("/approve\"", "/reject\"");
        wellFormed("nothing ticked", browser.post("/operations/grants/g-0/approve", Map.of()), 422);
        assertThat(state("g-0")).isEqualTo("REQUESTED");
        assertThat(browser.post("/operations/grants/g-0/approve", Map.of("elements", "/Town"))
                        .location())
                .isEqualTo("/operations/grants?done=approve");
        assertThat(world.granted.grant("g-0").orElseThrow().wish().elements()).containsExactly("/Town");
        wellFormed("no reason", browser.post("/operations/grants/g-0/revoke", Map.of("reason", " ")), 422);
        browser.post("/operations/grants/g-0/revoke", Map.of("reason", EVIL));
        assertThat(state("g-0")).isEqualTo("REVOKED");
        assertThat(browser.get("/operations/grants/g-0").text()).doesNotContain(EVIL);
    }

    @Test
    public void anOperatorSeesGrantsAndDecidesOnNone() throws Exception {
        assertThat(browser.get("/operations/grants/g-0").text()).doesNotContain("/approve\"");
        assertThat(browser.post("/operations/grants/g-0/approve", Map.of("elements", "/Town"))
                        .status())
                .isEqualTo(403);
        assertThat(browser.get("/operations/grants/g-1").status()).isEqualTo(404);
        browser.officer = Optional.of(new Officer("roads", Officer.Role.OWNER, Set.of("999999957")));
        assertThat(browser.get("/operations/grants/g-0").status()).isEqualTo(404);
        assertThat(state("g-0")).isEqualTo("REQUESTED");
    }

    private String state(String id) {
        return world.granted.grant(id).orElseThrow().state().name();
    }

    private void wellFormed(String what, Answer answer, int status) {
        assertThat(answer.left()).as(what).isEmpty();
        assertThat(answer.status()).as(what).isEqualTo(status);
        assertThat(Html.faults(answer.text())).as(what + " " + browser.language).isEmpty();
        assertThat(answer.text()).as(what).contains("<html lang=\"" + browser.language.getLanguage() + "\"");
    }

    @Test
    public void anEmptyPlatformHasItsPagesToo() throws Exception {
        world.states.clear();
        world.ledger.clear();
        world.parked.clear();
        world.standing.clear();
        browser.language = Locale.ENGLISH;

        assertThat(browser.get("/operations").text()).contains("No plug-in is here yet.");
        assertThat(browser.get("/operations/parked").text()).contains("No submission is parked.");
        assertThat(browser.get("/operations/standing").text()).contains("No submission is open.");
        assertThat(browser.get("/operations/ledger").text()).contains("The ledger is empty.");
        assertThat(browser.get("/operations/plugins/sample").status()).isEqualTo(404);
    }

    @Test
    public void theOverviewTellsOfEachVersionHowItIs() throws Exception {
        browser.language = Locale.ENGLISH;

        String page = browser.get("/operations").text();

        assertThat(row(page, "1.0.0"))
                .containsSubsequence("sample", "e-service", "1.0.0", "current", "100 %", ">2<", ">3<", ">1235<", ">6<");
        assertThat(row(page, "1.2.0")).containsSubsequence("scheduled", "from 2 January 2027, 08:00:00", "10 %");
        assertThat(row(page, "0.9.0")).containsSubsequence("draining", "decide by 23 December 2026, 11:00:00");
        assertThat(page)
                .contains("waits for a configuration", "the platform died twice", "Parked submissions: 1")
                .contains("Agency of Samples");
        assertThat(page).as("what is gone is counted").doesNotContain("0.8.0").contains("are gone: 1");
    }

    private static String row(String page, String version) {
        for (String row : page.split("<tr ")) {
            if (row.contains("sample") && row.contains("<td class=\"g-table__cell\">" + version + "<")) {
                return row;
            }
        }
        throw new AssertionError("no row of " + version);
    }

    @Test
    public void aPluginsPageOffersWhatFitsEachVersion() throws Exception {
        String page = browser.get("/operations/plugins/sample").text();

        assertThat(page)
                .contains("/plugins/sample/rollback\"", "/plugins/sample/drain\"")
                .contains("/versions/1.2.0/promote\"", "/versions/1.1.0/promote\"", "/versions/0.9.0/promote\"")
                .contains("/versions/0.9.0/extend\"", "/versions/0.9.0/end\"", "/versions/0.8.0/extend\"")
                .doesNotContain("/versions/1.0.0/promote", "/versions/1.0.0/end", "/versions/0.8.0/end")
                .contains("ab".repeat(32), "com.example.sample", "because 120")
                .doesNotContain("because 119");
        assertThat(browser.get("/operations/plugins/dead").text())
                .doesNotContain("/plugins/dead/rollback", "/promote\"");
    }

    @Test
    public void whatOthersWroteIsShownAndNotRun() throws Exception {
        world.states.clear();
        world.states.add(World.state("sample", "1.0.0", Phase.DRAINING, EVIL));
        world.ledger.clear();
        world.ledger.add(new Line(1, World.NOW, EVIL, "sample", EVIL, "", EVIL, EVIL, World.NOW, 100));
        world.parked.clear();
        world.parked.add(new Journeys.Parked("s-1", EVIL, EVIL, EVIL, 1, EVIL, World.NOW));
        world.standing.add(new Journeys.Standing(EVIL, EVIL, EVIL, 1));
        world.outcome = Optional.of(World.state("sample", "1.0.0", Phase.REFUSED, EVIL));

        for (String address : List.of(
                "/operations",
                "/operations/plugins/sample",
                "/operations/plugins/sample?done=" + EVIL,
                "/operations/parked",
                "/operations/parked/s-1/retry",
                "/operations/standing",
                "/operations/ledger")) {
            assertThat(browser.get(address).text()).as(address).doesNotContain("<script>");
        }
        Answer refused = browser.post("/operations/plugins/sample/rollback", Map.of());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).doesNotContain("<script>").contains("&lt;script&gt;");
        assertThat(browser.post("/operations/operators", Map.of("name", EVIL, "role", EVIL, "ids", "\"" + EVIL))
                        .text())
                .doesNotContain("<script>");
        assertThat(browser.send("/operations/deployments", "at=\"" + EVIL, "share=", "jar@a.jar=x")
                        .text())
                .doesNotContain("<script>");
        browser.officer = Optional.empty();
        assertThat(browser.get("/operations/login?goto=" + EVIL).text()).doesNotContain("<script>");
    }

    @Test
    public void theLedgerIsPagedNewestFirst() throws Exception {
        String first = browser.get("/operations/ledger").text();
        String last = browser.get("/operations/ledger?page=3").text();

        assertThat(first)
                .contains("id=\"line-120\"", "id=\"line-71\"", "?page=2\"")
                .doesNotContain("id=\"line-70\"");
        assertThat(first.indexOf("line-120")).isLessThan(first.indexOf("line-119"));
        assertThat(last)
                .contains("id=\"line-20\"", "id=\"line-1\"", "?page=2\"")
                .doesNotContain("?page=4");
        for (String odd : List.of("0", "-1", "4", "x", "99999999999")) {
            assertThat(browser.get("/operations/ledger?page=" + odd).text())
                    .as(odd)
                    .contains("id=\"line-120\"");
        }
    }

    // ------------------------------------------------------------------ decisions

    @Test
    public void eachDecisionSaysWhatWillHappenAndIsDoneByItsFormAlone() throws Exception {
        browser.language = Locale.ENGLISH;

        assertThat(browser.get("/operations/plugins/sample/versions/1.1.0/promote")
                        .text())
                .contains("Version 1.1.0 gets all new work", "Version 1.0.0 gets no new work any more")
                .contains("name=\"csrf\" value=\"" + Browser.CSRF + "\"");
        assertThat(browser.get("/operations/plugins/sample/rollback").text())
                .contains("Version 1.2.0, which is to become current from 2 January 2027, 08:00:00, will not.");
        assertThat(browser.get("/operations/plugins/others/rollback").text())
                .contains("Version 1.0.0 gets no new work any more, and the version before it is current again");
        assertThat(browser.get("/operations/plugins/sample/drain").text())
                .contains("people cannot begin it any more", "Version 1.2.0, which is scheduled, will not");
        assertThat(browser.get("/operations/plugins/sample/versions/0.9.0/end").text())
                .contains("pieces of work are pinned to it: 3");
        assertThat(world.calls.stream().filter(call -> !call.equals("parked"))).isEmpty();

        done("/operations/plugins/sample/versions/1.1.0/promote", Map.of(), "promote");
        done("/operations/plugins/sample/rollback", Map.of(), "rollback");
        done("/operations/plugins/sample/drain", Map.of(), "drain");
        done("/operations/plugins/sample/versions/0.9.0/extend", Map.of("until", "2027-01-31"), "extend");
        done("/operations/plugins/sample/versions/0.9.0/end", Map.of(), "end");
        assertThat(world.calls)
                .containsExactly(
                        "promote sample 1.1.0 by operator",
                        "rollback sample by operator",
                        "remove sample by operator",
                        "extend sample 0.9.0 until 2027-01-31T22:00:00Z by operator",
                        "end sample 0.9.0 by operator");
    }

    private void done(String address, Map<String, String> form, String word) throws IOException {
        Answer answer = browser.post(address, form);

        assertThat(answer.status()).as(address).isEqualTo(303);
        assertThat(answer.location()).isEqualTo("/operations/plugins/sample?done=" + word);
    }

    @Test
    public void aDecisionThatWasRefusedSaysWhy() throws Exception {
        world.outcome = Optional.of(World.state("sample", "1.0.0", Phase.REFUSED, "1.0.0 is current already"));

        Answer answer = browser.post("/operations/plugins/sample/versions/1.0.0/promote", Map.of());

        wellFormed("refused", answer, 409);
        assertThat(answer.text()).contains("1.0.0 is current already");
    }

    @Test
    public void whatIsNoPluginVersionOrDecisionIsNotFound() throws Exception {
        for (String address : List.of(
                "/operations/plugins/unknown",
                "/operations/plugins/Sample",
                "/operations/plugins/unknown/drain",
                "/operations/plugins/sample/explode",
                "/operations/plugins/sample/promote",
                "/operations/plugins/sample/versions/9.9.9/promote",
                "/operations/plugins/sample/versions/1.0.0/drain",
                "/operations/plugins/sample/versions/1.0.0",
                "/operations/plugins/sample/versions/1.0.0/end/now",
                "/operations/parked/s-2/retry",
                "/operations/parked/s-1",
                "/operations/operators/nobody/dismiss",
                "/operations/ledger/1",
                "/operations/standing/1",
                "/operations/oversight/findings/f-2",
                "/operations/oversight/secrets/8",
                "/operations/oversight/secrets/x",
                "/operations/questions/q-2",
                "/operations/deployments/1")) {
            assertThat(browser.get(address).status()).as(address).isEqualTo(404);
        }
        assertThat(browser.call("DELETE", "/operations/plugins/sample", Map.of(), "", new byte[0])
                        .status())
                .isEqualTo(405);
        assertThat(browser.post("/operations", Map.of()).status()).isEqualTo(404);
        assertThat(world.calls).doesNotContain("remove sample by operator");
    }

    @Test
    public void aParkedSubmissionGoesOnOnce() throws Exception {
        Answer first = browser.post("/operations/parked/s-1/retry", Map.of());
        Answer again = browser.post("/operations/parked/s-1/retry", Map.of());

        assertThat(first.location()).isEqualTo("/operations/parked?done=retry");
        assertThat(again.status()).isEqualTo(409);
        assertThat(world.calls).contains("retry s-1 by operator");
    }

    // ------------------------------------------------------------------ jars

    @Test
    public void aJarIsSentWithInstantAndShare() throws Exception {
        assertThat(browser.get("/operations/deployments").text())
                .contains(
                        "enctype=\"multipart/form-data\"", "action=\"/operations/deployments?csrf=token+of+the+form\"");

        Answer plain = browser.send("/operations/deployments", "at=", "share=", "jar@модул.jar=bytes of a jar");
        Answer later = browser.send("/operations/deployments", "at=2027-01-02T08:00", "share=10 %", "jar@a.jar=jar");

        assertThat(plain.status()).isEqualTo(303);
        assertThat(plain.location()).isEqualTo("/operations/plugins/sample?done=deploy");
        assertThat(later.status()).isEqualTo(303);
        assertThat(world.calls)
                .containsExactly(
                        "deploy bytes of a jar by operator from now share 100 only Optional.empty",
                        "deploy jar by operator from 2027-01-02T06:00:00Z share 10 only Optional.empty");
    }

    @Test
    public void aFormThatSaysNotWhatIsMeantDeploysNothing() throws Exception {
        Map<String, Answer> answers = Map.of(
                "no file",
                browser.send("/operations/deployments", "at=", "share=", "jar@="),
                "at",
                browser.send("/operations/deployments", "at=soon", "share=", "jar@a.jar=jar"),
                "share",
                browser.send("/operations/deployments", "at=", "share=200", "jar@a.jar=jar"));
        answers.forEach((what, answer) -> assertThat(answer.status()).as(what).isEqualTo(422));
        for (Answer answer : List.of(
                browser.send("/operations/deployments", "jar@a.jar=jar", "at=2027-01-02T08:00", "share="),
                browser.send("/operations/deployments", "at=", "share=", "jar=no file"),
                browser.send("/operations/deployments", "at=" + "x".repeat(300), "share=", "jar@a.jar=jar"),
                browser.send("/operations/deployments"),
                browser.post("/operations/deployments", Map.of("at", "", "share", "")))) {
            assertThat(answer.status()).isEqualTo(400);
        }
        assertThat(world.calls).isEmpty();
    }

    @Test
    public void aJarThatWasRefusedSaysAllThatWasFound() throws Exception {
        world.outcome = Optional.of(World.state("sample", "2.0.0", Phase.REFUSED, "needs a.b", "it exports packages"));

        Answer answer = browser.send("/operations/deployments", "at=", "share=", "jar@a.jar=jar");

        wellFormed("refused", answer, 422);
        assertThat(answer.text()).contains("needs a.b", "it exports packages");
    }

    // ------------------------------------------------------------------ officers

    @Test
    public void anOfficerIsAppointedAndThePasswordShownOnce() throws Exception {
        Answer answer = browser.post(
                "/operations/operators", Map.of("name", "ivan", "role", "deployer", "ids", "csc, sample;others"));

        assertThat(answer.text()).contains("made-for-ivan");
        assertThat(world.officers.get("ivan"))
                .isEqualTo(new Officer("ivan", Officer.Role.DEPLOYER, Set.of("csc", "sample", "others")));
        assertThat(browser.get("/operations/operators").text())
                .contains("ivan", "csc, others, sample")
                .doesNotContain("made-for-ivan");
        assertThat(browser.post("/operations/operators", Map.of("name", "ivan", "role", "auditor"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    public void anOfficerIsDismissedAndTheLastOperatorIsNot() throws Exception {
        assertThat(browser.post("/operations/operators/audit/dismiss", Map.of()).location())
                .isEqualTo("/operations/operators");
        assertThat(browser.post("/operations/operators/operator/dismiss", Map.of())
                        .status())
                .isEqualTo(409);
        assertThat(world.officers).doesNotContainKey("audit").containsKey("operator");
    }

    // ------------------------------------------------------------------ who may what

    @Test
    public void aDeployerSeesAndDoesWhatIsTheirsAlone() throws Exception {
        browser.officer = Optional.of(World.DEPLOYER);

        String overview = browser.get("/operations").text();
        assertThat(overview)
                .contains("href=\"/operations/deployments\"", "others")
                .doesNotContain("href=\"/operations/parked\"", "href=\"/operations/operators\"");
        assertThat(browser.get("/operations/plugins/sample").text())
                .contains("/sample/drain\"", "/versions/1.1.0/promote\"")
                .doesNotContain("/extend\"", "/end\"");
        assertThat(browser.get("/operations/plugins/others").text())
                .doesNotContain("/drain\"", "/rollback\"", "/promote\"");
        assertThat(browser.get("/operations/deployments").text()).contains("csc, sample");

        browser.send("/operations/deployments", "at=", "share=", "jar@a.jar=jar");
        browser.post("/operations/plugins/sample/drain", Map.of());
        assertThat(world.calls)
                .containsExactly(
                        "deploy jar by maria from now share 100 only Optional[[csc, sample]]",
                        "remove sample by maria");
        world.calls.clear();
        refused(
                "/operations/plugins/others/drain",
                "/operations/plugins/others/rollback",
                "/operations/plugins/others/versions/1.0.0/promote",
                "/operations/plugins/sample/versions/0.9.0/end",
                "/operations/plugins/sample/versions/0.9.0/extend",
                "/operations/parked",
                "/operations/parked/s-1/retry",
                "/operations/operators",
                "/operations/operators/audit/dismiss");
    }

    @Test
    public void anAuditorReadsAndIsOfferedNothing() throws Exception {
        browser.officer = Optional.of(World.AUDITOR);

        for (String address : List.of(
                "/operations",
                "/operations/plugins/sample",
                "/operations/parked",
                "/operations/standing",
                "/operations/ledger")) {
            Answer answer = browser.get(address);
            assertThat(answer.status()).as(address).isEqualTo(200);
            assertThat(answer.text())
                    .as(address)
                    .doesNotContain("/drain\"", "/rollback\"", "/promote\"", "/end\"", "/extend\"", "/retry\"")
                    .doesNotContain("/operations/deployments", "/operations/operators");
        }
        world.calls.clear();
        refused(
                "/operations/plugins/sample/drain",
                "/operations/plugins/sample/rollback",
                "/operations/plugins/sample/versions/1.1.0/promote",
                "/operations/plugins/sample/versions/0.9.0/end",
                "/operations/plugins/sample/versions/0.9.0/extend",
                "/operations/deployments",
                "/operations/parked/s-1/retry",
                "/operations/operators",
                "/operations/operators/maria/dismiss");
    }

    private void refused(String... addresses) throws IOException {
        for (String address : addresses) {
            assertThat(browser.get(address).status()).as("GET " + address).isEqualTo(403);
            assertThat(browser.post(address, Map.of("until", "2027-01-31", "name", "x", "role", "operator"))
                            .status())
                    .as("POST " + address)
                    .isEqualTo(403);
        }
        assertThat(world.calls).isEmpty();
    }

    // ------------------------------------------------------------------ log-in

    @Test
    public void whoeverIsNotLoggedInIsSentToTheLogIn() throws Exception {
        browser.officer = Optional.empty();

        for (String address : List.of(
                "/operations",
                "/operations/plugins/sample",
                "/operations/plugins/sample/drain",
                "/operations/deployments",
                "/operations/parked",
                "/operations/standing",
                "/operations/ledger",
                "/operations/operators",
                "/operations/none")) {
            Answer answer = browser.get(address);
            assertThat(answer.status()).as(address).isEqualTo(303);
            assertThat(answer.location()).isEqualTo("/operations/login?goto=" + address.replace("/", "%2F"));
            assertThat(answer.headers()).as("no box of the browser").doesNotContainKey("WWW-Authenticate");
        }
        assertThat(browser.post("/operations/plugins/sample/drain", Map.of()).location())
                .isEqualTo("/operations/login?goto=%2Foperations");
        assertThat(browser.send("/operations/deployments", "at=", "share=", "jar@a.jar=jar")
                        .status())
                .isEqualTo(303);
        assertThat(browser.post("/operations/logout", Map.of()).status()).isEqualTo(303);
        assertThat(world.calls).isEmpty();
    }

    @Test
    public void aRightPasswordOpensASessionInACookieOfItsOwn() throws Exception {
        browser.officer = Optional.empty();
        browser.secure = true;

        Answer answer = browser.post(
                "/operations/login", Map.of("name", "maria", "password", "right", "goto", "/operations/ledger"));

        assertThat(answer.location()).isEqualTo("/operations/ledger");
        Cookie cookie = answer.cookies().get(0);
        assertThat(cookie.getName()).isEqualTo("gishe-officer");
        assertThat(cookie.getValue()).isEqualTo("token-of-maria");
        assertThat(cookie.getPath()).isEqualTo("/operations");
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSecure()).isTrue();
        assertThat(cookie.getMaxAge()).isEqualTo(-1);
        assertThat(cookie.getAttribute("SameSite")).isEqualTo("Strict");
    }

    @Test
    public void aWrongPasswordOpensNothing() throws Exception {
        browser.officer = Optional.empty();

        for (Map<String, String> form : List.of(
                Map.of("name", "maria", "password", "wrong"),
                Map.of("name", "nobody", "password", "right"),
                Map.<String, String>of())) {
            Answer answer = browser.post("/operations/login", form);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.cookies()).isEmpty();
        }
    }

    @Test
    public void theLogInLeadsToThesePagesAlone() throws Exception {
        assertThat(OperationsPages.local("/operations/plugins/a-b/versions/1.0.0/end"))
                .isEqualTo("/operations/plugins/a-b/versions/1.0.0/end");
        for (String odd : List.of(
                "",
                "/",
                "//evil.test",
                "https://evil.test",
                "/operations//evil.test",
                "/operations/../logout",
                "/operations?a=b",
                "/operationsx",
                "/operations\r\nSet-Cookie: a=b",
                "/operations/login\\@evil.test")) {
            assertThat(OperationsPages.local(odd))
                    .as(odd)
                    .satisfiesAnyOf(local -> assertThat(local).isEqualTo("/operations"), local -> assertThat(local)
                            .isEqualTo("/operations/../logout"));
        }
        assertThat(browser.get("/operations/login?goto=/operations/ledger").location())
                .as("whoever is logged in already")
                .isEqualTo("/operations/ledger");
    }

    @Test
    public void whoeverLogsOutEndsTheSessionAndLosesTheCookie() throws Exception {
        browser.cookies.add(new Cookie("gishe-officer", "token"));
        browser.cookies.add(new Cookie("gishe", "a citizen's"));

        Answer answer = browser.post("/operations/logout", Map.of());

        assertThat(answer.location()).isEqualTo("/operations/login");
        assertThat(world.calls).containsExactly("leave token");
        assertThat(answer.cookies().get(0).getMaxAge()).isZero();
        assertThat(browser.get("/operations/logout").status())
                .as("by its form alone")
                .isEqualTo(404);
    }

    @Test
    public void timesAreThoseOfSofia() throws Exception {
        world.states.clear();
        world.ledger.clear();
        world.ledger.add(new Line(
                1, Instant.parse("2026-07-01T21:30:05Z"), "deploy", "sample", "1", "", "a", "", World.NOW, 100));

        assertThat(browser.get("/operations/ledger").text()).contains("2.07.2026\u00a0г., 0:30:05\u00a0ч.");
    }

    // ------------------------------------------------------------------ oversight

    @Test
    public void aFindingIsDecidedOnASecretIsExtendedAndAQuestionAnsweredByTheirForms() throws Exception {
        assertThat(browser.post("/operations/oversight/findings/f-1", Map.of("state", "EXPLAINED", "note", "known"))
                        .location())
                .isEqualTo("/operations/oversight?done=yes");
        assertThat(browser.post(
                                "/operations/oversight/secrets/7",
                                Map.of("until", "2099-01-31", "reason", "still secret"))
                        .location())
                .isEqualTo("/operations/oversight?done=yes");
        assertThat(browser.post("/operations/questions/q-1", Map.of("answer", "because"))
                        .location())
                .isEqualTo("/operations/questions?done=yes");

        assertThat(world.calls)
                .contains("decide [f-1, EXPLAINED, known, operator]")
                .contains("extend [7, 2099-01-31T22:00:00Z, still secret, operator]")
                .contains("answer [q-1, because, operator]");
    }

    @Test
    public void whatIsMissingInTheFormsOfOversightIsSaidBesideTheField() throws Exception {
        wellFormed("finding", browser.post("/operations/oversight/findings/f-1", Map.of("state", "EXPLAINED")), 422);
        wellFormed("finding", browser.post("/operations/oversight/findings/f-1", Map.of("note", "x")), 422);
        wellFormed("secret", browser.post("/operations/oversight/secrets/7", Map.of("until", "yesterday")), 422);
        wellFormed("question", browser.post("/operations/questions/q-1", Map.of("answer", " ")), 422);
    }

    @Test
    public void auditorsOverseeAndDoNotAnswer() throws Exception {
        browser.officer = Optional.of(World.AUDITOR);

        assertThat(browser.get("/operations/oversight").status()).isEqualTo(200);
        assertThat(browser.get("/operations/questions").status()).isEqualTo(403);
        browser.officer = Optional.of(World.DEPLOYER);
        assertThat(browser.get("/operations/oversight").status()).isEqualTo(403);
    }
}
