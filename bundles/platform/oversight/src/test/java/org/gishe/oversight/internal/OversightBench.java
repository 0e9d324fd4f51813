/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.gishe.api.base.PersonId;
import org.gishe.oversight.Filter;
import org.gishe.oversight.Oversight.Page;
import org.gishe.oversight.test.Scene;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * A person with 10,000 accesses in a journal of 1,000,000: pages against a bare indexed query of the same rows; by hand. An
 * argument is another number of entries.
 */
public final class OversightBench {

    private static final int OWN = 10_000;
    private static final int BLOCK = 10_000;
    private static final int PAGE = 20;

    private OversightBench() {}

    public static void main(String[] arguments) throws Exception {
        int entries = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        for (TestStores kind : TestStores.values()) {
            try (TestStore store = kind.open()) {
                run(kind, store, entries);
            }
        }
    }

    private static void run(TestStores kind, TestStore store, int entries) throws Exception {
        var scene = new Scene(store);
        PersonId anna = scene.anna.id();
        fill(store, scene, entries);
        byte[] pseudonym = scene.keys.blindIndex("journal-index", anna.value().getBytes(StandardCharsets.UTF_8));
        Optional<String> middle = cursor(scene, anna, OWN / 2);
        long row = new AccessIds(scene.keys).row(anna, middle.orElseThrow()).orElseThrow();
        compare(kind + ", first page", store, scene, anna, pseudonym, Optional.empty(), Long.MAX_VALUE);
        compare(kind + ", page 251", store, scene, anna, pseudonym, middle, row);

        Filter nothing = Filter.of(Map.of("q", "not there")::get);
        System.out.printf(
                "%s, a search through 2,000 entries: %.1f ms%n",
                kind, median(() -> scene.oversight.page(anna, nothing, Optional.empty(), PAGE), 15) / 1e6);
        long used = used();
        long start = System.nanoTime();
        var json = new Counting();
        scene.oversight.json(anna, Filter.ALL, Locale.ENGLISH, json);
        System.out.printf(
                "%s, export of all as JSON: %d bytes in %d ms%n",
                kind, json.bytes, (System.nanoTime() - start) / 1_000_000);
        start = System.nanoTime();
        var pdf = new Counting();
        scene.oversight.pdf(anna, Filter.ALL, Locale.ENGLISH).writer().write(pdf);
        System.out.printf(
                "%s, export of all as PDF: %d bytes in %d ms, %d MiB more in use afterwards%n",
                kind, pdf.bytes, (System.nanoTime() - start) / 1_000_000, (used() - used) >> 20);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void fill(TestStore store, Scene scene, int entries) {
        var random = new Random(7);
        int every = entries / OWN;
        for (int block = 0; block < entries / BLOCK; block++) {
            store.commit(unit -> {
                for (int own = 0; own < BLOCK / every; own++) {
                    PreparedBatch leaves = unit.prepareBatch(
                            "INSERT INTO journal_entry (version, kind, at, person, commitment) VALUES (1, 'journey.step', ?, ?, ?)");
                    for (int i = 1; i < every; i++) {
                        leaves.bind(0, scene.now.toEpochMilli() * 1_000)
                                .bind(1, bytes(random, 32))
                                .bind(2, bytes(random, 32))
                                .add();
                    }
                    leaves.execute();
                    scene.journal.record(
                            unit,
                            Scene.enquiry(scene.anna.id(), Scene.AGENCY, Map.of("reference", "N"))
                                    .build());
                }
                return unit.execute("INSERT INTO journal_payload (entry, salt, payload)"
                        + " SELECT id, commitment, commitment FROM journal_entry WHERE kind = 'journey.step'"
                        + " AND id > (SELECT COALESCE(MAX(id), 0) - " + BLOCK + " FROM journal_entry)");
            });
        }
        scene.journal.run();
        store.commit(unit -> unit.execute("ANALYZE"));
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Optional<String> cursor(Scene scene, PersonId anna, int deep) {
        Optional<String> cursor = Optional.empty();
        for (int i = 0; i < deep / 100; i++) {
            Page page = scene.oversight.page(anna, Filter.ALL, cursor, 100);
            cursor = page.next();
        }
        return cursor;
    }

    private static void compare(
            String what,
            TestStore store,
            Scene scene,
            PersonId anna,
            byte[] pseudonym,
            Optional<String> cursor,
            long row)
            throws Exception {
        Callable<Object> bare = () -> store.read(query -> query.createQuery(
                        "SELECT e.id, e.sequence, e.at, e.kind, e.person, e.commitment, p.payload FROM journal_entry e"
                                + " LEFT JOIN journal_payload p ON p.entry = e.id WHERE e.person = ? AND e.id < ?"
                                + " ORDER BY e.id DESC LIMIT " + (PAGE + 1))
                .bind(0, pseudonym)
                .bind(1, row)
                .map((each, context) -> each.getLong(1) + each.getString(4) + each.getBytes(7).length)
                .list());
        Callable<Object> ours = () -> scene.oversight.page(anna, Filter.ALL, cursor, PAGE);
        double[] ratios = new double[9];
        double limit = 0;
        double time = 0;
        for (int block = -4; block < ratios.length; block++) {
            limit = median(bare, 200);
            time = median(ours, 200);
            if (block >= 0) {
                ratios[block] = time / limit;
            }
        }
        Arrays.sort(ratios);
        System.out.printf(
                "%s: %.0f µs, bare %.0f µs, ratio %.2f (%.2f to %.2f)%n",
                what, time / 1e3, limit / 1e3, ratios[4], ratios[0], ratios[8]);
    }

    private static double median(Callable<?> work, int times) throws Exception {
        double[] nanos = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.call();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[times / 2];
    }

    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) {
            bytes += length;
        }
    }
}
