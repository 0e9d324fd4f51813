/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.gishe.api.exchange.ExchangeRoute;
import org.gishe.api.exchange.Parcel;
import org.gishe.api.exchange.Receipt;
import org.gishe.api.exchange.Receipt.State;
import org.gishe.catalogue.Kind;
import org.junit.Assume;
import org.junit.Test;

/** What {@link ExchangeRoute} promises. Its author plays the other administration. */
public abstract class ExchangeRouteContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.EXCHANGE;
    }

    /** A new instance, configured for the same other side each time. */
    protected abstract ExchangeRoute route();

    /** Configured for another side that is not there. */
    protected abstract ExchangeRoute unreachable();

    /** EIK of an administration that this route reaches. */
    protected abstract String partner();

    /** How many parcels with that key the other side has taken in. */
    protected abstract int arrived(String key) throws Exception;

    /** The other side sends us a parcel; only asked of routes that {@link #fetches()}. */
    protected abstract void sentToUs(Parcel parcel) throws Exception;

    /** Whether what comes in is fetched; not so for a route that is called from outside. */
    protected boolean fetches() {
        return true;
    }

    /** EIK of the administration that this installation serves. */
    protected String us() {
        return "999999924";
    }

    @Test
    public void itKnowsWhomItReaches() {
        try (var work = work("a")) {
            assertThat(route().reaches(work, partner())).isTrue();
        }
        try (var work = work("a")) {
            assertThat(route().reaches(work, "000000000")).isFalse();
        }
    }

    @Test
    public void whatIsSentArrivesAndHasAReceipt() throws Exception {
        String key = key();

        var receipt = send(route(), key);

        assertThat(receipt.state()).isIn(State.SENT, State.RECEIVED, State.REGISTERED);
        assertThat(arrived(key)).isEqualTo(1);
        assertThat(status(route(), key).state()).isIn(State.SENT, State.RECEIVED, State.REGISTERED);
    }

    @Test
    public void theSameKeyIsTakenOnceAndTheFirstReceiptIsGivenAgain() throws Exception {
        String key = key();

        var first = send(route(), key);
        var again = send(route(), key);

        assertThat(arrived(key)).isEqualTo(1);
        assertThat(again.number()).isEqualTo(first.number());
        assertThat(again.state()).isNotIn(State.UNKNOWN, State.REJECTED, State.FAILED);
    }

    @Test
    public void severalAtOnceWithTheSameKeyAreOne() throws Exception {
        String key = key();
        var route = route();

        var receipts = atOnce(() -> send(route, key));

        assertThat(arrived(key)).isEqualTo(1);
        assertThat(receipts).allMatch(receipt -> receipt.state() != State.REJECTED);
    }

    @Test
    public void whatWasNeverSentIsUnknown() {
        assertThat(status(route(), key()).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    public void anotherSideThatIsDownIsAFailureThatMayBeSentAgain() {
        var receipt = send(unreachable(), key());

        assertThat(receipt.state()).isEqualTo(State.FAILED);
        assertThat(receipt.reason()).isNotBlank();
        assertThat(receipt.number()).isEmpty();
    }

    @Test
    public void whatCameInIsOfferedUntilItIsConfirmed() throws Exception {
        Assume.assumeTrue("this route is called instead", fetches());
        String key = key();
        sentToUs(parcel(key, partner(), us()));

        var offered = fetch(route());
        var again = fetch(route());
        try (var work = work("a")) {
            route().confirm(work, key);
        }
        try (var work = work("a")) {
            route().confirm(work, key);
        }

        assertThat(offered).extracting(Parcel::key).contains(key);
        assertThat(again).extracting(Parcel::key).contains(key);
        assertThat(fetch(route())).extracting(Parcel::key).doesNotContain(key);
    }

    @Test
    public void whatCameInIsWhole() throws Exception {
        Assume.assumeTrue("this route is called instead", fetches());
        String key = key();
        sentToUs(parcel(key, partner(), us()));

        var parcel = fetch(route()).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();

        assertThat(parcel.sender()).isEqualTo(partner());
        assertThat(parcel.recipient()).isEqualTo(us());
        assertThat(parcel.subject()).isEqualTo("Писмо");
        assertThat(parcel.documents()).hasSize(2);
        assertThat(parcel.documents().get(0).name()).isEqualTo("писмо.txt");
        assertThat(parcel.documents().get(0).mediaType()).startsWith("text/plain");
        assertThat(bytes(parcel.documents().get(0))).isEqualTo("Здравейте".getBytes(StandardCharsets.UTF_8));
        assertThat(bytes(parcel.documents().get(0)))
                .as("opened a second time")
                .isEqualTo("Здравейте".getBytes(StandardCharsets.UTF_8));
        assertThat(bytes(parcel.documents().get(1))).hasSize(70_000);
    }

    @Test
    public void atMostAHundredAreOfferedAtATime() throws Exception {
        Assume.assumeTrue("this route is called instead", fetches());
        for (int i = 0; i < 105; i++) {
            sentToUs(parcel(key(), partner(), us()));
        }

        assertThat(fetch(route()).size()).isBetween(1, 100);
    }

    @Test
    public void healthIsToldWithinASecond() {
        for (ExchangeRoute route : List.of(route(), unreachable())) {
            try (var work = work("a")) {
                long start = System.nanoTime();
                assertHealth(route.health(work), since(start));
            }
        }
    }

    @Test
    public void nothingRunsOnAfterACall() {
        send(route(), key()); // a partner in this JVM starts its own threads now
        var threads = Threads.watch();

        send(route(), key());

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    private Receipt send(ExchangeRoute route, String key) {
        try (var work = work(key)) {
            var receipt = route.send(work, parcel(key, us(), partner()));
            assertThat(receipt).isNotNull();
            return receipt;
        }
    }

    private static Receipt status(ExchangeRoute route, String key) {
        try (var work = work(key)) {
            var receipt = route.status(work, key);
            assertThat(receipt).isNotNull();
            return receipt;
        }
    }

    private static List<Parcel> fetch(ExchangeRoute route) {
        try (var work = work("fetch")) {
            return route.fetch(work);
        }
    }

    private static Parcel parcel(String key, String sender, String recipient) {
        return Parcel.of(
                key,
                sender,
                recipient,
                "Писмо",
                List.of(
                        new Parcel.Document(
                                "писмо.txt",
                                "text/plain",
                                () -> new ByteArrayInputStream("Здравейте".getBytes(StandardCharsets.UTF_8))),
                        new Parcel.Document(
                                "приложение.bin",
                                "application/octet-stream",
                                () -> new ByteArrayInputStream(new byte[70_000]))));
    }

    private static byte[] bytes(Parcel.Document document) throws IOException {
        try (var in = document.content().open()) {
            return in.readAllBytes();
        }
    }

    private static String key() {
        return "test." + UUID.randomUUID();
    }

    private static TestWork work(String key) {
        return TestWork.forNobody().key(key).open();
    }
}
