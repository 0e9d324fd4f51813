/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Room on the disk of the data folder. */
@Component
public final class DiskCheck implements Check {

    private static final double LEAST = 0.05;

    private final Path data;
    private final Room room;

    /** Measures a folder's disk. */
    @FunctionalInterface
    interface Room {
        /** Bytes: free, then all. */
        long[] of(Path folder) throws IOException;
    }

    @Activate
    public DiskCheck(BundleContext context) {
        this(Path.of(context.getProperty("gishe.data")), DiskCheck::room);
    }

    DiskCheck(Path data, Room room) {
        this.data = data;
        this.room = room;
    }

    static long[] room(Path folder) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return new long[] {disk.getUsableSpace(), disk.getTotalSpace()};
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<Condition> conditions() {
        try {
            long[] bytes = room.of(data);
            return bytes[1] <= 0 || bytes[0] >= LEAST * bytes[1]
                    ? List.of()
                    : List.of(Condition.alerting(
                            "data folder",
                            String.format(
                                    Locale.ROOT,
                                    "%d MiB of %d are free: make room before nothing can be filed",
                                    bytes[0] >> 20,
                                    bytes[1] >> 20),
                            Duration.ZERO));
        } catch (IOException e) {
            return List.of(Condition.alerting(
                    "data folder", "its disk cannot be looked at: " + e.getMessage(), Duration.ZERO));
        }
    }
}
