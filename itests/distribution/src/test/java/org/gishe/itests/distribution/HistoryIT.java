/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.distribution;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;
import org.gishe.itests.harness.Server;
import org.junit.Test;

/** The journal's history in the real distribution, checked from outside by the verifier that comes with it, in a JVM of its own. */
public class HistoryIT {

    private static final Path FOLDER =
            Path.of(System.getProperty("gishe.target", "target"), "history").toAbsolutePath();

    private record Said(int code, String words) {}

    @Test
    public void aCitizenProvesAnEntryToAnybodyAndARewrittenHistoryIsFound() throws Exception {
        Files.createDirectories(FOLDER);
        try (Server server = Server.fresh("history")) {
            server.setting("org.gishe.journal", "everySeconds", "1");
            server.start();
            server.trust("{\"autoApprove\": true}");
            Citizen citizen = citizen(server, 1);
            String id = citizen.draft("permanent-address");
            citizen.file(id, Forms.certificate("bank"), "sandbox").expect(200);
            citizen.waitForDelivery(id, Deadline.in(Duration.ofSeconds(60)));
            long sequence = enquiry(citizen);

            Path proof = proof(citizen, sequence);
            String witness = server.data().resolve("sandbox/witness/key.pem").toString();
            String[] all = {
                "--witness",
                witness,
                "--witnessed",
                server.sandbox() + "/witness",
                "--roots",
                server.address().toString()
            };
            assertSays(0, "All that was looked at holds", verify("proof", proof, all));
            Said known = verify("proof", proof, "--witness", witness);
            assertSays(0, "register.enquiry", known);
            assertSays(0, "time-stamped: it existed at", known);
            assertSays(0, "countersigned root", known);

            strangers(server, sequence);
            tamperedFiles(proof, witness);
            deadAuthority(server, citizen(server, 2));
            save(server);
            assertSays(
                    0,
                    "each continues the one before it",
                    verify("roots", FOLDER.resolve("roots.json"), "--witness", witness));

            rewritten(server, sequence, witness);
        }
    }

    private static Citizen citizen(Server server, int person) {
        var citizen = new Citizen(server.address()).speaking("en");
        citizen.logIn(person);
        return citizen;
    }

    /** Sequence of the entry that tells of the register's enquiry. */
    private static long enquiry(Citizen citizen) {
        return Deadline.in(Duration.ofSeconds(30)).ask("the enquiry is in the chain", () -> {
            for (JsonNode line : citizen.get("/api/v1/journal").expect(200).json()) {
                if (line.path("kind").asText().equals("register.enquiry")
                        && line.path("sequence").isNumber()) {
                    return Optional.of(line.path("sequence").asLong());
                }
            }
            return Optional.empty();
        });
    }

    /** The file, once its root is stamped and countersigned. */
    private static Path proof(Citizen citizen, long sequence) throws IOException {
        byte[] file = Deadline.in(Duration.ofSeconds(60)).ask("root, stamp and countersignature are there", () -> {
            Answer answer = citizen.get("/api/v1/journal/" + sequence + "/proof");
            JsonNode root = answer.status() == 200 ? answer.json().path("root") : answer.json();
            return root.hasNonNull("stamp") && root.path("cosignatures").size() == 1
                    ? Optional.of(answer.body())
                    : Optional.empty();
        });
        return Files.write(FOLDER.resolve("proof.json"), file);
    }

    private static void strangers(Server server, long sequence) {
        String path = "/api/v1/journal/" + sequence + "/proof";
        assertEquals(401, new Citizen(server.address()).get(path).status());
        assertEquals(404, citizen(server, 3).get(path).status());
        assertEquals(
                404, citizen(server, 3).get("/api/v1/journal/nonsense/proof").status());
        var anybody = new Citizen(server.address());
        JsonNode page = anybody.get("/api/v1/roots?limit=2").expect(200).json();
        long newest = page.path("roots").path(0).path("number").asLong();
        assertTrue(newest >= 1);
        assertEquals(
                newest,
                anybody.get("/api/v1/roots/" + newest)
                        .expect(200)
                        .json()
                        .path("number")
                        .asLong());
        assertEquals(
                "1",
                anybody.get("/api/v1/roots/" + newest + "/consistency?from=1")
                        .expect(200)
                        .json()
                        .path("from")
                        .path("number")
                        .asText());
        assertEquals(404, anybody.get("/api/v1/roots/0").status());
        assertEquals(
                404, anybody.get("/api/v1/roots/" + newest + "/consistency").status());
        assertEquals(404, anybody.get("/api/v1/roots?before=x").status());
    }

    private static void tamperedFiles(Path proof, String witness) throws Exception {
        String text = Files.readString(proof);
        for (List<String> change : List.of(
                List.of("register.enquiry", "register.nothing"),
                List.of("PermanentAddressSearch", "NothingAtAllSearch"),
                List.of("\"index\":", "\"index\":1"),
                List.of("number ", "number 7"))) {
            String changed = text.replaceFirst(change.get(0), change.get(1));
            assertTrue(change.toString(), !changed.equals(text));
            Path file = Files.writeString(FOLDER.resolve("changed.json"), changed);
            assertSays(1, "DOES NOT HOLD", verify("proof", file, "--witness", witness));
        }
        assertSays(2, "no JSON", verify("proof", Files.writeString(FOLDER.resolve("changed.json"), "{nonsense")));
    }

