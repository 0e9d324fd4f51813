/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a crowd saw, as a file that anybody can recompute the outcome from. Thread-safe. */
final class Account implements AutoCloseable {

    private static final String HEAD = "instant,path,expected,got,version";

    private final Path file;
    private final Writer out;

    Account(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            this.out = Files.newBufferedWriter(file);
            out.write(HEAD + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void add(Crowd.Seen seen) {
        try {
            out.write(seen.at() + "," + seen.path().replace(',', ' ') + "," + seen.expected() + "," + seen.got() + ","
                    + seen.version() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the file says, read again.
     *
     * @param failed requests whose answer was not the expected one, or that had none
     * @param versions each version of an e-service that was seen in an answer
     */
    record Outcome(long requests, long failed, Set<String> versions) {}

    static Outcome read(Path file) {
        try {
            long requests = 0;
            long failed = 0;
            var versions = new HashSet<String>();
            List<String> lines = Files.readAllLines(file);
            if (!lines.get(0).equals(HEAD)) {
                throw new IllegalStateException(file + " is no record of requests");
            }
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.split(",", -1);
                requests++;
                failed += fields[2].equals(fields[3]) ? 0 : 1;
                if (!fields[4].isEmpty()) {
                    versions.add(fields[4]);
                }
            }
            return new Outcome(requests, failed, versions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Submissions that were acknowledged, and how often each was delivered. */
    static void submissions(Path file, List<Crowd.Filing> filings, Map<String, Long> deliveries) {
        var text = new StringBuilder("id,acknowledged,deliveries\n");
        for (Crowd.Filing filing : filings) {
            text.append(filing.id())
                    .append(",true,")
                    .append(deliveries.getOrDefault(filing.id(), 0L))
                    .append('\n');
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many submissions of the file were delivered so often. */
    static Map<Integer, Long> deliveries(Path file) {
        try {
            var counts = new HashMap<Integer, Long>();
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(1, lines.size())) {
                counts.merge(Integer.parseInt(line.split(",")[2]), 1L, Long::sum);
            }
            return counts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
