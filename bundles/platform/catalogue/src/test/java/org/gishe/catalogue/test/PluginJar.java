/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A plug-in's jar as a test wants it: right at first, then changed in one place. Immutable. */
public final class PluginJar {

    private final Map<String, String> headers;
    private final Map<String, byte[]> files;

    private PluginJar(Map<String, String> headers, Map<String, byte[]> files) {
        this.headers = headers;
        this.files = files;
    }

    /** A bundle with nothing in it. */
    public static PluginJar empty(String name, String version) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Manifest-Version", "1.0");
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", name);
        headers.put("Bundle-Version", version);
        return new PluginJar(headers, Map.of());
    }

    /** An e-service without a class. */
    public static PluginJar service(String id, String version) {
        return empty("com.example." + id.replace("-", ""), version)
                .file("gishe/service.json", """
                        {
                          "id": "%s", "number": "sample-9", "agency": "999999924",
                          "basis": [{"act": "Закон", "article": "чл. 1"}],
                          "workingDays": 3,
                          "pages": [{"key": "why", "fields": ["/purpose", "/address/street"]}],
                          "enquiries": [{
                            "name": "address", "register": "population", "operation": "AddressSearch",
                            "basis": {"act": "Закон", "article": "чл. 2"},
                            "request": {"EGN": "=party.identifier", "Street": "=form/address/street"}
                          }],
                          "openFields": ["/purpose"]
                        }
                        """.formatted(id))
                .file("gishe/form.schema.json", """
                        {
                          "type": "object",
                          "properties": {
                            "purpose": {"type": "string", "maxLength": 40},
                            "address": {"type": "object", "properties": {"street": {"type": "string"}}}
                          },
                          "required": ["purpose"], "additionalProperties": false
                        }
                        """)
                .file("gishe/texts_bg.properties", """
                        title=Примерна услуга
                        summary=За всеки
                        agency=Примерна община
                        page.why.title=За какво Ви трябва?
                        enquiry.address.purpose=Проверка на адреса
                        """)
                .file("gishe/texts_en.properties", """
                        title=Sample service
                        summary=For everybody
                        agency=Sample Municipality
                        page.why.title=What do you need it for?
                        enquiry.address.purpose=Look up the address
                        """);
    }

    /** A register's adapter, as far as its files go. */
    public static PluginJar register(String id, String version) {
        return empty("com.example." + id, version)
                .file("gishe/register.json", """
                        {
                          "id": "%s", "administration": "999999931",
                          "operations": [{
                            "name": "AddressSearch",
                            "request": {"type": "object", "properties": {"EGN": {"type": "string"}}},
                            "response": {"type": "object", "properties": {"Street": {"type": "string"}}},
                            "subject": "/EGN", "elements": ["/Street"]
                          }]
                        }
                        """.formatted(id))
                .file("gishe/texts_bg.properties", "title=Регистър\noperation.AddressSearch.title=Адрес\n")
                .file("gishe/texts_en.properties", "title=Register\noperation.AddressSearch.title=Address\n");
    }

    /** A sender of notices: {@link SampleSender} as a component. */
    public static PluginJar sender(String id, String version) {
        return empty("com.example." + id, version).component(SampleSender.class, id, "", "");
    }

    /**
     * With a class of the test's class path as a Declarative Services component of that plug-in id.
     *
     * @param attributes further attributes of the component
     * @param inner further elements of the component
     */
    public PluginJar component(Class<?> type, String id, String attributes, String inner) {
        String xml = """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%s" %s>
                  <implementation class="%s"/>
                  %s
                  <property name="gishe.plugin.id" value="%s"/>
                  <service>%s</service>
                </scr:component>
                """.formatted(
                        type.getName(),
                        attributes,
                        type.getName(),
                        inner,
                        id,
                        java.util.Arrays.stream(type.getInterfaces())
                                .map(each -> "<provide interface=\"" + each.getName() + "\"/>")
                                .collect(java.util.stream.Collectors.joining()));
        return withClass(type)
                .file("OSGI-INF/component.xml", xml)
                .header("Service-Component", "OSGI-INF/component.xml")
                .header(
                        "Import-Package",
                        "org.gishe.api.base;version=\"[1.0,2)\",org.gishe.api.tools;version=\"[1.0,2)\","
                                + "org.gishe.api.service;version=\"[1.0,2)\"");
    }

    /** With a class of the test's class path. */
    public PluginJar withClass(Class<?> type) {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
            return file(path, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public PluginJar header(String name, String value) {
        var copy = new LinkedHashMap<>(headers);
        copy.put(name, value);
        return new PluginJar(copy, files);
    }

    public PluginJar withoutHeader(String name) {
        var copy = new LinkedHashMap<>(headers);
        copy.remove(name);
        return new PluginJar(copy, files);
    }

    public PluginJar file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public PluginJar file(String path, byte[] bytes) {
        var copy = new LinkedHashMap<>(files);
        copy.put(path, bytes);
        return new PluginJar(headers, copy);
    }

    public PluginJar without(String path) {
        var copy = new LinkedHashMap<>(files);
        copy.remove(path);
        return new PluginJar(headers, copy);
    }

    /** With a text of a file replaced; the text has to be there. */
    public PluginJar replaced(String path, String text, String by) {
        String before = new String(files.get(path), StandardCharsets.UTF_8);
        if (!before.contains(text)) {
            throw new IllegalArgumentException(path + " does not have " + text);
        }
        return file(path, before.replace(text, by));
    }

    public String name() {
        return headers.get("Bundle-SymbolicName");
    }

    public String version() {
        return headers.get("Bundle-Version");
    }

    /** A file's bytes; null where there is none. */
    public byte[] bytes(String path) {
        return files.get(path);
    }

    /** The jar; the same bytes each time. */
    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            var manifest = new Manifest();
            headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
            put(zip, JarFile.MANIFEST_NAME, bytes(manifest));
            for (var file : files.entrySet()) {
                put(zip, file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(Manifest manifest) throws IOException {
        var out = new ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    public InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }
}
