/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.witness.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.json.Json;

/**
 * What the witness has signed: one file to which lines are added, synced before anybody gets the signature. A line that was torn by
 * a power cut was given to nobody and is cut off. Guarded by its owner.
 */
final class Memory {

    /**
     * One line.
     *
     * @param key of the log: base64 of SubjectPublicKeyInfo
     */
    record Signed(String origin, String statement, long time, String signature, String key) {

        Data.Obj line() {
            return Json.object()
                    .put("origin", origin)
                    .put("statement", statement)
                    .put("time", time)
                    .put("signature", signature)
                    .put("key", key)
                    .build();
        }

        static Signed of(Data.Obj line) {
            return new Signed(
                    line.text("/origin").orElseThrow(),
                    line.text("/statement").orElseThrow(),
                    ((Data.Num) line.members().get("time")).value().longValueExact(),
                    line.text("/signature").orElseThrow(),
                    line.text("/key").orElseThrow());
        }
    }

    private final Path file;
    private final Map<String, List<Signed>> signed = new HashMap<>();

    Memory(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            if (end < bytes.length) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(end);
                    channel.force(true);
                }
            }
            new String(bytes, 0, end, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> keep(Signed.of(Json.object(line.getBytes(StandardCharsets.UTF_8)))));
        }
    }

    private void keep(Signed each) {
        signed.computeIfAbsent(each.origin(), origin -> new ArrayList<>()).add(each);
    }

    Optional<Signed> last(String origin) {
        List<Signed> all = signed.getOrDefault(origin, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** From that place on, oldest first. */
    List<Signed> page(String origin, int from, int limit) {
        List<Signed> all = signed.getOrDefault(origin, List.of());
        int first = Math.min(Math.max(0, from), all.size());
        return List.copyOf(all.subList(first, Math.min(all.size(), first + limit)));
    }

    void add(Signed each) throws IOException {
        byte[] line = (Json.text(each.line()) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long before = channel.size();
            try {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        }
        keep(each);
    }
}
