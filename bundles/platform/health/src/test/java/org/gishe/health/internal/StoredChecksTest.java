/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.gishe.health.Condition;
import org.gishe.journal.Journal;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class StoredChecksTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final TestStore store;

    private Journal.Sealing sealing = new Journal.Sealing(0, Optional.empty());
    private Optional<String> fault = Optional.empty();

    private final Journal journal = (Journal) Proxy.newProxyInstance(
            Journal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "sealing" -> sealing;
                case "verify" -> new Journal.Verification(40, 0, fault, "00", 0);
                default -> throw new UnsupportedOperationException(method.getName());
            });

    public StoredChecksTest(TestStores kind) {
        store = kind.open();
    }

    @Test
    public void aStoreThatTakesCommitsIsWellAgainAndAgain() {
        var check = new StoreCheck(new Tables(store), CLOCK, Duration.ofSeconds(20));

        assertThat(check.conditions()).isEmpty();
        assertThat(check.conditions()).isEmpty();
    }

    @Test
    public void aSlowCommitIsToldAndCallsSomebodyWhenItLasts() {
        var check = new StoreCheck(new Tables(store), CLOCK, Duration.ZERO);

        assertThat(check.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.stops()).isFalse();
            assertThat(condition.alert()).contains(Duration.ofMinutes(1));
        });
    }

    @Test
    public void aStoreThatTakesNothingStopsTraffic() {
        var check = new StoreCheck(new Tables(store), CLOCK, Duration.ofSeconds(20));
        store.component().close();

        assertThat(check.conditions()).singleElement().satisfies(condition -> assertThat(condition.stops())
                .isTrue());
        store.reopen();
    }

    @Test
    public void aSealerThatIsLateCallsSomebodyAndOneInTimeDoesNot() {
        var check = new JournalCheck(journal, new Tables(store), CLOCK);

        sealing = new Journal.Sealing(5, Optional.of(NOW.minusSeconds(29)));
        assertThat(check.conditions()).isEmpty();
        sealing = new Journal.Sealing(5, Optional.of(NOW.minusSeconds(31)));
        assertThat(check.conditions()).extracting(Condition::subject).containsExactly("sealing");
    }

    @Test
    public void aChainThatDidNotHoldIsToldAlsoAfterARestartUntilItHolds() {
        new JournalVerification(journal, new Tables(store), CLOCK).run();
        assertThat(new JournalCheck(journal, new Tables(store), CLOCK).conditions())
                .isEmpty();

        fault = Optional.of("entry 7 was changed");
        new JournalVerification(journal, new Tables(store), CLOCK).run();
        store.reopen();

        assertThat(new JournalCheck(journal, new Tables(store), CLOCK).conditions())
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.subject()).isEqualTo("chain");
                    assertThat(condition.words()).contains("entry 7 was changed");
                });
        fault = Optional.empty();
        new JournalVerification(journal, new Tables(store), CLOCK).run();
        assertThat(new JournalCheck(journal, new Tables(store), CLOCK).conditions())
                .isEmpty();
    }
}
