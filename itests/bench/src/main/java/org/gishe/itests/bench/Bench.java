/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code bench [--long] [NAME...]}: measures against limits in the same run and prints one line for each figure. */
public final class Bench {

    static final String HEAD = "name | ours | limit or peer | ratio | goal | ok/short/noisy";

    private Bench() {}

    /** Kept, since a logger's level lasts as long as the logger. */
    private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");

    public static void main(String[] arguments) throws Exception {
        // a connection that the client gives up at the moment of its next request would end the run
        System.setProperty("jdk.httpclient.keepalive.timeout", "600");
        MIGRATIONS.setLevel(Level.WARNING);
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Set<String> names = new LinkedHashSet<>();
        boolean isLong = false;
        for (String argument : arguments) {
            switch (argument) {
                case "--long" -> isLong = true;
                case "filing", "journal", "registers", "signing", "start", "upgrade" -> names.add(argument);
                default -> {
                    System.err.println("bench: there is no " + argument
                            + "; there are: filing, journal, registers, signing, start, upgrade");
                    System.exit(2);
                }
            }
        }
        if (names.isEmpty()) {
            names.addAll(List.of("journal", "signing", "registers", "filing", "upgrade", "start"));
        }
        var lines = new ArrayList<String>();
        lines.add(HEAD);
        System.out.println(HEAD);
        for (String name : names) {
            List<String> found =
                    switch (name) {
                        case "journal" -> JournalBench.run(isLong);
                        case "registers" -> RegistersBench.run(isLong);
                        case "signing" -> SigningBench.run(isLong);
                        case "filing" -> FilingBench.run(isLong);
                        case "upgrade" -> UpgradeBench.run(isLong);
                        default -> StartBench.run(isLong);
                    };
            for (String line : found) {
                System.out.println(line);
                lines.add(line);
            }
        }
        if (isLong) {
            keep(lines);
        }
    }

    private static void keep(List<String> lines) throws IOException, InterruptedException {
        var text = new StringBuilder("# Figures\n\n`./gishe bench --long`, ")
                .append(java.time.LocalDate.now())
                .append(", commit ")
                .append(commit())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores, Java ")
                .append(Runtime.version())
                .append(
                        ".\nRatios are medians of alternating blocks; the spread stands in brackets. Raw data: target/bench.\n\n");
        for (int i = 0; i < lines.size(); i++) {
            text.append("| ").append(lines.get(i)).append(" |\n");
            if (i == 0) {
                text.append("|---|---|---|---|---|---|\n");
            }
        }
        Files.createDirectories(Path.of("docs/proof"));
        Files.writeString(Path.of("docs/proof/bench.md"), text);
    }

    private static String commit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
        String commit = new String(git.getInputStream().readAllBytes()).strip();
        return git.waitFor() == 0 ? commit : "unknown";
    }

    /** A line of the table from the rates of alternating blocks. */
    static String line(String name, Blocks ours, Blocks limit, String unit, double goal) {
        double ratio = ours.ratioTo(limit);
        String verdict = limit.moved() > 0.3 ? "noisy" : ratio >= goal ? "ok" : "short";
        return String.format(
                Locale.ROOT,
                "%s | %.0f %s | %.0f %s | %.2f [%.2f–%.2f] | ≥ %.1f | %s",
                name,
                ours.median(),
                unit,
                limit.median(),
                unit,
                ratio,
                ours.lowestRatioTo(limit),
                ours.highestRatioTo(limit),
                goal,
                verdict);
    }
}
