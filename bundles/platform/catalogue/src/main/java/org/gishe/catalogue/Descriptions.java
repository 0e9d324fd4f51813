/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;

/**
 * Reads the files under {@code gishe/} by which a bundle describes an e-service or a register, and says in words what is
 * wrong with them. Used for a running bundle and for a jar that asks to be deployed alike. One instance for one reading;
 * not thread-safe.
 */
public final class Descriptions {

    /** Steps that the platform knows, in the order in which they may stand. */
    public static final List<String> STEPS = List.of("sign", "receipt", "check", "decide", "deliver");

    private static final int MAXIMUM = 1 << 18;
    private static final Set<String> SERVICE_MEMBERS = Set.of(
            "id", "number", "agency", "basis", "assurance", "steps", "workingDays", "pages", "enquiries", "openFields");
    private static final Set<String> ENQUIRY_MEMBERS =
            Set.of("name", "register", "operation", "basis", "purpose", "request", "required");
    private static final Set<String> REGISTER_MEMBERS = Set.of("id", "administration", "operations");
    private static final Set<String> OPERATION_MEMBERS = Set.of("name", "request", "response", "subject", "elements");

    /** Gives a file of the bundle by its path; at most 256 KiB of it are read. */
    @FunctionalInterface
    public interface Files {
        Optional<byte[]> file(String path) throws IOException;
    }

    private final Files files;
    private final String version;
    private final List<String> problems = new ArrayList<>();

    public Descriptions(Files files, String version) {
        this.files = files;
        this.version = version;
    }

    /** What is wrong, in words for the author; empty when all is well. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** The e-service, if the bundle has one and {@link #problems()} stays empty. */
    public Optional<ServiceDescription> service() {
        Data.Obj file = json("gishe/service.json").orElse(null);
        if (file == null) {
            return Optional.empty();
        }
        known(file, SERVICE_MEMBERS, "gishe/service.json");
        Map<String, LocalText> texts = texts();
        Data.Obj schema = json("gishe/form.schema.json").orElseGet(() -> {
            problem("gishe/form.schema.json is missing");
            return Data.EMPTY;
        });
        String id = id(file, "gishe/service.json");
        List<String> steps = file.at("/steps").isPresent() ? strings(file, "/steps") : STEPS;
        checkSteps(steps);
        List<ServiceDescription.Page> pages = pages(file, schema, texts);
        List<ServiceDescription.Need> enquiries = enquiries(file, schema, texts);
        if (!enquiries.isEmpty() && !steps.contains("check")) {
            problem("there are enquiries, but step check, which makes them, is missing");
        }
        List<LegalBasis> basis =
                objects(file, "/basis").stream().map(this::basis).toList();
        if (basis.isEmpty()) {
            problem("basis names no law");
        }
        List<String> openFields = file.at("/openFields").isPresent() ? strings(file, "/openFields") : List.of();
        for (String field : openFields) {
            if (!isField(schema, field)) {
                problem("openFields names " + field + ", which the form's schema does not have");
            }
        }
        Assurance assurance = Assurance.named(file.text("/assurance").orElse("substantial"));
        if (assurance == Assurance.UNKNOWN) {
            problem("assurance is one of low, substantial, high");
        }
        var description = new ServiceDescription(
                id,
                version,
                text(file, "/number", 64),
                text(file, "/agency", 32),
                text(texts, "title"),
                text(texts, "summary"),
                text(texts, "agency"),
                basis,
                assurance,
                steps,
                number(file, "/workingDays", 0, 365),
                schema,
                pages,
                enquiries,
                utf8("gishe/result.html"),
                openFields,
                texts);
        return problems.isEmpty() ? Optional.of(description) : Optional.empty();
    }

    /** The register, if the bundle has one and {@link #problems()} stays empty. */
    public Optional<RegisterDescription> register() {
        Data.Obj file = json("gishe/register.json").orElse(null);
        if (file == null) {
            return Optional.empty();
        }
        known(file, REGISTER_MEMBERS, "gishe/register.json");
        Map<String, LocalText> texts = texts();
        var operations = new ArrayList<RegisterDescription.Operation>();
        var names = new HashSet<String>();
        for (Data.Obj each : objects(file, "/operations")) {
            known(each, OPERATION_MEMBERS, "an operation in gishe/register.json");
            String name = text(each, "/name", 128);
            if (!names.add(name)) {
                problem("two operations have the name " + name);
            }
            operations.add(new RegisterDescription.Operation(
                    name,
                    text(texts, "operation." + name + ".title"),
                    object(each, "/request"),
                    object(each, "/response"),
                    text(each, "/subject", 256),
                    strings(each, "/elements")));
        }
        if (operations.isEmpty()) {
            problem("gishe/register.json has no operations");
        }
        var description = new RegisterDescription(
                id(file, "gishe/register.json"),
                version,
                text(file, "/administration", 32),
                text(texts, "title"),
                operations);
        return problems.isEmpty() ? Optional.of(description) : Optional.empty();
    }

