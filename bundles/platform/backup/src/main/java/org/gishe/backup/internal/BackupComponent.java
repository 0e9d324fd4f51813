/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.backup.Backup;
import org.gishe.contents.ContentFiles;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.store.Landmark;
import org.gishe.store.Snapshots;
import org.gishe.store.Store;
import org.gishe.store.Store.Unit;
import org.jdbi.v3.core.Handle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Back-ups of this node's data folder: a copy of the data base first, then the files that the copy names. */
@Component(name = "org.gishe.backup", service = Backup.class)
public final class BackupComponent implements Backup {

    private static final Logger LOG = LoggerFactory.getLogger(BackupComponent.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Store store;
    private final Snapshots snapshots;
    private final ContentFiles files;
    private final Journal journal;
    private final InstantSource clock;
    private final String platform;
    private final Path data;
    private final Path copy;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;

    /** Come with their bundles; a back-up takes those that are here. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<Landmark> landmarks = List.of();

    @Activate
    public BackupComponent(
            BundleContext context,
            @Reference Store store,
            @Reference Snapshots snapshots,
            @Reference ContentFiles files,
            @Reference Journal journal,
            @Reference InstantSource clock) {
        this(
                Path.of(required(context.getProperty("gishe.data"))),
                context.getBundle().getVersion().toString(),
                store,
                snapshots,
                files,
                journal,
                clock);
    }

    /** @param data folder of this node */
    BackupComponent(
            Path data,
            String platform,
            Store store,
            Snapshots snapshots,
            ContentFiles files,
            Journal journal,
            InstantSource clock) {
        this.data = data;
        this.platform = platform;
        this.store = store;
        this.snapshots = snapshots;
        this.files = files;
        this.journal = journal;
        this.clock = clock;
        this.copy = data.resolve("backup").resolve("gishe.db");
        try {
            Files.createDirectories(
                    copy.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sweep(); // a crash may have left one
    }

    private static String required(String folder) {
        if (folder == null) {
            throw new IllegalStateException("the system property gishe.data names no folder");
        }
        return folder;
    }

    private void sweep() {
        try (Stream<Path> left = Files.list(copy.getParent())) {
            for (Path each : left.toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be emptied", copy.getParent(), e);
        }
    }

    @Override
    public Ready begin(String operator) {
        if (!busy.compareAndSet(false, true)) {
            throw new BusyException();
        }
        boolean begun = false;
        try {
            Instant now = clock.instant();
            // before the copy is made: it says itself who took it
            store.commit(unit -> {
                journal.record(
                        unit,
                        Entry.of("backup.begun")
                                .matter("backup")
                                .payload(Data.EMPTY.with("by", operator))
                                .build());
                return null;
            });
            State state;
            if (snapshots.possible()) {
                snapshots.take(copy);
                state = snapshots.read(copy, state());
            } else {
                state = store.read(state());
            }
            begun = true;
            return new Archived(now, state, snapshots.possible());
        } finally {
            if (!begun) {
                end();
            }
        }
    }

    private void end() {
        sweep();
        busy.set(false);
    }

    /** What the data base names. */
    private record State(List<String> filed, Map<String, String> landmarks) {}

    private Unit<State> state() {
        return handle -> new State(files.filed(handle), landmarks(handle));
    }

    private Map<String, String> landmarks(Handle handle) {
        var found = new TreeMap<String, String>();
        for (Landmark each : landmarks) {
            found.put(each.name(), each.at(handle));
        }
        return found;
    }

    @Deactivate
    void close() {
        closed = true;
    }

    private final class Archived implements Ready {

        private final Instant at;
        private final State state;
        private final boolean embedded;
        private boolean ended;

        Archived(Instant at, State state, boolean embedded) {
            this.at = at;
            this.state = state;
            this.embedded = embedded;
        }

        @Override
        public String name() {
            return "gishe-backup-" + STAMP.format(at) + ".zip";
        }

        @Override
        public void write(OutputStream out) throws IOException {
            var archive = new ArchiveWriter(out, moved -> {
                if (closed) {
                    throw new IOException("the platform stops");
                }
            });
            if (embedded) {
                try (InputStream in = Files.newInputStream(copy)) {
                    archive.part(Manifest.DATABASE, in, true);
                }
            }
            for (String id : state.filed()) {
                Path file = files.file(id);
                String name = data.relativize(file).toString();
                try (InputStream in = Files.newInputStream(file)) {
                    archive.part(name, in, false);
                } catch (NoSuchFileException e) {
                    if (store.read(files::filed).contains(id)) {
                        LOG.error("the file of the document {} is missing", id);
                        archive.missing(name);
                    } else {
                        archive.erased(name);
                    }
                }
            }
            archive.end(at, platform, embedded, state.landmarks());
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                end();
            }
        }
    }
}
