/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.witness.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.health.Condition;
import org.gishe.journal.Entry;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.roots.Roots;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.internal.Rewriting;
import org.gishe.roots.internal.RootsCheck;
import org.gishe.roots.internal.RootsComponent;
import org.gishe.roots.internal.RootsConfiguration;
import org.gishe.roots.internal.Witnesses;
import org.gishe.roots.internal.Witnessing;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** The platform's roots and the witness, over real sockets. */
public class WitnessTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Rule
    public final TestStore store = TestStores.SQLITE.open();

    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final List<Site> sites = new ArrayList<>();
    private Path folder;
    private Server server;
    private Witness witness;
    private KeysComponent keys;
    private RootsConfiguration settings;
    private StoredJournal journal;
    private RootsComponent roots;
    private Witnessing witnessing;

    @Before
    public void start() throws IOException {
        folder = temporary.newFolder("witness").toPath();
        witness = new Witness(() -> now, folder);
        sites.add(witness);
        server = new Server(0, () -> sites);
        keys = new KeysComponent(store.folder(), Settings.of(KeysConfiguration.class, Map.of()), () -> now);
        settings = Settings.of(
                RootsConfiguration.class,
                Map.of("witnesses", new String[] {server.address() + "/witness " + folder.resolve("key.pem")}));
        platform();
    }

    private void platform() {
        journal = new StoredJournal(store, keys, () -> now);
        var witnesses = new Witnesses(settings);
        roots = new RootsComponent(store, journal, keys, () -> now, witnesses, settings);
        witnessing = new Witnessing(store, roots, witnesses, () -> now);
    }

    @After
    public void stop() {
        server.close();
    }

    private void root(int entries) {
        store.commit(unit -> {
            for (int i = 0; i < entries; i++) {
                journal.record(unit, Entry.of("test.entry").build());
            }
            return null;
        });
        journal.run();
        roots.run();
        now = now.plusSeconds(60);
    }

    private List<Condition> check() {
        return new RootsCheck(roots, new Witnesses(settings), store, () -> now, settings).conditions();
    }

    private Roots.Witnessed state() {
        return roots.backlog().witnesses().values().iterator().next();
    }

    @Test
    public void eachRootIsCountersignedAndWhatWasSignedIsPublished() throws IOException {
        for (int i = 1; i <= 5; i++) {
            root(i * 70);
            witnessing.run();
        }

        List<Root> all = roots.page(Long.MAX_VALUE, 10);
        assertThat(all).hasSize(5).allMatch(root -> root.cosignatures().size() == 1);
        assertThat(roots.verify().fault()).isEmpty();
        assertThat(roots.verify().cosigned()).isEqualTo(5);
        assertThat(roots.verify().notes()).isEmpty();
        String published =
                get("/signed", Map.of("origin", all.get(0).statement().origin()));
        assertThat(published)
                .contains(Base64.getEncoder()
                        .encodeToString(all.get(4).cosignatures().get(0).signature()));
        assertThat(get("/key", Map.of())).contains("BEGIN PUBLIC KEY");
    }

    private String get(String path, Map<String, String> query) throws IOException {
        Reply reply = witness.handle(new Call("GET", path, query, "", true, "", new byte[0]));
        assertThat(reply.status()).isEqualTo(200);
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    public void anOutageIsCaughtUpInOrderAndToldMeanwhile() throws IOException {
        switches(true);
        for (int i = 0; i < 4; i++) {
            root(3);
            witnessing.run();
        }
        assertThat(state().waiting()).isEqualTo(4);
        assertThat(check()).isEmpty();
        now = now.plusSeconds(3_600);
        assertThat(check())
                .extracting(Condition::words)
                .singleElement()
                .asString()
                .contains("4 roots");

        switches(false);
        witnessing.run();

        assertThat(state().waiting()).isZero();
        assertThat(check()).isEmpty();
        assertThat(roots.verify().cosigned()).isEqualTo(4);
    }

    private void switches(boolean down) throws IOException {
        witness.handle(new Call(
                "POST",
                "/switches",
                Map.of(),
                "",
                true,
                "",
                Json.write(Json.object().put("down", down).build())));
    }

    @Test
    public void anAnswerThatWasLostIsGivenOnceMore() {
        root(5);
        witnessing.run();
        var before = roots.root(1).orElseThrow().cosignatures().get(0);
        store.commit(unit -> unit.execute("DELETE FROM roots_cosignature"));
        now = now.plusSeconds(60);
        witnessing.run();

        assertThat(roots.root(1).orElseThrow().cosignatures().get(0).signature())
                .isEqualTo(before.signature());
        root(5);
        root(5);
        store.commit(unit -> unit.execute("DELETE FROM roots_cosignature"));
        witnessing.run();
        assertThat(state().waiting())
                .as("what the witness has behind it is not asked again")
                .isZero();
        assertThat(roots.verify().fault()).isEmpty();
    }

    @Test
    public void theWitnessRemembersOverAPowerCutThatToreItsLastLine() throws IOException {
        root(5);
        witnessing.run();
        Path file = folder.resolve("signed.jsonl");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, "{\"origin\":\"torn".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        sites.set(0, new Witness(() -> now, folder));

        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        root(5);
        witnessing.run();
        assertThat(state().waiting()).isZero();
        assertThat(roots.verify().cosigned()).isEqualTo(2);
    }

    // ------------------------------------------------------------------ planted faults

    @Test
    public void historyThatIsRewrittenFromTheEntryToTheSealIsFoundByWhatTheWitnessSigned() {
        for (int i = 0; i < 3; i++) {
            root(10);
            witnessing.run();
        }
        Rewriting.chain(store, 15);
        Rewriting.roots(store, journal, keys, false);
        assertThat(journal.verify().fault()).as("the chain alone does not tell").isEmpty();

        assertThat(roots.verify().fault()).hasValueSatisfying(fault -> assertThat(fault)
                .contains("history was rewritten", "has signed another root 3"));
        root(10);
        witnessing.run();
        assertThat(state().refused()).isPresent();
        assertThat(check())
                .extracting(Condition::words)
                .singleElement()
                .asString()
                .contains("refuses");
        assertThat(roots.root(4).orElseThrow().cosignatures()).isEmpty();
    }

    @Test
    public void countersignaturesThatAreKeptDoNotFitRewrittenRoots() {
        for (int i = 0; i < 3; i++) {
            root(10);
            witnessing.run();
        }
        Rewriting.chain(store, 15);
        Rewriting.roots(store, journal, keys, true);

        assertThat(roots.verify().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("countersignature of root 2"));
    }

    @Test
    public void aTailThatIsRemovedWithItsRootsIsFound() {
        for (int i = 0; i < 3; i++) {
            root(10);
            witnessing.run();
        }
        store.commit(unit -> {
            unit.execute("DELETE FROM roots_cosignature WHERE root = 3");
            unit.execute("DELETE FROM roots_root WHERE number = 3");
            unit.execute("DELETE FROM journal_entry WHERE sequence > 20");
            return unit.execute("UPDATE journal_head SET sequence = 20,"
                    + " hash = (SELECT hash FROM journal_entry WHERE sequence = 20)");
        });
        assertThat(journal.verify().fault()).isEmpty();
        assertThat(roots.verify().fault()).hasValueSatisfying(fault -> assertThat(fault)
                .contains("roots were removed", "root 3 over 30 entries"));

        root(10);
        witnessing.run();
        assertThat(state().refused())
                .hasValueSatisfying(words -> assertThat(words).contains("same 30 entries"));
        root(10);
        witnessing.run();
        assertThat(roots.verify().cosigned()).isEqualTo(2);
    }

    @Test
    public void afterARestoreAnotherNameBeginsALogThatTheWitnessTakes() {
        for (int i = 0; i < 3; i++) {
            root(10);
            witnessing.run();
        }
        store.commit(unit -> {
            unit.execute("DELETE FROM roots_cosignature WHERE root = 3");
            unit.execute("DELETE FROM roots_root WHERE number = 3");
            unit.execute("DELETE FROM journal_entry WHERE sequence > 20");
            return unit.execute("UPDATE journal_head SET sequence = 20,"
                    + " hash = (SELECT hash FROM journal_entry WHERE sequence = 20)");
        });
        settings = Settings.of(
                RootsConfiguration.class, Map.of("origin", "example.bg/2", "witnesses", settings.witnesses()));
        platform();
        root(15);
        witnessing.run();

        assertThat(state().waiting()).isZero();
        assertThat(state().refused()).isEmpty();
        Roots.Verification verified = roots.verify();
        assertThat(verified.fault()).isEmpty();
        assertThat(verified.notes()).singleElement().asString().contains("the former log", "has signed another root 3");
    }

    @Test
    public void aSecondHistoryForTheSameLogIsRefusedWhileTheFirstGoesOn() throws Exception {
        root(10);
        witnessing.run();
        root(10);
        String origin = roots.root(1).orElseThrow().statement().origin();
        try (TestStore other = TestStores.SQLITE.open()) {
            var otherSettings =
                    Settings.of(RootsConfiguration.class, Map.of("origin", origin, "witnesses", settings.witnesses()));
            var witnesses = new Witnesses(otherSettings);
            var otherJournal = new StoredJournal(other, keys, () -> now);
            var otherRoots = new RootsComponent(other, otherJournal, keys, () -> now, witnesses, otherSettings);
            other.commit(unit -> {
                for (int i = 0; i < 25; i++) {
                    otherJournal.record(unit, Entry.of("another.history").build());
                }
                return null;
            });
            otherJournal.run();
            otherRoots.run();
            new Witnessing(other, otherRoots, witnesses, () -> now).run();

            Optional<String> refused =
                    otherRoots.backlog().witnesses().values().iterator().next().refused();
            assertThat(refused).isPresent();
            assertThat(otherRoots.root(1).orElseThrow().cosignatures()).isEmpty();
        }
        witnessing.run();
        assertThat(state().waiting()).isZero();
    }

    @Test
    public void aPathThatDoesNotLeadFromTheLastRootIsRefused() throws IOException {
        root(10);
        witnessing.run();
        root(10);
        Root next = roots.root(2).orElseThrow();

        assertThat(post(next, 10, List.of())).isEqualTo(422);
        assertThat(post(next, 10, List.of(new byte[32], new byte[32]))).isEqualTo(422);
        assertThat(post(next, 3, next.path())).as("from elsewhere").isEqualTo(409);
        assertThat(post(roots.root(1).orElseThrow(), 0, List.of())).isEqualTo(200);
        assertThat(post(next, 10, next.path())).isEqualTo(200);
        assertThat(post(roots.root(1).orElseThrow(), 20, List.of()))
                .as("going back")
                .isEqualTo(422);
    }

    @Test
    public void anotherKeyDoesNotGoOnWithTheLog() throws IOException {
        root(10);
        witnessing.run();
        keys = new KeysComponent(
                temporary.newFolder("keys").toPath(), Settings.of(KeysConfiguration.class, Map.of()), () -> now);
        var witnesses = new Witnesses(settings);
        roots = new RootsComponent(store, journal, keys, () -> now, witnesses, settings);
        root(10);
        new Witnessing(store, roots, witnesses, () -> now).run();

        assertThat(state().refused())
                .hasValueSatisfying(words -> assertThat(words).contains("another key"));
    }

    @Test
    public void nonsenseIsRefusedAndChangesNothing() throws IOException {
        root(10);
        Root root = roots.root(1).orElseThrow();
        for (String body : List.of(
                "",
                "[]",
                "{}",
                "{\"statement\":1}",
                Json.text(asked(root, 0, List.of())).replace("\"from\":0", "\"from\":1e99"),
                Json.text(asked(root, 0, List.of())).replace("\"from\":0", "\"from\":\"0\""),
                Json.text(asked(root, 0, List.of())).replace("\"path\":[]", "\"path\":[\"zz\"]"),
                Json.text(asked(root, 0, List.of())).replace("\"path\":[]", "\"path\":[7]"),
                Json.text(asked(root, 0, List.of())).replace("number 1", "number 2"),
                Json.text(asked(root, 0, List.of())).replace("\"certificate\":\"", "\"certificate\":\"AA"))) {
            assertThat(witness.handle(new Call(
                                    "POST",
                                    "/countersign",
                                    Map.of(),
                                    "",
                                    true,
                                    "",
                                    body.getBytes(StandardCharsets.UTF_8)))
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(Files.exists(folder.resolve("signed.jsonl"))).isFalse();
        assertThat(witness.handle(new Call("GET", "/latest", Map.of(), "", true, "", new byte[0]))
                        .status())
                .isEqualTo(404);
    }

    private int post(Root root, long from, List<byte[]> path) throws IOException {
        return witness.handle(
                        new Call("POST", "/countersign", Map.of(), "", true, "", Json.write(asked(root, from, path))))
                .status();
    }

    private static Data.Obj asked(Root root, long from, List<byte[]> path) {
        return Json.object()
                .put("statement", root.text())
                .put("seal", Base64.getEncoder().encodeToString(root.seal()))
                .put("certificate", Base64.getEncoder().encodeToString(root.certificate()))
                .put("from", from)
                .put(
                        "path",
                        Json.array(path.stream()
                                .map(hash ->
                                        (Data) Data.of(java.util.HexFormat.of().formatHex(hash)))
                                .toList()))
                .build();
    }

    @Test
    public void aWitnessWhoseKeyCannotBeReadIsToldOf() {
        settings = Settings.of(
                RootsConfiguration.class,
                Map.of("witnesses", new String[] {"http://127.0.0.1:1/witness " + folder.resolve("nothing.pem")}));
        platform();
        root(1);
        witnessing.run();

        assertThat(check())
                .extracting(Condition::words)
                .singleElement()
                .asString()
                .contains("public key");
        assertThat(roots.verify().notes()).singleElement().asString().contains("no key that can be read");
    }
}
