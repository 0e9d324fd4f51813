/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.gishe.catalogue.BehaviourReport;
import org.gishe.catalogue.Descriptions;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginPackages;
import org.gishe.schema.Schema;
import org.osgi.framework.Version;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Looks at a jar without loading any of its classes, and says in words why it may not come in. One for one jar. */
final class JarCheck {

    private static final int LARGEST_DESCRIPTION = 1 << 18;
    private static final int MOST_CALLS_TOLD = 5;

    /** Headers by which something other than Declarative Services would run or load what is inside. */
    private static final Map<String, Refusal> HEADERS = Map.of(
            "Bundle-NativeCode", Refusal.NATIVE_CODE,
            "Bundle-Blueprint", Refusal.EXTENDER,
            "Spring-Context", Refusal.EXTENDER,
            "Karaf-Commands", Refusal.EXTENDER,
            "Meta-Persistence", Refusal.EXTENDER,
            "SPI-Provider", Refusal.EXTENDER,
            "SPI-Consumer", Refusal.EXTENDER,
            "Web-ContextPath", Refusal.SERVLET);

    private final boolean demandReport;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    JarCheck() {
        this(false);
    }

    /** @param demandReport whether a jar without a report of its contract's suite is refused */
    JarCheck(boolean demandReport) {
        this.demandReport = demandReport;
    }

    /** Why it may not come in; empty when it may. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** What is odd about it, for its author; keeps nothing out. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void refuse(Refusal refusal, String here) {
        problems.add(refusal.words(here));
    }

    /** What it is; empty when it may not come in. */
    Optional<Jar> check(File file) {
        var unpacking = new Unpacking();
        try {
            unpacking.unpack(file);
        } catch (Unpacking.UnsafeException e) {
            problems.add(e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            refuse(Refusal.UNREADABLE, "it cannot be read as a jar");
            return Optional.empty();
        }
        warnings.addAll(unpacking.warnings());
        try (var jar = new JarFile(file, false)) { // whether it is what was signed is looked at elsewhere
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                refuse(Refusal.MANIFEST, "it has no manifest");
                return Optional.empty();
            }
            classes(unpacking);
            return check(jar, manifest.getMainAttributes());
        } catch (IOException e) {
            refuse(Refusal.UNREADABLE, "it cannot be read as a jar");
            return Optional.empty();
        }
    }

    private void classes(Unpacking unpacking) {
        for (String name : unpacking.unreadable()) {
            refuse(Refusal.CLASS, name + " is no class file that this platform can read");
        }
        unpacking.calls().forEach((refusal, calls) -> {
            String more = calls.size() > MOST_CALLS_TOLD ? ", and " + (calls.size() - MOST_CALLS_TOLD) + " more" : "";
            refuse(refusal, calls.stream().limit(MOST_CALLS_TOLD).collect(Collectors.joining(", ")) + more);
        });
    }

