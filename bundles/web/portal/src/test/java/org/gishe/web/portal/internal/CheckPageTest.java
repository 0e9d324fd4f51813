/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.signing.Validation;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Change;
import org.gishe.vendor.dss.Verdict.Indication;
import org.gishe.vendor.dss.Verdict.Outcome;
import org.gishe.vendor.dss.Verdict.SignatureVerdict;
import org.gishe.vendor.dss.Verdict.SignedDocument;
import org.gishe.vendor.dss.Verdict.Signer;
import org.gishe.web.theme.Texts;
import org.junit.Before;
import org.junit.Test;

public class CheckPageTest {

    private static final byte[] FILE = "%PDF".getBytes(StandardCharsets.UTF_8);

    private final Judge judge = new Judge();
    private final Browser browser = new Browser(new CheckPage(judge, name -> "/assets/" + name));

    /** Says what a test wants, and keeps what it was asked. */
    private static final class Judge implements Validation {

        private Verdict verdict = verdict(Outcome.VALID, Indication.TOTAL_PASSED, null);
        private RuntimeException trouble;
        private final List<String> asked = new ArrayList<>();

        @Override
        public Verdict validate(Document signed, List<Document> detached) {
            if (trouble != null) {
                throw trouble;
            }
            try {
                asked.add(signed.name() + " " + new String(signed.read(), StandardCharsets.UTF_8));
                for (Document each : detached) {
                    asked.add("content " + new String(each.read(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return verdict;
        }

        @Override
        public TrustState trust(boolean again) {
            return new TrustState(null, null, 0, List.of());
        }

        @Override
        public boolean sandbox() {
            return true;
        }
    }

    private static Verdict verdict(Outcome outcome, Indication indication, String subIndication) {
        var signature = new SignatureVerdict(
                "s-1",
                null,
                "PAdES-BASELINE-T",
                Level.T,
                indication,
                subIndication,
                List.of("an error in English"),
                indication == Indication.TOTAL_PASSED ? "QESIG" : "NA",
                "QCERT_FOR_ESIG_QSCD",
                "NOT_QUALIFIED",
                Instant.parse("2026-11-23T09:00:00Z"),
                Instant.parse("2026-11-23T09:00:01Z"),
                new Signer("Яна <b>Примерова</b>", "Примерна община", new byte[0]),
                List.of(new SignedDocument("решение.pdf", "FULL", "SHA256", new byte[] {1, 2, 3})),
                Change.CONTENT);
        return new Verdict(
                outcome, List.of(signature), List.of("rest.txt"), "<report/>".getBytes(StandardCharsets.UTF_8), FILE);
    }

    @Before
    public void nobodyIsLoggedIn() {
        browser.session = Optional.empty();
    }

    @Test
    public void thePageIsThereForAnybodyInBothLanguages() throws Exception {
        for (Locale language : List.of(Texts.BULGARIAN, Locale.ENGLISH)) {
            browser.language = language;
            Browser.Answer page = browser.get("/check");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text())
                    .contains("multipart/form-data", "name=\"document\"")
                    .doesNotContain("??", "examine.");
        }
    }

    @Test
    public void theVerdictTellsWhoWhenWhatAndWorth() throws Exception {
        for (Locale language : List.of(Texts.BULGARIAN, Locale.ENGLISH)) {
            browser.language = language;
            Browser.Answer page = browser.upload("/check", Map.of("document", FILE));
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text())
                    .contains(
                            "Яна &lt;b&gt;Примерова&lt;/b&gt;, Примерна община",
                            "решение.pdf",
                            "SHA256 010203",
                            "rest.txt")
                    .contains("data:application/xml;base64,PHJlcG9ydC8+")
                    .doesNotContain("examined.", "an error in English");
        }
        assertThat(judge.asked).containsExactly("файл.pdf %PDF", "файл.pdf %PDF");
        assertThat(browser.upload("/check", Map.of("document", FILE)).text())
                .contains(
                        "Qualified electronic signature",
                        "every signature is valid",
                        "not qualified",
                        "changed after the signature");
    }

    @Test
    public void whyASignatureIsNotValidIsSaidInWords() throws Exception {
        browser.language = Locale.ENGLISH;
        judge.verdict = verdict(Outcome.INVALID, Indication.TOTAL_FAILED, "HASH_FAILURE");
        assertThat(browser.upload("/check", Map.of("document", FILE)).text())
                .contains("The content was changed after it was signed.", "gishe-bad");

        judge.verdict = verdict(Outcome.INDETERMINATE, Indication.INDETERMINATE, "SOMETHING_NEW");
        assertThat(browser.upload("/check", Map.of("document", FILE)).text())
                .contains("The validation report has the details.");

        judge.verdict = new Verdict(Outcome.NO_SIGNATURES, List.of(), List.of(), new byte[0], new byte[0]);
        assertThat(browser.upload("/check", Map.of("document", FILE)).text())
                .contains("There is no signature in this document.", "gishe-bad");
    }

    @Test
    public void theSignedFileMayLieOutside() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("document", FILE);
        files.put("content", "text".getBytes(StandardCharsets.UTF_8));

        assertThat(browser.upload("/check", files).status()).isEqualTo(200);

        assertThat(judge.asked).containsExactly("файл.pdf %PDF", "content text");
    }

    @Test
    public void whatCannotBeLookedAtIsSaidBesideTheField() throws Exception {
        browser.language = Locale.ENGLISH;
        Browser.Answer nothing = browser.upload("/check", Map.of());
        assertThat(nothing.status()).isEqualTo(422);
        assertThat(nothing.text()).contains("Choose a file that is not empty", "#document");
        assertThat(browser.upload("/check", Map.of("document", new byte[0])).status())
                .isEqualTo(422);

        judge.trouble = new AdesException(Reason.MALFORMED, "no");
        assertThat(browser.upload("/check", Map.of("document", FILE)).text())
                .contains("no file that can carry a signature");
        judge.trouble = new AdesException(Reason.TOO_LARGE, "no");
        assertThat(browser.upload("/check", Map.of("document", FILE)).status()).isEqualTo(413);
        judge.trouble = new Validation.BusyException();
        Browser.Answer busy = browser.upload("/check", Map.of("document", FILE));
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.headers()).containsKey("Retry-After");
        assertThat(browser.upload("/check", Map.of("other", FILE)).status()).isEqualTo(400);
    }

    @Test
    public void whoIsLoggedInSendsTheirToken() throws Exception {
        browser.session = Optional.of(SampleWorld.SESSION);
        assertThat(browser.get("/check").text()).contains("action=\"/check?csrf=" + SampleWorld.SESSION.csrf());
    }
}
