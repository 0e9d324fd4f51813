/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;

/**
 * What the contract suites said in an author's build about one very jar. The suites write it as {@code META-INF/gishe-report.json};
 * who takes the jar in compares its digest. The digest is over what the jar does: SHA-256 over one line for each file but what the
 * build adds ({@code META-INF/maven/}), the signature, the manifest and the report, as {@code <sha256> <name>\n} in the order of
 * the names, then one line {@code <header>: <value>\n} for each of the OSGi headers below that is there, in their order. It stays
 * the same when a jar is signed. Immutable.
 *
 * @param digest hexadecimal
 * @param suites by name, at least one
 */
public record BehaviourReport(String digest, List<Suite> suites) {

    /** Where it lies in a jar. */
    public static final String PATH = "META-INF/gishe-report.json";

    private static final int LARGEST = 1 << 20;
    private static final int MOST_SUITES = 100;
    private static final List<String> HEADERS = List.of(
            "Bundle-SymbolicName",
            "Bundle-Version",
            "Bundle-Activator",
            "Bundle-ClassPath",
            "Bundle-NativeCode",
            "DynamicImport-Package",
            "Export-Package",
            "Fragment-Host",
            "Import-Package",
            "Multi-Release",
            "Provide-Capability",
            "Require-Bundle",
            "Require-Capability",
            "Service-Component");

    /**
     * One suite's word.
     *
     * @param contract the kind whose contract it is
     * @param test name of the author's class
     * @param left tests of the contract that were not run
     */
    public record Suite(Kind contract, String test, int passed, int failed, int skipped, int left) {}

    public BehaviourReport {
        suites = List.copyOf(suites);
    }

    /** Whether nothing failed and each of these kinds had a whole suite that passed. */
    public boolean passed(Iterable<Kind> kinds) {
        for (Kind kind : kinds) {
            if (suites.stream()
                    .noneMatch(suite -> suite.contract() == kind && suite.passed() > 0 && suite.left() == 0)) {
                return false;
            }
        }
        return failed() == 0;
    }

    public int failed() {
        return suites.stream().mapToInt(Suite::failed).sum();
    }

    public int passed() {
        return suites.stream().mapToInt(Suite::passed).sum();
    }

    /** As it is written into a jar. */
    public byte[] json() {
        return Json.write(Json.object()
                .put("format", 1)
                .put("digest", digest)
                .put(
                        "suites",
                        Json.array(suites.stream()
                                .map(suite -> (Data) Json.object()
                                        .put("contract", suite.contract().name().toLowerCase(Locale.ROOT))
                                        .put("test", suite.test())
                                        .put("passed", suite.passed())
                                        .put("failed", suite.failed())
                                        .put("skipped", suite.skipped())
                                        .put("left", suite.left())
                                        .build())
                                .toList()))
                .build());
    }

    /**
     * The report that a jar carries.
     *
     * @return empty when it carries none
     * @throws IllegalArgumentException when it carries something else in its place
     */
    public static Optional<BehaviourReport> in(JarFile jar) throws IOException {
        JarEntry entry = jar.getJarEntry(PATH);
        if (entry == null) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = jar.getInputStream(entry)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        try {
            return Optional.of(read(Json.parse(bytes, Json.Limits.of(LARGEST))));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
    }

    private static BehaviourReport read(Data json) {
        var suites = new ArrayList<Suite>();
        if (!json.at("/format").equals(Optional.of(Data.of(1)))
                || !(json.at("/suites").orElse(null) instanceof Data.Arr all)
                || all.items().size() > MOST_SUITES) {
            throw new IllegalArgumentException("it is no report of format 1");
        }
        for (Data each : all.items()) {
            suites.add(new Suite(
                    Stream.of(Kind.values())
                            .filter(kind -> each.text("/contract")
                                    .equals(Optional.of(kind.name().toLowerCase(Locale.ROOT))))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("it tells of no contract")),
                    each.text("/test").orElse(""),
                    count(each, "/passed"),
                    count(each, "/failed"),
                    count(each, "/skipped"),
                    count(each, "/left")));
        }
        return new BehaviourReport(json.text("/digest").orElse(""), suites);
    }

    private static int count(Data suite, String pointer) {
        if (suite.at(pointer).orElse(null) instanceof Data.Num number
                && number.value().signum() >= 0
                && number.value().precision() - number.value().scale() <= 6) {
            return number.value().intValue();
        }
        throw new IllegalArgumentException("it has no count " + pointer.substring(1));
    }

    // ------------------------------------------------------------------ digests

    /** Digest of a jar. */
    public static String digest(JarFile jar) throws IOException {
        var files = new TreeMap<String, String>();
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (!entry.isDirectory() && counts(entry.getName())) {
                try (InputStream in = jar.getInputStream(entry)) {
                    files.put(entry.getName(), sha256(in));
                }
            }
        }
        return digest(
                files,
                jar.getManifest() == null ? new Attributes() : jar.getManifest().getMainAttributes());
    }

    /** Digest of what becomes a jar: a folder of classes with its manifest. */
    public static String digest(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile).forEach(file -> {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (counts(name)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        files.put(name, sha256(in));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        }
        Path manifest = folder.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(manifest)) {
            return digest(files, new Attributes());
        }
        try (InputStream in = Files.newInputStream(manifest)) {
            return digest(files, new Manifest(in).getMainAttributes());
        }
    }

    private static boolean counts(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return !name.equals(PATH)
                && !upper.equals(JarFile.MANIFEST_NAME)
                && !name.matches("META-INF/maven/[^/]+/[^/]+/pom\\.(xml|properties)")
                && !upper.matches("META-INF/([^/]+\\.(SF|DSA|RSA|EC)|SIG-[^/]+)");
    }

    private static String digest(Map<String, String> files, Attributes manifest) {
        MessageDigest digest = sha256();
        files.forEach((name, hash) -> digest.update((hash + " " + name + "\n").getBytes(StandardCharsets.UTF_8)));
        for (String header : HEADERS) {
            String value = manifest.getValue(header);
            if (value != null) {
                digest.update((header + ": " + value + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String sha256(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
