/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.gishe.itests.harness.Server;

/** How many class loaders of a running server hold a class of that name; asked of the virtual machine itself. */
final class Loaders {

    private final Server server;
    private final String type;

    Loaders(Server server, String type) {
        this.server = server;
        this.type = type;
    }

    /** After a full collection. */
    long count() {
        jcmd("GC.run");
        return jcmd("VM.classloaders", "show-classes")
                .lines()
                .map(line -> line.replaceAll("[ |+]|Classes:", ""))
                .filter(type::equals)
                .count();
    }

    private String jcmd(String... command) {
        var words = new java.util.ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        words.add(String.valueOf(server.pid()));
        words.addAll(java.util.List.of(command));
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("jcmd failed: " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
