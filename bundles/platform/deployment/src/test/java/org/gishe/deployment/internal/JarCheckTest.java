/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gishe.catalogue.Kind;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class JarCheckTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    @Before
    public void aRightPlugin() {
        manifest.put("Bundle-ManifestVersion", "2");
        manifest.put("Bundle-SymbolicName", "com.example.sample");
        manifest.put("Bundle-Version", "1.0.0");
        manifest.put(
                "Import-Package", "org.gishe.api.base;version=\"[1.0,2)\",org.gishe.api.signature;version=\"[1.0,2)\"");
        manifest.put("Service-Component", "OSGI-INF/sample.xml");
        entry("OSGI-INF/sample.xml", """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="sample">
                  <property name="gishe.plugin.id" value="sample"/>
                  <service><provide interface="org.gishe.api.signature.SignatureProvider"/></service>
                  <implementation class="com.example.Sample"/>
                </scr:component>""");
    }

    @Test
    public void a_right_plug_in_is_known_without_loading_it() throws IOException {
        var check = new JarCheck();
        Optional<Jar> jar = check.check(jar());

        assertThat(check.problems()).isEmpty();
        assertThat(jar).hasValueSatisfying(each -> {
            assertThat(each.plugin()).isEqualTo("sample");
            assertThat(each.version()).isEqualTo("1.0.0");
            assertThat(each.kinds()).containsExactly(Kind.SIGNATURE);
            assertThat(each.coded()).isTrue();
        });
    }

    @Test
    public void the_platforms_internals_may_not_be_imported() throws IOException {
        manifest.put("Import-Package", "org.gishe.store;version=\"[1.0,2)\"");

        refused("imports org.gishe.store, which belongs to the platform");
    }

    @Test
    public void packages_may_not_be_exported() throws IOException {
        manifest.put("Export-Package", "com.example");

        refused("exports packages");
    }

    @Test
    public void an_activator_is_refused() throws IOException {
        manifest.put("Bundle-Activator", "com.example.Activator");

        refused("Bundle-Activator");
    }

    @Test
    public void a_jar_that_is_no_bundle_is_refused() throws IOException {
        manifest.remove("Bundle-SymbolicName");

        refused("build it as an OSGi bundle");
    }

    @Test
    public void a_bundle_that_is_no_plug_in_is_refused() throws IOException {
        manifest.remove("Service-Component");
        entries.clear();

        refused("it is no plug-in");
    }

    @Test
    public void an_entry_that_leads_out_of_the_jar_is_refused() throws IOException {
        entry("../../etc/evil.cfg", "x");

        refused("leads out of the jar");
    }

    @Test
    public void a_bomb_is_refused_by_what_it_unpacks_to() throws IOException {
        entries.put("bomb", new byte[(256 << 20) + 1]);

        refused("larger than 256 MiB");
    }

    @Test
    public void a_document_type_in_a_component_is_refused() throws IOException {
        entry("OSGI-INF/sample.xml", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>");

        refused("is no XML");
    }

    @Test
    public void a_file_that_is_no_jar_is_refused() throws IOException {
        File file = folder.newFile();
        java.nio.file.Files.writeString(file.toPath(), "not a jar");
        var check = new JarCheck();

        assertThat(check.check(file)).isEmpty();
        assertThat(check.problems()).containsExactly("it cannot be read as a jar");
    }

    @Test
    public void commas_in_quotes_part_no_clauses() {
        assertThat(JarCheck.clauses("a.b;version=\"[1,2)\",c;d;version=\"1\"")).containsExactly("a.b", "c", "d");
        assertThat(JarCheck.clauses(null)).isEmpty();
    }

    private void refused(String words) throws IOException {
        var check = new JarCheck();

        assertThat(check.check(jar())).isEmpty();
        assertThat(check.problems()).anySatisfy(problem -> assertThat(problem).contains(words));
    }

    private void entry(String name, String text) {
        entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private File jar() throws IOException {
        File file = folder.newFile();
        try (var zip = new ZipOutputStream(new FileOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            var text = new StringBuilder("Manifest-Version: 1.0\r\n");
            manifest.forEach((name, value) -> {
                String line = name + ": " + value;
                text.append(line, 0, Math.min(70, line.length())).append("\r\n");
                for (int i = 70; i < line.length(); i += 69) {
                    text.append(' ')
                            .append(line, i, Math.min(i + 69, line.length()))
                            .append("\r\n");
                }
            });
            zip.write(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }
}
