/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.gishe.catalogue.Descriptions;
import org.gishe.catalogue.Kind;
import org.gishe.schema.Schema;
import org.osgi.framework.Version;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Looks at a jar without loading any of its classes, and says in words why it may not come in. */
final class JarCheck {

    private static final int MOST_ENTRIES = 5_000;
    private static final long MOST_UNPACKED = 256L << 20;
    private static final int LARGEST_DESCRIPTION = 1 << 18;

    private final List<String> problems = new ArrayList<>();

    /** Why it may not come in; empty when it may. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** What it is; empty when it may not come in. */
    Optional<Jar> check(File file) {
        try (var jar = new JarFile(file)) {
            if (!unpacksSafely(jar)) {
                return Optional.empty();
            }
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                problems.add("it has no manifest: build it as an OSGi bundle");
                return Optional.empty();
            }
            return check(jar, manifest.getMainAttributes());
        } catch (IOException e) {
            problems.add("it cannot be read as a jar");
            return Optional.empty();
        }
    }

    private boolean unpacksSafely(JarFile jar) throws IOException {
        if (jar.size() > MOST_ENTRIES) {
            problems.add("it has more than " + MOST_ENTRIES + " entries");
            return false;
        }
        long unpacked = 0;
        byte[] buffer = new byte[65_536];
        var names = new HashSet<String>();
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            String name = entry.getName();
            if (name.startsWith("/")
                    || name.contains("\\")
                    || List.of(name.split("/")).contains("..")) {
                problems.add("an entry's name leads out of the jar");
                return false;
            }
            if (!names.add(name)) { // what is checked here has to be what runs
                problems.add("it has the entry " + name + " twice");
                return false;
            }
            // What an entry says of its size may be a lie, so it is unpacked and counted.
            try (InputStream in = jar.getInputStream(entry)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    unpacked += read;
                    if (unpacked > MOST_UNPACKED) {
                        problems.add("unpacked it is larger than 256 MiB");
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private Optional<Jar> check(JarFile jar, Attributes manifest) throws IOException {
        String name = head(manifest.getValue("Bundle-SymbolicName"));
        String version = version(head(manifest.getValue("Bundle-Version")));
        if (name.isEmpty() || version.isEmpty() || !"2".equals(head(manifest.getValue("Bundle-ManifestVersion")))) {
            problems.add(
                    "its manifest names no Bundle-SymbolicName, Bundle-Version or Bundle-ManifestVersion 2: build it as"
                            + " an OSGi bundle");
            return Optional.empty();
        }
        if (manifest.getValue("Bundle-Activator") != null) {
            problems.add("it has a Bundle-Activator; what has a life is a Declarative Services component");
        }
        if (manifest.getValue("Export-Package") != null) {
            problems.add("it exports packages; plug-ins do not see one another");
        }
        if (manifest.getValue("Fragment-Host") != null) {
            problems.add("it is a fragment; a plug-in is a bundle of its own");
        }
        if (manifest.getValue("DynamicImport-Package") != null || manifest.getValue("Require-Bundle") != null) {
            problems.add("it uses DynamicImport-Package or Require-Bundle; import packages by Import-Package");
        }
        for (String imported : clauses(manifest.getValue("Import-Package"))) {
            if (imported.startsWith("org.gishe.") && !imported.startsWith("org.gishe.api.")) {
                problems.add(
                        "it imports " + imported + ", which belongs to the platform; plug-ins see org.gishe.api alone");
            }
        }
        var kinds = EnumSet.noneOf(Kind.class);
        var ids = new HashSet<String>();
        boolean coded = components(jar, manifest, kinds, ids);
        var descriptions = new Descriptions(path -> file(jar, path), version);
        descriptions.service().ifPresent(service -> {
            kinds.add(Kind.SERVICE);
            ids.add(service.id());
            compiles(service.schema(), "the form's schema");
        });
        descriptions.register().ifPresent(register -> {
            ids.add(register.id());
            register.operations().forEach(operation -> {
                compiles(operation.request(), "the request schema of " + operation.name());
                compiles(operation.response(), "the response schema of " + operation.name());
            });
        });
        problems.addAll(descriptions.problems());
        if (jar.getJarEntry("gishe/register.json") != null && !kinds.contains(Kind.REGISTER)) {
            problems.add("it describes a register, but has no component that answers for it");
        }
        if (ids.isEmpty() && problems.isEmpty()) {
            problems.add("it is no plug-in: it has neither gishe/service.json nor a component with gishe.plugin.id");
        }
        if (ids.size() > 1) {
            problems.add("it has more than one plug-in id: " + ids);
        }
        return problems.isEmpty()
                ? Optional.of(
                        new Jar(name, version, Set.copyOf(kinds), ids.iterator().next(), coded))
                : Optional.empty();
    }

    private void compiles(org.gishe.api.base.Data.Obj schema, String what) {
        try {
            Schema.compile(schema);
        } catch (IllegalArgumentException e) {
            problems.add(what + " is " + e.getMessage());
        }
    }

    /** Reads the components' descriptions that the build wrote; whether there are any. */
    private boolean components(JarFile jar, Attributes manifest, Set<Kind> kinds, Set<String> ids) throws IOException {
        List<String> paths = clauses(manifest.getValue("Service-Component"));
        for (String path : paths) {
            Optional<byte[]> xml = file(jar, path);
            if (xml.isEmpty()) {
                problems.add("its manifest names the component " + path + ", which is not there");
                continue;
            }
            try {
                component(path, parse(xml.get()), kinds, ids);
            } catch (SAXException | ParserConfigurationException e) {
                problems.add("the component " + path + " is no XML");
            }
        }
        return !paths.isEmpty();
    }

    private void component(String path, Document document, Set<Kind> kinds, Set<String> ids) {
        NodeList properties = document.getElementsByTagName("property");
        boolean plugin = false;
        for (int i = 0; i < properties.getLength(); i++) {
            var property = (Element) properties.item(i);
            if (property.getAttribute("name").equals("gishe.plugin.id")) {
                String id = property.getAttribute("value");
                if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
                    problems.add(
                            "the gishe.plugin.id in " + path + " has small letters, digits and hyphens, at most 64");
                }
                ids.add(id);
                plugin = true;
            }
        }
        NodeList interfaces = document.getElementsByTagName("provide");
        for (int i = 0; i < interfaces.getLength(); i++) {
            Optional<Kind> kind = Kind.of(((Element) interfaces.item(i)).getAttribute("interface"));
            if (kind.isPresent() && !plugin) {
                problems.add("the component " + path + " has no gishe.plugin.id, so that nobody would find it");
            }
            kind.ifPresent(kinds::add);
        }
    }

    private static Document parse(byte[] xml) throws SAXException, ParserConfigurationException, IOException {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setXIncludeAware(false);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null); // a broken file is an answer to its author, not a line on the console
        return builder.parse(new java.io.ByteArrayInputStream(xml));
    }

    private static Optional<byte[]> file(JarFile jar, String path) throws IOException {
        JarEntry entry = jar.getJarEntry(path);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return Optional.of(in.readNBytes(LARGEST_DESCRIPTION + 1));
        }
    }

    /** As the framework writes it; empty for none. */
    private static String version(String text) {
        try {
            return text.isEmpty() ? "" : Version.parseVersion(text).toString();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String head(String header) {
        return header == null ? "" : header.split(";", 2)[0].strip();
    }

    /** The names in a manifest header, without their attributes; commas in quotes part nothing. */
    static List<String> clauses(String header) {
        var clauses = new ArrayList<String>();
        if (header == null) {
            return clauses;
        }
        var clause = new StringBuilder();
        boolean quoted = false;
        for (char c : (header + ",").toCharArray()) {
            quoted ^= c == '"';
            if (c != ',' || quoted) {
                clause.append(c);
                continue;
            }
            for (String part : clause.toString().split(";")) {
                if (!part.contains("=") && !part.isBlank()) {
                    clauses.add(part.strip());
                }
            }
            clause.setLength(0);
        }
        return clauses;
    }
}
