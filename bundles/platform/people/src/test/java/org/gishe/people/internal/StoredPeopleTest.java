/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.people.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Identifier.Scheme;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.keys.Keys;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.StoreException;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class StoredPeopleTest {

    /** Nobody's: born in 1852, with a valid check digit. */
    private static final String EGN = "5226120010";

    private static final String NAME = "Дико Илиев Табашки";

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final TestStores kind;
    private final StoredPeople people;
    private final Identifier identifier = new Identifier(Scheme.EGN, EGN);

    public StoredPeopleTest(TestStores kind) {
        this.kind = kind;
        this.store = kind.open();
        Keys keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        this.people = new StoredPeople(store, keys);
    }

    @Test
    public void aPersonMetTwiceIsOneAndTheNameIsBroughtUpToDate() {
        Party first = meet(identifier, NAME);
        Party again = meet(identifier, "Дико Илиев");

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(party(first.id())).contains(again);
        assertThat(again.name()).isEqualTo("Дико Илиев");
        assertThat(store.<Optional<PersonId>>read(handle -> people.find(handle, identifier)))
                .contains(first.id());
    }

    @Test
    public void equalNumbersOfDifferentSchemesAreDifferentPeople() {
        Party person = meet(identifier, NAME);
        Party company = meet(new Identifier(Scheme.EIK, EGN), "Оркестър ООД");
        Party foreign = meet(Identifier.fromEtsi("PASXX-" + EGN), "Somebody");

        assertThat(Set.of(person.id(), company.id(), foreign.id())).hasSize(3);
        assertThat(party(company.id())).contains(company);
        assertThat(party(foreign.id()).orElseThrow().identifier()).isEqualTo(foreign.identifier());
    }

    @Test
    public void whoIsNotKnownIsNotFound() {
        assertThat(store.<Optional<PersonId>>read(handle -> people.find(handle, identifier)))
                .isEmpty();
        assertThat(party(new PersonId("nobody"))).isEmpty();
    }

    @Test
    public void manyWhoMeetAPersonAtOnceMeetTheSame() throws Exception {
        List<CompletableFuture<Party>> meetings = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Identifier one = new Identifier(Scheme.LNCH, "" + (1000000000L + i % 3));
            meetings.add(store.unit(handle -> people.meet(handle, one, NAME)));
        }

        Set<PersonId> ids = new HashSet<>();
        for (CompletableFuture<Party> meeting : meetings) {
            ids.add(meeting.get(30, TimeUnit.SECONDS).id());
        }

        assertThat(ids).hasSize(3);
    }

    @Test
    public void anEncryptedValueCannotBeMovedToAnotherPerson() {
        Party one = meet(identifier, NAME);
        Party other = meet(new Identifier(Scheme.EGN, "5226120027"), "Петко");

        store.commit(handle -> handle.execute(
                "UPDATE people_person SET name = (SELECT name FROM people_person WHERE id = ?) WHERE id = ?",
                one.id().value(),
                other.id().value()));

        assertThatThrownBy(() -> party(other.id())).isInstanceOf(StoreException.class);
    }

    @Test
    public void theDataBaseHoldsNoPlainIdentifierOrNameAndOneThatWereThereWouldBeFound() throws Exception {
        meet(identifier, NAME);

        assertThat(bytesOfTheDataBase()).isNotEmpty().noneMatch(bytes -> holds(bytes, EGN) || holds(bytes, NAME));

        store.commit(handle -> handle.execute(
                "INSERT INTO people_person (id, identifier_index, identifier, name) VALUES ('planted', ?, ?, ?)",
                new byte[32],
                EGN.getBytes(StandardCharsets.UTF_8),
                NAME.getBytes(StandardCharsets.UTF_8)));
        assertThat(bytesOfTheDataBase()).anyMatch(bytes -> holds(bytes, EGN)).anyMatch(bytes -> holds(bytes, NAME));
    }

    /** The files of SQLite with their log; for PostgreSQL, whose folder is its own, every value of every column. */
    private List<byte[]> bytesOfTheDataBase() throws IOException {
        List<byte[]> all = new ArrayList<>();
        if (kind == TestStores.SQLITE) {
            try (Stream<Path> files = Files.list(store.folder().resolve("db"))) {
                for (Path file : files.toList()) {
                    all.add(Files.readAllBytes(file));
                }
            }
        } else {
            store.read(handle -> handle.select("SELECT id, identifier_index, identifier, name FROM people_person")
                            .map((row, context) -> List.of(
                                    row.getString(1).getBytes(StandardCharsets.UTF_8),
                                    row.getBytes(2),
                                    row.getBytes(3),
                                    row.getBytes(4)))
                            .list())
                    .forEach(all::addAll);
        }
        return all;
    }

    private static boolean holds(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    private Party meet(Identifier who, String name) {
        return store.commit(handle -> people.meet(handle, who, name));
    }

    private Optional<Party> party(PersonId id) {
        return store.read(handle -> people.party(handle, id));
    }
}
