/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.identity.Session;
import org.gishe.journey.Journeys;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.theme.Texts;
import org.junit.Test;

public class PortalTest {

    private final SampleWorld world = new SampleWorld();
    private final Browser browser = new Browser(world.portal());

    @Test
    public void everyPageIsWellFormedInBothLanguages() throws Exception {
        world.drafts.put("draft-9", draft("draft-9"));
        for (Journeys.State state : Journeys.State.values()) {
            world.filed.put("s-" + state, world.submission("s-" + state, state));
        }
        world.filed.put("s-departing", world.departing("s-departing"));
        world.message("message-1", false);
        for (Locale language : List.of(Texts.BULGARIAN, Locale.ENGLISH)) {
            browser.language = language;
            for (String address : List.of(
                    "/",
                    "/services/sample",
                    "/drafts/draft-9/who",
                    "/drafts/draft-9/who?mend=1",
                    "/drafts/draft-9/address",
                    "/drafts/draft-9/address?mend=1&then=check",
                    "/drafts/draft-9/more",
                    "/drafts/draft-9/check",
                    "/drafts/draft-9/check?provider=",
                    "/submissions",
                    "/submissions/s-RUNNING",
                    "/submissions/s-WAITING_FOR_SIGNATURE",
                    "/submissions/s-departing",
                    "/submissions/s-NOT_SIGNED",
                    "/submissions/s-DELAYED",
                    "/submissions/s-WITH_THE_AGENCY",
                    "/submissions/s-CLOSED",
                    "/submissions/s-RUNNING/status",
                    "/messages",
                    "/messages/message-1")) {
                Browser.Answer answer = browser.get(address);

                assertThat(answer.left()).as(address).isEmpty();
                assertThat(answer.status()).as(address).isEqualTo(200);
                assertThat(Html.faults(answer.text()))
                        .as(address + " " + language)
                        .isEmpty();
                if (!address.endsWith("/status")) {
                    assertThat(answer.text())
                            .as(address)
                            .contains("<html lang=\"" + language.getLanguage() + "\"")
                            .contains("<title>")
                            .doesNotContain("<certificate>");
                }
            }
            browser.session = Optional.empty();
            for (String address :
                    List.of("/", "/services/sample", "/login?goto=/submissions", "/login/return?state=x")) {
                assertThat(Html.faults(browser.get(address).text())).as(address).isEmpty();
            }
            browser.session = Optional.of(SampleWorld.SESSION);
        }
    }

    @Test
    public void anEmptyWorldHasPagesToo() throws Exception {
        world.described.clear();
        world.offers.clear();
        world.ways.clear();

        assertThat(browser.get("/").text()).contains("В момента няма услуги");
        assertThat(browser.get("/submissions").text()).contains("Още не сте подавали");
        assertThat(browser.get("/messages").text()).contains("Нямате съобщения");
        browser.session = Optional.empty();
        assertThat(browser.get("/login").text()).contains("В момента няма начин за влизане");
    }

    @Test
    public void aProblemIsAPageWithItsIncident() {
        Errors errors = new Errors(name -> "/assets/0/" + name);
        Visit visit = new Visit(
                Optional.empty(),
                Optional.empty(),
                Locale.ENGLISH,
                "0af7651916cd43dd8448eb211c80319c",
                "http://gishe.test",
                false,
                true,
                Map.of());

        String page = errors.page(Problem.failure("0af76519"), visit);

        assertThat(Html.faults(page)).isEmpty();
        assertThat(page).contains("Something went wrong").contains("0af76519");
        assertThat(Html.faults(errors.page(
                        Problem.notFound()
                                .findings(List.of(new Finding("/a", LocalText.of("Нещо <b>", "Something <b>")))),
                        visit)))
                .isEmpty();
    }

