/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.identity.Session;
import org.gishe.journal.Entry;
import org.gishe.oversight.internal.Proofs;
import org.gishe.oversight.test.Scene;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.gishe.web.portal.internal.Browser.Answer;
import org.gishe.web.theme.Texts;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

public class OversightPagesTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store = TestStores.SQLITE.open();

    private final Proofs proofs = (person, sequence) -> sequence == 1 ? Optional.of(Data.EMPTY) : Optional.empty();
    private final Scene scene = new Scene(store, Map.of(), proofs);
    private final Browser browser =
            new Browser(new OversightPages(scene.oversight, name -> "/assets/0123456789abcdef/" + name));

    public OversightPagesTest() {
        browser.session = Optional.of(
                new Session(scene.anna, Assurance.SUBSTANTIAL, "token", Scene.NOW.plus(Duration.ofHours(1))));
    }

    private Entry.Builder look(String reference) {
        return Scene.enquiry(scene.anna.id(), Scene.AGENCY, Map.of("reference", reference));
    }

    private String first() throws IOException {
        Matcher link = Pattern.compile("href=\"(/oversight/[A-Za-z0-9_-]{32})\"")
                .matcher(browser.get("/oversight").text());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    @Test
    public void everyPageIsWellFormedInBothLanguages() throws IOException {
        scene.record(look("A <b>"), look("B").withheld(Scene.NOW.minusSeconds(1)));
        scene.record(Entry.of("access.document").person(scene.anna.id()));
        scene.journal.run();
        String access = first();
        for (Locale language : List.of(Texts.BULGARIAN, Locale.ENGLISH)) {
            browser.language = language;
            for (String address : List.of(
                    "/oversight",
                    "/oversight?done=notices",
                    "/oversight?q=nothing",
                    "/oversight?from=never",
                    "/oversight?institution=" + Scene.AGENCY + "&register=population",
                    access,
                    access + "?done=asked")) {
                Answer answer = browser.get(address);
                assertThat(answer.status()).as(address).isEqualTo(200);
                assertThat(Html.faults(answer.text())).as(address).isEmpty();
                assertThat(answer.text())
                        .contains("<html lang=\"" + language.getLanguage() + "\"")
                        .doesNotContain("<b>");
            }
        }
    }

    @Test
    public void whoIsNotLoggedInIsAskedToLogIn() throws IOException {
        browser.session = Optional.empty();

        assertThat(browser.get("/oversight").location()).isEqualTo("/login?goto=/oversight");
        assertThat(browser.post("/oversight/notices", Map.of("wanted", "true")).location())
                .isEqualTo("/login?goto=/oversight");
    }

    @Test
    public void accessesStandUnderTheirDaysAndOlderOnesAreAPageAway() throws IOException {
        for (int i = 0; i < 25; i++) {
            scene.record(look("N-" + i));
            scene.now = scene.now.plus(Duration.ofHours(8));
        }
        browser.language = Locale.ENGLISH;
        String text = browser.get("/oversight").text();

        assertThat(text).contains("1 December 2026").contains("Sample Agency").contains("Data were given");
        Matcher next = Pattern.compile("href=\"(/oversight\\?cursor=[^\"]+)\"").matcher(text);
        assertThat(next.find()).isTrue();
        String older = browser.get(next.group(1)).text();
        assertThat(older).contains("23 November 2026").doesNotContain(">Older<");
        assertThat(browser.get("/oversight?q=N-7").text())
                .contains("25 November 2026")
                .doesNotContain("1 December");
    }

    @Test
    public void anAccessTellsEverythingAndGivesItsProofWhereThereIsOne() throws IOException {
        scene.record(look("DP-1/2026"));
        browser.language = Locale.ENGLISH;
        String access = first();
        assertThat(browser.get(access).text())
                .contains("DP-1/2026", "Town", "Закон за гражданската регистрация", "999999924")
                .doesNotContain("Place in the journal");
        assertThat(browser.get(access + "/proof").status()).isEqualTo(404);

        scene.journal.run();
        assertThat(browser.get(access).text()).contains("Place in the journal").contains(access + "/proof");
        assertThat(browser.get(access + "/proof").text()).isEqualTo("{}");
    }

    @Test
    public void aQuestionIsSentByItsFormAndItsAnswerStandsThere() throws IOException {
        scene.record(look("1"));
        String access = first();

        assertThat(browser.post(access + "/questions", Map.of("kind", "objection", "text", " "))
                        .status())
                .isEqualTo(422);
        assertThat(browser.post(access + "/questions", Map.of("kind", "objection", "text", "Защо? <i>"))
                        .location())
                .isEqualTo(access + "?done=asked");
        assertThat(browser.get(access).text()).contains("Чака отговор").contains("Защо? &lt;i&gt;");
        String question = scene.overseers.open(Optional.empty(), "", 10).get(0).id();
        scene.overseers.answer(question, "Ето защо.", "operator");

        String text = browser.get(access).text();
        assertThat(Html.faults(text)).isEmpty();
        assertThat(text).contains("Ето защо.").doesNotContain("Чака отговор").contains("/messages/");
        assertThat(browser.get("/oversight/questions/" + question).location()).isEqualTo(access);
        assertThat(browser.get("/oversight/questions/nobody").status()).isEqualTo(404);
    }

    @Test
    public void noticesAreSwitchedByAButton() throws IOException {
        browser.language = Locale.ENGLISH;
        assertThat(browser.get("/oversight").text()).contains("name=\"wanted\" value=\"true\"");
        assertThat(browser.post("/oversight/notices", Map.of("wanted", "true")).location())
                .isEqualTo("/oversight?done=notices");
        assertThat(browser.get("/oversight").text())
                .contains("name=\"wanted\" value=\"false\"")
                .contains("Stop the notices");
    }

    @Test
    public void exportsAreOfWhatWasChosen() throws IOException {
        scene.record(look("ONE"), look("TWO"));

        assertThat(browser.get("/oversight/export.json?q=two").text())
                .contains("TWO")
                .doesNotContain("ONE");
        Answer pdf = browser.get("/oversight/export.pdf");
        assertThat(pdf.headers().get("Content-Type")).isEqualTo("application/pdf");
        assertThat(new String(pdf.body(), 0, 5)).isEqualTo("%PDF-");
        assertThat(browser.get("/oversight/export.json?from=never").status()).isEqualTo(404);
    }

    @Test
    public void whatIsSecretChangesNoByteOfAPage() throws IOException {
        for (int i = 0; i < 25; i++) {
            scene.record(look("N-" + i));
        }
        scene.journal.run();
        List<String> without = pages();

        for (int i = 0; i < 45; i++) {
            scene.record(Scene.enquiry(scene.anna.id(), Scene.POLICE, Map.of("register", "secret"))
                    .withheld(Scene.NOW.plus(Duration.ofDays(9))));
        }
        scene.journal.run();

        assertThat(pages()).isEqualTo(without);
    }

    private List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>();
        String address = "/oversight";
        while (!address.isEmpty()) {
            String text = browser.get(address).text();
            pages.add(text);
            Matcher access =
                    Pattern.compile("href=\"(/oversight/[A-Za-z0-9_-]{32})\"").matcher(text);
            while (access.find()) {
                pages.add(browser.get(access.group(1)).text());
            }
            Matcher next =
                    Pattern.compile("href=\"(/oversight\\?cursor=[^\"]+)\"").matcher(text);
            address = next.find() ? next.group(1) : "";
        }
        for (String search : List.of("?q=secret", "?register=secret", "?institution=" + Scene.POLICE)) {
            pages.add(browser.get("/oversight" + search).text());
        }
        assertThat(pages).hasSize(30);
        return pages;
    }
}
