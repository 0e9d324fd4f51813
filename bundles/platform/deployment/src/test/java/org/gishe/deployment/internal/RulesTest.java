/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.gishe.deployment.Deployment.Line;
import org.junit.Test;

public class RulesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Line> lines = new ArrayList<>();

    @Test
    public void the_version_of_an_instant_is_the_last_one_deployed_by_then() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.DEPLOY, "2.0.0");

        assertThat(version(-1)).isEmpty();
        assertThat(version(0)).contains("1.0.0");
        assertThat(version(9)).contains("1.0.0");
        assertThat(version(10)).contains("2.0.0");
    }

    @Test
    public void what_was_removed_is_current_no_longer_and_may_come_back() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.REMOVE, "1.0.0");
        line(20, Ledger.DEPLOY, "1.0.0");

        assertThat(version(15)).isEmpty();
        assertThat(version(25)).contains("1.0.0");
    }

    @Test
    public void a_version_in_quarantine_leaves_the_one_before_it_serving() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.DEPLOY, "2.0.0");
        line(20, Ledger.QUARANTINE, "2.0.0");

        assertThat(version(15)).contains("2.0.0");
        assertThat(version(25)).contains("1.0.0");
        assertThat(rules().heldBack("2.0.0")).isTrue();
    }

    @Test
    public void an_earlier_version_sent_again_is_current_again() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.DEPLOY, "2.0.0");
        line(20, Ledger.DEPLOY, "1.0.0");

        assertThat(version(25)).contains("1.0.0");
    }

    @Test
    public void refusals_and_what_only_tells_decide_nothing() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.REFUSED, "2.0.0");
        line(11, Ledger.DRAINED, "1.0.0");
        line(12, Ledger.END, "1.0.0");
        line(13, Ledger.EXTEND, "1.0.0");

        assertThat(version(25)).contains("1.0.0");
    }

    @Test
    public void a_version_had_new_work_while_it_was_current_and_not_after() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.DEPLOY, "2.0.0");

        assertThat(had("1.0.0", -5, 99)).isTrue();
        assertThat(had("1.0.0", 9, 99)).isTrue();
        assertThat(had("1.0.0", 10, 99)).isFalse();
        assertThat(had("2.0.0", 99, 99)).isTrue();
        assertThat(rules().ceased("1.0.0", second(99))).contains(second(10));
        line(20, Ledger.DEPLOY, "1.0.0");
        assertThat(had("1.0.0", 15, 99)).isTrue();
        assertThat(had("1.0.0", 15, 19)).isFalse();
        assertThat(rules().ceased("1.0.0", second(99))).isEmpty();
        line(30, Ledger.REMOVE, "1.0.0");
        assertThat(had("1.0.0", 25, 99)).isTrue();
        assertThat(had("1.0.0", 30, 99)).isFalse();
    }

    // ------------------------------------------------------------------ instants

    @Test
    public void a_scheduled_version_is_current_exactly_at_its_instant_whatever_comes_before() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0", 100, 100);
        line(2, Ledger.DEPLOY, "1.1.0");

        assertThat(current(START.plusSeconds(100).minusNanos(1_000), "")).contains("1.1.0");
        assertThat(version(100)).contains("2.0.0");
        assertThat(rules().scheduled(second(50))).extracting(Line::version).containsExactly("2.0.0");
        assertThat(rules().scheduled(second(100))).isEmpty();
    }

    @Test
    public void a_rolled_back_schedule_never_comes_and_leaves_the_rest() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0");
        line(2, Ledger.DEPLOY, "1.0.0", 100, 100);
        line(3, Ledger.ROLLBACK, "1.0.0");

        assertThat(version(100)).contains("2.0.0");
        assertThat(rules().scheduled(second(50))).isEmpty();
        line(200, Ledger.ROLLBACK, "2.0.0");
        assertThat(version(200)).as("the one before is still known").contains("1.0.0");
    }

    @Test
    public void a_later_decision_about_a_version_replaces_its_schedule() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0", 100, 100);
        line(2, Ledger.DEPLOY, "2.0.0", 100, 200);

        assertThat(version(150)).contains("1.0.0");
        assertThat(version(200)).contains("2.0.0");
        line(3, Ledger.PROMOTE, "2.0.0");
        line(4, Ledger.DEPLOY, "3.0.0");
        assertThat(version(3)).contains("2.0.0");
        assertThat(version(300)).contains("3.0.0");
    }

    @Test
    public void what_was_removed_has_nothing_to_come() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0", 100, 100);
        line(2, Ledger.REMOVE, "1.0.0");

        assertThat(version(150)).isEmpty();
    }

    @Test
    public void what_is_held_back_before_its_instant_does_not_come() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0", 100, 100);
        line(2, Ledger.QUARANTINE, "2.0.0");

        assertThat(version(150)).contains("1.0.0");
    }

    // ------------------------------------------------------------------ shares

    @Test
    public void a_share_is_of_the_seeds_and_an_empty_seed_stays_with_the_current_version() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0", 10, 1);

        assertThat(share("2.0.0", 10_000)).isBetween(0.09, 0.11);
        assertThat(current(second(2), "")).contains("1.0.0");
        line(2, Ledger.DEPLOY, "2.0.0", 50, 2);
        assertThat(share("2.0.0", 10_000)).isBetween(0.48, 0.52);
        line(3, Ledger.PROMOTE, "2.0.0");
        assertThat(share("2.0.0", 1_000)).isEqualTo(1);
    }

    @Test
    public void who_was_in_a_smaller_share_is_in_a_larger_one() {
        for (int i = 0; i < 1_000; i++) {
            String seed = seed(i);
            lines.clear();
            line(0, Ledger.DEPLOY, "1.0.0");
            line(1, Ledger.DEPLOY, "2.0.0", 10, 1);
            boolean before = current(second(1), seed).equals(Optional.of("2.0.0"));
            line(2, Ledger.DEPLOY, "2.0.0", 30, 2);

            if (before) {
                assertThat(current(second(2), seed)).contains("2.0.0");
            }
        }
    }

    @Test
    public void the_hash_of_a_seed_is_what_it_was() {
        assertThat(Rules.hundredth("0190c0de-0000-7000-8000-000000000001")).isEqualTo(hundredthByHand());
    }

    /** First four bytes of SHA-256, as sha256sum prints them. */
    private static int hundredthByHand() {
        return (int) (Long.parseLong("4afc494b", 16) % 100);
    }

    @Test
    public void a_share_rolled_back_or_taken_back_is_nobodys() {
        for (String action : List.of(Ledger.ROLLBACK, Ledger.TAKEBACK, Ledger.QUARANTINE)) {
            lines.clear();
            line(0, Ledger.DEPLOY, "1.0.0");
            line(1, Ledger.DEPLOY, "2.0.0", 99, 1);
            line(2, action, "2.0.0");

            assertThat(share("1.0.0", 1_000)).as(action).isEqualTo(1);
        }
    }

    @Test
    public void a_share_ends_when_another_version_becomes_current() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "3.0.0", 100, 2);
        line(1, Ledger.DEPLOY, "2.0.0", 50, 1);

        assertThat(share("3.0.0", 1_000)).isEqualTo(1);
    }

    @Test
    public void a_share_without_the_version_beside_it_is_all_of_it() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0", 10, 1);
        line(2, Ledger.QUARANTINE, "1.0.0");

        assertThat(share("2.0.0", 100)).isEqualTo(1);
        assertThat(current(second(9), "")).contains("2.0.0");
    }

    @Test
    public void a_roll_back_makes_the_one_before_current_and_the_next_goes_on_from_there() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(1, Ledger.DEPLOY, "2.0.0");
        line(2, Ledger.DEPLOY, "3.0.0");
        line(3, Ledger.ROLLBACK, "3.0.0");

        assertThat(version(3)).contains("2.0.0");
        assertThat(rules().at(second(3)).before("2.0.0").map(Line::version)).contains("1.0.0");
        line(4, Ledger.DEPLOY, "4.0.0");
        line(5, Ledger.ROLLBACK, "4.0.0");
        assertThat(version(5)).contains("2.0.0");
    }

    // ------------------------------------------------------------------ whatever was written

    /** Histories of random lines, asked in every second with many seeds. */
    @Test
    public void every_instant_and_seed_has_exactly_one_version_while_anything_stands_and_nodes_agree() {
        List<String> actions = List.of(
                Ledger.DEPLOY,
                Ledger.DEPLOY,
                Ledger.DEPLOY,
                Ledger.PROMOTE,
                Ledger.ROLLBACK,
                Ledger.TAKEBACK,
                Ledger.QUARANTINE,
                Ledger.REMOVE,
                Ledger.EXTEND,
                Ledger.DRAINED);
        for (int history = 0; history < 300; history++) {
            var random = new Random(history);
            lines.clear();
            for (int i = 0; i < 25; i++) {
                boolean later = random.nextInt(4) == 0;
                line(
                        i * 4,
                        actions.get(random.nextInt(actions.size())),
                        random.nextInt(4) + ".0.0",
                        random.nextInt(3) == 0 ? 1 + random.nextInt(99) : 100,
                        i * 4 + (later ? random.nextInt(40) : 0));
            }
            var other = new ArrayList<>(lines);
            Collections.shuffle(other, random);
            Rules here = rules();
            Rules there = Rules.of(other);
            for (int second = -1; second < 150; second++) {
                Rules.Standing standing = here.at(second(second));
                boolean stands =
                        standing.base().isPresent() || standing.canary().isPresent();
                Set<String> chosen = new HashSet<>();
                for (int seed = 0; seed < 40; seed++) {
                    String text = seed == 0 ? "" : seed(seed);
                    Optional<String> version =
                            here.current(second(second), text).map(Line::version);
                    assertThat(version.isPresent()).isEqualTo(stands);
                    assertThat(there.current(second(second), text).map(Line::version))
                            .isEqualTo(version);
                    version.ifPresent(chosen::add);
                }
                assertThat(chosen).hasSizeLessThanOrEqualTo(2).allMatch(standing::has);
            }
        }
    }

    /** What is written later changes nothing that was asked before: filed submissions keep their version. */
    @Test
    public void a_line_changes_no_instant_before_it() {
        for (int history = 0; history < 300; history++) {
            var random = new Random(history);
            lines.clear();
            Rules before = rules();
            List<String> actions = List.of(
                    Ledger.DEPLOY, Ledger.DEPLOY, Ledger.PROMOTE, Ledger.ROLLBACK, Ledger.TAKEBACK, Ledger.REMOVE);
            for (int i = 0; i < 20; i++) {
                line(
                        i * 4,
                        actions.get(random.nextInt(actions.size())),
                        random.nextInt(4) + ".0.0",
                        random.nextBoolean() ? 20 : 100,
                        i * 4 + (random.nextBoolean() ? random.nextInt(30) : 0));
                Rules after = rules();
                for (int second = 0; second < i * 4; second++) {
                    assertThat(after.current(second(second), "seed").map(Line::number))
                            .isEqualTo(before.current(second(second), "seed").map(Line::number));
                }
                before = after;
            }
        }
    }

    private double share(String version, int seeds) {
        Rules rules = rules();
        int chosen = 0;
        for (int i = 0; i < seeds; i++) {
            if (rules.current(second(500), seed(i)).map(Line::version).equals(Optional.of(version))) {
                chosen++;
            }
        }
        return (double) chosen / seeds;
    }

    private static String seed(int number) {
        return UUID.nameUUIDFromBytes(new byte[] {(byte) number, (byte) (number >> 8), 7})
                .toString();
    }

    private boolean had(String version, int from, int until) {
        return rules().had(version, second(from), second(until));
    }

    private static Instant second(int second) {
        return START.plusSeconds(second);
    }

    private Rules rules() {
        return Rules.of(lines);
    }

    private void line(int second, String action, String version) {
        line(second, action, version, 100, second);
    }

    private void line(int second, String action, String version, int share, int effective) {
        lines.add(new Line(
                lines.size() + 1,
                second(second),
                action,
                "sample",
                version,
                "sha of " + version,
                "test",
                "",
                second(effective),
                share));
    }

    private Optional<String> version(int second) {
        return current(second(second), "");
    }

    private Optional<String> current(Instant at, String seed) {
        return rules().current(at, seed).map(Line::version);
    }
}
