/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Health;
import org.gishe.api.base.Work;
import org.gishe.api.exchange.ExchangeRoute;
import org.gishe.api.exchange.Parcel;
import org.gishe.api.exchange.Receipt;
import org.junit.Test;

public class ExchangeRouteContractTest {

    @Test
    public void aRightRoutePasses() {
        assertThat(Suite.failures(Right.class)).isEmpty();
    }

    @Test
    public void aRouteThatForgetsKeysIsFound() {
        assertThat(Suite.failures(Forgetful.class))
                .contains("theSameKeyIsTakenOnceAndTheFirstReceiptIsGivenAgain", "severalAtOnceWithTheSameKeyAreOne");
    }

    @Test
    public void aRouteThatOffersWhatWasConfirmedIsFound() {
        assertThat(Suite.failures(Stubborn.class)).containsExactly("whatCameInIsOfferedUntilItIsConfirmed");
    }

    @Test
    public void aRouteThatThrowsWhenTheOtherSideIsDownIsFound() {
        assertThat(Suite.failures(Throwing.class)).containsExactly("anotherSideThatIsDownIsAFailureThatMayBeSentAgain");
    }

    @Test
    public void aRouteWithAThreadOfItsOwnIsFound() {
        assertThat(Suite.failures(Busy.class)).contains("nothingRunsOnAfterACall");
    }

    /** Two administrations and what lies between them. */
    static class OtherSide {
        final Map<String, List<Receipt>> taken = new ConcurrentHashMap<>();
        final Map<String, Parcel> forUs = new LinkedHashMap<>();

        synchronized Receipt take(String key, boolean remembers) {
            var receipts = taken.computeIfAbsent(key, each -> new ArrayList<>());
            if (receipts.isEmpty() || !remembers) {
                receipts.add(new Receipt(Receipt.State.REGISTERED, "N-" + taken.size() + "-" + receipts.size(), ""));
            }
            return receipts.get(receipts.size() - 1);
        }
    }

    static class Route implements ExchangeRoute {
        final Optional<OtherSide> other;

        Route(Optional<OtherSide> other) {
            this.other = other;
        }

        @Override
        public boolean reaches(Work work, String administration) {
            return administration.equals("999999935");
        }

        @Override
        public Receipt send(Work work, Parcel parcel) {
            return other.map(side -> side.take(parcel.key(), true))
                    .orElse(new Receipt(Receipt.State.FAILED, "", "nobody there"));
        }

        @Override
        public Receipt status(Work work, String key) {
            return other.map(side -> side.taken.get(key))
                    .map(receipts -> receipts.get(0))
                    .orElse(new Receipt(Receipt.State.UNKNOWN, "", ""));
        }

        @Override
        public List<Parcel> fetch(Work work) {
            return other.orElseThrow().forUs.values().stream().limit(100).toList();
        }

        @Override
        public void confirm(Work work, String key) {
            other.orElseThrow().forUs.remove(key);
        }

        @Override
        public Health health(Work work) {
            return other.isPresent() ? Health.UP : new Health(Health.Status.DOWN, "nobody there");
        }
    }

    public static class Right extends ExchangeRouteContract {
        final OtherSide other = new OtherSide();

        @Override
        protected ExchangeRoute route() {
            return new Route(Optional.of(other));
        }

        @Override
        protected ExchangeRoute unreachable() {
            return new Route(Optional.empty());
        }

        @Override
        protected String partner() {
            return "999999935";
        }

        @Override
        protected int arrived(String key) {
            return other.taken.getOrDefault(key, List.of()).size();
        }

        @Override
        protected void sentToUs(Parcel parcel) {
            other.forUs.put(parcel.key(), parcel);
        }
    }

    public static class Forgetful extends Right {
        @Override
        protected ExchangeRoute route() {
            return new Route(Optional.of(other)) {
                @Override
                public Receipt send(Work work, Parcel parcel) {
                    return other.orElseThrow().take(parcel.key(), false);
                }
            };
        }
    }

    public static class Stubborn extends Right {
        @Override
        protected ExchangeRoute route() {
            return new Route(Optional.of(other)) {
                @Override
                public void confirm(Work work, String key) {
                    // keeps it
                }
            };
        }
    }

    public static class Throwing extends Right {
        @Override
        protected ExchangeRoute unreachable() {
            return new Route(Optional.empty()) {
                @Override
                public Receipt send(Work work, Parcel parcel) {
                    throw new IllegalStateException("nobody there");
                }
            };
        }
    }

    public static class Busy extends Right {
        @Override
        protected ExchangeRoute route() {
            return new Route(Optional.of(other)) {
                @Override
                public Receipt send(Work work, Parcel parcel) {
                    Stray.start();
                    return super.send(work, parcel);
                }
            };
        }
    }
}
