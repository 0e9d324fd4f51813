/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.signature.RedirectSigning;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningTicket;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.test.Plugged;
import org.gishe.contents.internal.StoredContents;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.signing.Signing.Departure;
import org.gishe.signing.Signing.End;
import org.gishe.signing.Signing.Order;
import org.gishe.signing.Signing.Progress;
import org.gishe.signing.Signing.Return;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.Trust;
import org.gishe.work.internal.WorksComponent;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** There and back: what is taken of a return, from whom, how often, and what a crash leaves. */
@RunWith(Parameterized.class)
public class SigningByRedirectTest {

    private static final PluginKey PLUGIN = new PluginKey(Kind.SIGNATURE, "sample", "sample", "1.0.0");
    private static final PluginKey NEXT = new PluginKey(Kind.SIGNATURE, "sample", "sample", "2.0.0");
    private static final URI HERE = URI.create("https://gishe.example/signing/return");
    private static final String BROWSER = "a secret of this browser";
    private static final Party ANNA = new Party(
            new PersonId("anna"), new Identifier(Identifier.Scheme.EGN, "8523120012"), "Яна Примерова Образцова");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final Leading provider = new Leading();
    private final Plugged catalogue = new Plugged().with(PLUGIN, provider);
    private final SigningComponent signing;
    private final String content;
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");

    public SigningByRedirectTest(TestStores kind) {
        store = kind.open();
        InstantSource clock = () -> now;
        var keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        var contents = new StoredContents(store.folder(), store, keys, clock);
        var journal = new StoredJournal(store, keys, clock);
        var points = new TrustPoints(() -> new Means(Trust.NOBODY, (digest, algorithm) -> new byte[0]), clock, true, 1);
        signing = new SigningComponent(
                store,
                contents,
                journal,
                keys,
                catalogue,
                new WorksComponent(clock),
                clock,
                new SigningComponentTest.Engine(),
                points);
        content =
                store.commit(unit -> contents.put(unit, "what is signed".getBytes(StandardCharsets.UTF_8), "text/plain")
                        .id());
    }

    @Before
    public void begin() {
        advance();
    }

    @Test
    public void who_is_led_away_and_comes_back_with_a_consent_has_signed() {
        assertThat(signing.departure("s.sign.1")).contains(new Departure("sample", false));
        assertThat(signing.approvalPage("s.sign.1")).isEmpty();

        Map<String, String> back = depart();

        assertThat(provider.returnTo).isEqualTo(HERE);
        assertThat(back.get("state")).matches("[A-Za-z0-9_-]{64,128}");
        assertThat(signing.approvalPage("s.sign.1"))
                .as("a page of one departure")
                .isEmpty();
        assertThat(signing.awaited(back.get("state"))).contains("s");
        assertThat(advance()).isEqualTo(new Progress.Pending(Duration.ofSeconds(10)));
        assertThat(provider.tickets).as("asked before the return").isEmpty();

        assertThat(returned(back)).isEqualTo(Return.TAKEN);

        assertThat(provider.came).containsExactly(Map.of("code", "yes"));
        assertThat(signing.departure("s.sign.1")).contains(new Departure("sample", true));
        assertThat(signing.depart(order("s.sign.1"), HERE, BROWSER))
                .as("once is enough")
                .isEmpty();
        assertThat(advance()).isInstanceOf(Progress.Signed.class);
        assertThat(signing.departure("s.sign.1")).isEmpty();
        assertThat(provider.tickets).containsExactly("consented");
        assertThat(store.<Integer>read(query -> query.createQuery("SELECT COUNT(*) FROM signing_departure")
                        .mapTo(Integer.class)
                        .one()))
                .isZero();
    }

    @Test
    public void bad_return_replayed() {
        Map<String, String> back = depart();
        returned(back);

        assertThat(returned(back)).isEqualTo(Return.STRANGE);
        advance();
        assertThat(returned(back)).isEqualTo(Return.STRANGE);
        assertThat(provider.came).hasSize(1);
    }

    @Test
    public void bad_return_of_another_browser() {
        Map<String, String> back = depart();

        for (String other : List.of("", "another browser's secret", BROWSER + " ", "x".repeat(200))) {
            assertThat(signing.returned(order("s.sign.1"), other, back)).isEqualTo(Return.STRANGE);
        }

        assertThat(provider.came).isEmpty();
        assertThat(returned(back)).as("the right one is still awaited").isEqualTo(Return.TAKEN);
    }

    @Test
    public void bad_state() {
        Map<String, String> back = depart();
        String state = back.get("state");

        for (String wrong : List.of(
                "",
                "x",
                state.substring(1),
                state + "x",
                state.substring(0, 64) + (state.endsWith("A") ? "B" : "A"),
                "x".repeat(65),
                "x".repeat(10_000))) {
            assertThat(returned(Map.of("state", wrong, "code", "yes")))
                    .as(wrong)
                    .isEqualTo(Return.STRANGE);
        }
        assertThat(returned(Map.of("code", "yes"))).isEqualTo(Return.STRANGE);
        assertThat(provider.came).isEmpty();
    }

