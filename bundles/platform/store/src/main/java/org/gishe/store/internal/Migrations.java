/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.gishe.store.StoreException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Brings an owner's tables up to date with the scripts in its bundle. */
final class Migrations {

    private Migrations() {}

    static void run(Engine engine, String owner, Class<?> anchor) {
        if (!owner.matches("[a-z][a-z0-9]*")) {
            throw new IllegalArgumentException("no name of an owner: " + owner);
        }
        try {
            Map<String, byte[]> scripts = scripts("db/" + owner, anchor);
            if (scripts.isEmpty()) {
                throw new StoreException("no scripts in db/" + owner + " beside " + anchor.getName(), null);
            }
            // the class loader of Flyway's own bundle: that is where it finds its plug-ins
            Flyway.configure(Flyway.class.getClassLoader())
                    .dataSource(engine.service())
                    .table(owner + "_history")
                    .baselineOnMigrate(true) // the tables of other owners stand there already
                    .baselineVersion("0")
                    .placeholders(engine.types())
                    .resourceProvider(new Scripts(scripts))
                    .javaMigrationClassProvider(List::of)
                    .load()
                    .migrate();
        } catch (FlywayException | IOException e) {
            throw new StoreException("the tables of " + owner + " cannot be brought up to date", e);
        }
    }

    /** Scripts by name, from wherever the class lives: a bundle, a jar or a folder. */
    private static Map<String, byte[]> scripts(String folder, Class<?> anchor) throws IOException {
        Map<String, byte[]> scripts = new TreeMap<>();
        if (anchor.getClassLoader() instanceof BundleReference reference) {
            Bundle bundle = reference.getBundle();
            var urls = bundle.findEntries(folder, "*.sql", false);
            while (urls != null && urls.hasMoreElements()) {
                URL url = urls.nextElement();
                try (InputStream in = url.openStream()) {
                    scripts.put(url.getPath().replaceFirst(".*/", ""), in.readAllBytes());
                }
            }
            return scripts;
        }
        Path home;
        try {
            home = Path.of(
                    anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (Files.isDirectory(home)) {
            read(home.resolve(folder), scripts);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + home.toUri()), Map.of())) {
                read(jar.getPath(folder), scripts);
            }
        }
        return scripts;
    }

    private static void read(Path folder, Map<String, byte[]> scripts) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.sql")) {
            for (Path file : files) {
                scripts.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
    }

    private record Scripts(Map<String, byte[]> byName) implements ResourceProvider {

        @Override
        public LoadableResource getResource(String name) {
            byte[] bytes = byName.get(name);
            return bytes == null ? null : new Script(name, bytes);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return byName.entrySet().stream()
                    .filter(script -> script.getKey().startsWith(prefix))
                    .filter(script -> List.of(suffixes).stream().anyMatch(script.getKey()::endsWith))
                    .<LoadableResource>map(script -> new Script(script.getKey(), script.getValue()))
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {

        private final String name;
        private final byte[] bytes;

        Script(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public Reader read() {
            return new BufferedReader(
                    new InputStreamReader(new java.io.ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
