/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.trust.internal.Application.Verifier;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** What may go wrong before and on the consent page. */
public class OAuthPageTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Sandbox sandbox = new Sandbox();

    @Test
    public void nobodyIsSentToAnAddressThatIsNotTheApplications() throws Exception {
        Application application = Application.gishe(sandbox, 2);

        for (String elsewhere : new String[] {
            "http://evil.invalid/",
            "javascript:alert(1)",
            "http://127.0.0.1@evil.invalid/",
            "http://127.0.0.1/#a",
            "%",
            ""
        }) {
            var answer = application.ask(new Verifier(), Map.of("redirect_uri", elsewhere, "scope", "service"));
            assertThat(answer.statusCode()).as(elsewhere).isEqualTo(400);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
        }
        assertThat(application
                        .ask(new Verifier(), Map.of("client_id", "nobody"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    public void whatIsAskedWronglyLeadsBackWithTheErrorAndTheState() throws Exception {
        Application application = Application.gishe(sandbox, 2);

        for (var wrong : Map.of(
                        Map.of("response_type", "token"), "unsupported_response_type",
                        Map.of("scope", "everything"), "invalid_scope",
                        Map.of("code_challenge_method", "plain"), "invalid_request",
                        Map.of("code_challenge", "short"), "invalid_request",
                        Map.of("scope", "credential"), "invalid_request",
                        Map.of("authorization_details", "[{}]"), "invalid_authorization_details",
                        Map.of("authorization_details", "["), "invalid_authorization_details")
                .entrySet()) {
            Map<String, String> back = Application.back(application.ask(new Verifier(), wrong.getKey()));
            assertThat(back)
                    .as(wrong.getKey().toString())
                    .containsEntry("error", wrong.getValue())
                    .containsEntry("state", "state-1")
                    .doesNotContainKey("code");
        }
    }

    @Test
    public void aPageServesOnceAndNotForLong() throws Exception {
        Application application = Application.gishe(sandbox, 2);
        var page = application.ask(new Verifier(), Map.of("scope", "service"));
        String anna = application.credential(Invented.all().get(0));
        application.decide(page, "approve", anna);

        assertThat(decide(page)).isEqualTo(409);

        var late = application.ask(new Verifier(), Map.of("scope", "service"));
        sandbox.now = sandbox.now.plus(Duration.ofMinutes(6));
        assertThat(decide(late)).isEqualTo(409);
    }

    @Test
    public void aCodeDoesNotLastLong() throws Exception {
        Application application = Application.gishe(sandbox, 2);
        var verifier = new Verifier();
        var back = application.decide(
                application.ask(verifier, Map.of("scope", "service")),
                "approve",
                application.credential(Invented.all().get(0)));
        sandbox.now = sandbox.now.plus(Duration.ofMinutes(2));

        assertThat(application.redeem(back.get("code"), verifier).error()).isEqualTo("invalid_grant");
    }

    @Test
    public void thePageSpeaksBothLanguagesAndQuotesWhatItShows() throws Exception {
        Application application = Application.gishe(sandbox, 2);

        String bulgarian = html(application.ask(new Verifier(), Map.of("scope", "service")));
        String english = html(application.ask(new Verifier(), Map.of("scope", "service", "lang", "en-US")));

        assertThat(bulgarian).contains("lang=\"bg\"", "Разрешавам");
        assertThat(english).contains("lang=\"en\"", "Allow");
    }

    private static String html(java.net.http.HttpResponse<byte[]> page) {
        return new String(page.body(), StandardCharsets.UTF_8);
    }

    private int decide(java.net.http.HttpResponse<byte[]> page) throws Exception {
        String request = html(page).replaceAll("(?s).*name=\"request\" value=\"([^\"]+)\".*", "$1");
        return sandbox.post(
                        "/csc/v2/oauth2/decision",
                        "application/x-www-form-urlencoded",
                        ("decision=approve&request=" + request).getBytes(StandardCharsets.UTF_8))
                .statusCode();
    }
}
