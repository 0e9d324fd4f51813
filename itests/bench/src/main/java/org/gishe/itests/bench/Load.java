/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The same number of clients for every side; each operation's time is kept as a line of CSV. */
final class Load implements AutoCloseable {

    static final int CLIENTS = 16;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final Writer csv;

    Load(String name) throws IOException {
        Path folder = Path.of("target", "bench");
        Files.createDirectories(folder);
        this.csv = Files.newBufferedWriter(folder.resolve(name + ".csv"));
        csv.write("side,block,operation,microseconds\n");
    }

    /** One operation of a client. */
    @FunctionalInterface
    interface Operation {
        void run(int number) throws Exception;
    }

    /** Runs a block and gives its operations a second. */
    double block(String side, int block, int operations, Operation operation) throws Exception {
        long[] micros = new long[operations];
        var next = new AtomicInteger();
        long begun = System.nanoTime();
        Future<?>[] running = new Future<?>[CLIENTS];
        for (int client = 0; client < CLIENTS; client++) {
            running[client] = clients.submit((Callable<Void>) () -> {
                for (int i = next.getAndIncrement(); i < operations; i = next.getAndIncrement()) {
                    long from = System.nanoTime();
                    operation.run(i);
                    micros[i] = (System.nanoTime() - from) / 1000;
                }
                return null;
            });
        }
        for (Future<?> each : running) {
            each.get();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        for (int i = 0; i < operations; i++) {
            csv.write(side + "," + block + "," + i + "," + micros[i] + "\n");
        }
        return operations / seconds;
    }

    @Override
    public void close() {
        clients.shutdownNow();
        try {
            csv.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