    @Test
    public void bad_state_of_another_signing() {
        Map<String, String> mine = depart();
        signing.advance(order("t.sign.1"));
        Map<String, String> other = depart("t.sign.1");

        assertThat(returned(other)).isEqualTo(Return.STRANGE);
        assertThat(signing.returned(order("t.sign.1"), BROWSER, mine)).isEqualTo(Return.STRANGE);
        assertThat(provider.came).isEmpty();
    }

    @Test
    public void bad_return_with_ten_thousand_parameters() {
        var many = new HashMap<>(depart());
        for (int i = 0; i < 10_000; i++) {
            many.put("p" + i, "v");
        }
        var large = new HashMap<>(Map.of("state", many.get("state"), "code", "x".repeat(4_097)));

        assertThat(returned(many)).isEqualTo(Return.STRANGE);
        assertThat(returned(large)).isEqualTo(Return.STRANGE);
        assertThat(provider.came).isEmpty();
    }

    @Test
    public void a_departure_replaces_the_one_before() {
        Map<String, String> first = depart();
        Map<String, String> second = depart();

        assertThat(returned(first)).isEqualTo(Return.STRANGE);
        assertThat(returned(second)).isEqualTo(Return.TAKEN);
        assertThat(provider.departed).containsExactly("first", "away 1");
    }