    @Test
    public void aCitizenGoesFromTheServiceToTheDocument() throws Exception {
        String first = browser.post("/services/sample/drafts", Map.of()).location();
        assertThat(first).isEqualTo("/drafts/draft-1/who");

        String second = browser.post(first, Map.of("/colour", "green")).location();
        String third = browser.post(
                        second,
                        Map.of(
                                "/address/street", " ул. Първа ",
                                "/rooms", "3",
                                "/since.day", "1",
                                "/since.month", "2",
                                "/since.year", "2020",
                                "/agreed", "true"))
                .location();
        String check = browser.post(third, Map.of("/note", "a\r\nb")).location();
        assertThat(check).isEqualTo("/drafts/draft-1/check");
        assertThat(world.drafts.get("draft-1").form())
                .isEqualTo(new Data.Obj(Map.of(
                        "colour", Data.of("green"),
                        "address", new Data.Obj(Map.of("street", Data.of("ул. Първа"))),
                        "rooms", new Data.Num(new BigDecimal("3")),
                        "since", Data.of("2020-02-01"),
                        "agreed", Data.of(true),
                        "note", Data.of("a\nb"))));
        assertThat(browser.get(check).text())
                .contains("Green bg")
                .contains("1.02.2020")
                .contains("Да");

        String submission = browser.post("/drafts/draft-1/filing", Map.of("provider", "sandbox"))
                .location();
        assertThat(submission).isEqualTo("/submissions/draft-1");
        assertThat(browser.get(submission).text())
                .contains("http://127.0.0.1:9/tsp/phone?id=1&amp;code=2")
                .contains("http-equiv=\"refresh\"")
                .contains("hx-get=\"/submissions/draft-1/status?seen=");

        world.filed.put("draft-1", world.submission("draft-1", Journeys.State.CLOSED));
        world.message("message-1", false);
        assertThat(browser.get(submission).text())
                .contains("/messages/message-1")
                .doesNotContain("hx-get");
        assertThat(browser.get("/messages").text()).contains("Ново");
        assertThat(browser.get("/messages/message-1").text()).contains("Получаване");
        Browser.Answer document = browser.get("/messages/message-1/document");
        assertThat(document.text()).startsWith("%PDF");
        assertThat(document.headers().get("Content-Disposition"))
                .isEqualTo("attachment; filename*=UTF-8''%D0%A3%D0%B4%D0%BE%D1%81%D1%82%D0%BE%D0%B2%D0%B5%D1%80%D0%B5"
                        + "%D0%BD%D0%B8%D0%B5%201.pdf");
        assertThat(browser.get("/messages/message-1/evidence").text()).contains("ContentHandover");
    }

    @Test
    public void whatIsWrongStandsAtItsFieldAndInTheSummary() throws Exception {
        world.drafts.put("draft-9", draft("draft-9"));

        Browser.Answer answer = browser.post("/drafts/draft-9/address", Map.of("/since.day", ""));
        assertThat(answer.location()).isEqualTo("/drafts/draft-9/address?mend=1");

        String page = browser.get(answer.location()).text();
        assertThat(page)
                .contains("<a href=\"#f-since\">Отговорете тук.</a>")
                .contains("id=\"f-since-error\"")
                .contains("<title>Грешка:")
                .doesNotContain("f-colour");
        assertThat(browser.get("/drafts/draft-9/address").text()).doesNotContain("g-error-summary");
    }

    @Test
    public void aChangedAnswerLeadsBackToTheCheck() throws Exception {
        world.drafts.put("draft-9", draft("draft-9"));

        assertThat(browser.get("/drafts/draft-9/check").text()).contains("/drafts/draft-9/who?then=check");
        assertThat(browser.get("/drafts/draft-9/who?then=check").text())
                .contains("<input type=\"hidden\" name=\"then\" value=\"check\">");
        assertThat(browser.post("/drafts/draft-9/who", Map.of("/colour", "red", "then", "check"))
                        .location())
                .isEqualTo("/drafts/draft-9/check");
    }

    @Test
    public void whatTheRulesFindStandsOnThePage() throws Exception {
        String id = browser.post("/services/sample/drafts", Map.of()).location().split("/")[2];
        world.drafts.put(id, complete(id));
        world.rules = List.of(new Finding("/colour", LocalText.of("Червено не може.", "Red is not possible.")));

        Browser.Answer page = browser.post("/drafts/" + id + "/filing", Map.of("provider", "sandbox"));

        assertThat(page.status()).isEqualTo(422);
        assertThat(page.text()).contains("Червено не може.");
        assertThat(world.filed).isEmpty();
    }

    private static Journeys.Draft complete(String id) {
        return new Journeys.Draft(
                id,
                "sample",
                "1.0.0",
                Data.EMPTY.with("colour", "red"),
                List.of(),
                SampleWorld.NOW,
                SampleWorld.NOW,
                Optional.empty());
    }

    @Test
    public void whatIsIncompleteIsNotFiled() throws Exception {
        world.drafts.put("draft-9", draft("draft-9"));

        assertThat(browser.post("/drafts/draft-9/filing", Map.of("provider", "sandbox"))
                        .location())
                .isEqualTo("/drafts/draft-9/check");
        assertThat(browser.post("/drafts/draft-9/filing", Map.of()).location())
                .isEqualTo("/drafts/draft-9/check?provider=");
        assertThat(browser.get("/drafts/draft-9/check").text()).contains("Since bg: Отговорете тук.");
        assertThat(world.filed).isEmpty();
    }

    @Test
    public void aDraftThatWasFiledLeadsToItsSubmission() throws Exception {
        world.filed.put("draft-9", world.submission("draft-9", Journeys.State.RUNNING));

        assertThat(browser.get("/drafts/draft-9/check").location()).isEqualTo("/submissions/draft-9");
    }