    private Optional<Jar> check(JarFile jar, Attributes manifest) throws IOException {
        String name = head(manifest.getValue("Bundle-SymbolicName"));
        String version = version(head(manifest.getValue("Bundle-Version")));
        if (name.isEmpty() || version.isEmpty() || !"2".equals(head(manifest.getValue("Bundle-ManifestVersion")))) {
            refuse(
                    Refusal.MANIFEST,
                    "its manifest names no Bundle-SymbolicName, Bundle-Version or Bundle-ManifestVersion 2");
            return Optional.empty();
        }
        headers(manifest);
        for (JarEntry entry : Collections.list(jar.entries())) {
            actedOn(jar, entry);
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
        descriptions.problems().forEach(problem -> problems.add(Refusal.DESCRIPTION.brief(problem)));
        if (jar.getJarEntry("gishe/register.json") != null && !kinds.contains(Kind.REGISTER)) {
            problems.add(
                    Refusal.DESCRIPTION.brief("it describes a register, but has no component that answers for it"));
        }
        if (ids.isEmpty() && problems.isEmpty()) {
            refuse(
                    Refusal.NO_PLUGIN,
                    "it is no plug-in: it has neither gishe/service.json nor a component with gishe.plugin.id");
        }
        if (ids.size() > 1) {
            refuse(Refusal.PLUGIN_ID, "it has more than one plug-in id: " + new TreeSet<>(ids));
        }
        report(jar, kinds, coded);
        return problems.isEmpty()
                ? Optional.of(
                        new Jar(name, version, Set.copyOf(kinds), ids.iterator().next(), coded))
                : Optional.empty();
    }

    /** What the suites said in the author's build, if it was of this jar. */
    private void report(JarFile jar, Set<Kind> kinds, boolean coded) throws IOException {
        Optional<BehaviourReport> report = Optional.empty();
        try {
            report = BehaviourReport.in(jar);
        } catch (IllegalArgumentException e) { // perhaps of a later testkit
            warnings.add("its report cannot be read and counts for nothing: " + e.getMessage());
        }
        boolean ofThis = report.isPresent() && report.get().digest().equals(BehaviourReport.digest(jar));
        if (ofThis && report.get().failed() > 0) {
            refuse(Refusal.REPORT, report.get().failed() + " tests of its suites failed in its own build");
        } else if (demandReport && coded && !(ofThis && report.get().passed(kinds))) {
            refuse(
                    Refusal.REPORT_DEMANDED,
                    report.isEmpty()
                            ? "it has no report of its suites"
                            : ofThis
                                    ? "its report leaves out one of its contracts, or tests of it"
                                    : "its report is of another build");
        } else if (ofThis) {
            warnings.add(report.get().passed() + " tests of its suites passed in its own build");
        } else if (report.isPresent()) {
            warnings.add("its report is of another build and counts for nothing");
        }
    }

    private void headers(Attributes manifest) {
        if (manifest.getValue("Bundle-Activator") != null) {
            refuse(Refusal.ACTIVATOR, "it has a Bundle-Activator");
        }
        if (manifest.getValue("Export-Package") != null) {
            refuse(Refusal.EXPORTS, "it exports packages");
        }
        if (manifest.getValue("Fragment-Host") != null) {
            refuse(Refusal.FRAGMENT, "it is a fragment");
        }
        HEADERS.forEach((header, refusal) -> {
            if (manifest.getValue(header) != null) {
                refuse(refusal, "its manifest has the header " + header);
            }
        });
        imports(manifest);
    }

    private void imports(Attributes manifest) {
        if (manifest.getValue("DynamicImport-Package") != null || manifest.getValue("Require-Bundle") != null) {
            refuse(Refusal.DYNAMIC_IMPORT, "it uses DynamicImport-Package or Require-Bundle");
        }
        var foreign = new ArrayList<String>();
        for (String clause : split(manifest.getValue("Import-Package"))) {
            boolean optional = clause.replaceAll("[\\s\"]", "").contains("resolution:=optional");
            for (String imported : names(clause)) {
                if (PluginPackages.otherPlugin(imported)) {
                    refuse(Refusal.PLUGIN_IMPORT, "it imports " + imported + ", which belongs to another plug-in");
                } else if (PluginPackages.internal(imported)) {
                    refuse(Refusal.PLATFORM_IMPORT, "it imports " + imported + ", which belongs to the platform");
                } else if (!optional && !PluginPackages.open(imported)) { // libraries inside wish for much
                    foreign.add(imported);
                }
            }
        }
        if (!foreign.isEmpty()) {
            refuse(
                    Refusal.FOREIGN_IMPORT,
                    "it imports " + String.join(", ", foreign) + ", which is none of the libraries for plug-ins");
        }
    }

    /** Files that something in the platform would act on by their name alone. */
    private void actedOn(JarFile jar, JarEntry entry) throws IOException {
        String name = entry.getName();
        if (name.matches("META-INF/versions/[0-9]+/OSGI-INF/MANIFEST\\.MF")) {
            try (InputStream in = jar.getInputStream(entry)) { // takes the place of the imports in the first
                imports(new Manifest(in).getMainAttributes());
            }
        } else if (name.matches("OSGI-INF/blueprint/.+|META-INF/spring/.+|META-INF/persistence\\.xml")) {
            refuse(Refusal.EXTENDER, "it has the file " + name);
        } else if (name.equals("WEB-INF/web.xml")) {
            refuse(Refusal.SERVLET, "it has the file " + name);
        } else if (name.matches("(?i).+\\.(so|dll|dylib|jnilib)")) {
            refuse(Refusal.NATIVE_CODE, "it has the file " + name);
        }
    }

    private void compiles(org.gishe.api.base.Data.Obj schema, String what) {
        try {
            Schema.compile(schema);
        } catch (IllegalArgumentException e) {
            problems.add(Refusal.SCHEMA.brief(what + " is " + e.getMessage()));
        }
    }

    /** Reads the components' descriptions that the build wrote; whether there are any. */
    private boolean components(JarFile jar, Attributes manifest, Set<Kind> kinds, Set<String> ids) throws IOException {
        List<String> paths = clauses(manifest.getValue("Service-Component"));
        for (String path : paths) {
            Optional<byte[]> xml = file(jar, path);
            if (xml.isEmpty()) {
                refuse(Refusal.COMPONENT, "its manifest names the component " + path + ", which is not there");
                continue;
            }
            try {
                component(jar, path, parse(xml.get()), kinds, ids);
            } catch (SAXException | ParserConfigurationException e) {
                refuse(Refusal.COMPONENT, "the component " + path + " is no XML");
            }
        }
        return !paths.isEmpty();
    }

    private void component(JarFile jar, String path, Document document, Set<Kind> kinds, Set<String> ids)
            throws IOException {
        Map<String, String> properties = properties(jar, document);
        String id = properties.get("gishe.plugin.id");
        if (id != null) {
            if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
                refuse(
                        Refusal.PLUGIN_ID,
                        "the gishe.plugin.id in " + path + " has small letters, digits and hyphens, at most 64");
            }
            ids.add(id);
        }
        properties.keySet().stream()
                .filter(name -> name.startsWith("osgi.http.whiteboard.") || name.startsWith("osgi.jaxrs."))
                .findFirst()
                .ifPresent(name -> refuse(Refusal.SERVLET, "the component " + path + " has the property " + name));
        NodeList interfaces = document.getElementsByTagName("provide");
        boolean contract = false;
        for (int i = 0; i < interfaces.getLength(); i++) {
            contract |= Kind.of(((Element) interfaces.item(i)).getAttribute("interface"))
                    .isPresent();
        }
        for (int i = 0; i < interfaces.getLength(); i++) {
            String type = ((Element) interfaces.item(i)).getAttribute("interface");
            Optional<Kind> kind = Kind.of(type);
            if (kind.isPresent() && id == null) {
                refuse(
                        Refusal.PLUGIN_ID,
                        "the component " + path + " has no gishe.plugin.id, so that nobody would find it");
            }
            kind.ifPresent(kinds::add);
            if (type.matches(
                    "(jakarta|javax)\\.(servlet|ws\\.rs)\\..+|org\\.osgi\\.service\\.(http|servlet|jaxrs)\\..+")) {
                refuse(Refusal.SERVLET, "the component " + path + " is a " + type);
            } else if (kind.isEmpty() && !(contract && Kind.besides(type))) {
                refuse(Refusal.FOREIGN_SERVICE, "the component " + path + " is a service " + type);
            }
        }
    }

