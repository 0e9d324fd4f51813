/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journal.Journal.Line;
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
public class RetentionTest {

    private static final PersonId ANNA = new PersonId("anna");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private Instant now = Instant.parse("2020-01-01T08:00:00Z");
    private final StoredJournal journal;

    public RetentionTest(TestStores kind) {
        store = kind.open();
        journal = new StoredJournal(
                store,
                new KeysComponent(
                        store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system()),
                () -> now);
    }

    private Retention retention(String... rules) {
        return new Retention(
                store, journal, () -> now, Settings.of(JournalConfiguration.class, Map.of("retention", rules)));
    }

    private void write(String kind, int entries) {
        store.commit(unit -> {
            for (int i = 0; i < entries; i++) {
                journal.record(
                        unit,
                        Entry.of(kind)
                                .person(ANNA)
                                .matter("m")
                                .payload(Json.object().put("number", i).build())
                                .build());
            }
            return null;
        });
        journal.run();
    }

    private List<Line> about() {
        return store.read(handle -> journal.about(handle, ANNA, 10_000));
    }

    private List<byte[]> hashes() {
        return store.read(handle -> journal.hashes(handle, 1, 10_000));
    }

    @Test
    public void whatIsOldIsErasedByTheLongestRuleAndTheChainHolds() {
        write("register.enquiry", 2);
        write("register.change", 2);
        write("delivery.sent", 2);
        List<byte[]> before = hashes();
        now = now.plus(Duration.ofDays(800));
        write("register.enquiry", 1);

        retention("register. P2Y", "register.change P10Y").run();
        journal.run();

        assertThat(about())
                .extracting(line -> line.kind() + " " + line.erased())
                .containsExactly(
                        "register.enquiry false",
                        "delivery.sent false",
                        "delivery.sent false",
                        "register.change false",
                        "register.change false",
                        "register.enquiry true",
                        "register.enquiry true");
        assertThat(about().get(6).payload().members()).isEmpty();
        assertThat(about().get(6).matter()).isEmpty();
        Journal.Verification verified = journal.verify();
        assertThat(verified.fault()).isEmpty();
        assertThat(verified.erased()).isEqualTo(2);
        assertThat(verified.sealed()).isEqualTo(8);
        for (int i = 0; i < before.size(); i++) {
            assertThat(hashes().get(i)).isEqualTo(before.get(i));
        }
        Journal.Opening opening =
                store.read(handle -> journal.opening(handle, ANNA, 1)).orElseThrow();
        assertThat(opening.erased()).isTrue();
        assertThat(opening.opened()).isEmpty();
        assertThat(opening.hash()).isEqualTo(before.get(0));
    }

    @Test
    public void theErasingIsItselfAnEntryAndComesOnceAndIsNeverErased() {
        write("register.enquiry", 1_300);
        now = now.plus(Duration.ofDays(400));
        Retention retention = retention("register. P1Y", "journal. P1D");

        retention.run();
        retention.run();
        journal.run();
        assertThat(decisions()).isEqualTo(3);
        now = now.plus(Duration.ofDays(400));
        retention.run();
        journal.run();

        assertThat(decisions()).isEqualTo(3);
        assertThat(journal.verify().erased()).isEqualTo(1_300);
        assertThat(journal.verify().fault()).isEmpty();
    }

    private long decisions() {
        return store.read(
                handle -> handle.createQuery("SELECT COUNT(*) FROM journal_entry WHERE kind = 'journal.erased'")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    public void aRuleThatIsAddedLaterCountsForWhatWasPassedBefore() {
        write("register.enquiry", 3);
        write("delivery.sent", 3);
        now = now.plus(Duration.ofDays(400));
        retention("register. P1Y").run();
        assertThat(journal.verify().erased()).isEqualTo(3);

        retention("register. P1Y", "delivery. P1Y").run();

        assertThat(journal.verify().erased()).isEqualTo(6);
    }

    @Test
    public void withoutRulesAndWithOneThatCannotBeReadNothingIsErased() {
        write("register.enquiry", 3);
        now = now.plus(Duration.ofDays(40_000));

        retention().run();
        retention("").run();
        retention("register. P1Y", "delivery.").run();
        retention("register. P1Y", "delivery. never").run();
        retention("register. P0D").run();
        retention("register. P-1Y").run();

        assertThat(journal.verify().erased()).isZero();
    }

    @Test
    public void whatIsKeptFromItsPersonIsNeitherOpenedToThemNorErasedBeforeItsDay() {
        write("register.enquiry", 1);
        store.commit(unit -> {
            journal.record(
                    unit,
                    Entry.of("register.enquiry")
                            .person(ANNA)
                            .withheld(now.plus(Duration.ofDays(500)))
                            .build());
            return null;
        });
        journal.run();
        now = now.plus(Duration.ofDays(400));
        Retention retention = retention("register. P1Y");

        assertThat(opening(1)).isPresent();
        assertThat(opening(2)).isEmpty();
        retention.run();
        assertThat(journal.verify().erased()).isEqualTo(1);

        now = now.plus(Duration.ofDays(101));
        assertThat(opening(2)).isPresent();
        retention.run();
        assertThat(journal.verify().erased()).isEqualTo(2);
    }

    private Optional<Journal.Opening> opening(long sequence) {
        return store.read(handle -> journal.opening(handle, ANNA, sequence));
    }

    @Test
    public void whatIsNotInTheChainYetIsNotErased() {
        store.commit(unit -> {
            journal.record(unit, Entry.of("register.enquiry").person(ANNA).build());
            return null;
        });
        now = now.plus(Duration.ofDays(400));

        retention("register. P1Y").run();

        assertThat(about()).extracting(Line::erased).containsExactly(false);
    }
}
