/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** With what the running platform published in its sandbox: eight roots, and the proof of an invented person's entry 12 under root 4. */
public class VerifyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String proof = file("proof.json");
    private final String roots = file("roots.json");
    private final String witness = file("witness.pem");
    private final String authority = file("authority.pem");
    private final String seal = file("seal.pem");

    private record Said(int code, String words) {}

    private static String file(String name) {
        try {
            return Path.of(VerifyTest.class.getResource(name).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Said say(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        int code = Verify.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), arguments);
        return new Said(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private static void assertSays(int code, String words, String... arguments) {
        Said said = say(arguments);
        assertThat(said.code()).as(said.words()).isEqualTo(code);
        assertThat(said.words()).contains(words);
    }

    // ------------------------------------------------------------------ what holds

    @Test
    public void aProofHoldsAndItsWordsSayWhatWasLookedAt() {
        Said said = say("proof", proof, "--witness", witness, "--tsa", authority, "--seal", seal, "--roots", roots);

        assertThat(said.code()).as(said.words()).isZero();
        assertThat(said.words())
                .contains(
                        "the content of entry 12",
                        "kind register.enquiry",
                        "stands under root 4",
                        "existed at",
                        "countersigned root 4",
                        "root 4 is one of them",
                        "All that was looked at holds.")
                .doesNotContain("not checked");
    }

    @Test
    public void theRootsHold() {
        Said said = say("roots", roots, "--witness", witness, "--tsa", authority, "--seal", seal);

        assertThat(said.code()).as(said.words()).isZero();
        assertThat(said.words())
                .contains("8 roots over 42 entries", "8 are time-stamped", "8 are countersigned by witness");
        assertSays(0, "whether that authority is to be believed was not checked", "roots", roots);
        assertSays(0, "no witness was asked for", "roots", roots);
    }

    @Test
    public void theKeyOfAWitnessMayBeGivenAsItIs() throws IOException {
        String bare = Files.readString(Path.of(witness)).replaceAll("-----[A-Z ]+-----|\\s", "");

        assertSays(0, "countersigned by witness", "roots", roots, "--witness", bare);
    }

    @Test
    public void helpIsGivenAndWhatIsAskedWronglyIsTold() {
        assertSays(0, "gishe-verify.jar proof FILE", "--help");
        assertSays(0, "Exit code 0", "roots", "--help");
        assertSays(2, "gishe-verify.jar proof FILE");
        assertSays(2, "no command", "nonsense", "x");
        assertSays(2, "wants a value", "proof");
        assertSays(2, "no option", "proof", proof, "--nonsense", "x");
        assertSays(2, "wants a number", "roots", roots, "--late", "soon");
        assertSays(2, "cannot be read", "proof", "/nothing/there");
        assertSays(2, "cannot be read", "roots", "/nothing/there");
        assertSays(2, "cannot be read", "roots", roots, "--witness", "/nothing/there");
        assertSays(2, "cannot be read", "roots", roots, "--tsa", "/nothing/there");
        assertSays(2, "one --witness", "roots", roots, "--witnessed", "http://127.0.0.1:1");
    }

    // ------------------------------------------------------------------ what does not

    private String changedProof(Consumer<ObjectNode> change) throws IOException {
        var json = (ObjectNode) JSON.readTree(Path.of(proof).toFile());
        change.accept(json);
        return Files.write(folder.newFile().toPath(), JSON.writeValueAsBytes(json))
                .toString();
    }

    private static ObjectNode at(JsonNode json, String name) {
        return (ObjectNode) json.path(name);
    }

    private static String flipped(String hex) {
        return (hex.charAt(0) == '0' ? "1" : "0") + hex.substring(1);
    }

    @Test
    public void whateverIsChangedInAProofIsFound() throws IOException {
        for (String name : List.of("person", "commitment", "previous", "hash", "salt")) {
            assertSays(1, "DOES NOT HOLD", "proof", changedProof(json -> at(json, "entry")
                    .put(name, flipped(at(json, "entry").path(name).asText()))));
        }
        for (Consumer<ObjectNode> change : List.<Consumer<ObjectNode>>of(
                json -> at(json, "entry").put("kind", "another.kind"),
                json -> at(json, "entry").put("micros", 7),
                json -> at(json, "entry").put("sequence", 13),
                json -> at(json, "entry").put("sequence", 1_000),
                json -> at(json, "entry").put("payload", "{}"),
                json -> json.put("index", 12),
                json -> ((ArrayNode) json.path("path")).remove(0),
                json -> ((ArrayNode) json.path("path")).add("00".repeat(32)),
                json -> ((ArrayNode) json.path("path"))
                        .set(1, JSON.getNodeFactory().textNode("00".repeat(32))),
                json -> at(json, "root").put("size", 17),
                json -> at(json, "root").put("statement", "nothing"),
                json -> at(json, "root").put("made", "2020-01-01T00:00:00Z"),
                json -> at(json, "root").put("seal", "MAA="))) {
            assertSays(1, "DOES NOT HOLD", "proof", changedProof(change));
        }
        for (Consumer<ObjectNode> change : List.<Consumer<ObjectNode>>of(
                json -> json.put("format", "gishe-journal-proof/2"),
                json -> json.remove("path"),
                json -> json.remove("root"),
                json -> at(json, "entry").put("version", 2),
                json -> at(json, "entry").put("sequence", "12"),
                json -> at(json, "entry").put("hash", "zz"))) {
            assertSays(2, "Could not be checked", "proof", changedProof(change));
        }
    }

    @Test
    public void anErasedEntrySaysSoAndItsPlaceIsProvedAllTheSame() throws IOException {
        String erased =
                changedProof(json -> at(json, "entry").put("erased", true).remove(List.of("salt", "payload")));

        assertSays(0, "was erased", "proof", erased, "--witness", witness);
        assertSays(0, "stands under root 4", "proof", erased);
        assertSays(0, "names somebody else", "proof", changedProof(json -> at(json, "entry")
                .remove(List.of("salt", "payload"))));
    }

    @Test
    public void aProofOfAnotherHistoryIsNoneOfTheseRoots() throws IOException {
        String other = changedRoots(list -> list.subList(0, 5).clear());

        assertSays(1, "is not among them", "proof", proof, "--roots", other);
    }

    @Test
    public void strangersKeysAndAuthoritiesAreNotTaken() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        String stranger = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPublic().getEncoded());

        assertSays(1, "has countersigned none", "roots", roots, "--witness", stranger);
        assertSays(1, "has not countersigned root 4", "proof", proof, "--witness", stranger);
        assertSays(1, "time-stamped by another", "roots", roots, "--tsa", seal);
        assertSays(1, "sealed by another", "roots", roots, "--seal", authority);
        assertSays(1, "not all roots are of the log", "roots", roots, "--origin", "another");
    }

    /** The pages as one list, newest first, changed, and one page again. */
    private String changedRoots(Consumer<List<ObjectNode>> change) throws IOException {
        List<ObjectNode> list = list();
        change.accept(list);
        ObjectNode page = JSON.createObjectNode();
        list.forEach(page.putArray("roots")::add);
        return Files.write(folder.newFile().toPath(), JSON.writeValueAsBytes(page))
                .toString();
    }

    private List<ObjectNode> list() throws IOException {
        var list = new ArrayList<ObjectNode>();
        try (var pages = JSON.readerFor(JsonNode.class)
                .<JsonNode>readValues(Path.of(roots).toFile())) {
            while (pages.hasNextValue()) {
                pages.nextValue().path("roots").forEach(root -> list.add((ObjectNode) root));
            }
        }
        assertThat(list).hasSize(8);
        return list;
    }

    @Test
    public void whateverIsChangedAmongTheRootsIsFound() throws IOException {
        List<String> names = List.of(
                "root 4 is missing",
                "is not a first one",
                "DOES NOT HOLD",
                "does not continue",
                "stamps something else",
                "seal of root 5",
                "countersignature of root 5",
                "is missing",
                "says the same",
                "DOES NOT HOLD");
        List<Consumer<List<ObjectNode>>> changes = List.of(
                list -> list.remove(4),
                list -> list.remove(7),
                list -> list.get(3)
                        .put("statement", list.get(3).path("statement").asText().replace("number 5", "number 6")),
                list -> ((ArrayNode) list.get(3).path("path"))
                        .set(0, JSON.getNodeFactory().textNode("00".repeat(32))),
                list -> list.get(3).set("stamp", list.get(2).path("stamp")),
                list -> list.get(3).set("seal", list.get(2).path("seal")),
                list -> list.get(3).set("cosignatures", list.get(2).path("cosignatures")),
                list -> list.add(1, list.remove(3)),
                list -> list.get(3).put("hash", "00".repeat(32)),
                list -> list.get(3).put("certificate", "AAAA"));
        for (int i = 0; i < changes.size(); i++) {
            String words = names.get(i).equals("says the same") ? "does not say the same" : names.get(i);
            assertSays(1, words, "roots", changedRoots(changes.get(i)), "--witness", witness);
        }
    }

    @Test
    public void rootsThatNobodyOutsideVouchedForInTimeDoNotHold() throws IOException {
        String bare = changedRoots(list -> list.forEach(root -> root.putNull("stamp")));
        assertSays(1, "wait for a time-stamp", "roots", bare, "--late", "0");
        assertSays(0, "none is time-stamped", "roots", bare);
        String tail = changedRoots(list -> list.subList(0, 4).forEach(root -> root.putArray("cosignatures")));
        assertSays(0, "4 roots at the end wait for a countersignature", "roots", tail, "--witness", witness);
        String bareTail = changedRoots(list -> list.subList(0, 4).forEach(root -> root.putNull("stamp")));
        assertSays(0, "4 roots at the end wait for a time-stamp", "roots", bareTail);
        String late = changedRoots(list -> list.subList(1, 8).forEach(root -> root.putNull("stamp")));
        assertSays(1, "7 roots got their first time-stamp more than 0 hours after", "roots", late, "--late", "0");
    }

    @Test
    public void aTailThatWasRemovedAndASecondHistoryAreFoundByAskingTheWitness() throws IOException {
        ObjectNode newest = list().get(0);
        ObjectNode latest = JSON.createObjectNode();
        latest.set("statement", newest.path("statement"));
        latest.set("time", newest.path("cosignatures").path(0).path("time"));
        latest.set("signature", newest.path("cosignatures").path(0).path("signature"));
        String shorter = changedRoots(list -> list.remove(0));

        try (Site site = new Site(latest)) {
            String[] asked = {"--witness", witness, "--witnessed", site.address()};
            assertSays(0, "what the witness says it signed last, root 8", with(asked, "roots", roots));
            assertSays(1, "a tail was removed", with(asked, "roots", shorter));
            latest.put("time", 7);
            assertSays(1, "countersignature of root 8 does not hold", with(asked, "roots", roots));
            latest.put("statement", "nonsense");
            assertSays(1, "DOES NOT HOLD", with(asked, "roots", roots));
        }
        assertSays(
                2,
                "cannot be asked",
                "roots",
                roots,
                "--witness",
                witness,
                "--witnessed",
                "http://127.0.0.1:1/witness");
    }

    private static String[] with(String[] options, String... first) {
        String[] all = Arrays.copyOf(first, first.length + options.length);
        System.arraycopy(options, 0, all, first.length, options.length);
        return all;
    }

    @Test
    public void rootsAreReadPageByPageFromAnAddress() throws IOException {
        List<ObjectNode> all = list();
        try (Site site = new Site(null)) {
            for (int i = 0; i < 8; i += 3) {
                ObjectNode page = JSON.createObjectNode();
                all.subList(i, Math.min(8, i + 3)).forEach(page.withArray("roots")::add);
                if (i < 6) {
                    page.put("next", all.get(i + 2).path("number").asLong());
                } else {
                    page.putNull("next");
                }
                site.pages.add(page);
            }
            assertSays(0, "8 roots over 42 entries", "roots", site.address(), "--witness", witness);
            assertSays(0, "root 4 is one of them", "proof", proof, "--roots", site.address() + "/");
            site.pages.get(0).put("next", 1L << 60);
            assertSays(1, "is not a first one", "roots", site.address());
        }
    }

    /** Answers as a witness, or as a platform. */
    private static final class Site implements AutoCloseable {
        private final HttpServer http;
        private final List<ObjectNode> pages = new ArrayList<>();

        Site(ObjectNode latest) throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", exchange -> {
                String query = exchange.getRequestURI().getQuery();
                JsonNode answer = latest;
                if (latest == null) {
                    long before = Long.parseLong(query.replaceAll(".*before=", ""));
                    answer = pages.stream()
                            .filter(page ->
                                    page.path("roots").path(0).path("number").asLong() < before)
                            .findFirst()
                            .orElseThrow();
                }
                byte[] body = JSON.writeValueAsBytes(answer);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            http.start();
        }

        String address() {
            return "http://127.0.0.1:" + http.getAddress().getPort();
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    @Test
    public void nonsenseProvesNothingAndEndsInOrder() throws IOException {
        for (String nonsense : List.of(
                "",
                "[]",
                "7",
                "{",
                "{\"format\":7}",
                "{\"format\":\"gishe-journal-proof/1\"}",
                "{\"roots\":[]}",
                "{\"roots\":[7]}",
                "[".repeat(100_000))) {
            String file = Files.writeString(folder.newFile().toPath(), nonsense).toString();
            assertThat(say("proof", file).code()).as(nonsense).isEqualTo(2);
            assertThat(say("roots", file).code()).as(nonsense).isEqualTo(2);
        }
        String bell = changedProof(json -> at(json, "entry").put("kind", "\u001b[31m"));
        assertThat(say("proof", bell).words()).doesNotContain("\u001b");
    }
}
