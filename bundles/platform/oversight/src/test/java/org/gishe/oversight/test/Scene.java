/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.test;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.acts.LegalActs;
import org.gishe.api.base.Data;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.test.Plugged;
import org.gishe.contents.internal.StoredContents;
import org.gishe.delivery.Delivery;
import org.gishe.delivery.internal.DeliveryComponent;
import org.gishe.documents.Documents;
import org.gishe.documents.internal.PdfDocuments;
import org.gishe.journal.Entry;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.journal.internal.StoredReader;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.oversight.internal.Notices;
import org.gishe.oversight.internal.OverseersComponent;
import org.gishe.oversight.internal.OversightComponent;
import org.gishe.oversight.internal.OversightConfiguration;
import org.gishe.oversight.internal.Proofs;
import org.gishe.oversight.internal.Rules;
import org.gishe.oversight.internal.Titles;
import org.gishe.people.internal.StoredPeople;
import org.gishe.store.Store;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.time.internal.BulgarianCalendar;

/** Oversight over a real journal, with a clock that a test sets. */
public final class Scene {

    /** A Monday, 11 o'clock in Sofia. */
    public static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    public static final String AGENCY = "999999924";
    public static final String POLICE = "999999940";
    public static final LegalBasis LAW = new LegalBasis("Закон за гражданската регистрация", "чл. 106, ал. 1, т. 2");
    private static final PluginKey ADAPTER = new PluginKey(Kind.REGISTER, "population", "population", "1.0.0");

    /** One act that can be read somewhere. */
    public static final LegalActs ACTS = new LegalActs() {
        private final Act act = new Act(
                "Закон за примерите",
                "ЗП",
                "1/2026",
                Optional.of(URI.create("https://acts.example.bg/zp")),
                List.of(),
                false);

        @Override
        public String version() {
            return "2026-11-23";
        }

        @Override
        public List<Act> acts() {
            return List.of(act);
        }

        @Override
        public Optional<Act> find(String words) {
            return acts().stream().filter(each -> each.name().equals(words)).findFirst();
        }

        @Override
        public Optional<Act> nearest(String words) {
            return Optional.empty();
        }
    };

    public Instant now = NOW;
    public final Store store;
    public final Plugged catalogue = new Plugged();
    public final KeysComponent keys;
    public final StoredJournal journal;
    public final StoredPeople people;
    public final StoredContents contents;
    public final Delivery delivery;
    public final Documents documents = new PdfDocuments();
    public final Titles titles;
    public final OversightComponent oversight;
    public final OverseersComponent overseers;
    public final Rules rules;
    public final Notices notices;
    public final Party anna;
    public final Party boris;

    public Scene(TestStore store) {
        this(store, Map.of(), (person, sequence) -> Optional.empty());
    }

    /** @param settings of the configuration, over those of the test */
    public Scene(TestStore store, Map<String, Object> settings, Proofs proofs) {
        this.store = store;
        InstantSource clock = () -> now;
        var all = new HashMap<String, Object>(Map.of(
                "institutions",
                AGENCY + " | Агенция „Образец“ | Sample Agency; " + POLICE + " | Дирекция „Проба“ | Trial Directorate",
                "many_people",
                3));
        all.putAll(settings);
        OversightConfiguration configuration = Settings.of(OversightConfiguration.class, all);
        keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        journal = new StoredJournal(store, keys, clock);
        people = new StoredPeople(store, keys);
        contents = new StoredContents(store.folder(), store, keys, clock);
        delivery = new DeliveryComponent(store, contents, journal, keys, clock);
        var reader = new StoredReader(store, keys, clock);
        plug();
        titles = new Titles(store, catalogue, ACTS, configuration);
        oversight = OversightComponent.of(store, journal, reader, keys, titles, documents, clock, proofs);
        overseers = new OverseersComponent(
                store, journal, reader, people, contents, delivery, documents, titles, keys, clock);
        rules = new Rules(store, journal, reader, new BulgarianCalendar(), keys, clock, configuration);
        notices = new Notices(store, reader, contents, delivery, documents, titles, keys, clock, configuration);
        anna = store.commit(unit ->
                people.meet(unit, new Identifier(Identifier.Scheme.EGN, "8523120012"), "Яна Примерова Образцова"));
        boris = store.commit(
                unit -> people.meet(unit, new Identifier(Identifier.Scheme.EGN, "8001010010"), "Борис Примеров"));
    }

    /** The register's adapter comes. */
    public void plug() {
        catalogue.with(ADAPTER, "described").with(register());
    }

    /** The register's adapter goes. */
    public void unplug() {
        catalogue.without(ADAPTER);
    }

    private static RegisterDescription register() {
        return new RegisterDescription(
                "population",
                "1.0.0",
                "999999931",
                LocalText.of("Регистър на населението", "Population register"),
                List.of(new RegisterDescription.Operation(
                        "PermanentAddressSearch",
                        LocalText.of("Справка за постоянен адрес", "Enquiry about the permanent address"),
                        Data.EMPTY,
                        (Data.Obj) Json.read("""
                                {"type": "object", "properties": {"Address": {"type": "object", "properties": {
                                  "Town": {"type": "string", "title": "Населено място", "x-title-en": "Town"}}}}}"""),
                        "/EGN",
                        List.of("/Address/Town", "/Address/FlatNumber"))));
    }

    /** An enquiry as the gateway journals it. */
    public static Entry.Builder enquiry(PersonId whose, String administration, Map<String, String> more) {
        Data.Obj payload = Data.EMPTY
                .with("id", "enquiry-1")
                .with("consumer", "desk/" + administration)
                .with("administration", administration)
                .with("door", "DESK")
                .with("register", "population")
                .with("operation", "PermanentAddressSearch")
                .with("adapter", "1.0.0")
                .with("key", "k-1")
                .with("status", "FOUND")
                .with("reason", "")
                .with("elements", new Data.Arr(List.of(Data.of("/Address/Town"), Data.of("/Address/FlatNumber"))));
        for (var each : more.entrySet()) {
            payload = payload.with(each.getKey(), each.getValue());
        }
        return Entry.of("register.enquiry")
                .person(whose)
                .matter("enquiry-1")
                .basis(LAW)
                .purpose("Проверка по преписка")
                .payload(payload);
    }

    public void record(Entry.Builder... entries) {
        store.commit(unit -> {
            for (Entry.Builder entry : entries) {
                journal.record(unit, entry.build());
            }
            return null;
        });
    }

    /** The sealer and the rules. */
    public void work() {
        journal.run();
        rules.run();
    }

    /** What is in a mailbox. */
    public List<Delivery.Message> mailbox(Party owner) {
        return store.read(query -> delivery.mailbox(query, owner.id(), 100));
    }

    /** The journal of a matter. */
    public List<String> kinds(String matter) {
        return store.read(query -> journal.matter(query, matter)).stream()
                .map(line -> line.kind())
                .toList();
    }
}
