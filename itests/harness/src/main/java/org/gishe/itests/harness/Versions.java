/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.harness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Later versions of a plug-in that comes with the server, made from its jar: another Bundle-Version, and another title. */
public final class Versions {

    /** Bundle of the sample certificate. */
    public static final String CERTIFICATE = "org.gishe.services.permanent-address";

    private final Path jar;

    /** @param bundle symbolic name of a bundle among the samples */
    public Versions(Server server, String bundle) {
        try (Stream<Path> samples = Files.list(server.samples())) {
            this.jar = samples.filter(each -> each.getFileName().toString().startsWith(bundle + "-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String title(String version) {
        return "Certificate of permanent address, version " + version;
    }

    public byte[] jar(String version) {
        return rewritten(jar, version, Versions::retitled);
    }

    /** A later version that lacks an entry. */
    public byte[] without(String version, String missing) {
        return rewritten(
                jar, version, (name, bytes, number) -> name.equals(missing) ? null : retitled(name, bytes, number));
    }

    /** Another Bundle-Version of any bundle. */
    public static byte[] jar(Path jar, String version) {
        return rewritten(jar, version, (name, bytes, number) -> bytes);
    }

    /** Another Bundle-Version of any bundle, with another text in an entry. */
    public static byte[] jar(Path jar, String version, String entry, String text) {
        return rewritten(
                jar,
                version,
                (name, bytes, number) -> name.equals(entry) ? text.getBytes(StandardCharsets.UTF_8) : bytes);
    }

    /** The same jar with a text added to an entry, every other entry as it was. */
    public static byte[] added(byte[] jar, String entry, String text) {
        var bytes = new ByteArrayOutputStream();
        try (var in = new ZipInputStream(new ByteArrayInputStream(jar));
                var out = new ZipOutputStream(bytes)) {
            for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(each.getName()));
                in.transferTo(out);
                if (each.getName().equals(entry)) {
                    out.write(text.getBytes(StandardCharsets.UTF_8));
                }
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What becomes of an entry; null when it is left out. */
    @FunctionalInterface
    private interface Change {
        byte[] of(String name, byte[] bytes, String version);
    }

    private static byte[] rewritten(Path jar, String version, Change change) {
        var bytes = new ByteArrayOutputStream();
        try (var in = new JarInputStream(Files.newInputStream(jar))) {
            var manifest = new Manifest(in.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (var out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    byte[] changed = change.of(entry.getName(), in.readAllBytes(), version);
                    if (changed != null) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        out.write(changed);
                        out.closeEntry();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] retitled(String name, byte[] bytes, String version) {
        return name.equals("gishe/texts_en.properties")
                ? new String(bytes, StandardCharsets.UTF_8)
                        .replaceFirst("(?m)^title *=.*$", "title=" + title(version))
                        .getBytes(StandardCharsets.UTF_8)
                : bytes;
    }
}
