/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journal.Journal.Line;
import org.gishe.journal.Journal.Verification;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
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
public class StoredJournalTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123456Z");
    private static final PersonId ANNA = new PersonId("anna");
    private static final PersonId BORIS = new PersonId("boris");

    private static final List<String> TABLES = List.of("journal_entry", "journal_payload", "journal_head");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final StoredJournal journal;

    public StoredJournalTest(TestStores kind) {
        store = kind.open();
        journal = new StoredJournal(
                store,
                new KeysComponent(
                        store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system()),
                InstantSource.fixed(NOW));
    }

    @Test
    public void anEntryIsReadBackAsItWasWrittenAndGetsItsPlaceWhenItIsSealed() {
        Entry entry = Entry.of("register.enquiry")
                .person(ANNA)
                .actor(BORIS)
                .matter("submission-1")
                .basis(new LegalBasis("Закон за гражданската регистрация", "чл. 106, ал. 1, т. 2"))
                .purpose("Удостоверение за постоянен адрес")
                .payload(
                        Json.object().put("operation", "PermanentAddressSearch").build())
                .build();
        record(entry);

        Line waiting = about(ANNA).get(0);
        journal.run();
        Line sealed = about(ANNA).get(0);

        assertThat(waiting.sequence()).isEmpty();
        assertThat(sealed.sequence()).contains(1L);
        assertThat(sealed.at()).isEqualTo(NOW);
        assertThat(sealed.kind()).isEqualTo("register.enquiry");
        assertThat(sealed.actor()).contains(BORIS);
        assertThat(sealed.matter()).contains("submission-1");
        assertThat(sealed.basis()).contains("Закон за гражданската регистрация, чл. 106, ал. 1, т. 2");
        assertThat(sealed.purpose()).contains("Удостоверение за постоянен адрес");
        assertThat(sealed.payload()).isEqualTo(entry.payload());
        assertThat(store.<List<Line>>read(handle -> journal.matter(handle, "submission-1")))
                .containsExactly(sealed);
    }

    @Test
    public void entriesAboutAPersonComeNewestFirstAndThoseOfAMatterOldestFirst() {
        record(Entry.of("first").person(ANNA).matter("m").build());
        record(Entry.of("other").person(BORIS).build());
        record(Entry.of("second").person(ANNA).matter("m").build());
        record(Entry.of("third").matter("m").build());

        assertThat(about(ANNA)).extracting(Line::kind).containsExactly("second", "first");
        assertThat(store.<List<Line>>read(handle -> journal.about(handle, ANNA, 1)))
                .extracting(Line::kind)
                .containsExactly("second");
        assertThat(store.<List<Line>>read(handle -> journal.matter(handle, "m")))
                .extracting(Line::kind)
                .containsExactly("first", "second", "third");
    }

    @Test
    public void aUnitThatFailsLeavesNoEntry() {
        assertThatThrownBy(() -> store.commit(handle -> {
                    journal.record(handle, Entry.of("lost").person(ANNA).build());
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(about(ANNA)).isEmpty();
    }

    @Test
    public void anEmptyChainHolds() {
        journal.run();

        Verification verification = journal.verify();

        assertThat(verification.fault()).isEmpty();
        assertThat(verification.sealed()).isZero();
    }

    @Test
    public void manyEntriesOfManyUnitsAreSealedIntoOneChainByTwoSealersAtOnce() throws Exception {
        List<CompletableFuture<Void>> units = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            int number = i;
            units.add(store.unit(handle -> {
                journal.record(handle, entry(number));
                return null;
            }));
        }
        CompletableFuture<Void> other = CompletableFuture.runAsync(journal::run);
        journal.run();
        other.get(30, TimeUnit.SECONDS);
        CompletableFuture.allOf(units.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        journal.run();

        Verification verification = journal.verify();
        assertThat(verification.fault()).isEmpty();
        assertThat(verification.sealed()).isEqualTo(1_200);
        assertThat(verification.waiting()).isZero();
    }

    @Test
    public void howFarTheSealerIsIsTold() {
        assertThat(journal.sealing()).isEqualTo(new Journal.Sealing(0, Optional.empty()));

        record(entry(1));
        record(entry(2));

        assertThat(journal.sealing().waiting()).isEqualTo(2);
        assertThat(journal.sealing().oldest()).contains(NOW);
        journal.run();
        assertThat(journal.sealing()).isEqualTo(new Journal.Sealing(0, Optional.empty()));
    }

    @Test
    public void verifyingTellsWhatWaits() {
        seal(3);
        record(entry(4));

        Verification verification = journal.verify();

        assertThat(verification.sealed()).isEqualTo(3);
        assertThat(verification.waiting()).isEqualTo(1);
        assertThat(verification.fault()).isEmpty();
    }

    /** The format stands for ever: whoever changes it must make a new version beside it. */
    @Test
    public void theFirstLeafHashesToWhatTheFormatSays() throws Exception {
        byte[] person = new byte[32];
        person[0] = 7;
        byte[] commitment = new byte[32];
        commitment[0] = 9;

        byte[] hash = new Leaf(1, "a.b", 1_000_000L, person, commitment).chained(Leaf.START, 1);

        byte[] leaf = HexFormat.of()
                .parseHex("01" + "0000000000000001" + "00000000000f4240" + "0003" + "612e62" + "01" + "07"
                        + "00".repeat(31) + "09" + "00".repeat(31));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(new byte[32]);
        assertThat(hash).isEqualTo(digest.digest(leaf));
    }

    @Test
    public void aChangedLeafIsFound() {
        seal(5);
        for (String change : List.of(
                "kind = 'forged'",
                "at = at + 1",
                "person = NULL",
                "commitment = person",
                "hash = person",
                "version = 2")) {
            assertThat(faultOf("UPDATE journal_entry SET " + change + " WHERE sequence = 3"))
                    .as(change)
                    .hasValueSatisfying(fault -> assertThat(fault).contains("entry 3 was changed"));
        }
    }

    @Test
    public void aChangedPayloadIsFound() {
        seal(5);
        String third = " WHERE entry = (SELECT id FROM journal_entry WHERE sequence = 3)";
        String fourth =
                "(SELECT %s FROM journal_payload WHERE entry = (SELECT id FROM journal_entry WHERE sequence = 4))";
        for (String change : List.of(
                "payload = " + fourth.formatted("payload"),
                "salt = " + fourth.formatted("salt"),
                "salt = NULL",
                "payload = NULL")) {
            assertThat(faultOf("UPDATE journal_payload SET " + change + third))
                    .as(change)
                    .hasValueSatisfying(fault -> assertThat(fault).contains("payload of entry 3 was changed"));
        }
        assertThat(faultOf("DELETE FROM journal_payload" + third))
                .hasValueSatisfying(fault -> assertThat(fault).contains("payload of entry 3 is missing"));
    }

    @Test
    public void aRemovedEntryIsFoundInTheMiddleAndAtTheEnd() {
        seal(5);

        assertThat(faultOf("DELETE FROM journal_entry WHERE sequence = 3")).contains("entry 3 is missing");
        assertThat(faultOf("DELETE FROM journal_entry WHERE sequence = 1")).contains("entry 1 is missing");
        assertThat(faultOf("DELETE FROM journal_entry WHERE sequence >= 4"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("entry 4 is missing"));
        assertThat(faultOf("UPDATE journal_entry SET sequence = NULL, hash = NULL WHERE sequence = 5"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("entry 5 is missing"));
    }

    @Test
    public void aHeadThatWasMovedIsFound() {
        seal(5);

        assertThat(faultOf("UPDATE journal_head SET sequence = 4"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("head at 4 was changed"));
        assertThat(faultOf("UPDATE journal_head SET sequence = 4,"
                        + " hash = (SELECT hash FROM journal_entry WHERE sequence = 4)"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("at the end"));
        assertThat(faultOf("UPDATE journal_head SET sequence = 6"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("entry 6 is missing"));
        assertThat(faultOf("DELETE FROM journal_head")).isPresent();
    }

    @Test
    public void anErasedPayloadLeavesTheChainWhole() {
        seal(5);

        store.commit(handle -> handle.execute("UPDATE journal_payload SET matter = NULL, salt = NULL, payload = NULL"
                + " WHERE entry = (SELECT id FROM journal_entry WHERE sequence = 2)"));

        assertThat(journal.verify().fault()).isEmpty();
        assertThat(about(ANNA))
                .extracting(line -> line.payload().members().size())
                .containsExactly(1, 0);
    }

    @Test
    public void theTablesHoldNoPlainPayload() {
        seal(1);

        List<byte[]> stored = store.read(handle -> handle.select("SELECT payload FROM journal_payload")
                .mapTo(byte[].class)
                .list());

        assertThat(stored).hasSize(1);
        assertThat(new String(stored.get(0), StandardCharsets.ISO_8859_1)).doesNotContain("number");
    }

    /** Plants a fault, verifies, and takes it back. */
    private Optional<String> faultOf(String change) {
        List<List<Map<String, Object>>> before = store.read(handle -> TABLES.stream()
                .map(table -> handle.select("SELECT * FROM " + table).mapToMap().list())
                .toList());
        assertThat(journal.verify().fault()).isEmpty();
        assertThat(store.<Integer>commit(handle -> handle.execute(change))).isPositive();

        Optional<String> fault = journal.verify().fault();

        store.commit(handle -> {
            for (int i = 0; i < TABLES.size(); i++) {
                handle.execute("DELETE FROM " + TABLES.get(i));
                for (Map<String, Object> row : before.get(i)) {
                    handle.createUpdate("INSERT INTO " + TABLES.get(i) + " (<columns>) VALUES (<values>)")
                            .defineList("columns", List.copyOf(row.keySet()))
                            .bindList("values", new ArrayList<>(row.values()))
                            .execute();
                }
            }
            return null;
        });
        return fault;
    }

    private void seal(int entries) {
        for (int i = 1; i <= entries; i++) {
            record(entry(i));
        }
        journal.run();
    }

    private static Entry entry(int number) {
        return Entry.of("test.entry")
                .person(number % 2 == 0 ? ANNA : BORIS)
                .matter("m" + number % 7)
                .payload(Json.object().put("number", number).build())
                .build();
    }

    private void record(Entry entry) {
        store.commit(handle -> {
            journal.record(handle, entry);
            return null;
        });
    }

    private List<Line> about(PersonId person) {
        return store.read(handle -> journal.about(handle, person, 100));
    }
}