    @Test
    public void theStatusIsSilentWhileNothingChanged() throws Exception {
        world.filed.put("s", world.submission("s", Journeys.State.RUNNING));
        String page = browser.get("/submissions/s").text();
        String seen = page.replaceAll("(?s).*status\\?seen=([0-9a-f]+)\".*", "$1");

        assertThat(browser.get("/submissions/s/status?seen=" + seen).status()).isEqualTo(204);
        world.filed.put("s", world.submission("s", Journeys.State.CLOSED));
        Browser.Answer changed = browser.get("/submissions/s/status?seen=" + seen);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text()).startsWith("<div id=\"status\">").contains("Приключено");
    }

    @Test
    public void whatWasNotSignedIsSignedAgain() throws Exception {
        world.filed.put("s", world.submission("s", Journeys.State.NOT_SIGNED));
        assertThat(browser.get("/submissions/s").text()).contains("action=\"/submissions/s/signing\"");

        assertThat(browser.post("/submissions/s/signing", Map.of("provider", "sandbox"))
                        .location())
                .isEqualTo("/submissions/s");

        assertThat(world.filed.get("s").state()).isEqualTo(Journeys.State.WAITING_FOR_SIGNATURE);
    }

    @Test
    public void whoIsLedToTheProviderIsToldSoAndComesBackByThatBrowserAlone() throws Exception {
        world.filed.put("s", world.departing("s"));
        assertThat(browser.get("/submissions/s").text())
                .contains("href=\"/submissions/s/approval\"", "и после ще се върнете тук.")
                .doesNotContain("target=\"_blank\"");

        Browser.Answer out = browser.get("/submissions/s/approval");

        assertThat(out.status()).isEqualTo(302);
        assertThat(out.location()).isEqualTo("https://rssp.example/consent?a=1");
        Cookie bound = out.cookies().get(0);
        assertThat(bound.getPath()).isEqualTo("/signing");
        assertThat(bound.isHttpOnly()).isTrue();
        assertThat(bound.getAttribute("SameSite")).isEqualTo("Lax");
        assertThat(world.away)
                .containsEntry("returnTo", "http://gishe.test/signing/return")
                .containsEntry("browser", bound.getValue());
        assertThat(browser.get("/signing/return?code=c&state=state-1").problem().status())
                .as("another browser")
                .isEqualTo(409);
        browser.cookies.add(bound);
        Browser.Answer back = browser.get("/signing/return?code=c&state=state-1&iss=i");
        assertThat(back.location()).isEqualTo("/submissions/s");
        assertThat(back.cookies()).singleElement().satisfies(cookie -> assertThat(cookie.getMaxAge())
                .isZero());
        assertThat(world.back).isEqualTo(Map.of("code", "c", "state", "state-1", "iss", "i"));
    }

    @Test
    public void aReturnThatIsNotAwaitedOrTooLargeIsToldInWordsAndTakesNothing() throws Exception {
        assertThat(browser.get("/signing/return?code=c&state=made-up").problem().status())
                .isEqualTo(409);
        world.back = Map.of();
        var many = new StringBuilder("/signing/return?state=state-1");
        for (int i = 0; i < 10_000; i++) {
            many.append("&p").append(i).append("=v");
        }
        assertThat(browser.get(many.toString()).problem().status()).isEqualTo(422);
        assertThat(browser.get("/signing/return?state=state-1&code=" + "x".repeat(4_097))
                        .problem()
                        .status())
                .isEqualTo(422);
        assertThat(browser.get("/signing/elsewhere?state=state-1").problem().status())
                .isEqualTo(404);
        assertThat(browser.head("/signing/return?state=state-1").problem().status())
                .isEqualTo(405);
        assertThat(browser.head("/submissions/s/approval").problem().status()).isEqualTo(405);
        browser.session = Optional.empty();
        assertThat(browser.get("/signing/return?code=c&state=state-1").location())
                .as("what came along is not kept")
                .isEqualTo("/login?goto=/submissions");
        assertThat(browser.get("/submissions/s/approval").location())
                .isEqualTo("/login?goto=%2Fsubmissions%2Fs%2Fapproval");
        assertThat(world.back).isEmpty();
        assertThat(world.away).isEmpty();
    }

    @Test
    public void aProviderThatCannotBeReachedIsToldAndOneThatNeedNotBeLeadsBack() throws Exception {
        world.there = null;
        world.filed.put("s", world.departing("s"));
        assertThat(browser.get("/submissions/s/approval").problem().status()).isEqualTo(503);
        world.filed.put("s", world.submission("s", Journeys.State.RUNNING));
        assertThat(browser.get("/submissions/s/approval").location()).isEqualTo("/submissions/s");

        world.away.put("browser", "");
        world.again = true;
        Browser.Answer later = browser.get("/signing/return?code=c&state=state-1");
        assertThat(later.problem().status()).isEqualTo(503);
        assertThat(later.cookies()).as("the same return may come once more").isEmpty();
    }

    @Test
    public void whoIsNotLoggedInIsSentToLogInAndBack() throws Exception {
        browser.session = Optional.empty();

        assertThat(browser.get("/messages/m-1").location()).isEqualTo("/login?goto=%2Fmessages%2Fm-1");
        assertThat(browser.post("/services/sample/drafts", Map.of()).location())
                .isEqualTo("/login?goto=%2Fservices%2Fsample");
    }

    @Test
    public void aLogInGoesOutAndComesBackWithASession() throws Exception {
        browser.session = Optional.empty();
        assertThat(browser.get("/login").headers().get("Content-Security-Policy"))
                .isEqualTo("form-action 'self' https: http:");

        Browser.Answer out = browser.post("/login", Map.of("way", "sandbox", "goto", "/submissions"));
        assertThat(out.status()).isEqualTo(302);
        assertThat(out.location()).startsWith("http://gishe.test/login/return?state=");
        Cookie bound = out.cookies().get(0);
        assertThat(bound.isHttpOnly()).isTrue();

        browser.cookies.add(bound);
        Browser.Answer back = browser.get(out.location().substring("http://gishe.test".length()));
        assertThat(back.location()).isEqualTo("/submissions");
        assertThat(back.cookies()).anySatisfy(cookie -> {
            assertThat(cookie.getName()).isEqualTo("gishe");
            assertThat(cookie.getValue()).isEqualTo("token");
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getAttribute("SameSite")).isEqualTo("Lax");
        });
    }

    @Test
    public void theOtherLanguageLeadsToTheSamePage() throws Exception {
        browser.session = Optional.empty();

        assertThat(browser.get("/login?goto=/submissions").text())
                .contains("href=\"/login?lang=en&amp;goto=%2Fsubmissions\"");
        browser.language = Locale.ENGLISH;
        assertThat(browser.get("/").text()).contains("href=\"/?lang=bg\"");
    }

    @Test
    public void aLogInThatFailedIsToldInWords() throws Exception {
        browser.session = Optional.empty();

        Browser.Answer answer = browser.get("/login/return?state=stolen");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("Отказахте влизането.");
        assertThat(answer.cookies()).noneMatch(cookie -> cookie.getName().equals("gishe"));
        assertThat(browser.post("/login", Map.of("way", "none")).problem().status())
                .isEqualTo(422);
    }

    @Test
    public void logOutEndsTheSession() throws Exception {
        browser.cookies.add(new Cookie("gishe", "token"));

        assertThat(browser.post("/logout", Map.of()).location()).isEqualTo("/");

        assertThat(world.ended).containsExactly("token");
    }

    @Test
    public void whatIsUnknownIsNotFound() throws Exception {
        for (String address : List.of(
                "/services/none",
                "/drafts/none/check",
                "/submissions/none",
                "/messages/none",
                "/messages/none/document",
                "/submissions/a/b/c",
                "/login/other")) {
            assertThat(browser.get(address).problem().status()).as(address).isEqualTo(404);
        }
        world.drafts.put("draft-9", draft("draft-9"));
        assertThat(browser.get("/drafts/draft-9/none").problem().status()).isEqualTo(404);
    }

    @Test
    public void aLogInThatIsNotSureEnoughIsRefused() throws Exception {
        browser.session = Optional.of(new Session(
                SampleWorld.SESSION.actor(),
                org.gishe.api.base.Assurance.LOW,
                "csrf-token",
                SampleWorld.SESSION.until()));

        assertThat(browser.post("/services/sample/drafts", Map.of()).problem().name())
                .isEqualTo("assurance");
    }

    @Test
    public void theWayBackIsAPathOfOurs() {
        assertThat(List.of("/", "/submissions", "/drafts/1-a/check?then=check"))
                .allMatch(path -> Portal.local(path).equals(path));
        for (String foreign : new String[] {
            null, "", "//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)", "/ a", "/a\nb"
        }) {
            assertThat(Portal.local(foreign)).as(String.valueOf(foreign)).isEqualTo("/");
        }
    }

    private Journeys.Draft draft(String id) {
        Map<String, Data> form = new HashMap<>();
        form.put("address", new Data.Obj(Map.of("street", Data.of("\"><script>alert(1)</script>"))));
        return new Journeys.Draft(
                id,
                "sample",
                "1.0.0",
                new Data.Obj(form),
                List.of(
                        new Finding("/colour", LocalText.of("Отговорете тук.", "Give an answer here.")),
                        new Finding("/since", LocalText.of("Отговорете тук.", "Give an answer here.")),
                        new Finding("", LocalText.of("За граждани.", "For citizens."))),
                SampleWorld.NOW,
                SampleWorld.NOW,
                Optional.empty());
    }
}
