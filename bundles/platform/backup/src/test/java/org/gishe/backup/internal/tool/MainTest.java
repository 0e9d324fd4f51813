/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gishe.backup.internal.Node;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

public class MainTest {

    private static final String NAME = "gishe-backup-20261123T080000Z.zip";
    private static final String PASSWORD = "парола-1";

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer platform;
    private byte[] sent = new byte[0];
    private int announced;
    private Path root;
    private Path data;

    @Before
    public void open() throws IOException {
        root = folder.getRoot().toPath();
        data = root.resolve("data");
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.createContext("/api/v1/operations/backup", this::answer);
        platform.start();
        environment.put("GISHE_URL", "http://127.0.0.1:" + platform.getAddress().getPort());
        environment.put("GISHE_OPERATOR_PASSWORD", PASSWORD);
        environment.put("GISHE_KEYS_PASSPHRASE", "correct horse battery");
    }

    @After
    public void close() {
        platform.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        String expected = "Basic "
                + Base64.getEncoder().encodeToString(("operator:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        try (call) {
            if (!expected.equals(call.getRequestHeaders().getFirst("Authorization"))
                    || !call.getRequestMethod().equals("POST")) {
                call.sendResponseHeaders(401, -1);
                return;
            }
            if (sent.length == 0) {
                byte[] problem = "{\"title\":\"Busy\",\"detail\":\"Another back-up is being made.\"}"
                        .getBytes(StandardCharsets.UTF_8);
                call.sendResponseHeaders(409, problem.length);
                call.getResponseBody().write(problem);
                return;
            }
            call.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + NAME + "\"");
            call.sendResponseHeaders(200, announced);
            call.getResponseBody().write(sent);
        }
    }

    private void sends(byte[] bytes) {
        sent = bytes;
        announced = bytes.length;
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return new Main(new PrintStream(out, true), new PrintStream(err, true), environment, null)
                .run(List.of(arguments));
    }

    @Test
    public void aBackupIsFetchedCheckedRestoredWithItsKeysAndReadAgain() throws Exception {
        List<String> ids;
        try (Node node = new Node(data)) {
            ids = node.file("words of a citizen");
            sends(node.archive());
        }
        Path moved = root.resolve("elsewhere");

        assertThat(run("backup", root.toString())).as(err.toString()).isZero();
        assertThat(out.toString()).contains(NAME + " is whole").contains("backup-keys");
        assertThat(run("backup-keys", root.resolve("keys").toString(), "--data", data.toString()))
                .as(err.toString())
                .isZero();
        assertThat(run("check", root.resolve(NAME).toString())).isZero();
        assertThat(run(
                        "restore",
                        root.resolve(NAME).toString(),
                        "--data",
                        moved.toString(),
                        "--keys",
                        root.resolve("keys").toString()))
                .as(err.toString())
                .isZero();

        assertThat(out.toString()).contains("journal verify").doesNotContain("restore-keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(moved.resolve("db/gishe.db"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(moved)))
                .isEqualTo("rwx------");
        try (Node node = new Node(moved)) {
            assertThat(node.read(ids.get(0))).startsWith("words of a citizen");
            assertThat(node.read(ids.get(1))).isEqualTo("words of a citizen");
            assertThat(node.verify().fault()).isEmpty();
        }
    }

    @Test
    public void keysMayComeLaterAndUntilThenNothingStartsThere() throws Exception {
        String id;
        try (Node node = new Node(data)) {
            id = node.file("words").get(1);
            Files.write(root.resolve(NAME), node.archive());
        }
        Path moved = root.resolve("elsewhere");
        assertThat(run("backup-keys", root.resolve("keys").toString(), "--data", data.toString()))
                .isZero();

        assertThat(run("restore", root.resolve(NAME).toString(), "--data", moved.toString()))
                .isZero();
        assertThat(out.toString()).contains("restore-keys");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Node(moved).close())
                .hasMessageContaining("restored without their keys");
        assertThat(run("restore-keys", root.resolve("keys").toString(), "--data", moved.toString()))
                .isZero();

        try (Node node = new Node(moved)) {
            assertThat(node.read(id)).isEqualTo("words");
        }
    }

    @Test
    public void aFolderThatIsNotEmptyIsLeftAsItIs() throws Exception {
        try (Node node = new Node(data)) {
            Files.write(root.resolve(NAME), node.archive());
        }
        Path full = folder.newFolder("full").toPath();
        Files.writeString(full.resolve("mine"), "mine");

        assertThat(run("restore", root.resolve(NAME).toString(), "--data", full.toString()))
                .isEqualTo(1);

        assertThat(err.toString()).contains("is not empty (mine is there)");
        assertThat(full).isDirectoryNotContaining(each -> !each.endsWith("mine"));
    }

