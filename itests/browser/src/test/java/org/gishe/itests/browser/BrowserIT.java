/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.SelectOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * A citizen's whole way in a real browser, on a phone and on a desktop, in both languages, with and without JavaScript. Each page
 * on the way is held against WCAG 2.2 AA by axe, and a picture of it is kept under target/screens.
 */
public class BrowserIT {

    private static final double PATIENCE = 30_000;
    private static final Path ROOT =
            Path.of(System.getProperty("gishe.root", "../..")).toAbsolutePath();
    private static final Path SCREENS =
            Path.of(System.getProperty("gishe.target", "target")).resolve("screens");

    private static Server server;
    private static Chromium chromium;

    @BeforeClass
    public static void open() throws IOException {
        server = Server.fresh("browser");
        server.start();
        chromium = new Chromium();
    }

    @AfterClass
    public static void shut() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    public void onAPhoneInBulgarian() {
        try (var way = new Way("phone", "bg", true, 1)) {
            way.whole();
        }
    }

    @Test
    public void onAPhoneInEnglish() {
        try (var way = new Way("phone", "en", true, 2)) {
            way.whole();
        }
    }

    @Test
    public void onADesktopInBulgarian() {
        try (var way = new Way("desktop", "bg", true, 3)) {
            way.whole();
        }
    }

    @Test
    public void onADesktopInEnglish() {
        try (var way = new Way("desktop", "en", true, 4)) {
            way.whole();
        }
    }

    @Test
    public void withoutJavaScript() {
        try (var way = new Way("phone", "bg", false, 5)) {
            way.whole();
        }
    }

    @Test
    public void whoWasInvitedTriesAVersionThatIsToCome() throws IOException {
        server.deploy(new Versions(server, Versions.CERTIFICATE).jar("7.0.0"), "?at=2099-01-02T08:00")
                .expect(201);
        String link = server.decide("permanent-address", "versions/7.0.0/testers", "{\"name\": \"Maria\"}")
                .expect(201)
                .json()
                .path("link")
                .asText();
        try (var way = new Way("phone", "bg", true, 6)) {
            way.tries(link, "7.0.0");
        }
        try (var way = new Way("desktop", "en", true, 7)) {
            way.isNotInvited(link);
        }
    }

    /** One citizen with one device. */
    private static final class Way implements AutoCloseable {

        private final String name;
        private final String language;
        private final int person;
        private final Words words;
        private final BrowserContext context;
        private final Page page;
        private final Set<String> seen = new TreeSet<>();
        private final Eye eye;

        Way(String device, String language, boolean script, int person) {
            this.name = device + "-" + language + (script ? "" : "-noscript");
            this.language = language;
            this.person = person;
            this.words = new Words(ROOT, language);
            context = chromium.device(device, language, script);
            eye = new Eye(chromium, SCREENS, name, language, script, server.address());
            eye.watch(context);
            page = context.newPage();
        }

        void whole() {
            // the start page, in the browser's own language, and the other one and back
            go("/");
            look("start", page);
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            link(words.of("language.other")).click();
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(words.of("language.other.code"));
            page.locator("header a[hreflang=" + language + "]").click();
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);

            // the service, which asks for a log-in; the first time somebody thinks better of it
            link(words.certificate("title")).click();
            look("service", page);
            button(words.of("service.start")).click();
            look("login", page);
            page.locator("main button").click();
            look("provider", page);
            page.locator("button[name=cancel]").click();
            heading(words.of("login.failed.title"));
            look("login-failed", page);
            link(words.of("login.again")).click();
            page.locator("main button").click();
            page.locator("select[name=person]").selectOption(new SelectOption().setIndex(person));
            page.locator("form button").first().click();

            // one question a page; none answered is told in words beside the field
            if (!page.url().contains("/services/")) {
                go("/");
                link(words.certificate("title")).click();
            }
            button(words.of("service.start")).click();
            heading(words.certificate("page.purpose.title"));
            look("purpose", page);
            button(words.of("continue")).click();
            Locator summary = page.locator(".g-error-summary");
            summary.waitFor();
            assertThat(page.title()).startsWith(words.of("error.prefix"));
            assertThat(summary.locator("h2").textContent()).isEqualTo(words.of("error.summary"));
            look("purpose-error", page);
            summary.locator("a").first().click();
            assertThat(page.url()).contains("#");
            page.getByLabel(words.certificate("field.purpose.bank"), exact()).check();
            button(words.of("continue")).click();
            heading(words.certificate("page.language.title"));
            look("language", page);
            page.getByLabel(words.certificate("field.language." + language), exact())
                    .check();
            button(words.of("continue")).click();
            heading(words.certificate("page.note.title"));
            look("note", page);
            page.locator("main [name][type=text], main textarea").first().fill("За сметка № 1 <b>„х“</b>");
            button(words.of("continue")).click();

