/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gishe.catalogue.Descriptions;

/** Files of the plug-in that is tested, as they lie on the class path. */
final class Bundled {

    private Bundled() {}

    static Descriptions descriptions(Class<?> anchor) {
        return new Descriptions(path -> file(anchor, path), "0.0.0");
    }

    static Optional<byte[]> file(Class<?> anchor, String path) throws IOException {
        try (var in = anchor.getClassLoader().getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    /** The JSON files of a folder, by name. */
    static List<Path> folder(Class<?> anchor, String path) {
        try {
            var found = new ArrayList<Path>();
            for (URI root : roots(anchor, path)) {
                try (var files = Files.list(Path.of(root))) {
                    files.filter(file -> file.toString().endsWith(".json")).forEach(found::add);
                }
            }
            found.sort(Comparator.comparing(file -> file.getFileName().toString()));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<URI> roots(Class<?> anchor, String path) throws IOException {
        var roots = new ArrayList<URI>();
        for (var each : java.util.Collections.list(anchor.getClassLoader().getResources(path))) {
            if (each.getProtocol().equals("file")) {
                roots.add(new File(each.getPath()).toURI());
            }
        }
        return roots;
    }
}