    /** Roots go on without the authority, and their stamps come when it is back. */
    private static void deadAuthority(Server server, Citizen citizen) {
        server.trust("{\"deadTsa\": true}");
        long before = newest(server).path("number").asLong();
        Deadline.in(Duration.ofSeconds(60)).until("a root is made without it", () -> {
            citizen.logOut();
            citizen.logIn(2);
            JsonNode newest = newest(server);
            return newest.path("number").asLong() > before
                    && newest.path("stamp").isNull();
        });
        server.trust("{\"deadTsa\": false}");
        Deadline.in(Duration.ofSeconds(90)).until("what was missed is caught up", () -> {
            JsonNode newest = newest(server);
            return newest.hasNonNull("stamp") && newest.path("cosignatures").size() == 1;
        });
    }

    private static JsonNode newest(Server server) {
        return new Citizen(server.address())
                .get("/api/v1/roots?limit=1")
                .expect(200)
                .json()
                .path("roots")
                .path(0);
    }

    /** All roots as one file, page after page. */
    private static void save(Server server) throws IOException {
        var pages = new StringBuilder();
        String before = "";
        do {
            Answer page = new Citizen(server.address())
                    .get("/api/v1/roots?limit=3" + before)
                    .expect(200);
            pages.append(page.text()).append('\n');
            before = page.json().path("next").isNull()
                    ? ""
                    : "&before=" + page.json().path("next").asLong();
        } while (!before.isEmpty());
        Files.writeString(FOLDER.resolve("roots.json"), pages);
    }

    /** An operator with the data base in hand changes one old entry and computes the whole chain anew. */
    private static void rewritten(Server server, long sequence, String witness) throws Exception {
        server.kill();
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("db/gishe.db"))) {
            rewrite(connection, sequence);
        }
        server.start();

        JsonNode verified = server.verification();
        assertTrue(verified.toString(), verified.path("fault").asText().isEmpty());
        assertEquals(false, verified.path("holds").asBoolean());
        assertTrue(
                verified.toString(),
                verified.path("roots").path("fault").asText().contains("does not lead to root"));
        Citizen citizen = citizen(server, 1);
        Path proof = Files.write(
                FOLDER.resolve("rewritten.json"),
                citizen.get("/api/v1/journal/" + sequence + "/proof")
                        .expect(200)
                        .body());
        assertSays(1, "does not stand under root", verify("proof", proof, "--witness", witness));
        assertSays(
                0,
                "each continues",
                verify(
                        "proof",
                        FOLDER.resolve("proof.json"),
                        "--witness",
                        witness,
                        "--roots",
                        server.address().toString()));
    }

    private static void rewrite(Connection connection, long sequence) throws Exception {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE journal_entry SET at = at - 60000000 WHERE sequence = " + sequence);
            byte[] hash = new byte[32];
            var hashes = new ArrayList<byte[]>();
            try (ResultSet row =
                    statement.executeQuery("SELECT sequence, at, kind, person, commitment FROM journal_entry"
                            + " WHERE sequence IS NOT NULL ORDER BY sequence")) {
                while (row.next()) {
                    byte[] kind = row.getString(3).getBytes(StandardCharsets.UTF_8);
                    byte[] person = row.getBytes(4);
                    ByteBuffer leaf = ByteBuffer.allocate(300)
                            .put(hash)
                            .put((byte) 1)
                            .putLong(row.getLong(1))
                            .putLong(row.getLong(2))
                            .putShort((short) kind.length)
                            .put(kind)
                            .put((byte) (person == null ? 0 : 1));
                    if (person != null) {
                        leaf.put(person);
                    }
                    leaf.put(row.getBytes(5)).flip();
                    MessageDigest digest = MessageDigest.getInstance("SHA-256");
                    digest.update(leaf);
                    hash = digest.digest();
                    hashes.add(hash);
                }
            }
            try (var update = connection.prepareStatement("UPDATE journal_entry SET hash = ? WHERE sequence = ?")) {
                for (int i = 0; i < hashes.size(); i++) {
                    update.setBytes(1, hashes.get(i));
                    update.setLong(2, i + 1L);
                    update.executeUpdate();
                }
            }
            try (var update = connection.prepareStatement("UPDATE journal_head SET hash = ?")) {
                update.setBytes(1, hash);
                update.executeUpdate();
            }
        }
        connection.commit();
    }

    // ------------------------------------------------------------------ the verifier

    private static Said verify(String command, Path file, String... options) throws Exception {
        var line = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of(System.getProperty("gishe.distribution"), "bin", "gishe-verify.jar")
                        .toString(),
                command,
                file.toString()));
        line.addAll(List.of(options));
        Path said = FOLDER.resolve("said.txt");
        Process process = new ProcessBuilder(line)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the verifier did not end");
        }
        return new Said(process.exitValue(), Files.readString(said));
    }

    private static void assertSays(int code, String words, Said said) {
        assertEquals(said.words(), code, said.code());
        assertTrue(said.words(), said.words().contains(words));
    }
}
