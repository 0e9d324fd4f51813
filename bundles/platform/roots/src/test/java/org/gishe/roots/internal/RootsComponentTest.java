/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.PersonId;
import org.gishe.health.Condition;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.roots.Merkle;
import org.gishe.roots.Roots;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.Statement;
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
public class RootsComponentTest {

    private static final PersonId ANNA = new PersonId("anna");
    private static final PersonId BORIS = new PersonId("boris");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TestStore store;

    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final RootsConfiguration settings =
            Settings.of(RootsConfiguration.class, Map.of("timeStamps", "http://127.0.0.1:9/tsa"));
    private final TestStores kind;
    private final KeysComponent keys;
    private final TestAuthority authority;
    private StoredJournal journal;
    private RootsComponent roots;
    private Stamping stamping;

    public RootsComponentTest(TestStores kind) throws Exception {
        this.kind = kind;
        store = kind.open();
        keys = new KeysComponent(store.folder(), Settings.of(KeysConfiguration.class, Map.of()), () -> now);
        authority = new TestAuthority(() -> now);
        start();
    }

    /** As after a restart. */
    private void start() {
        journal = new StoredJournal(store, keys, () -> now);
        roots = new RootsComponent(store, journal, keys, () -> now, new Witnesses(settings), settings);
        stamping = new Stamping(store, roots, Optional.of(authority));
    }

    private void write(int entries) {
        store.commit(unit -> {
            for (int i = 0; i < entries; i++) {
                journal.record(
                        unit,
                        Entry.of("test.entry")
                                .person(i % 2 == 0 ? ANNA : BORIS)
                                .payload(Json.object().put("number", i).build())
                                .build());
            }
            return null;
        });
        journal.run();
    }

    private Root newest() {
        return roots.page(Long.MAX_VALUE, 1).get(0);
    }

    private List<byte[]> hashes() {
        return store.read(handle -> journal.hashes(handle, 1, 10_000));
    }

    // ------------------------------------------------------------------ making

    @Test
    public void aRootIsMadeWhenEntriesCameAndNamesTheRootBeforeIt() {
        roots.run();
        assertThat(roots.page(Long.MAX_VALUE, 10)).isEmpty();

        write(3);
        roots.run();
        roots.run();
        now = now.plusSeconds(60);
        write(600);
        roots.run();

        List<Root> all = roots.page(Long.MAX_VALUE, 10);
        assertThat(all).extracting(root -> root.statement().number()).containsExactly(2L, 1L);
        Statement first = all.get(1).statement();
        Statement second = all.get(0).statement();
        assertThat(first.from()).isZero();
        assertThat(first.size()).isEqualTo(3);
        assertThat(first.previous()).isEqualTo(Statement.NONE);
        assertThat(second.from()).isEqualTo(3);
        assertThat(second.size()).isEqualTo(603);
        assertThat(second.previous()).isEqualTo(Statement.fingerprint(all.get(1).text()));
        assertThat(second.origin()).isEqualTo(first.origin());
        assertThat(second.made()).isEqualTo(now);
        assertThat(all.get(0).path()).isNotEmpty();
        assertThat(roots.root(2)).hasValueSatisfying(root -> assertThat(root.text())
                .isEqualTo(all.get(0).text()));
        assertThat(roots.root(3)).isEmpty();
        Roots.Verification verified = roots.verify();
        assertThat(verified.fault()).isEmpty();
        assertThat(verified.roots()).isEqualTo(2);
        assertThat(verified.covered()).isEqualTo(603);
    }

    @Test
    public void anEntryIsProvedToItsRootAndRootsToOneAnother() {
        for (int i = 0; i < 6; i++) {
            write(150 + i);
            roots.run();
        }
        List<byte[]> hashes = hashes();
        for (long sequence : new long[] {1, 2, 150, 151, 256, 257, 700, 900, 915}) {
            Roots.Proof proof = roots.proof(sequence).orElseThrow();
            Statement root = proof.root().statement();
            assertThat(root.from()).isLessThan(sequence);
            assertThat(root.size()).isGreaterThanOrEqualTo(sequence);
            assertThat(Merkle.includes(
                            Merkle.leaf(hashes.get((int) sequence - 1)),
                            sequence - 1,
                            root.size(),
                            proof.path(),
                            root.hash()))
                    .as("entry %d", sequence)
                    .isTrue();
        }
        assertThat(roots.proof(0)).isEmpty();
        assertThat(roots.proof(916)).isEmpty();
        for (long from = 1; from <= 6; from++) {
            Statement earlier = roots.root(from).orElseThrow().statement();
            Statement last = newest().statement();
            assertThat(Merkle.continues(
                            earlier.size(),
                            earlier.hash(),
                            last.size(),
                            last.hash(),
                            roots.consistency(from, 6).orElseThrow()))
                    .isTrue();
        }
        assertThat(roots.consistency(6, 1)).isEmpty();
        assertThat(roots.consistency(1, 7)).isEmpty();
    }