    @Test
    public void aDamagedBackupIsNotRestoredAndLeavesNothing() throws Exception {
        byte[] archive;
        try (Node node = new Node(data)) {
            node.file("words");
            archive = node.archive();
        }
        archive[archive.length / 3] ^= 1;
        Files.write(root.resolve(NAME), archive);
        Path moved = root.resolve("elsewhere");

        assertThat(run("check", root.resolve(NAME).toString())).isEqualTo(1);
        assertThat(err.toString()).contains("was changed");
        assertThat(run("restore", root.resolve(NAME).toString(), "--data", moved.toString()))
                .isEqualTo(1);
        assertThat(moved).doesNotExist();
    }

    @Test
    public void aWrongPassphraseRestoresNothing() throws Exception {
        try (Node node = new Node(data)) {
            Files.write(root.resolve(NAME), node.archive());
        }
        Path moved = folder.newFolder("empty").toPath();
        Path keys = root.resolve("keys");
        assertThat(run("backup-keys", keys.toString(), "--data", data.toString()))
                .isZero();
        environment.put("GISHE_KEYS_PASSPHRASE", "another passphrase");

        assertThat(run("restore", root.resolve(NAME).toString(), "--data", moved.toString(), "--keys", keys.toString()))
                .isEqualTo(1);

        assertThat(err.toString()).contains("passphrase is wrong");
        assertThat(moved).isEmptyDirectory();
    }

    @Test
    public void theKeysFileOpensWithThePassphraseAloneAndIsNotWrittenOver() throws Exception {
        new Node(data).close();
        Path keys = root.resolve("keys");

        assertThat(run("backup-keys", keys.toString(), "--data", data.toString()))
                .isZero();

        byte[] written = Files.readAllBytes(keys);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
        var store = java.security.KeyStore.getInstance("PKCS12");
        store.load(Files.newInputStream(keys), "correct horse battery".toCharArray());
        assertThat(store.containsAlias("contents.1")).isTrue();
        assertThat(run("backup-keys", keys.toString(), "--data", data.toString()))
                .isEqualTo(1);
        assertThat(keys).hasBinaryContent(written);
    }

    @Test
    public void aShortOrForeignPassphraseIsRefused() {
        new Node(data).close();
        environment.put("GISHE_KEYS_PASSPHRASE", "short");
        assertThat(run("backup-keys", root.resolve("keys").toString(), "--data", data.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("12 characters");
        environment.put("GISHE_KEYS_PASSPHRASE", "дълга парола на кирилица");
        assertThat(run("backup-keys", root.resolve("keys").toString(), "--data", data.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("Latin letters");
        assertThat(root.resolve("keys")).doesNotExist();
    }

    @Test
    public void aBackupThatBreaksOffLeavesNothingUnderItsName() throws Exception {
        byte[] archive;
        try (Node node = new Node(data)) {
            node.file("words");
            archive = node.archive();
        }
        sent = Arrays.copyOf(archive, archive.length / 2);
        announced = archive.length;
        Path target = folder.newFolder("backups").toPath();

        assertThat(run("backup", target.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("broke off");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    public void aBackupThatArrivesDamagedIsNotKept() throws Exception {
        byte[] archive;
        try (Node node = new Node(data)) {
            node.file("words");
            archive = node.archive();
        }
        archive[archive.length / 3] ^= 1;
        sends(archive);
        Path target = folder.newFolder("backups").toPath();

        assertThat(run("backup", target.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("was changed");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    public void whatThePlatformRefusesIsTold() throws Exception {
        Path target = folder.newFolder("backups").toPath();

        assertThat(run("backup", target.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("409").contains("Another back-up is being made.");
        environment.put("GISHE_OPERATOR_PASSWORD", "wrong");
        assertThat(run("backup", target.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("password are wrong");
        platform.stop(0);
        assertThat(run("backup", target.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("nobody answers");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    public void aFileThatIsThereIsNotWrittenOver() throws Exception {
        try (Node node = new Node(data)) {
            sends(node.archive());
        }
        Path mine = folder.newFile().toPath();
        Files.writeString(mine, "mine");

        assertThat(run("backup", mine.toString())).isEqualTo(1);

        assertThat(mine).hasContent("mine");
    }

    @Test
    public void whatIsNotUnderstoodIsTold() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("restore FILE");
        assertThat(run("reboot")).isEqualTo(2);
        assertThat(run("restore")).isEqualTo(2);
        assertThat(run("restore", "x", "--date", "y")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown option --date");
    }
}