    private void problem(String words) {
        problems.add(words);
    }

    private String id(Data.Obj file, String where) {
        String id = text(file, "/id", 64);
        if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
            problem("the id in " + where + " has small letters, digits and hyphens, at most 64");
        }
        return id;
    }

    private void checkSteps(List<String> steps) {
        int place = -1;
        for (String step : steps) {
            int next = STEPS.indexOf(step);
            if (next < 0) {
                problem("unknown step " + step + "; the platform knows " + STEPS);
            } else if (next <= place) {
                problem("step " + step + " stands too late; the order is " + STEPS);
            }
            place = Math.max(place, next);
        }
        for (String needed : List.of("receipt", "decide", "deliver")) {
            if (!steps.contains(needed)) {
                problem("step " + needed + " is missing");
            }
        }
    }

    private List<ServiceDescription.Page> pages(Data.Obj file, Data.Obj schema, Map<String, LocalText> texts) {
        var pages = new ArrayList<ServiceDescription.Page>();
        var placed = new HashSet<String>();
        for (Data.Obj each : objects(file, "/pages")) {
            String key = text(each, "/key", 64);
            if (!key.matches("[a-z][a-z0-9-]{0,63}")) {
                problem("a page's key has small letters, digits and hyphens, at most 64");
            }
            List<String> fields = strings(each, "/fields");
            text(texts, "page." + key + ".title");
            for (String field : fields) {
                if (!placed.add(field)) {
                    problem("field " + field + " stands on two pages");
                }
                if (!isField(schema, field)) {
                    problem("page " + key + " names the field " + field + ", which the form's schema does not have");
                }
            }
            pages.add(new ServiceDescription.Page(key, fields));
        }
        leaves(schema, "", placed);
        return pages;
    }

    /** Whether a pointer names a property of the form, in whatever group. */
    private static boolean isField(Data.Obj schema, String pointer) {
        return pointer.length() > 1
                && pointer.startsWith("/")
                && schema.at(pointer.replace("/", "/properties/")).isPresent();
    }

    /** Every leaf of the schema is asked on some page. */
    private void leaves(Data schema, String path, Set<String> placed) {
        if (!(schema.at("/properties").orElse(Data.EMPTY) instanceof Data.Obj properties)) {
            problem("properties of " + (path.isEmpty() ? "the form's schema" : path) + " is no object");
            return;
        }
        for (var each : properties.members().entrySet()) {
            String here = path + "/" + each.getKey().replace("~", "~0").replace("/", "~1");
            if (placed.contains(here)) {
                continue;
            }
            if (each.getValue().at("/properties").isPresent()) {
                leaves(each.getValue(), here, placed);
            } else {
                problem("field " + here + " stands on no page");
            }
        }
    }

    private List<ServiceDescription.Need> enquiries(Data.Obj file, Data.Obj schema, Map<String, LocalText> texts) {
        var enquiries = new ArrayList<ServiceDescription.Need>();
        var names = new HashSet<String>();
        for (Data.Obj each : objects(file, "/enquiries")) {
            known(each, ENQUIRY_MEMBERS, "an enquiry in gishe/service.json");
            String name = text(each, "/name", 64);
            if (!names.add(name)) {
                problem("two enquiries have the name " + name);
            }
            Data.Obj request = each.at("/request").isPresent() ? object(each, "/request") : Data.EMPTY;
            request.members().values().forEach(member -> placeholder(member, name, schema));
            Data required = each.at("/required").orElse(Data.of(true));
            if (!(required instanceof Data.Bool)) {
                problem("required of enquiry " + name + " is true or false");
            }
            enquiries.add(new ServiceDescription.Need(
                    name,
                    text(each, "/register", 64),
                    text(each, "/operation", 128),
                    basis(each.at("/basis").orElse(Data.EMPTY)),
                    text(texts, each.text("/purpose").orElse("enquiry." + name + ".purpose")),
                    request,
                    !required.equals(Data.of(false))));
        }
        return enquiries;
    }

    /** What step {@code check} fills in can be filled in. */
    private void placeholder(Data member, String enquiry, Data.Obj schema) {
        if (member instanceof Data.Text text
                && text.value().startsWith("=")
                && !text.value().equals("=party.identifier")
                && !(text.value().startsWith("=form/")
                        && isField(schema, text.value().substring("=form".length())))) {
            problem("enquiry " + enquiry + " asks for " + text.value()
                    + "; known are =party.identifier and =form/<pointer of a field>");
        }
    }

    private Map<String, LocalText> texts() {
        Properties bulgarian = properties("gishe/texts_bg.properties");
        Properties english = properties("gishe/texts_en.properties");
        var keys = new TreeSet<String>();
        keys.addAll(bulgarian.stringPropertyNames());
        keys.addAll(english.stringPropertyNames());
        var texts = new LinkedHashMap<String, LocalText>();
        for (String key : keys) {
            String bg = bulgarian.getProperty(key);
            String en = english.getProperty(key);
            if (bg == null || en == null) {
                problem("text " + key + " is missing in " + (bg == null ? "Bulgarian" : "English"));
            } else {
                texts.put(key, LocalText.of(bg, en));
            }
        }
        return texts;
    }

    private Properties properties(String path) {
        var properties = new Properties();
        Optional<String> text = utf8(path);
        if (text.isEmpty()) {
            problem(path + " is missing");
            return properties;
        }
        try {
            properties.load(new StringReader(text.get()));
        } catch (IOException | IllegalArgumentException e) {
            problem(path + " is not a properties file");
        }
        return properties;
    }

    private Optional<String> utf8(String path) {
        return bytes(path).flatMap(bytes -> {
            try {
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            } catch (CharacterCodingException e) {
                problem(path + " is not UTF-8");
                return Optional.empty();
            }
        });
    }

    private Optional<Data.Obj> json(String path) {
        return bytes(path).flatMap(bytes -> {
            try {
                if (Json.parse(bytes, Json.Limits.of(MAXIMUM)) instanceof Data.Obj object) {
                    return Optional.of(object);
                }
                problem(path + " is not an object");
            } catch (MalformedJsonException e) {
                problem(path + ": " + e.getMessage());
            }
            return Optional.empty();
        });
    }

    private Optional<byte[]> bytes(String path) {
        try {
            Optional<byte[]> bytes = files.file(path);
            if (bytes.isPresent() && bytes.get().length > MAXIMUM) {
                problem(path + " is larger than 256 KiB");
                return Optional.empty();
            }
            return bytes;
        } catch (IOException e) {
            problem(path + " cannot be read");
            return Optional.empty();
        }
    }

    private void known(Data.Obj object, Set<String> members, String where) {
        for (String name : object.members().keySet()) {
            if (!members.contains(name)) {
                problem(where + " has an unknown member " + name);
            }
        }
    }

    private String text(Data.Obj object, String pointer, int maximum) {
        String text = object.text(pointer).orElse("");
        if (text.isEmpty()) {
            problem(pointer.substring(1) + " is missing or no text");
        } else if (text.length() > maximum) {
            problem(pointer.substring(1) + " has more than " + maximum + " characters");
        }
        return text;
    }

    private LocalText text(Map<String, LocalText> texts, String key) {
        LocalText text = texts.get(key);
        if (text == null) {
            problem("text " + key + " is missing in both languages");
            return LocalText.of(key, key);
        }
        return text;
    }

    private LegalBasis basis(Data basis) {
        String act = basis.text("/act").orElse("");
        String article = basis.text("/article").orElse("");
        if (act.isEmpty() || article.isEmpty()) {
            problem("a legal basis names act and article");
        }
        return new LegalBasis(act, article);
    }

    private int number(Data.Obj object, String pointer, int least, int most) {
        if (object.at(pointer).orElse(Data.NULL) instanceof Data.Num number) {
            try {
                int value = number.value().intValueExact();
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (ArithmeticException e) {
                // not a whole number: falls through to the words below
            }
        }
        problem(pointer.substring(1) + " is a whole number from " + least + " to " + most);
        return least;
    }

    private Data.Obj object(Data.Obj object, String pointer) {
        if (object.at(pointer).orElse(Data.NULL) instanceof Data.Obj found) {
            return found;
        }
        problem(pointer.substring(1) + " is missing or no object");
        return Data.EMPTY;
    }

    private List<Data.Obj> objects(Data.Obj object, String pointer) {
        if (object.at(pointer).isEmpty()) {
            return List.of();
        }
        if (object.at(pointer).get() instanceof Data.Arr array
                && array.items().stream().allMatch(Data.Obj.class::isInstance)) {
            return array.items().stream().map(Data.Obj.class::cast).toList();
        }
        problem(pointer.substring(1) + " is no list of objects");
        return List.of();
    }

    private List<String> strings(Data.Obj object, String pointer) {
        if (object.at(pointer).orElse(Data.NULL) instanceof Data.Arr array
                && array.items().stream().allMatch(Data.Text.class::isInstance)) {
            return array.items().stream()
                    .map(item -> ((Data.Text) item).value())
                    .toList();
        }
        problem(pointer.substring(1) + " is no list of texts");
        return List.of();
    }
}
