/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** On what something was measured; no names. */
public final class Machine {

    private Machine() {}

    /** Date, commit, cores, memory, JDK. */
    public static String line() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return LocalDate.now(ZoneOffset.UTC) + " · commit " + commit() + " · " + system.getAvailableProcessors()
                + " cores · " + (system.getTotalMemorySize() >> 30) + " GiB · Java "
                + System.getProperty("java.vm.version") + " on " + System.getProperty("os.name");
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--short=12", "HEAD")
                    .directory(root().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String words = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? words : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    /** The project's folder. */
    public static Path root() {
        return Path.of(System.getProperty("gishe.root", ".")).toAbsolutePath().normalize();
    }

    /** Whether the long form was asked for. */
    public static boolean isLong() {
        return Boolean.getBoolean("gishe.long");
    }
}
