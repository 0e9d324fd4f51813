/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * What stands in the data base, read past the platform. While the server runs it is read beside it; a dead one's is copied with
 * its log first, so that looking repairs nothing.
 */
public final class Books {

    private final Path file;
    private final BooleanSupplier running;

    Books(Path file, BooleanSupplier running) {
        this.file = file;
        this.running = running;
    }

    /** One query's rows: first column to second. */
    public Map<String, Long> counts(String sql) {
        return read(connection -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            try (var statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
            }
            return counts;
        });
    }

    /** One query's single number. */
    public long count(String sql) {
        return read(connection -> {
            try (var statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                return rows.next() ? rows.getLong(1) : 0L;
            }
        });
    }

    /** How many rows stand in each table that a citizen's request may write to. */
    public Map<String, Long> rows() {
        return read(connection -> {
            Map<String, Long> rows = new TreeMap<>();
            try (var tables = connection.createStatement();
                    ResultSet names = tables.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'"
                            + " AND (name LIKE 'journey_%' OR name LIKE 'signing_%' OR name LIKE 'delivery_%'"
                            + " OR name LIKE 'contents_%' OR name LIKE 'people_%' OR name = 'journal_entry')")) {
                while (names.next()) {
                    String name = names.getString(1);
                    try (var statement = connection.createStatement();
                            ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + name)) {
                        rows.put(name, count.getLong(1));
                    }
                }
            }
            return rows;
        });
    }

    /** Open submissions by step. */
    public Map<String, Long> standing() {
        return counts("SELECT step, COUNT(*) FROM journey_submission WHERE step <> 'closed' GROUP BY step");
    }

    /** Reads one consistent state. */
    public <T> T read(Question<T> question) {
        if (running.getAsBoolean()) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
                return snapshot(connection, question);
            } catch (SQLException e) {
                throw new IllegalStateException("the data base cannot be read: " + e.getMessage(), e);
            }
        }
        try {
            Path folder = Files.createTempDirectory("gishe-books");
            try {
                Path copy = folder.resolve("copy.db");
                copy(file, copy);
                copy(beside(file, "-wal"), beside(copy, "-wal"));
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
                    return snapshot(connection, question);
                }
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path each : files.toList()) {
                        Files.delete(each);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the data base cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T> T snapshot(Connection connection, Question<T> question) throws SQLException {
        connection.setAutoCommit(false);
        return question.ask(connection);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** A question to an open data base. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }
}
