/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.gishe.api.base.Data;
import org.gishe.api.base.PluginException;
import org.gishe.api.signature.SigningRequest.Digest;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** Which version is spoken, how documents are named, and what refusals are called. */
public class CscVersionTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile Reply info = Reply.empty(404);
    private final Server server;

    public CscVersionTest() throws Exception {
        server = new Server(
                0,
                () -> List.of(new Site() {
                    @Override
                    public String path() {
                        return "/rssp";
                    }

                    @Override
                    public Reply handle(Call call) {
                        asked.add(call.path());
                        return call.path().equals("/csc/v2/info") ? info : Reply.empty(404);
                    }
                }));
    }

    @After
    public void close() {
        server.close();
    }

    @Test
    public void aServiceThatTellsVersionTwoIsSpokenToInIt() {
        info = Reply.json(200, Data.EMPTY.with("specs", "2.0.0.2"));

        assertThat(client(Optional.empty()).dialect(http())).isEqualTo(Dialect.V2);
    }

    @Test
    public void aServiceThatDoesNotIsSpokenToInVersionOneAndAskedOnce() {
        var client = client(Optional.empty());

        assertThat(client.dialect(http())).isEqualTo(Dialect.V1);
        assertThat(client.dialect(http())).isEqualTo(Dialect.V1);

        assertThat(asked).containsExactly("/csc/v2/info");
        info = Reply.json(200, Data.EMPTY.with("specs", "1.0.4.0"));
        assertThat(client(Optional.empty()).dialect(http())).isEqualTo(Dialect.V1);
    }

    @Test
    public void aServiceThatFailsIsAskedAgainInsteadOfGuessed() {
        info = Reply.empty(503);
        var client = client(Optional.empty());

        assertThatThrownBy(() -> client.dialect(http())).isInstanceOf(PluginException.class);

        info = Reply.json(200, Data.EMPTY.with("specs", "2.0.0.2"));
        assertThat(client.dialect(http())).isEqualTo(Dialect.V2);
    }

    @Test
    public void whatIsConfiguredIsNotAskedFor() {
        assertThat(client(CscSignatures.version("1")).dialect(http())).isEqualTo(Dialect.V1);
        assertThat(client(CscSignatures.version("2")).dialect(http())).isEqualTo(Dialect.V2);
        assertThat(asked).isEmpty();
        assertThatThrownBy(() -> CscSignatures.version("3")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void documentsAreNamedALineEachWithinFiveHundredCharacters() {
        assertThat(CscSignatures.title(List.of(digest("Заявление"), digest("Декла\nрация"))))
                .isEqualTo("Заявление\nДекла рация");

        String many = CscSignatures.title(java.util.Collections.nCopies(20, digest("я".repeat(200))));

        assertThat(many.length()).isLessThanOrEqualTo(500);
        assertThat(many.lines()).hasSize(20);
    }

    @Test
    public void wordsOfServicesBecomeTermsOfOurOwn() {
        assertThat(Trouble.of("invalid_request", "PIN locked")).isEqualTo(Trouble.PIN_LOCKED);
        assertThat(Trouble.of("invalid_request", "OTP locked")).isEqualTo(Trouble.OTP_LOCKED);
        assertThat(Trouble.of("invalid_request", "Hash is not authorized by the SAD"))
                .isEqualTo(Trouble.HASH_NOT_AUTHORIZED);
        assertThat(Trouble.of("invalid_request", "Invalid digest value length")).isEqualTo(Trouble.DIGEST_WRONG);
        assertThat(Trouble.of("invalid_request", "Numbers of signatures is too high"))
                .isEqualTo(Trouble.TOO_MANY);
        assertThat(Trouble.of("invalid_request", "Invalid parameter SAD")).isEqualTo(Trouble.ACTIVATION_INVALID);
        assertThat(Trouble.of("invalid_request", "SAD expired")).isEqualTo(Trouble.ACTIVATION_EXPIRED);
        assertThat(Trouble.of("invalid_request", "Invalid parameter credentialID"))
                .isEqualTo(Trouble.CREDENTIAL_UNKNOWN);
        assertThat(Trouble.of("invalid_request", "Signing certificate 'CN=Somebody' is expired"))
                .isEqualTo(Trouble.CERTIFICATE_EXPIRED);
        assertThat(Trouble.of("invalid_request", "Signing certificate 'CN=Somebody' is expired")
                        .toString())
                .as("a service's words may name people")
                .doesNotContain("Somebody");
        assertThat(Trouble.of("invalid_request", "")).isEqualTo(Trouble.REQUEST_REFUSED);
        assertThat(Trouble.of("made_up", "")).isEqualTo(Trouble.UNKNOWN);
    }

    private static Digest digest(String title) {
        return new Digest(title, new byte[32]);
    }

    private CscClient client(Optional<Dialect> fixed) {
        return new CscClient(server.address() + "/rssp", "client", "secret", fixed);
    }

    private static HttpClient http() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
}
