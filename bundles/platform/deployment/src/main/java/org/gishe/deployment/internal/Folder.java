/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gishe.deployment.Deployment.Order;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder as a way into the ledger: a jar that is put there is deployed, one that is taken away is removed, one that is
 * refused gets a text beside it that says why. What was done with which file stands under {@code .state}, so that a
 * restart does nothing twice. Used by one thread.
 */
final class Folder {

    private static final Logger LOG = LoggerFactory.getLogger(Folder.class);

    private final Path folder;
    private final Path memory;
    private final DeploymentComponent deployment;
    private final Map<String, String> seen = new HashMap<>();

    Folder(Path folder, DeploymentComponent deployment) {
        this.folder = folder;
        this.memory = folder.resolve(".state");
        this.deployment = deployment;
    }

    void look() {
        try {
            Files.createDirectories(memory);
            Set<String> present = new HashSet<>();
            for (Path file : files(folder, ".jar")) {
                String name = file.getFileName().toString();
                present.add(name);
                String stamp =
                        Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
                boolean stable = stamp.equals(seen.put(name, stamp));
                if (stable && !stamp.equals(remembered(name)[0])) {
                    take(file, name, stamp);
                }
            }
            for (Path file : files(memory, ".txt")) {
                String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
                if (!present.contains(name)) {
                    gone(name, file);
                }
            }
            seen.keySet().retainAll(present);
        } catch (IOException e) {
            LOG.warn("The folder {} cannot be read; tried again in a second", folder, e);
        }
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** Stamp and SHA-256 of a file that was dealt with; empty texts for another. */
    private String[] remembered(String name) throws IOException {
        Path file = memory.resolve(name + ".txt");
        if (!Files.exists(file)) {
            return new String[] {"", ""};
        }
        String[] lines = Files.readString(file).split("\n", -1);
        return new String[] {lines[0], lines.length > 1 ? lines[1] : ""};
    }

    private void take(Path file, String name, String stamp) throws IOException {
        State state;
        try (InputStream in = Files.newInputStream(file)) {
            state = deployment.deploy(in, Order.by("folder " + name).build());
        }
        Path refusal = folder.resolve(name + ".refused.txt");
        if (state.phase() == Phase.REFUSED) {
            Files.writeString(refusal, String.join("\n", state.reasons()) + "\n", StandardCharsets.UTF_8);
        } else {
            Files.deleteIfExists(refusal);
        }
        Files.writeString(
                memory.resolve(name + ".txt"),
                stamp + "\n" + (state.phase() == Phase.REFUSED ? "" : state.sha256()),
                StandardCharsets.UTF_8);
    }

    private void gone(String name, Path remembered) throws IOException {
        String sha256 = remembered(name)[1];
        if (!sha256.isEmpty()) {
            deployment.removeIfCurrent(sha256, "folder " + name);
        }
        Files.deleteIfExists(folder.resolve(name + ".refused.txt"));
        Files.delete(remembered);
    }
}