    /** Written in the description itself or in a file that it names. */
    private static Map<String, String> properties(JarFile jar, Document document) throws IOException {
        var all = new HashMap<String, String>();
        NodeList files = document.getElementsByTagName("properties");
        for (int i = 0; i < files.getLength(); i++) {
            var read = new Properties();
            byte[] bytes =
                    file(jar, ((Element) files.item(i)).getAttribute("entry")).orElse(new byte[0]);
            try {
                read.load(new java.io.ByteArrayInputStream(bytes));
            } catch (IllegalArgumentException e) {
                continue; // the component runtime cannot read it either, and leaves it out
            }
            read.forEach((name, value) -> all.put(name.toString(), value.toString()));
        }
        NodeList properties = document.getElementsByTagName("property");
        for (int i = 0; i < properties.getLength(); i++) {
            var property = (Element) properties.item(i);
            all.put(
                    property.getAttribute("name"),
                    property.hasAttribute("value")
                            ? property.getAttribute("value")
                            : property.getTextContent().strip());
        }
        return all;
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

    /** The names in a manifest header, without their attributes. */
    static List<String> clauses(String header) {
        return split(header).stream().flatMap(clause -> names(clause).stream()).toList();
    }

    private static List<String> names(String clause) {
        return Arrays.stream(clause.split(";"))
                .filter(part -> !part.contains("=") && !part.isBlank())
                .map(String::strip)
                .toList();
    }

    /** The clauses of a manifest header; commas in quotes part nothing. */
    private static List<String> split(String header) {
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
            clauses.add(clause.toString());
            clause.setLength(0);
        }
        return clauses;
    }
}
