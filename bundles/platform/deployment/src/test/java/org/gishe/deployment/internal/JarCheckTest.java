/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.test.PluginJar;
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
        assertThat(check.problems()).containsExactly(Refusal.UNREADABLE.words("it cannot be read as a jar"));
    }

    @Test
    public void a_version_reads_as_the_framework_writes_it() throws IOException {
        manifest.put("Bundle-Version", "1.2");

        assertThat(new JarCheck().check(jar()))
                .hasValueSatisfying(each -> assertThat(each.version()).isEqualTo("1.2.0"));

        manifest.put("Bundle-Version", "one");
        refused("build it as an OSGi bundle");
    }

    @Test
    public void the_same_entry_twice_is_refused() throws IOException {
        entry("gishe/first.txt", "a");
        entry("gishe/other.txt", "b");
        File file = jar();
        byte[] bytes = java.nio.file.Files.readAllBytes(file.toPath());
        String twice = new String(bytes, StandardCharsets.ISO_8859_1).replace("gishe/other.txt", "gishe/first.txt");
        java.nio.file.Files.write(file.toPath(), twice.getBytes(StandardCharsets.ISO_8859_1));
        var check = new JarCheck();

        assertThat(check.check(file)).isEmpty();
        assertThat(check.problems())
                .containsExactly(Refusal.DUPLICATE_ENTRY.words("it has the entry gishe/first.txt twice"));
    }

    @Test
    public void more_entries_than_anybody_needs_are_refused() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            entry("a/" + i, "");
        }

        refused("more than 5000 entries");
    }

    @Test
    public void an_interface_that_goes_with_a_contract_is_one_of_its_plug_in_and_alone_is_none() throws IOException {
        String both = new String(entries.get("OSGI-INF/sample.xml"), StandardCharsets.UTF_8)
                .replace("<service>", "<service><provide interface=\"org.gishe.api.signature.RedirectSigning\"/>");
        entry("OSGI-INF/sample.xml", both);
        var check = new JarCheck();

        assertThat(check.check(jar()))
                .hasValueSatisfying(each -> assertThat(each.kinds()).containsExactly(Kind.SIGNATURE));
        assertThat(check.problems()).isEmpty();

        entry(
                "OSGI-INF/sample.xml",
                both.replace("<provide interface=\"org.gishe.api.signature.SignatureProvider\"/>", ""));

        refused("the component OSGI-INF/sample.xml is a service org.gishe.api.signature.RedirectSigning");
    }

    @Test
    public void a_component_without_an_id_is_refused() throws IOException {
        entry("OSGI-INF/other.xml", """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="other">
                  <service><provide interface="org.gishe.api.signature.SignatureProvider"/></service>
                  <implementation class="com.example.Other"/>
                </scr:component>""");
        manifest.put("Service-Component", "OSGI-INF/sample.xml,OSGI-INF/other.xml");

        refused("the component OSGI-INF/other.xml has no gishe.plugin.id");
    }

    @Test
    public void a_component_that_is_named_but_not_there_is_refused() throws IOException {
        manifest.put("Service-Component", "OSGI-INF/sample.xml,OSGI-INF/other.xml");

        refused("its manifest names the component OSGI-INF/other.xml, which is not there");
    }

    @Test
    public void a_plug_in_has_one_id() throws IOException {
        entry(
                "OSGI-INF/other.xml",
                new String(entries.get("OSGI-INF/sample.xml"), StandardCharsets.UTF_8)
                        .replace("value=\"sample\"", "value=\"other\""));
        manifest.put("Service-Component", "OSGI-INF/sample.xml,OSGI-INF/other.xml");

        refused("more than one plug-in id");
    }

    @Test
    public void a_register_needs_an_adapter() throws IOException {
        manifest.remove("Service-Component");
        PluginJar register = PluginJar.register("population", "1.0.0");
        for (String path : List.of("gishe/register.json", "gishe/texts_bg.properties", "gishe/texts_en.properties")) {
            entries.put(path, register.bytes(path));
        }

        refused("it describes a register, but has no component that answers for it");
    }

    @Test
    public void a_form_that_is_no_schema_is_refused() throws IOException {
        assertThat(problems(PluginJar.service("sample", "1.0.0"))).isEmpty();
        assertThat(problems(PluginJar.service("sample", "1.0.0")
                        .replaced("gishe/form.schema.json", "\"maxLength\": 40", "\"pattern\": \"[\"")))
                .singleElement()
                .asString()
                .startsWith("the form's schema is not a JSON Schema 2020-12");
    }

    @Test
    public void what_a_description_lacks_is_told() throws IOException {
        assertThat(problems(PluginJar.service("sample", "1.0.0")
                        .replaced("gishe/texts_en.properties", "page.why.title=What do you need it for?\n", "")))
                .contains("text page.why.title is missing in English [description]");
    }

    @Test
    public void what_a_library_inside_may_call_is_told_and_keeps_nothing_out() throws IOException {
        byte[] library = PluginJar.empty("com.example.library", "1.0.0")
                .withClass(RefusalsTest.Starting.class)
                .bytes();
        entries.put("lib/library.jar", library);
        var check = new JarCheck();

        assertThat(check.check(jar())).isPresent();
        assertThat(check.warnings())
                .singleElement()
                .asString()
                .startsWith("lib/library.jar has")
                .contains("[thread]");
    }

    @Test
    public void what_a_library_inside_merely_wishes_for_keeps_nothing_out() throws IOException {
        manifest.put("Import-Package", "com.google.gson;version=\"[2.0,3)\";resolution:=optional");

        assertThat(new JarCheck().check(jar())).isPresent();
    }

    @Test
    public void a_library_inside_may_not_lead_out_either() throws IOException {
        entries.put(
                "lib/library.jar",
                PluginJar.empty("com.example.library", "1.0.0")
                        .file("../evil", "x")
                        .bytes());

        refused("[path]");
    }

    @Test
    public void imports_for_a_newer_java_are_looked_at_too() throws IOException {
        entry("META-INF/versions/21/OSGI-INF/MANIFEST.MF", "Manifest-Version: 1.0\nImport-Package: org.gishe.store\n");

        refused("[platform-import]");
    }

    @Test
    public void properties_in_a_file_of_their_own_are_read_too() throws IOException {
        entry("OSGI-INF/sample.properties", "osgi.jaxrs.resource=true");
        entry(
                "OSGI-INF/sample.xml",
                new String(entries.get("OSGI-INF/sample.xml"), StandardCharsets.UTF_8)
                        .replace("<service>", "<properties entry=\"OSGI-INF/sample.properties\"/><service>"));

        refused("has the property osgi.jaxrs.resource");
    }

    @Test
    public void a_servlet_is_refused_as_a_service_too() throws IOException {
        entry(
                "OSGI-INF/sample.xml",
                new String(entries.get("OSGI-INF/sample.xml"), StandardCharsets.UTF_8)
                        .replace("<service>", "<service><provide interface=\"jakarta.servlet.Filter\"/>"));

        refused("is a jakarta.servlet.Filter");
    }

    private List<String> problems(PluginJar jar) throws IOException {
        File file = folder.newFile();
        java.nio.file.Files.write(file.toPath(), jar.bytes());
        var check = new JarCheck();
        check.check(file);
        return check.problems();
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
