/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.journey.internal.Row.Status;
import org.gishe.people.People;
import org.gishe.signing.Signing;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;
import org.junit.Test;

public class SignStepTest {

    private static final Instant ENTERED = Instant.parse("2026-11-23T09:00:00Z");
    private static final Party ANNA = new Party(
            new PersonId("anna"), new Identifier(Identifier.Scheme.EGN, "8523120012"), "Яна Примерова Образцова");

    private final List<String> takenBack = new ArrayList<>();
    private Instant now = ENTERED;

    @Test
    public void a_provider_that_cannot_be_asked_is_asked_again() {
        assertThat(later(0)).isEqualTo(new Outcome.Again("no line"));

        now = ENTERED.plus(Duration.ofHours(1)); // an absence of ours says nothing about the provider
        assertThat(later(9)).isEqualTo(new Outcome.Again("no line"));
    }

    @Test
    public void a_provider_that_stays_away_past_the_persons_time_is_given_up_and_the_person_may_choose_anew() {
        now = ENTERED.plus(Duration.ofMinutes(5)).plusMillis(1);

        assertThat(later(10)).isEqualTo(new Outcome.Stop(Status.NOT_SIGNED, "no line"));
        assertThat(takenBack).containsExactly("a.sign.1");
    }

    @Test
    public void the_order_is_valid_from_the_steps_beginning_for_the_persons_time() {
        var orders = new ArrayList<Signing.Order>();
        step(order -> {
                    orders.add(order);
                    return new Signing.Progress.Pending(Duration.ofMillis(300));
                })
                .take(row(0));

        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.key()).isEqualTo("a.sign.1");
            assertThat(order.signer()).isEqualTo(ANNA);
            assertThat(order.validUntil()).isEqualTo(ENTERED.plus(Duration.ofMinutes(5)));
        });
    }

    private Outcome later(int attempts) {
        return step(order -> new Signing.Progress.Later("no line", false)).take(row(attempts));
    }

    private SignStep step(java.util.function.Function<Signing.Order, Signing.Progress> provider) {
        return new SignStep(
                new Nothing(),
                new Known(),
                new Signing() {
                    @Override
                    public Backlog backlog() {
                        return new Backlog(0, Optional.empty());
                    }

                    @Override
                    public Map<String, Offer> offers() {
                        return Map.of();
                    }

                    @Override
                    public Progress advance(Order order) {
                        return provider.apply(order);
                    }

                    @Override
                    public void cancel(String key) {
                        takenBack.add(key);
                    }

                    @Override
                    public Optional<Departure> departure(String key) {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<URI> depart(Order order, URI returnTo, String browser) {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<String> awaited(String state) {
                        return Optional.empty();
                    }

                    @Override
                    public Return returned(Order order, String browser, Map<String, String> parameters) {
                        return Return.STRANGE;
                    }

                    @Override
                    public Optional<URI> approvalPage(String key) {
                        return Optional.empty();
                    }
                },
                () -> now,
                Duration.ofMinutes(5));
    }

    private static Row row(int attempts) {
        return new Row(
                "a",
                ANNA.id(),
                "sample",
                "1.0.0",
                Locale.ENGLISH,
                LocalText.of("Проба", "Sample"),
                List.of("sign", "receipt"),
                "sandbox",
                "content",
                "sign",
                1,
                ENTERED,
                attempts,
                Status.RUNNING,
                "",
                Optional.of(ENTERED),
                1,
                ENTERED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Knows one person. */
    private static final class Known implements People {

        @Override
        public PersonId know(Handle unit, Identifier identifier) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Party meet(Handle unit, Identifier identifier, String name) {
            return ANNA;
        }

        @Override
        public Optional<PersonId> find(Handle unit, Identifier identifier) {
            return Optional.of(ANNA.id());
        }

        @Override
        public Optional<Party> party(Handle unit, PersonId id) {
            return Optional.of(ANNA);
        }
    }

    /** A store of nothing, for queries that need none. */
    private static final class Nothing implements Store {
        @Override
        public <T> CompletableFuture<T> unit(Unit<T> unit) {
            throw new AssertionError("this step writes nothing by itself");
        }

        @Override
        public <T> T commit(Unit<T> unit) {
            throw new AssertionError("this step writes nothing by itself");
        }

        @Override
        public <T> T read(Unit<T> query) {
            try {
                return query.run(null);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void migrate(String owner, Class<?> anchor) {
            // no tables
        }
    }
}
