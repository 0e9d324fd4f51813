/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.oidc;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.identity.IdentityProvider;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.identity.internal.OpenIdProvider;
import org.gishe.testkit.IdentityProviderContract;
import org.junit.AfterClass;
import org.junit.BeforeClass;

public class OidcContractTest extends IdentityProviderContract {

    private static final HttpClient BROWSER =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Invented PERSON = Invented.all().get(0);

    private static Server sandbox;

    @BeforeClass
    public static void startTheSandbox() throws IOException, GeneralSecurityException {
        var sites = List.<Site>of(new OpenIdProvider(Instant::now));
        sandbox = new Server(0, () -> sites);
    }

    @AfterClass
    public static void stopTheSandbox() {
        sandbox.close();
    }

    @Override
    protected IdentityProvider provider() {
        return provider(sandbox.address() + "/idp");
    }

    @Override
    protected IdentityProvider unreachable() {
        return provider("http://127.0.0.1:1/idp");
    }

    @Override
    protected Identifier known() {
        return Identifier.fromEtsi(PERSON.etsi());
    }

    @Override
    protected Map<String, String> logIn(URI address) throws Exception {
        return post(address, "&level=substantial&person=" + PERSON.egn());
    }

    @Override
    protected Map<String, String> giveUp(URI address) throws Exception {
        return post(address, "&cancel=1");
    }

    private static IdentityProvider provider(String issuer) {
        return new OidcLogin(issuer, "gishe", "sandbox-only", "identifier", LocalText.of("Проба", "Sandbox"));
    }

    /** The page's form holds what the address asked; the browser sends it back with the person's choice. */
    private static Map<String, String> post(URI address, String choice) throws Exception {
        var form = new StringBuilder();
        Call.parameters(address.getRawQuery()).forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        var answer = BROWSER.send(
                HttpRequest.newBuilder(URI.create(address.toString().split("\\?", 2)[0]))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form + choice))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        String location = answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("the sandbox answered " + answer.statusCode()));
        return Call.parameters(URI.create(location).getRawQuery());
    }
}
