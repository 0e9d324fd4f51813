/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One PostgreSQL for all tests of a JVM, on a free port, stopped at its end. As root it runs in a user name space. */
final class Postgres {

    private static final String FOLDER = "gishe-postgres-";
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private Postgres() {}

    private static final class Server {
        static final EmbeddedPostgres ONE = start();
    }

    private static EmbeddedPostgres start() {
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            stopOrphans(temporary);
            Path data = temporary.resolve(FOLDER + ProcessHandle.current().pid());
            return EmbeddedPostgres.builder() // it stops by a hook of its own
                    .setOverrideWorkingDirectory(temporary
                            .resolve("gishe-pg-" + System.getProperty("user.name"))
                            .toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(true)
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A killed JVM leaves its server running: the name of the data folder tells whose it was. */
    private static void stopOrphans(Path temporary) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, FOLDER + "[0-9]*")) {
            for (Path folder : folders) {
                long owner = Long.parseLong(folder.getFileName().toString().substring(FOLDER.length()));
                if (ProcessHandle.of(owner).isEmpty()) {
                    stop(folder);
                }
            }
        }
    }

    private static void stop(Path data) {
        try {
            Path pid = data.resolve("postmaster.pid");
            if (Files.exists(pid)) {
                Optional<ProcessHandle> server = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pid).get(0).strip()));
                server.filter(process -> process.info().command().orElse("").endsWith("postgres"))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
            if (Files.exists(data)) {
                try (Stream<Path> files = Files.walk(data)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(file -> file.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String schema() {
        String schema = "t" + SCHEMAS.incrementAndGet();
        execute("CREATE SCHEMA " + schema);
        return schema;
    }

    static void drop(String schema) {
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    static String url(String schema) {
        return "jdbc:postgresql://127.0.0.1:" + Server.ONE.getPort() + "/postgres?currentSchema=" + schema;
    }

    private static void execute(String sql) {
        try (Connection connection = Server.ONE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