    @Test
    public void thePersonWhomAnEntryIsAboutRecomputesItsHashAndNobodyElseMay() {
        write(4);
        Journal.Opening opening =
                store.read(handle -> journal.opening(handle, ANNA, 3)).orElseThrow();

        assertThat(opening.previous()).isEqualTo(hashes().get(1));
        assertThat(opening.hash()).isEqualTo(hashes().get(2));
        assertThat(new String(opening.opened().orElseThrow().payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"payload\":{\"number\":2}}");
        assertThat(store.<Optional<Journal.Opening>>read(handle -> journal.opening(handle, BORIS, 3)))
                .isEmpty();
        assertThat(store.<Optional<Journal.Opening>>read(handle -> journal.opening(handle, ANNA, 99)))
                .isEmpty();
    }

    @Test
    public void twoNodesAtOnceNeverMakeTwoRootsForOneRange() throws Exception {
        var other = new RootsComponent(store, journal, keys, () -> now, new Witnesses(settings), settings);
        for (int i = 0; i < 10; i++) {
            write(7);
            CompletableFuture<Void> there = CompletableFuture.runAsync(() -> attempt(other));
            attempt(roots);
            there.get(30, TimeUnit.SECONDS);
        }
        roots.run();

        Roots.Verification verified = roots.verify();
        assertThat(verified.fault()).isEmpty();
        assertThat(verified.covered()).isEqualTo(70);
        assertThat(verified.roots()).isEqualTo(10);
    }

    /** One of two may fail in the data base and come again. */
    private static void attempt(RootsComponent roots) {
        try {
            roots.run();
        } catch (RuntimeException e) {
            roots.run();
        }
    }

    @Test
    public void anotherNameBeginsAnotherLogThatContinuesTheTree() {
        write(3);
        roots.run();
        RootsConfiguration renamed = Settings.of(RootsConfiguration.class, Map.of("origin", "example.bg/2"));
        roots = new RootsComponent(store, journal, keys, () -> now, new Witnesses(renamed), renamed);
        write(3);
        roots.run();

        assertThat(newest().statement().origin()).isEqualTo("example.bg/2");
        assertThat(roots.root(1).orElseThrow().statement().origin()).startsWith("gishe.journal/");
        assertThat(roots.verify().fault()).isEmpty();
    }

    // ------------------------------------------------------------------ time-stamps

    @Test
    public void aDeadAuthorityStopsNoRootAndWhatItMissedIsCaughtUpWithTheGapToBeSeen() {
        authority.dead = true;
        for (int i = 0; i < 3; i++) {
            write(2);
            roots.run();
            stamping.run();
            now = now.plusSeconds(60);
        }
        assertThat(roots.backlog().unstamped()).isEqualTo(3);
        assertThat(roots.backlog().oldestUnstamped()).contains(Instant.parse("2026-11-23T08:00:00Z"));
        assertThat(stamping.every()).isGreaterThan(Duration.ofSeconds(5));
        now = now.plus(Duration.ofHours(2));
        assertThat(check()).extracting(Condition::subject).containsExactly("stamps");

        authority.dead = false;
        stamping.run();

        assertThat(roots.backlog().unstamped()).isZero();
        assertThat(check()).isEmpty();
        Root first = roots.root(1).orElseThrow();
        assertThat(first.statement().made()).isEqualTo(Instant.parse("2026-11-23T08:00:00Z"));
        assertThat(first.stamp().orElseThrow().at()).isEqualTo(now);
        assertThat(roots.verify().stamped()).isEqualTo(3);
        assertThat(roots.verify().fault()).isEmpty();
    }

    @Test
    public void aPowerCutBetweenRootAndStampLosesNeither() {
        write(2);
        roots.run();

        store.reopen();
        start();
        stamping.run();

        assertThat(newest().stamp()).isPresent();
        assertThat(roots.verify().fault()).isEmpty();
    }

    @Test
    public void aTokenThatStampsSomethingElseIsNotTaken() {
        write(2);
        roots.run();
        new Stamping(store, roots, Optional.of((digest, algorithm) -> authority.token(new byte[32], algorithm))).run();
        new Stamping(store, roots, Optional.of((digest, algorithm) -> new byte[] {1, 2, 3})).run();

        assertThat(newest().stamp()).isEmpty();
    }

    @Test
    public void withoutAnAuthorityNothingWaitsForOne() {
        RootsConfiguration none = Settings.of(RootsConfiguration.class, Map.of());
        roots = new RootsComponent(store, journal, keys, () -> now, new Witnesses(none), none);
        write(2);
        roots.run();
        new Stamping(store, roots, Optional.empty()).run();

        assertThat(roots.backlog().unstamped()).isZero();
    }

    private List<Condition> check() {
        return new RootsCheck(roots, new Witnesses(settings), store, () -> now, settings).conditions();
    }

    // ------------------------------------------------------------------ planted faults

    private void change(String sql, Object... arguments) {
        assertThat(store.<Integer>commit(unit -> unit.execute(sql, arguments))).isPositive();
    }

    private void standing() {
        for (int i = 0; i < 4; i++) {
            write(100);
            roots.run();
            stamping.run();
        }
        assertThat(roots.verify().fault()).isEmpty();
    }

    @Test
    public void anOldEntryThatWasChangedIsFoundAlsoWhenTheWholeChainIsComputedAnew() {
        standing();
        rewriteChain(150);
        assertThat(journal.verify().fault()).as("the chain alone does not tell").isEmpty();

        assertThat(roots.verify().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("from 101 to 200", "does not lead to root 2"));
        write(1);
        assertThatThrownBy(roots::run).hasMessageContaining("does not lead to root 4");
    }

    @Test
    public void rootsThatAreRewrittenWithTheChainAreFoundByTheirTimeStamps() {
        standing();
        rewriteChain(150);
        rewriteRoots(true);

        assertThat(roots.verify().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("time-stamp of root 2 does not hold"));
    }

    @Test
    public void rewrittenRootsWithoutTheirTimeStampsCanOnlyBeStampedTooLate() {
        standing();
        now = now.plus(Duration.ofDays(400));
        rewriteChain(150);
        rewriteRoots(false);

        assertThat(roots.verify().fault()).isEmpty();
        assertThat(check()).extracting(Condition::subject).containsExactly("stamps");
        stamping.run();
        Root second = roots.root(2).orElseThrow();
        assertThat(Duration.between(
                        second.statement().made(), second.stamp().orElseThrow().at()))
                .as("the gap")
                .isGreaterThan(Duration.ofDays(399));
    }

    @Test
    public void aRemovedTailIsFound() {
        standing();
        change("DELETE FROM journal_entry WHERE sequence > 350");
        change("UPDATE journal_head SET sequence = 350, hash = (SELECT hash FROM journal_entry WHERE sequence = 350)");
        assertThat(journal.verify().fault()).as("the chain alone does not tell").isEmpty();

        assertThat(roots.verify().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("entry 351 is missing", "root 4 covers"));
        assertThatThrownBy(roots::run).hasMessageContaining("does not lead to root 4");
    }

    @Test
    public void aChangedRootIsFound() {
        for (Map.Entry<String, String> each : Map.of(
                        "DELETE FROM roots_root WHERE number = 2",
                        "root 2 is missing",
                        "UPDATE roots_root SET seal = (SELECT seal FROM roots_root WHERE number = 3) WHERE number = 2",
                        "seal of root 2",
                        "UPDATE roots_root SET token = (SELECT token FROM roots_root WHERE number = 3) WHERE number = 2",
                        "time-stamp of root 2",
                        "UPDATE roots_root SET stamped = stamped - 1000000 WHERE number = 2",
                        "time at root 2",
                        "UPDATE roots_root SET statement = statement || 'x' WHERE number = 2",
                        "a root after 0",
                        "UPDATE roots_root SET statement = REPLACE(statement, 'number 2', 'number 5') WHERE number = 2",
                        "root 2 is missing",
                        "UPDATE roots_root SET path = (SELECT path FROM roots_root WHERE number = 4) WHERE number = 3",
                        "root 3 was changed",
                        "UPDATE roots_node SET hash = (SELECT hash FROM journal_entry WHERE sequence = 1)",
                        "kept node",
                        "DELETE FROM roots_node",
                        "lacks nodes")
                .entrySet()) {
            try (TestStore own = kind.open()) {
                var ownJournal = new StoredJournal(own, keys, () -> now);
                var ownRoots = new RootsComponent(own, ownJournal, keys, () -> now, new Witnesses(settings), settings);
                for (int i = 0; i < 4; i++) {
                    own.commit(unit -> {
                        for (int n = 0; n < 100; n++) {
                            ownJournal.record(unit, Entry.of("test.entry").build());
                        }
                        return null;
                    });
                    ownJournal.run();
                    ownRoots.run();
                    new Stamping(own, ownRoots, Optional.of(authority)).run();
                }
                assertThat(own.<Integer>commit(unit -> unit.execute(each.getKey())))
                        .isPositive();

                assertThat(ownRoots.verify().fault()).as(each.getKey()).hasValueSatisfying(fault -> assertThat(fault)
                        .contains(each.getValue()));
            }
        }
    }

    /** What an operator with all rights would do: another kind at one entry, and all hashes after it made anew. */
    private void rewriteChain(long sequence) {
        Rewriting.chain(store, sequence);
    }

    private void rewriteRoots(boolean keepStamps) {
        Rewriting.roots(store, journal, keys, keepStamps);
    }

    @Test
    public void aRewritingIsReallyThorough() {
        standing();
        List<byte[]> before = hashes();
        rewriteChain(150);
        rewriteRoots(false);

        assertThat(Arrays.equals(before.get(149), hashes().get(149))).isFalse();
        assertThat(Arrays.equals(before.get(399), hashes().get(399))).isFalse();
        assertThat(journal.verify().fault()).isEmpty();
        assertThat(roots.verify().fault()).isEmpty();
        assertThat(roots.verify().stamped()).isEqualTo(1);
    }
}