    @Test
    public void a_crash_between_code_and_token_asks_the_person_anew_and_sends_no_code_twice() {
        Map<String, String> back = depart();
        // the return was taken, and the power went
        assertThat(store.<Boolean>commit(
                        unit -> new Departures().take(unit, "s.sign.1", back.get("state"), BROWSER, now)))
                .isTrue();

        assertThat(advance()).isEqualTo(new Progress.Pending(Duration.ofSeconds(1)));
        assertThat(signing.depart(order("s.sign.1"), HERE, BROWSER)).isEmpty();
        now = now.plusSeconds(20);

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.LOST));
        assertThat(returned(back)).isEqualTo(Return.STRANGE);
        assertThat(provider.came).isEmpty();
    }

    @Test
    public void what_comes_back_is_told_apart() {
        ends(SigningStatus.ended(SigningStatus.State.REJECTED, "no"), "a", End.REJECTED);
        ends(SigningStatus.ended(SigningStatus.State.FAILED, "another issuer"), "b", End.FAILED);
        ends(SigningStatus.ended(SigningStatus.State.FAILED, "lost: its answer"), "c", End.LOST);
    }

    private void ends(SigningStatus status, String key, End end) {
        signing.advance(order(key));
        Map<String, String> back = depart(key);
        provider.answer = parameters -> status;

        assertThat(signing.returned(order(key), BROWSER, back)).isEqualTo(Return.TAKEN);

        assertThat(signing.advance(order(key)))
                .isInstanceOfSatisfying(
                        Progress.Ended.class, ended -> assertThat(ended.end()).isEqualTo(end));
        assertThat(signing.depart(order(key), HERE, BROWSER)).isEmpty();
    }

    @Test
    public void who_came_back_to_a_provider_that_was_not_reached_sets_out_again() {
        Map<String, String> back = depart();
        provider.answer = parameters -> {
            throw new PluginException("no line", true);
        };
        assertThat(returned(back)).isEqualTo(Return.TAKEN);
        provider.answer = provider::consent;

        assertThat(signing.departure("s.sign.1")).contains(new Departure("sample", false));
        assertThat(returned(back)).as("its code may be known by now").isEqualTo(Return.STRANGE);
        assertThat(returned(depart())).isEqualTo(Return.TAKEN);
        assertThat(advance()).isInstanceOf(Progress.Signed.class);
    }

    @Test
    public void a_departure_that_fails_for_good_ends_it_and_one_that_fails_now_does_not() {
        provider.refuses = Optional.of(new PluginException("no line", true));
        assertThat(signing.depart(order("s.sign.1"), HERE, BROWSER)).isEmpty();
        assertThat(signing.departure("s.sign.1")).contains(new Departure("sample", false));

        provider.refuses = Optional.of(new PluginException("too much for an address", false));
        assertThat(signing.depart(order("s.sign.1"), HERE, BROWSER)).isEmpty();

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> {
            assertThat(ended.end()).isEqualTo(End.FAILED);
            assertThat(ended.reason()).isEqualTo("too much for an address");
        });
        assertThatThrownBy(() -> signing.depart(order("s.sign.1"), HERE, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void who_does_not_come_back_is_given_up() {
        Map<String, String> back = depart();
        now = now.plus(Duration.ofMinutes(6));

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.EXPIRED));
        assertThat(provider.cancelled).hasSize(1);
        assertThat(returned(back)).isEqualTo(Return.STRANGE);
        assertThat(signing.pins()).isEmpty();
    }

    @Test
    public void what_was_taken_back_meanwhile_takes_no_return() {
        Map<String, String> back = depart();
        signing.cancel("s.sign.1");

        assertThat(returned(back)).isEqualTo(Return.STRANGE);
        assertThat(provider.came).isEmpty();
    }

    @Test
    public void the_table_tells_neither_the_state_nor_the_browser() {
        Map<String, String> back = depart();

        String row = store.read(
                query -> query.createQuery("SELECT * FROM signing_departure").mapToMap().one().entrySet().stream()
                        .map(each -> each.getKey() + "=" + text(each.getValue()))
                        .reduce("", String::concat));

        assertThat(row)
                .contains(back.get("state").substring(0, 22))
                .doesNotContain(back.get("state").substring(22), BROWSER);
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(value);
    }

    @Test
    public void a_swap_of_versions_meanwhile_leads_there_and_back_on_the_version_that_began() {
        var next = new Leading();
        catalogue.with(NEXT, next);
        Map<String, String> back = depart();

        assertThat(returned(back)).isEqualTo(Return.TAKEN);
        assertThat(advance()).isInstanceOf(Progress.Signed.class);
        assertThat(next.departed).isEmpty();
        assertThat(next.came).isEmpty();
    }

    @Test
    public void a_version_that_is_gone_makes_the_return_wait_and_nothing_is_done_silently() {
        Map<String, String> back = depart();
        catalogue.without(PLUGIN).with(NEXT, new Leading());

        assertThat(returned(back)).isEqualTo(Return.NOT_NOW);
        assertThat(signing.depart(order("s.sign.1"), HERE, BROWSER)).isEmpty();
        assertThat(signing.pins()).singleElement().satisfies(pin -> assertThat(pin.version())
                .isEqualTo("1.0.0"));

        catalogue.with(PLUGIN, provider);
        assertThat(returned(back)).as("the same return once more").isEqualTo(Return.TAKEN);
        assertThat(advance()).isInstanceOf(Progress.Signed.class);
    }

    @Test
    public void a_version_that_is_gone_for_good_is_given_up_and_the_next_attempt_is_the_new_ones() {
        Map<String, String> back = depart();
        var next = new Leading();
        catalogue.without(PLUGIN).with(NEXT, next);
        now = now.plus(Duration.ofMinutes(6));

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.EXPIRED));
        assertThat(returned(back)).isEqualTo(Return.STRANGE);
        signing.advance(order("s.sign.2"));
        assertThat(signing.returned(order("s.sign.2"), BROWSER, depart("s.sign.2")))
                .isEqualTo(Return.TAKEN);
        assertThat(signing.advance(order("s.sign.2"))).isInstanceOf(Progress.Signed.class);
        assertThat(next.came).hasSize(1);
    }

    private Progress advance() {
        return signing.advance(order("s.sign.1"));
    }

    private Return returned(Map<String, String> parameters) {
        return signing.returned(order("s.sign.1"), BROWSER, parameters);
    }

    private Map<String, String> depart() {
        return depart("s.sign.1");
    }

    /** Sets out; what a person who says yes comes back with. */
    private Map<String, String> depart(String key) {
        URI page = signing.depart(order(key), HERE, BROWSER).orElseThrow();
        return Map.of("state", page.getQuery(), "code", "yes");
    }

    private Order order(String key) {
        Instant begun = Instant.parse("2026-11-23T09:00:00Z");
        return new Order(
                key,
                key.substring(0, 1),
                "sample",
                ANNA,
                "Проба",
                content,
                Locale.ENGLISH,
                begun,
                begun.plus(key.endsWith("2") ? Duration.ofMinutes(15) : Duration.ofMinutes(5)));
    }

    /** Leads to a page of its own. */
    private static final class Leading extends SigningComponentTest.Provider implements RedirectSigning {

        final List<String> departed = new ArrayList<>();
        final List<Map<String, String>> came = new ArrayList<>();
        Optional<PluginException> refuses = Optional.empty();
        Function<Map<String, String>, SigningStatus> answer = this::consent;
        URI returnTo = URI.create("");

        @Override
        public boolean redirects(SigningTicket ticket) {
            return true;
        }

        @Override
        public SigningTicket depart(Work work, SigningTicket ticket, URI back, String state) {
            refuses.ifPresent(refusal -> {
                throw refusal;
            });
            departed.add(new String(ticket.state(), StandardCharsets.UTF_8));
            returnTo = back;
            return ticket("away " + departed.size(), Optional.of(URI.create("https://rssp.example/consent?" + state)));
        }

        @Override
        public SigningStatus returned(Work work, SigningTicket ticket, Map<String, String> parameters) {
            came.add(parameters);
            return answer.apply(parameters);
        }

        SigningStatus consent(Map<String, String> parameters) {
            return SigningStatus.pending(Duration.ofMillis(100), ticket("consented", Optional.empty()));
        }

        private static SigningTicket ticket(String state, Optional<URI> page) {
            return new SigningTicket(state.getBytes(StandardCharsets.UTF_8), page);
        }
    }
}
