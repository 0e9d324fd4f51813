/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gishe.health.Condition;
import org.gishe.signing.Signing;
import org.gishe.signing.Validation;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.TrustState.ListState;
import org.gishe.vendor.dss.Verdict;
import org.junit.Test;

public class SignaturesCheckTest {

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private Signing.Backlog backlog = new Signing.Backlog(0, Optional.empty());
    private TrustState trust = new TrustState(now, now.plus(Duration.ofDays(1)), 2, List.of());
    private boolean asked;

    private final SignaturesCheck check = new SignaturesCheck(waiting(), new Lists(), () -> now);

    /** Tells the backlog and nothing else. */
    private Signing waiting() {
        return (Signing) Proxy.newProxyInstance(
                Signing.class.getClassLoader(), new Class<?>[] {Signing.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("backlog");
                    return backlog;
                });
    }

    private final class Lists implements Validation {
        @Override
        public Verdict validate(Document signed, List<Document> detached) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TrustState trust(boolean again) {
            asked = true;
            return trust;
        }

        @Override
        public boolean sandbox() {
            return false;
        }
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    @Test
    public void theListsAreNotLoadedOnTheWayToTheFirstReady() {
        assertThat(check.conditions()).isEmpty();
        assertThat(asked).isFalse();

        later(Duration.ofMinutes(2));

        assertThat(check.conditions()).isEmpty();
        assertThat(asked).isTrue();
    }

    @Test
    public void aListThatGivesNoTrustCallsSomebodyWhenItLasts() {
        later(Duration.ofMinutes(2));
        trust = new TrustState(
                now,
                null,
                0,
                List.of(new ListState("http://lists.test/tl.xml", "BG", false, null, "it expired yesterday")));

        List<Condition> conditions = check.conditions();

        assertThat(conditions).hasSize(1);
        assertThat(conditions.get(0).subject()).isEqualTo("list BG");
        assertThat(conditions.get(0).words()).contains("it expired yesterday");
        assertThat(conditions.get(0).alert()).contains(Duration.ofHours(1));
        assertThat(conditions.get(0).stops()).isFalse();
    }

    @Test
    public void thatNobodyIsBelievedIsSeen() {
        later(Duration.ofMinutes(2));
        trust = new TrustState(null, null, 0, List.of());

        assertThat(check.conditions()).singleElement().satisfies(condition -> assertThat(condition.words())
                .contains("nobody is believed"));
    }

    @Test
    public void anArchiveCopyThatWaitsForHoursCallsSomebodyAtOnce() {
        backlog = new Signing.Backlog(3, Optional.of(now));
        assertThat(check.conditions()).isEmpty();

        later(Duration.ofHours(3));

        assertThat(check.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.words()).startsWith("3 signed containers wait");
            assertThat(condition.alert()).contains(Duration.ZERO);
        });
    }
}
