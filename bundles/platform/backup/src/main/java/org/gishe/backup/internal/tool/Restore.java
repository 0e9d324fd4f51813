/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gishe.backup.internal.Archive;

/** Makes a data folder of a back-up: checked first, unpacked aside, put in place when everything is on the disk. */
final class Restore {

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    /** The data base comes last: without it the folder is not taken for a whole one. */
    private static final List<String> ORDER = List.of("keys", "contents", "db");

    private final Archive archive;
    private final Archive.Progress progress;

    Restore(Archive archive, Archive.Progress progress) {
        this.archive = archive;
        this.progress = progress;
    }

    /** @param keys null: they come later, and until then the platform refuses to start there */
    void into(Path data, KeyBackup keys) throws IOException, GeneralSecurityException {
        refuseFilled(data);
        archive.check(progress);
        boolean made = !Files.exists(data);
        Files.createDirectories(data, FOLDER);
        long room = Files.getFileStore(data).getUsableSpace();
        if (room < archive.bytes()) {
            throw new RefusedException("there are " + room + " bytes free at " + data + ", and " + archive.bytes()
                    + " are needed; nothing was written");
        }
        Path aside = data.resolve("restore-not-finished");
        boolean done = false;
        try {
            Files.createDirectory(aside, FOLDER);
            if (keys != null) {
                keys.restore(aside);
            } else {
                KeyBackup.await(aside);
            }
            archive.unpack(aside, progress);
            for (String name : ORDER) {
                if (Files.exists(aside.resolve(name))) {
                    Files.move(aside.resolve(name), data.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Files.delete(aside);
            Archive.sync(data);
            done = true;
        } finally {
            if (!done) {
                for (String name : ORDER) {
                    delete(data.resolve(name));
                }
                delete(aside);
                if (made) {
                    Files.deleteIfExists(data);
                }
            }
        }
    }

    private static void refuseFilled(Path data) throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        if (!Files.isDirectory(data)) {
            throw new RefusedException(data + " is no folder");
        }
        try (Stream<Path> there = Files.list(data)) {
            there.filter(each -> !each.getFileName().toString().equals("lost+found"))
                    .findAny()
                    .ifPresent(each -> {
                        throw new RefusedException(data + " is not empty (" + each.getFileName()
                                + " is there); a back-up is restored into an empty folder only");
                    });
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> each = Files.walk(tree)) {
            for (Path path : each.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
