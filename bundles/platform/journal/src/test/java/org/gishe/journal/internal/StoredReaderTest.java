/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal.Line;
import org.gishe.journal.JournalReader.Read;
import org.gishe.journal.JournalReader.Stretch;
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
public class StoredReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant DAY = NOW.plus(Duration.ofDays(30));
    private static final PersonId ANNA = new PersonId("anna");
    private static final PersonId BORIS = new PersonId("boris");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private Instant now = NOW;
    private final StoredJournal journal;
    private final StoredReader reader;

    public StoredReaderTest(TestStores kind) {
        store = kind.open();
        InstantSource clock = () -> now;
        var keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        journal = new StoredJournal(store, keys, clock);
        reader = new StoredReader(store, keys, clock);
    }

    @Test
    public void accessesComeNewestFirstInPagesWithoutALimitAndNothingElseDoes() {
        for (int i = 0; i < 25; i++) {
            record(access(ANNA, "look " + i));
            record(Entry.of("journey.step").person(ANNA).build());
            record(access(BORIS, "not hers"));
        }
        record(Entry.of("access.document").person(ANNA).purpose("by its code").build());

        List<String> seen = new ArrayList<>();
        long before = Long.MAX_VALUE;
        List<Read> page = page(before, 10);
        while (!page.isEmpty()) {
            page.forEach(read -> seen.add(read.purpose().orElseThrow()));
            before = page.get(page.size() - 1).id();
            page = page(before, 10);
        }

        assertThat(seen)
                .hasSize(26)
                .startsWith("by its code", "look 24", "look 23")
                .endsWith("look 0");
    }

    @Test
    public void aPageIsOfTheTimeThatIsAskedFor() {
        record(access(ANNA, "before"));
        now = NOW.plusSeconds(10);
        record(access(ANNA, "within"));
        now = NOW.plusSeconds(20);
        record(access(ANNA, "after"));

        assertThat(store.<List<Read>>read(query -> reader.accesses(
                        query,
                        ANNA,
                        Long.MAX_VALUE,
                        Optional.of(NOW.plusSeconds(10)),
                        Optional.of(NOW.plusSeconds(20)),
                        10)))
                .extracting(read -> read.purpose().orElseThrow())
                .containsExactly("within");
    }

    @Test
    public void whatIsWithheldIsNotThereUntilItsDayAndOpensAtItsPlaceByItself() {
        record(access(ANNA, "first"));
        record(withheld(ANNA, "secret"));
        record(access(ANNA, "last"));
        journal.run();

        assertThat(purposes(page(Long.MAX_VALUE, 2))).containsExactly("last", "first");
        assertThat(store.<List<Line>>read(query -> journal.about(query, ANNA, 2)))
                .extracting(line -> line.purpose().orElseThrow())
                .containsExactly("last", "first");
        long secret = withheld().get(0).id();
        assertThat(store.<Optional<Read>>read(query -> reader.access(query, ANNA, secret)))
                .isEmpty();
        now = DAY.minusNanos(1_000);
        assertThat(page(Long.MAX_VALUE, 10)).hasSize(2);

        now = DAY;

        assertThat(purposes(page(Long.MAX_VALUE, 10))).containsExactly("last", "secret", "first");
        Read opened = store.<Optional<Read>>read(query -> reader.access(query, ANNA, secret))
                .orElseThrow();
        assertThat(opened.sequence()).contains(2L);
        assertThat(opened.at()).isEqualTo(NOW);
        assertThat(opened.withheldUntil()).contains(DAY);
        assertThat(withheld()).isEmpty();
        assertThat(journal.verify().fault()).isEmpty();
    }

    @Test
    public void whatOpensIsFreshOnItsDayAndNotBefore() {
        record(withheld(ANNA, "secret"));
        now = NOW.plusSeconds(60);
        record(access(ANNA, "open"));

        assertThat(purposes(fresh(NOW.minusSeconds(1), now))).containsExactly("open");
        now = DAY.plusSeconds(1);
        assertThat(purposes(fresh(NOW.plusSeconds(60), now))).containsExactly("secret");
        assertThat(fresh(now, now)).isEmpty();
    }

    @Test
    public void itIsWithheldForLongerOnlyWhileItIsWithheldAndNeverForShorter() {
        record(withheld(ANNA, "secret"));
        long id = withheld().get(0).id();

        assertThat(extend(id, DAY.minusSeconds(1))).isFalse();
        assertThat(extend(id, DAY.plusSeconds(9))).isTrue();
        assertThat(extend(id + 1, DAY.plusSeconds(9))).isFalse();
        now = DAY;
        assertThat(page(Long.MAX_VALUE, 10)).isEmpty();
        now = DAY.plusSeconds(9);
        assertThat(page(Long.MAX_VALUE, 10)).hasSize(1);
        assertThat(extend(id, DAY.plusSeconds(99))).isFalse();
    }

    @Test
    public void theChainIsReadInStretchesThatSkipNothing() {
        record(Entry.of("journey.step").build());
        record(access(ANNA, "first"));
        record(withheld(BORIS, "secret"));
        record(Entry.of("journey.step").build());
        assertThat(stretch(0).last()).isZero(); // nothing stands in the chain yet
        journal.run();

        Stretch one = stretch(0);
        Stretch two = stretch(one.last());
        Stretch none = stretch(two.last());

        assertThat(purposes(one.accesses())).containsExactly("first");
        assertThat(purposes(two.accesses())).containsExactly("secret");
        assertThat(one.accesses().get(0).whose())
                .isPresent()
                .isNotEqualTo(two.accesses().get(0).whose());
        assertThat(List.of(one.last(), two.last(), none.last())).containsExactly(2L, 4L, 4L);
        assertThat(none.accesses()).isEmpty();
    }

    private static Entry access(PersonId person, String purpose) {
        return enquiry(person, purpose).build();
    }

    private static Entry withheld(PersonId person, String purpose) {
        return enquiry(person, purpose).withheld(DAY).build();
    }

    private static Entry.Builder enquiry(PersonId person, String purpose) {
        return Entry.of("register.enquiry")
                .person(person)
                .actor(BORIS)
                .basis(new LegalBasis("Закон", "чл. 1"))
                .purpose(purpose)
                .payload(Data.EMPTY.with("operation", "Find"));
    }

    private void record(Entry entry) {
        store.commit(handle -> {
            journal.record(handle, entry);
            return null;
        });
    }

    private List<Read> page(long before, int limit) {
        return store.read(query -> reader.accesses(query, ANNA, before, Optional.empty(), Optional.empty(), limit));
    }

    private List<Read> fresh(Instant after, Instant upTo) {
        return store.read(query -> reader.fresh(query, ANNA, after, upTo, 100));
    }

    private List<Read> withheld() {
        return store.read(query -> reader.withheld(query, 0, 10));
    }

    private boolean extend(long id, Instant until) {
        return store.commit(unit -> reader.extend(unit, id, until));
    }

    private Stretch stretch(long after) {
        return store.read(query -> reader.accesses(query, after, 2));
    }

    private static List<String> purposes(List<Read> reads) {
        return reads.stream().map(read -> read.purpose().orElseThrow()).toList();
    }
}
