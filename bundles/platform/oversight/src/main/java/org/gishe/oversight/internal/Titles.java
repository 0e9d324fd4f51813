/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gishe.acts.LegalActs;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Names in words. What the catalogue names is written down, so that an entry of years ago is still told in words when its
 * register's adapter or its e-service is gone.
 */
@Component(
        service = {Titles.class, Recurring.class},
        configurationPid = "org.gishe.oversight")
public final class Titles implements Recurring, AutoCloseable {

    private static final int LONGEST = 500;
    private static final long FRESH = Duration.ofSeconds(30).toNanos();

    private final Store store;
    private final Catalogue catalogue;
    private final Map<String, LocalText> configured;
    private final LegalActs acts;
    private final AutoCloseable listening;
    private volatile Known known;

    /** All names, as of a moment of {@link System#nanoTime}. */
    private record Known(Map<String, LocalText> names, long at) {}

    @Activate
    public Titles(
            @Reference Store store,
            @Reference Catalogue catalogue,
            @Reference LegalActs acts,
            OversightConfiguration configuration) {
        this.store = store;
        this.catalogue = catalogue;
        this.configured = institutions(configuration.institutions());
        this.acts = acts;
        store.migrate("oversight", Titles.class);
        this.listening = catalogue.listen(() -> known = null);
    }

    private static Map<String, LocalText> institutions(String lines) {
        var names = new HashMap<String, LocalText>();
        for (String line : lines.split(";")) {
            String[] parts = line.strip().split("\\s*\\|\\s*", -1);
            if (parts.length == 3) {
                names.put(institutionKey(parts[0]), LocalText.of(parts[1], parts[2]));
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException("an institution reads 'EIK | name | name in English', not: " + line);
            }
        }
        return Map.copyOf(names);
    }

    @Deactivate
    @Override
    public void close() throws Exception {
        listening.close();
    }

    /** Name of an institution; its EIK where nobody knows one. */
    LocalText institution(String eik) {
        return find(institutionKey(eik)).orElse(LocalText.of(eik, eik));
    }

    LocalText service(String id) {
        return find("service/" + id).orElse(LocalText.of(id, id));
    }

    LocalText register(String id) {
        return find("register/" + id).orElse(LocalText.of(id, id));
    }

    LocalText operation(String register, String name) {
        return find("operation/" + register + "/" + name).orElseGet(() -> plain(name));
    }

    /** @param pointer of the response */
    LocalText element(String register, String operation, String pointer) {
        return find("element/" + register + "/" + operation + pointer)
                .orElseGet(() -> plain(pointer.substring(pointer.lastIndexOf('/') + 1)));
    }

    Optional<URI> act(String name) {
        return acts.find(name).flatMap(LegalActs.Act::link);
    }

    private static String institutionKey(String eik) {
        return "institution/" + eik;
    }

    /** A name on the wire, parted where its capitals are. */
    private static LocalText plain(String name) {
        String words = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        return LocalText.of(words, words);
    }

    private Optional<LocalText> find(String key) {
        LocalText own = configured.get(key);
        return own != null ? Optional.of(own) : Optional.ofNullable(names().get(key));
    }

    private Map<String, LocalText> names() {
        Known now = known;
        if (now == null || System.nanoTime() - now.at() > FRESH) {
            var names = new HashMap<>(stored());
            names.putAll(current());
            now = new Known(Map.copyOf(names), System.nanoTime());
            known = now;
        }
        return now.names();
    }

    private Map<String, LocalText> stored() {
        return store.read(query -> query.createQuery("SELECT name, bg, en FROM oversight_title")
                .reduceRows(new HashMap<String, LocalText>(), (map, row) -> {
                    map.put(
                            row.getColumn("name", String.class),
                            LocalText.of(row.getColumn("bg", String.class), row.getColumn("en", String.class)));
                    return map;
                }));
    }

    private Map<String, LocalText> current() {
        var names = new LinkedHashMap<String, LocalText>();
        for (ServiceDescription service : catalogue.services()) {
            names.put("service/" + service.id(), service.title());
            names.put(institutionKey(service.agency()), service.agencyName());
        }
        for (PluginKey key : catalogue.current(Kind.REGISTER)) {
            catalogue.register(key.id(), key.version()).ifPresent(register -> add(names, key.instance(), register));
        }
        return names;
    }

    private static void add(Map<String, LocalText> names, String id, RegisterDescription register) {
        names.put("register/" + id, register.title());
        for (RegisterDescription.Operation operation : register.operations()) {
            names.put("operation/" + id + "/" + operation.name(), operation.title());
            for (String pointer : operation.elements()) {
                named(operation.response(), pointer)
                        .ifPresent(text -> names.put("element/" + id + "/" + operation.name() + pointer, text));
            }
        }
    }

    /** The schema's annotations {@code title} and {@code x-title-en} of a property. */
    private static Optional<LocalText> named(Data.Obj schema, String pointer) {
        String place = pointer.replace("/", "/properties/");
        return schema.text(place + "/title")
                .map(title ->
                        LocalText.of(title, schema.text(place + "/x-title-en").orElse(title)));
    }

    @Override
    public String name() {
        return "oversight-titles";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(20);
    }

    /** Writes down what is new. */
    @Override
    public void run() {
        Map<String, LocalText> before = stored();
        var fresh = new LinkedHashMap<String, LocalText>();
        current().forEach((name, text) -> {
            LocalText cut = LocalText.of(cut(text.bulgarian()), cut(text.english()));
            if (!cut.equals(before.get(name))) {
                fresh.put(name, cut);
            }
        });
        if (fresh.isEmpty()) {
            return;
        }
        store.commit(unit -> {
            fresh.forEach((name, text) -> unit.execute(
                    "INSERT INTO oversight_title (name, bg, en) VALUES (?, ?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET bg = excluded.bg, en = excluded.en",
                    name,
                    text.bulgarian(),
                    text.english()));
            return null;
        });
        known = null;
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
