/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.deployment.Deployment.Line;
import org.junit.Test;

public class LedgerTest {

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
    }

    @Test
    public void a_roll_back_is_a_new_line() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.DEPLOY, "2.0.0");
        line(20, Ledger.DEPLOY, "1.0.0");

        assertThat(version(25)).contains("1.0.0");
    }

    @Test
    public void refusals_and_other_plug_ins_decide_nothing() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.REFUSED, "2.0.0");
        line(11, Ledger.DRAINED, "1.0.0");
        lines.add(new Line(99, START.plusSeconds(12), Ledger.DEPLOY, "other", "9.0.0", "", "", ""));

        assertThat(version(25)).contains("1.0.0");
    }

    @Test
    public void a_version_is_superseded_when_it_was_not_current_since() {
        line(0, Ledger.DEPLOY, "1.0.0");
        line(10, Ledger.DEPLOY, "2.0.0");

        assertThat(superseded("1.0.0", -5)).isFalse();
        assertThat(superseded("1.0.0", 9)).isFalse();
        assertThat(superseded("1.0.0", 10)).isTrue();
        assertThat(superseded("2.0.0", 99)).isFalse();
        line(20, Ledger.DEPLOY, "1.0.0");
        assertThat(superseded("1.0.0", 15)).isFalse();
        line(30, Ledger.REMOVE, "1.0.0");
        assertThat(superseded("1.0.0", 25)).isFalse();
        assertThat(superseded("1.0.0", 30)).isTrue();
    }

    private boolean superseded(String version, int since) {
        return Ledger.superseded(lines, "sample", "sha of " + version, START.plusSeconds(since));
    }

    private void line(int second, String action, String version) {
        lines.add(new Line(
                lines.size(), START.plusSeconds(second), action, "sample", version, "sha of " + version, "test", ""));
    }

    private Optional<String> version(int second) {
        return Ledger.current(lines, "sample", START.plusSeconds(second)).map(Line::version);
    }
}