            // the answers, one of which is changed
            heading(words.of("check.title"));
            look("check", page);
            assertThat(page.locator("dl").first().textContent())
                    .contains(words.certificate("field.purpose.bank"))
                    .doesNotContain(words.certificate("field.purpose.work"));
            assertThat(page.locator("main").textContent()).contains("За сметка № 1 <b>„х“</b>");
            page.locator("dd a").first().click();
            heading(words.certificate("page.purpose.title"));
            assertThat(page.getByLabel(words.certificate("field.purpose.bank"), exact())
                            .isChecked())
                    .isTrue();
            page.getByLabel(words.certificate("field.purpose.work"), exact()).check();
            button(words.of("continue")).click();
            heading(words.of("check.title"));
            assertThat(page.locator("dl").first().textContent()).contains(words.certificate("field.purpose.work"));
            String draft = page.url();

            // filed, rejected on the phone, signed again
            button(words.of("check.file")).click();
            Locator approve = page.locator("#approve");
            approve.waitFor();
            look("waiting", page);
            String submission = page.url();
            onThePhone("form[action$='/reject'] button", "rejected");
            Locator again = page.getByRole(
                    AriaRole.BUTTON, new Page.GetByRoleOptions().setName(words.of("state.NOT_SIGNED.again")));
            again.waitFor();
            look("not-signed", page);
            again.click();
            approve.waitFor();
            onThePhone("form[action$='/approve'] button", "approved");
            Locator result =
                    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(words.of("submission.result")));
            result.waitFor();
            look("closed", page);
            assertThat(page.locator("#status").textContent())
                    .contains(words.of("state.CLOSED"))
                    .contains(words.of("submission.granted"));
            byte[] signed = download(words.of("submission.signed"));
            page.navigate(draft); // what was filed is no draft any more
            assertThat(page.url()).isEqualTo(submission);

            // a second application, left as a draft: texts, numbers and a date
            secondDraft();
            link(words.of("nav.submissions")).click();
            heading(words.of("submissions.title"));
            assertThat(page.locator("main").textContent())
                    .contains(words.of("submissions.drafts"))
                    .contains(words.of("submissions.filed"));
            look("submissions", page);
            page.locator("main a[href^='/drafts/']").first().click();
            look("check-incomplete", page);
            assertThat(page.locator(".g-error-summary li").count()).isPositive();
            button(words.of("form.discard")).click();
            heading(words.of("submissions.title"));
            assertThat(page.locator("main a[href^='/drafts/']").count()).isZero();

            // the mailbox
            link(words.of("nav.messages")).click();
            heading(words.of("messages.title"));
            assertThat(page.locator("main").textContent()).contains(words.of("messages.new"));
            look("messages", page);
            page.locator("main a[href^='/messages/']").first().click();
            look("message", page);
            assertThat(page.locator("main li").count()).isGreaterThanOrEqualTo(2); // sent and received
            byte[] document = download(words.of("message.download"));
            assertThat(new String(document, 0, 5, StandardCharsets.ISO_8859_1)).isEqualTo("%PDF-");
            byte[] evidence = download(words.of("message.evidence.download"));
            assertThat(new String(evidence, StandardCharsets.UTF_8)).startsWith("[{");
            link(words.of("nav.messages")).click();
            assertThat(page.locator("main").textContent()).doesNotContain(words.of("messages.new"));

            // who looked, and a question about it
            link(words.of("nav.oversight")).click();
            heading(words.of("oversight.title"));
            page.locator(".g-details__summary").click();
            look("oversight", page);
            page.locator("main a[href^='/oversight/']:not([download])").first().click();
            look("access", page);
            assertThat(page.locator("main").textContent())
                    .contains(words.of("oversight.row.institution"))
                    .contains(words.of("oversight.own.lead"));
            button(words.of("oversight.ask.send")).click();
            page.locator(".g-error-summary").waitFor();
            look("access-error", page);
            page.locator("#text").fill("Защо е нужен <b>адресът</b>?");
            button(words.of("oversight.ask.send")).click();
            page.locator(".gishe-done").waitFor();
            look("access-asked", page);
            assertThat(page.locator("main").textContent())
                    .contains("Защо е нужен <b>адресът</b>?")
                    .contains(words.of("oversight.waiting"));

            // nowhere, and out
            go("/submissions/00000000-0000-0000-0000-000000000000");
            look("not-found", page);
            assertThat(page.locator("h1").count()).isEqualTo(1);
            go("/");
            button(words.of("nav.logout")).click();
            link(words.of("nav.login")).waitFor();
            look("start-again", page);
            go(submission.substring(server.address().toString().length()));
            assertThat(page.url()).as("after the log-out").contains("/login?goto=");
            judged(signed);

