/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.gishe.api.base.Data;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

public class ServerTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Site> sites = new ArrayList<>();
    private final Server server;

    public ServerTest() throws Exception {
        this.server = new Server(0, () -> List.copyOf(sites));
    }

    @After
    public void close() {
        server.close();
    }

    @Test
    public void aSiteIsCalledForItsOwnPathsAlone() throws Exception {
        sites.add(site("/one", call -> Reply.json(200, Data.EMPTY.with("path", call.path()))));

        assertThat(get("/one").body()).isEqualTo("{\"path\":\"\"}");
        assertThat(get("/one/two").body()).isEqualTo("{\"path\":\"/two\"}");
        assertThat(get("/onetwo").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
    }

    @Test
    public void aSiteThatGoesIsNoLongerCalled() throws Exception {
        sites.add(site("/one", call -> Reply.empty(204)));
        assertThat(get("/one").statusCode()).isEqualTo(204);

        sites.clear();

        assertThat(get("/one").statusCode()).isEqualTo(404);
    }

    @Test
    public void aBodyOverTheLimitIsRefusedAndOneAtItIsNot() throws Exception {
        sites.add(site("/one", call -> Reply.json(200, Data.of(call.body().length))));

        assertThat(post("/one", new byte[1 << 18]).body()).isEqualTo("262144");
        assertThat(post("/one", new byte[(1 << 18) + 1]).statusCode()).isEqualTo(413);
    }

    @Test
    public void aSiteThatFailsSaysNothingOfWhy() throws Exception {
        sites.add(site("/one", call -> {
            throw new IllegalStateException("inner words");
        }));

        assertThat(get("/one").statusCode()).isEqualTo(500);
        assertThat(get("/one").body()).isEmpty();
    }

    @Test
    public void aFormIsDecodedAndOneThatIsBrokenIsEmpty() throws Exception {
        sites.add(site(
                "/one",
                call -> Reply.json(200, Data.EMPTY.with("name", call.form().getOrDefault("name", "-")))));

        assertThat(post("/one", "name=%D0%AF%D0%BD%D0%B0+%26&name=second".getBytes(StandardCharsets.UTF_8))
                        .body())
                .isEqualTo("{\"name\":\"Яна &\"}");
        assertThat(post("/one", "name=%zz".getBytes(StandardCharsets.UTF_8)).body())
                .isEqualTo("{\"name\":\"\"}");
        assertThat(post("/one", new byte[0]).body()).isEqualTo("{\"name\":\"-\"}");
    }

    @Test
    public void anAnswerOnAKeptConnectionDoesNotWaitForADelayedAcknowledgement() throws Exception {
        sites.add(site("/one", call -> Reply.json(200, Data.EMPTY.with("a", "b".repeat(200)))));
        var times = new ArrayList<Duration>();

        for (int i = 0; i < 41; i++) {
            long start = System.nanoTime();
            post("/one", "{}".getBytes(StandardCharsets.UTF_8));
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }

        Collections.sort(times);
        assertThat(times.get(20)).as("median").isLessThan(Duration.ofMillis(30));
    }

    @Test
    public void aPageShowsTextAsText() {
        assertThat(Reply.escape("<a href='\"x\"'>&"))
                .doesNotContain("<", ">", "\"")
                .startsWith("&lt;a");
    }

    private static Site site(String path, Function<Call, Reply> answer) {
        return new Site() {
            @Override
            public String path() {
                return path;
            }

            @Override
            public Reply handle(Call call) {
                return answer.apply(call);
            }
        };
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(at(path))
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI at(String path) {
        return server.address().resolve(path);
    }
}
