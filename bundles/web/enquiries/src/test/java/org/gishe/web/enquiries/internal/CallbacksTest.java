/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.gishe.web.door.Problem;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class CallbacksTest {

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TestStore store;

    private record Received(Map<String, List<String>> headers, byte[] body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 204;
    private final HttpServer receiver;
    private final String origin;
    private final World world;
    private final Desk desk;
    private final Callbacks callbacks;

    public CallbacksTest(TestStores kind) throws IOException {
        store = kind.open();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(new Received(
                    exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
        origin = "http://127.0.0.1:" + receiver.getAddress().getPort();
        Map<String, Object> settings = Map.of("callback_allow", new String[] {origin}, "callback_attempts", 3);
        world = new World(store);
        desk = world.desk(settings);
        callbacks = new Callbacks(
                store, world.keys, desk, world.clock, Settings.of(EnquiriesConfiguration.class, settings));
    }

    @After
    public void close() {
        callbacks.close();
        world.close();
        receiver.stop(0);
    }

    @Test
    public void an_answer_comes_to_its_callback_under_the_platforms_seal() throws Exception {
        world.granted("/Town");

        String id = accepted();
        delivered(id, CallbackBook.State.DELIVERED);

        assertThat(received).hasSize(1);
        Received call = received.get(0);
        Data.Obj body = Json.object(call.body());
        assertThat(body.text("/id")).contains(id);
        assertThat(body.text("/answer/data/Town")).contains("гр. Русе");
        String digest = header(call, "Content-Digest");
        assertThat(digest)
                .isEqualTo("sha-256=:"
                        + Base64.getEncoder()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-256").digest(call.body()))
                        + ":");
        String parameters = header(call, "Signature-Input").substring("gishe=".length());
        byte[] raw = Base64.getDecoder().decode(header(call, "Signature").replaceAll("^gishe=:|:$", ""));
        var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(callbacks.sealed().certificate().getPublicKey());
        verifier.update(Sealed.base("POST", origin + "/answers", "application/json", digest, parameters)
                .getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(raw)).isTrue();
    }

    @Test
    public void a_callback_that_fails_is_tried_again_and_at_last_left_where_its_system_sees_it() {
        world.granted();
        status = 500;

        String id = accepted();
        delivered(id, CallbackBook.State.DEAD);

        assertThat(received).hasSize(3);
        assertThat(desk.undelivered("system/cadastre"))
                .extracting(CallbackBook.Row::subject, CallbackBook.Row::note)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(id, "it answered 500"));
        assertThat(desk.undelivered("system/other")).isEmpty();
    }

    @Test
    public void a_batch_is_told_of_once_when_all_of_it_is_answered() {
        world.granted();
        var item = new Desk.Item(
                "population", Optional.of(World.ask("8523120012")), Optional.empty(), java.util.Locale.ENGLISH);

        String id = desk.batch(
                        World.CADASTRE,
                        List.of(item, item, item),
                        Optional.empty(),
                        Desk.digest("a", Data.EMPTY),
                        Optional.of(origin + "/batches"))
                .id();
        delivered(id, CallbackBook.State.DELIVERED);

        assertThat(received).hasSize(1);
        assertThat(Json.object(received.get(0).body()).text("/id")).contains(id);
    }

    private String accepted() {
        return desk.later(
                        World.CADASTRE,
                        World.ask("8523120012"),
                        Optional.empty(),
                        Desk.digest("a", Data.EMPTY),
                        Optional.of(origin + "/answers"))
                .id();
    }

    private void delivered(String id, CallbackBook.State state) {
        until(() -> {
            callbacks.run();
            CallbackBook.Row row = desk.callback(id).orElseThrow();
            // a pause is 10 or 20 seconds; 30 is the lease of one that is being sent just now
            if (row.state() == CallbackBook.State.DUE && row.due().isBefore(world.now.plusSeconds(25))) {
                world.now = row.due();
            }
            return row.state() == state;
        });
    }

    private static String header(Received call, String name) {
        return call.headers().get(name).get(0);
    }

    @Test
    public void nothing_is_sent_to_where_only_insiders_come() throws Exception {
        for (String address : List.of(
                "http://agency.example.bg/x",
                "https://127.0.0.1/x",
                "https://10.1.2.3/x",
                "https://192.168.1.1/x",
                "https://169.254.169.254/latest",
                "https://100.64.0.1/",
                "https://[::1]/",
                "https://[fd00::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://0.0.0.0/",
                "https://2130706433/",
                "https://user:secret@agency.example.bg/",
                "https://agency.example.bg/#x",
                "ftp://agency.example.bg/",
                "/answers",
                "https://",
                "javascript:alert(1)",
                "https://" + "a".repeat(2_000) + ".bg/")) {
            assertThatThrownBy(() -> desk.addresses().read(address))
                    .as(address)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.name()).isEqualTo("callback-refused"));
        }
        assertThat(desk.addresses()
                        .read("https://agency.example.bg/answers?a=1")
                        .getHost())
                .isEqualTo("agency.example.bg");
        assertThat(desk.addresses().read(origin + "/answers").toString()).isEqualTo(origin + "/answers");
        for (String open : List.of("8.8.8.8", "2a00::1", "193.0.0.1")) {
            assertThat(Addresses.isPublic(InetAddress.getByName(open))).as(open).isTrue();
        }
        for (String closed :
                List.of("198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255", "2002:a00:1::", "fe80::1")) {
            assertThat(Addresses.isPublic(InetAddress.getByName(closed)))
                    .as(closed)
                    .isFalse();
        }
    }

    /** As a name that led elsewhere when the address was taken in. */
    @Test
    public void the_address_that_a_connection_is_made_to_is_looked_at_when_it_is_made() {
        var sending = new Sending((SSLSocketFactory) SSLSocketFactory.getDefault());
        URI inside = URI.create("https://localhost:" + receiver.getAddress().getPort() + "/");

        assertThatThrownBy(() -> sending.post(inside, Map.of(), new byte[1], false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no public address");
        assertThatThrownBy(() -> sending.post(URI.create(origin), Map.of(), new byte[1], false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not https");
        assertThat(received).isEmpty();
    }

    @Test
    public void a_signature_is_written_as_two_numbers_of_32_bytes() {
        byte[] der = {0x30, 0x08, 0x02, 0x02, 0x00, (byte) 0x81, 0x02, 0x02, 0x01, 0x02};

        byte[] raw = Sealed.raw(der);

        assertThat(Arrays.copyOfRange(raw, 29, 32)).containsExactly(0, 0, 0x81);
        assertThat(Arrays.copyOfRange(raw, 61, 64)).containsExactly(0, 1, 2);
    }

    private static void until(BooleanSupplier what) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
