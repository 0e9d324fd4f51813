/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.catalogue.test.SampleSender;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Every refusal by its id, each on a jar that has nothing else wrong; what is left to a start stands in AdmissionTest. */
@RunWith(Parameterized.class)
public class RefusalsTest {

    static final Set<Refusal> AT_A_START =
            EnumSet.of(Refusal.STARTS, Refusal.STOPS, Refusal.THREAD_ALIVE, Refusal.EXAMPLE);
    private static final Map<Refusal, byte[]> JARS = new EnumMap<>(Refusal.class);

    static {
        JARS.put(Refusal.UNREADABLE, "no jar".getBytes(StandardCharsets.UTF_8));
        JARS.put(Refusal.ZIP_BOMB, right().file("lib/bomb.jar", bomb()).bytes());
        JARS.put(Refusal.PATH, right().file("../../etc/evil.cfg", "x").bytes());
        JARS.put(Refusal.DUPLICATE_ENTRY, twice());
        JARS.put(
                Refusal.NESTED_DEPTH,
                right().file("lib/a.jar", zip("b.jar", zip("c", new byte[1]))).bytes());
        JARS.put(
                Refusal.CLASS,
                right().file("com/example/Torn.class", "no class").bytes());
        JARS.put(Refusal.MANIFEST, right().withoutHeader("Bundle-SymbolicName").bytes());
        JARS.put(Refusal.ACTIVATOR, right("Bundle-Activator", "com.example.Activator"));
        JARS.put(Refusal.EXPORTS, right("Export-Package", "com.example"));
        JARS.put(Refusal.FRAGMENT, right("Fragment-Host", "org.gishe.store"));
        JARS.put(Refusal.DYNAMIC_IMPORT, right("DynamicImport-Package", "*"));
        JARS.put(Refusal.NATIVE_CODE, right("Bundle-NativeCode", "lib/x.so"));
        JARS.put(
                Refusal.EXTENDER,
                right().file("OSGI-INF/blueprint/a.xml", "<a/>").bytes());
        JARS.put(Refusal.PLATFORM_IMPORT, right("Import-Package", "org.gishe.store;resolution:=optional"));
        JARS.put(Refusal.PLUGIN_IMPORT, right("Import-Package", "org.gishe.plugins.csc"));
        JARS.put(Refusal.FOREIGN_IMPORT, right("Import-Package", "org.osgi.framework;version=\"[1.10,2)\""));
        JARS.put(
                Refusal.SERVLET,
                component("<property name=\"osgi.http.whiteboard.servlet.pattern\" value=\"/x\"/>", ""));
        JARS.put(Refusal.THREAD, right().withClass(Starting.class).bytes());
        JARS.put(Refusal.SOCKET, right().withClass(Listening.class).bytes());
        JARS.put(Refusal.EXIT, right().withClass(Leaving.class).bytes());
        JARS.put(Refusal.GLOBAL_STATE, right().withClass(Bending.class).bytes());
        JARS.put(Refusal.COMPONENT, right("Service-Component", "OSGI-INF/away.xml"));
        JARS.put(
                Refusal.PLUGIN_ID,
                right().replaced("OSGI-INF/component.xml", "\"sms\"", "\"S M S\"")
                        .bytes());
        JARS.put(
                Refusal.NO_PLUGIN,
                PluginJar.empty("com.example.nothing", "1.0.0").bytes());
        JARS.put(
                Refusal.DESCRIPTION,
                PluginJar.service("sample", "1.0.0")
                        .without("gishe/texts_en.properties")
                        .bytes());
        JARS.put(
                Refusal.SCHEMA,
                PluginJar.service("sample", "1.0.0")
                        .replaced("gishe/form.schema.json", "\"maxLength\": 40", "\"pattern\": \"[\"")
                        .bytes());
        JARS.put(Refusal.FOREIGN_SERVICE, component("", "<provide interface=\"java.lang.Runnable\"/>"));
    }

    static final class Starting {
        Runnable later = () -> new Thread(() -> {}).start();
    }

    static final class Listening {
        java.util.concurrent.Callable<AutoCloseable> opens = java.net.ServerSocket::new;
    }

    static final class Leaving {
        void enough() {
            System.exit(1);
        }
    }

    static final class Bending {
        void bend() {
            java.util.Locale.setDefault(java.util.Locale.ROOT);
        }
    }

    @Parameters(name = "{0}")
    public static List<Object[]> all() {
        return Stream.of(Refusal.values())
                .filter(refusal -> !AT_A_START.contains(refusal)
                        && !SignedJarsTest.OF_TRUST.contains(refusal)
                        && !ReportTest.OF_REPORTS.contains(refusal))
                .map(refusal -> new Object[] {refusal.id(), refusal})
                .toList();
    }

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Refusal refusal;

    public RefusalsTest(String id, Refusal refusal) {
        this.refusal = refusal;
    }

    @Test
    public void isRefusedForThatAlone() throws IOException {
        List<String> problems = problems(JARS.get(refusal));

        assertThat(problems).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                .endsWith(" [" + refusal.id() + "]"));
    }

    private List<String> problems(byte[] jar) throws IOException {
        Path file = folder.newFile().toPath();
        Files.write(file, jar);
        var check = new JarCheck();
        assertThat(check.check(file.toFile()).isPresent())
                .isEqualTo(check.problems().isEmpty());
        return check.problems();
    }

    private static PluginJar right() {
        return PluginJar.sender("sms", "1.0.0");
    }

    private static byte[] right(String header, String value) {
        return right().header(header, value).bytes();
    }

    private static byte[] component(String inner, String service) {
        return right().component(SampleSender.class, "sms", "", inner)
                .replaced("OSGI-INF/component.xml", "<service>", "<service>" + service)
                .bytes();
    }

    private static byte[] twice() {
        byte[] jar = right().file("gishe/first.txt", "a")
                .file("gishe/other.txt", "b")
                .bytes();
        return new String(jar, StandardCharsets.ISO_8859_1)
                .replace("gishe/other.txt", "gishe/first.txt")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A few hundred kilobytes that become more than 256 MiB. */
    private static byte[] bomb() {
        return zip("zeros", new byte[(256 << 20) + 1]);
    }

    private static byte[] zip(String name, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
