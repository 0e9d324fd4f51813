/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.tools.PaymentProvider;
import org.gishe.api.tools.PaymentProvider.Order;
import org.gishe.api.tools.PaymentProvider.State;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link PaymentProvider} promises. Its author plays the person who pays. */
public abstract class PaymentProviderContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.PAYMENT;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A new instance, configured for the same provider each time. */
    protected abstract PaymentProvider provider();

    /** Configured for an address where nobody listens. */
    protected abstract PaymentProvider unreachable();

    /** The person pays. */
    protected abstract void pay(Order order) throws Exception;

    /** The person refuses to pay. */
    protected abstract void refuse(Order order) throws Exception;

    @Test
    public void theTitleStandsInBothLanguages() {
        assertBothLanguages(provider().title());
    }

    @Test
    public void anOrderHasAPageAndIsNotPaidYet() {
        var order = begin(provider(), key());

        assertThat(order.id()).isNotBlank();
        assertThat(order.page().isAbsolute()).isTrue();
        assertThat(status(provider(), order)).isEqualTo(State.PENDING);
    }

    @Test
    public void whatIsPaidStaysPaid() throws Exception {
        var order = begin(provider(), key());

        pay(order);

        assertThat(last(provider(), order)).isEqualTo(State.PAID);
        assertThat(status(provider(), order)).isEqualTo(State.PAID);
    }

    @Test
    public void whatIsRefusedIsNotPaid() throws Exception {
        var order = begin(provider(), key());

        refuse(order);

        assertThat(last(provider(), order)).isEqualTo(State.REFUSED);
    }

    @Test
    public void theSameKeyIsOneOrder() {
        String key = key();

        assertThat(begin(provider(), key)).isEqualTo(begin(provider(), key));
        assertThat(begin(provider(), key()).id())
                .isNotEqualTo(begin(provider(), key).id());
    }

    @Test
    public void severalAtOnceWithTheSameKeyAreOneOrder() throws Exception {
        String key = key();
        var provider = provider();

        assertThat(atOnce(() -> begin(provider, key).id()).stream().distinct()).hasSize(1);
    }

    @Test
    public void anOrderThatWasMadeUpIsNeverPaid() {
        State[] state = {State.REFUSED};
        var failure = catchThrowable(() -> {
            try (var work = TestWork.forNobody().open()) {
                state[0] = provider().status(work, "made-up");
            }
        });

        assertThat(failure == null || failure instanceof PluginException).isTrue();
        assertThat(state[0]).isNotEqualTo(State.PAID);
    }

    @Test
    public void aProviderThatIsDownIsAFailureThatMayPass() {
        var failure = catchThrowable(() -> begin(unreachable(), key()));

        assertThat(failure).isInstanceOf(PluginException.class);
        assertThat(((PluginException) failure).passing()).isTrue();
    }

    @Test
    public void nothingRunsOnAfterACall() {
        begin(provider(), key());
        var threads = Threads.watch();

        begin(provider(), key());

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    private static Order begin(PaymentProvider provider, String key) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).key(key).open()) {
            var order = provider.begin(
                    work,
                    new BigDecimal("2.50"),
                    "EUR",
                    LocalText.of("Такса за удостоверение", "Fee for a certificate"),
                    URI.create("http://127.0.0.1:8080/paid"));
            assertThat(order).isNotNull();
            return order;
        }
    }

    private static State status(PaymentProvider provider, Order order) {
        try (var work = TestWork.forNobody().open()) {
            var state = provider.status(work, order.id());
            assertThat(state).isNotNull();
            return state;
        }
    }

    private static State last(PaymentProvider provider, Order order) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var state = status(provider, order);
        while (state == State.PENDING && System.nanoTime() < end) {
            state = status(provider, order);
        }
        return state;
    }

    private static String key() {
        return "test." + UUID.randomUUID();
    }
}
