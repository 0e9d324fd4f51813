/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.gishe.acts.internal.ListedActs;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Health;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.catalogue.test.Plugged;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.identity.Officers;
import org.gishe.journal.Journal;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.people.internal.StoredPeople;
import org.gishe.registers.Grant;
import org.gishe.registers.internal.GrantBook;
import org.gishe.registers.internal.RegistersComponent;
import org.gishe.registers.internal.TestGrants;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.work.internal.WorksComponent;

/** The real gateway, grants and journal over a store of a test, with one register that answers as a test says. */
final class World {

    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    static final PluginKey ADAPTER = new PluginKey(Kind.REGISTER, "population", "population", "1.0.0");
    static final LegalBasis LAW = new LegalBasis("Закон за гражданската регистрация", "чл. 93");
    static final Officer CADASTRE = new Officer("cadastre", Role.SYSTEM, Set.of("999999948"));
    static final Data.Obj FOUND = object("{\"Name\": \"Яна\", \"Town\": \"гр. Русе\"}");

    final TestStore store;
    final KeysComponent keys;
    final StoredJournal journal;
    final GrantBook grants;
    final List<Officer> officers = new ArrayList<>(List.of(CADASTRE));
    final AtomicInteger asked = new AtomicInteger();
    volatile Instant now = NOW;
    volatile Function<Data.Obj, Answer> answers = request -> Answer.found(FOUND, NOW);
    final InstantSource clock = () -> now;
    final Plugged catalogue = new Plugged().with(ADAPTER, new Adapter()).with(register("population", "999999931"));

    private final List<Desk> desks = new ArrayList<>();
    private final RegistersComponent registers;

    World(TestStore store) {
        this.store = store;
        this.keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        this.journal = new StoredJournal(store, keys, clock);
        this.grants = TestGrants.open(store, journal, clock);
        this.registers = new RegistersComponent(
                store, journal, new StoredPeople(store, keys), catalogue, new WorksComponent(clock), clock, grants);
    }

    /** A node's desk, over what is in the data base. */
    Desk desk(Map<String, Object> settings) {
        var desk = new Desk(
                store,
                keys,
                registers,
                grants,
                new Accounts(),
                catalogue,
                new ListedActs(),
                clock,
                Settings.of(EnquiriesConfiguration.class, settings));
        desks.add(desk);
        return desk;
    }

    void close() {
        desks.forEach(Desk::close);
    }

    Grant granted(String... elements) {
        Grant grant = grants.request(
                new Grant.Wish(
                        "system/cadastre",
                        "999999948",
                        "population",
                        "Find",
                        elements.length == 0 ? List.of("*") : List.of(elements),
                        Optional.of(LAW),
                        Optional.empty(),
                        false,
                        NOW,
                        Optional.empty()),
                "cadastre");
        return grants.approve(grant.id(), List.of(), "owner").orElseThrow();
    }

    static Ask ask(String egn) {
        return ask(Data.EMPTY.with("EGN", egn));
    }

    static Ask ask(Data.Obj request) {
        return new Ask(
                "population",
                "Find",
                request,
                Optional.of(LAW),
                Optional.of("Вписване на собственик"),
                "К-7/2026",
                "Мария Примерова, инспектор",
                Optional.empty(),
                Locale.ENGLISH);
    }

    static RegisterDescription register(String id, String administration) {
        return new RegisterDescription(
                id,
                "1.0.0",
                administration,
                LocalText.of("Население", "Population"),
                List.of(new RegisterDescription.Operation(
                        "Find",
                        LocalText.of("Справка", "Enquiry"),
                        object("""
                                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                                 "required": ["EGN"], "additionalProperties": false,
                                 "properties": {"EGN": {"type": "string", "pattern": "^[0-9]{10}$"}}}"""),
                        object("{\"type\": \"object\", \"properties\": {\"Name\": {\"type\": \"string\"}}}"),
                        "/EGN",
                        List.of("/Name", "/Town"))));
    }

    static Data.Obj object(String json) {
        return (Data.Obj) Json.read(json);
    }

    /** What the journal says of an enquiry. */
    List<Journal.Line> entry(Told told) {
        String entry = told.body().text("/entry").orElseThrow();
        return store.read(query -> journal.matter(query, entry));
    }

    /** Entries about enquiries, of whomever. */
    int entries() {
        return store.read(
                query -> query.createQuery("SELECT COUNT(*) FROM journal_entry WHERE kind = 'register.enquiry'")
                        .mapTo(Integer.class)
                        .one());
    }

    private final class Adapter implements RegisterAdapter {
        @Override
        public Answer execute(Work work, String operation, Data.Obj request) {
            asked.incrementAndGet();
            return answers.apply(request);
        }

        @Override
        public Health health(Work work) {
            return Health.UP;
        }
    }

    /** Who has an account. */
    private final class Accounts implements Officers {
        @Override
        public List<Officer> officers() {
            return List.copyOf(officers);
        }

        @Override
        public Optional<String> appoint(Officer officer, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Dismissal dismiss(String name, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> enter(String name, char[] password) {
            return Optional.empty();
        }

        @Override
        public Optional<Token> token(String name, char[] password) {
            return Optional.empty();
        }

        @Override
        public void leave(String token) {}
    }
}