            assertThat(eye.complaints()).isEmpty();
            assertThat(seen).containsAll(Routes.all(ROOT));
        }

        /** What was signed is judged for a stranger. */
        private void judged(byte[] signed) {
            go("/");
            link(words.of("foot.check")).click();
            heading(words.of("examine.title"));
            look("examine", page);
            button(words.of("examine.send")).click();
            look("examine-nothing", page);
            assertThat(page.locator(".g-error-summary li").count()).isPositive();
            page.locator("#document")
                    .setInputFiles(new FilePayload("signed.asice", "application/vnd.etsi.asic-e+zip", signed));
            button(words.of("examine.send")).click();
            heading(words.of("examined.title"));
            look("examined", page);
            assertThat(page.locator(".gishe-done").count()).isEqualTo(1);
            assertThat(page.locator("main").textContent())
                    .contains(words.of("examined.sandbox"), "signed.asice", "application.json");
            byte[] report = download(words.of("examined.report"));
            assertThat(new String(report, StandardCharsets.UTF_8)).contains("ValidationReport");
        }

        /** Fills in a version to come, and is told that nothing can be filed yet. */
        void tries(String link, String version) {
            page.navigate(link);
            page.locator("main button").click();
            page.locator("select[name=person]").selectOption(new SelectOption().setIndex(person));
            page.locator("form button").first().click();
            heading(words.certificate("page.purpose.title"));
            assertThat(page.locator("[role=note]").textContent()).contains(version, "2099");
            look("preview", page);
            page.getByLabel(words.certificate("field.purpose.bank"), exact()).check();
            button(words.of("continue")).click();
            heading(words.certificate("page.language.title"));
            page.getByLabel(words.certificate("field.language.bg"), exact()).check();
            button(words.of("continue")).click();
            heading(words.certificate("page.note.title"));
            button(words.of("continue")).click();
            heading(words.of("check.title"));
            look("preview-check", page);
            button(words.of("check.file")).click();
            page.waitForLoadState();
            look("preview-not-filed", page);
            assertThat(page.locator("main").textContent()).contains(version, "2.01.2099");
            go("/submissions");
            assertThat(page.locator("main").textContent()).doesNotContain(words.of("submissions.filed"));
            assertThat(eye.complaints()).isEmpty();
        }

        void isNotInvited(String link) {
            page.navigate(link);
            page.locator("main button").click();
            page.locator("select[name=person]").selectOption(new SelectOption().setIndex(person));
            page.locator("form button").first().click();
            page.waitForLoadState();
            look("not-found", page);
            assertThat(page.locator("main").textContent()).contains("This invitation does not count");
            assertThat(eye.complaints()).isEmpty();
        }

        private void secondDraft() {
            go("/services/correspondence-address");
            button(words.of("service.start")).click();
            look("address", page);
            List<Locator> fields = page.locator("main input[type=text]").all();
            List<String> answers = List.of("гр. Пловдив", "12", "ул. Шипка", "5", "");
            for (int i = 0; i < fields.size(); i++) {
                fields.get(i).fill(answers.get(i));
            }
            button(words.of("continue")).click();
            page.locator(".g-error-summary").waitFor(); // the post code has four digits
            look("address-error", page);
            fields.get(1).fill("4000");
            button(words.of("continue")).click();
            Locator day = page.locator("input[name$='.day']");
            day.waitFor();
            look("date", page);
            day.fill("31");
            page.locator("input[name$='.month']").fill("2");
            page.locator("input[name$='.year']").fill("2027");
            button(words.of("continue")).click();
            page.locator(".g-error-summary").waitFor(); // no such day
            look("date-error", page);
            assertThat(day.inputValue()).as("what was typed stays to be mended").isEqualTo("31");
        }

        private void onThePhone(String button, String picture) {
            Page phone = context.waitForPage(() -> page.locator("#approve").click());
            phone.waitForLoadState();
            look("phone-" + picture + "-before", phone);
            phone.locator(button).click();
            phone.locator("p[role=status]").waitFor();
            look("phone-" + picture, phone);
            phone.close();
            page.bringToFront();
        }

        private byte[] download(String text) {
            Download download = page.waitForDownload(() -> link(text).click());
            try {
                return Files.readAllBytes(download.path());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void go(String path) {
            page.navigate(server.address() + path);
        }

        private Locator link(String text) {
            return page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName(text).setExact(true))
                    .first();
        }

        private Locator button(String text) {
            return page.getByRole(
                    AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text).setExact(true));
        }

        private static Page.GetByLabelOptions exact() {
            return new Page.GetByLabelOptions().setExact(true);
        }

        /** Waits for the page with that heading. */
        private void heading(String text) {
            page.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions()
                                    .setName(text)
                                    .setExact(true)
                                    .setLevel(1))
                    .waitFor();
        }

        /** Takes a picture and holds the page against the rules. */
        private void look(String picture, Page what) {
            eye.look(picture, what);
            if (what.url().startsWith(server.address().toString())) {
                seen.add(Routes.of(what.url(), picture.equals("not-found") ? 404 : 200));
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
