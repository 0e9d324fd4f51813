/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gishe.api.base.Assurance;
import org.gishe.identity.Identity.Arrival;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.identity.OfficerSession;
import org.gishe.identity.Officers;
import org.gishe.identity.Session;
import org.gishe.journal.Journal;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.keys.Keys;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.people.People;
import org.gishe.people.internal.StoredPeople;
import org.gishe.store.Times;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.gishe.work.internal.WorksComponent;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class IdentityComponentTest {

    private static final URI BACK = URI.create("http://127.0.0.1:8080/login/return");
    private static final Locale BULGARIAN = Locale.forLanguageTag("bg");
    private static final String BROWSER = "a-browser";

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final OneWay way = new OneWay();
    private final Keys keys;
    private final People people;
    private final Journal journal;
    private final IdentityComponent identity;
    private volatile Instant now = Instant.parse("2026-11-23T08:00:00Z");

    public IdentityComponentTest(TestStores kind) {
        this.store = kind.open();
        this.keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        this.people = new StoredPeople(store, keys);
        this.journal = new StoredJournal(store, keys, clock());
        this.identity = node();
    }

    private InstantSource clock() {
        return () -> now;
    }

    /** Another node on the same data base. */
    private IdentityComponent node() {
        return new IdentityComponent(store, people, journal, keys, way, new WorksComponent(clock()), clock());
    }

    @Test
    public void aLogInEndsInASessionOfThatPersonAndInTheJournal() {
        Arrival arrival = logIn("/submissions/1?lang=en");

        assertThat(arrival.goTo()).isEqualTo("/submissions/1?lang=en");
        assertThat(arrival.reason()).isEmpty();
        Session session = identity.session(arrival.token().orElseThrow()).orElseThrow();
        assertThat(session.actor().identifier()).isEqualTo(OneWay.PERSON);
        assertThat(session.actor().name()).isEqualTo(OneWay.NAME);
        assertThat(session.assurance()).isEqualTo(Assurance.SUBSTANTIAL);
        assertThat(session.csrf())
                .hasSizeGreaterThan(40)
                .isNotEqualTo(arrival.token().get());
        assertThat(session.until()).isEqualTo(now.plus(Duration.ofMinutes(30)));
        List<Journal.Line> lines =
                store.read(query -> journal.about(query, session.actor().id(), 10));
        assertThat(lines).extracting(Journal.Line::kind).containsExactly("identity.login");
        assertThat(lines.get(0).payload().text("/assurance")).contains("SUBSTANTIAL");
    }

    @Test
    public void everyNodeKnowsTheSession() {
        String token = logIn("/").token().orElseThrow();

        assertThat(node().session(token)).isEqualTo(identity.session(token)).isPresent();
    }

    @Test
    public void eachLogInIsASessionOfItsOwn() {
        String first = logIn("/").token().orElseThrow();
        String second = logIn("/").token().orElseThrow();

        assertThat(second).isNotEqualTo(first);
        assertThat(identity.session(second).orElseThrow().csrf())
                .isNotEqualTo(identity.session(first).orElseThrow().csrf());
        assertThat(identity.session(second).orElseThrow().actor().id())
                .isEqualTo(identity.session(first).orElseThrow().actor().id());
    }

    @Test
    public void aReturnServesOnce() {
        var parameters = Map.of("state", begin("/"), "code", "good");

        assertThat(identity.finish(parameters, BROWSER).token()).isPresent();
        refused(identity.finish(parameters, BROWSER));
    }

    @Test
    public void aReturnServesTheBrowserThatLeftAndNoOther() {
        var parameters = Map.of("state", begin("/"), "code", "good");

        refused(identity.finish(parameters, "another-browser"));
        refused(identity.finish(parameters, BROWSER));
        refused(identity.finish(Map.of("state", begin("/"), "code", "good"), ""));
    }

    @Test
    public void aReturnThatWasMadeUpLogsNobodyIn() {
        refused(identity.finish(Map.of(), BROWSER));
        refused(identity.finish(Map.of("state", "made-up", "code", "good"), BROWSER));
        var many = new HashMap<String, String>();
        many.put("state", begin("/"));
        many.put("code", "good");
        for (int i = 0; i < 30; i++) {
            many.put("p" + i, "x");
        }
        refused(identity.finish(many, BROWSER));
        refused(identity.finish(Map.of("state", begin("/"), "code", "x".repeat(5000)), BROWSER));
    }

    @Test
    public void whoGivesUpOrStaysAwayTooLongIsNotLoggedIn() {
        refused(identity.finish(Map.of("state", begin("/"), "error", "access_denied"), BROWSER));

        String late = begin("/");
        now = now.plus(Duration.ofMinutes(11));
        refused(identity.finish(Map.of("state", late, "code", "good"), BROWSER));

        assertThat(count("identity_session")).isZero();
    }

    @Test
    public void aProviderThatIsDownIsSaidInWords() {
        String state = begin("/");
        way.down = true;

        Arrival arrival = identity.finish(Map.of("state", state, "code", "good"), BROWSER);

        refused(arrival);
        assertThat(arrival.reason().orElseThrow().english()).contains("does not answer");
        assertThat(identity.begin("sample", BACK, "/", BULGARIAN, BROWSER)).isEmpty();
        assertThat(identity.ways()).isEmpty();
        way.down = false;
        assertThat(identity.ways()).containsOnlyKeys("sample");
        assertThat(identity.begin("no-such-way", BACK, "/", BULGARIAN, BROWSER)).isEmpty();
    }

    @Test
    public void nobodyIsSentElsewhereAfterwards() {
        for (String elsewhere : List.of(
                "https://example.org/",
                "//example.org/",
                "/\\example.org",
                "javascript:alert(1)",
                "/a\r\nLocation: x",
                "submissions",
                "",
                "/" + "x".repeat(600))) {
            assertThat(logIn(elsewhere).goTo()).as(elsewhere).isEqualTo("/");
        }
    }

    @Test
    public void aSessionThatIsNotUsedEndsAfterHalfAnHour() {
        String token = logIn("/").token().orElseThrow();

        now = now.plus(Duration.ofMinutes(29));
        assertThat(identity.session(token)).isPresent();
        written("identity_session");
        now = now.plus(Duration.ofMinutes(29));
        assertThat(identity.session(token)).isPresent();
        written("identity_session");
        now = now.plus(Duration.ofMinutes(31));
        assertThat(identity.session(token)).isEmpty();
    }

    @Test
    public void aSessionThatIsUsedEndsAfterEightHoursAllTheSame() {
        String token = logIn("/").token().orElseThrow();
        Instant end = now.plus(Duration.ofHours(8));

        while (now.plus(Duration.ofMinutes(20)).isBefore(end)) {
            now = now.plus(Duration.ofMinutes(20));
            Session session = identity.session(token).orElseThrow();
            assertThat(session.until()).isBeforeOrEqualTo(end);
            written("identity_session");
        }

        now = end.plusSeconds(1);
        assertThat(identity.session(token)).isEmpty();
    }

    @Test
    public void whatEndsHereEndsEverywhereWithinASecond() {
        IdentityComponent other = node();
        String token = logIn("/").token().orElseThrow();
        assertThat(other.session(token)).isPresent();

        identity.end(token);

        assertThat(identity.session(token)).isEmpty();
        now = now.plus(Duration.ofSeconds(1));
        assertThat(other.session(token)).isEmpty();
    }

    @Test
    public void aTokenThatWasMadeUpIsNobodys() {
        String token = logIn("/").token().orElseThrow();

        assertThat(identity.session("")).isEmpty();
        assertThat(identity.session("x".repeat(10_000))).isEmpty();
        assertThat(identity.session(token + "x")).isEmpty();
        assertThat(identity.session(token.substring(1))).isEmpty();
        identity.end("made-up");
        assertThat(identity.session(token)).isPresent();
    }

    @Test
    public void theDataBaseHoldsNeitherTokenNorStateNorMemory() {
        String state = begin("/");
        String token = logIn("/").token().orElseThrow();

        List<byte[]> columns = store.read(query -> {
            List<byte[]> all = query.select("SELECT token FROM identity_session")
                    .mapTo(byte[].class)
                    .list();
            for (String column : List.of("state", "browser", "memory")) {
                all.addAll(query.select("SELECT " + column + " FROM identity_login")
                        .mapTo(byte[].class)
                        .list());
            }
            return all;
        });

        assertThat(columns).hasSize(4).noneMatch(bytes -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.contains(token)
                    || text.contains(state)
                    || text.contains(BROWSER)
                    || text.contains(OneWay.MEMORY);
        });
    }

    @Test
    public void whatHasExpiredIsForgottenAndTheRestIsNot() {
        begin("/");
        logIn("/");
        now = now.plus(Duration.ofMinutes(31));
        String state = begin("/");
        String token = logIn("/").token().orElseThrow();

        new Cleaning(identity).run();

        assertThat(count("identity_login")).isEqualTo(1);
        assertThat(count("identity_session")).isEqualTo(1);
        assertThat(identity.session(token)).isPresent();
        assertThat(identity.finish(Map.of("state", state, "code", "good"), BROWSER)
                        .token())
                .isPresent();
    }

    private Arrival logIn(String goTo) {
        Arrival arrival = identity.finish(Map.of("state", begin(goTo), "code", "good"), BROWSER);
        assertThat(arrival.token()).isPresent();
        return arrival;
    }

    /** Leaves for the provider; the state that comes back. */
    private String begin(String goTo) {
        URI there = identity.begin("sample", BACK, goTo, BULGARIAN, BROWSER).orElseThrow();
        return there.getQuery().substring("state=".length());
    }

    private static void refused(Arrival arrival) {
        assertThat(arrival.token()).isEmpty();
        assertThat(arrival.goTo()).isEqualTo("/");
        assertThat(arrival.reason().orElseThrow().bulgarian()).isNotBlank();
    }

    /** The use of a session is written without anybody waiting for it. */
    private void written(String table) {
        long used = Times.micros(now);
        while (!store.<Boolean>read(query -> query.select("SELECT used FROM " + table)
                .mapTo(Long.class)
                .list()
                .equals(List.of(used)))) {
            Thread.onSpinWait();
        }
    }

    private int count(String table) {
        return store.read(query -> query.select("SELECT COUNT(*) FROM " + table)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    public void anOfficersBrowserIsKnownForHalfAnHourAfterItsLastUse() {
        String password = appointed("audit", Role.AUDITOR);
        assertThat(identity.enter("audit", "wrong".toCharArray())).isEmpty();

        String token = identity.enter("audit", password.toCharArray()).orElseThrow();
        OfficerSession session = node().officerSession(token).orElseThrow();

        assertThat(session.officer()).isEqualTo(new Officer("audit", Role.AUDITOR, Set.of()));
        assertThat(session.csrf()).hasSizeGreaterThan(40);
        assertThat(identity.officerSession(token + "x")).isEmpty();
        assertThat(identity.officerSession("x".repeat(5_000))).isEmpty();
        now = now.plus(Duration.ofMinutes(29));
        assertThat(identity.officerSession(token)).isPresent();
        written("identity_officer_session");
        now = now.plus(Duration.ofMinutes(29));
        assertThat(identity.officerSession(token)).as("it was used in between").isPresent();
        written("identity_officer_session");
        now = now.plus(Duration.ofMinutes(31));
        assertThat(identity.officerSession(token)).isEmpty();
    }

    @Test
    public void anOfficersSessionEndsEverywhereWithinASecondByLeavingAndByDismissal() {
        String password = appointed("second", Role.OPERATOR);
        String left = identity.enter("second", password.toCharArray()).orElseThrow();
        String stayed = identity.enter("second", password.toCharArray()).orElseThrow();
        IdentityComponent other = node();
        assertThat(other.officerSession(left)).isPresent();
        assertThat(other.officerSession(stayed)).isPresent();

        identity.leave(left);
        now = now.plusSeconds(1);
        assertThat(other.officerSession(left)).isEmpty();
        assertThat(other.officerSession(stayed)).isPresent();

        identity.dismiss("second", "operator");
        assertThat(identity.officerSession(stayed)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(other.officerSession(stayed)).isEmpty();
        appointed("second", Role.AUDITOR);
        now = now.plusSeconds(1);
        assertThat(other.officerSession(stayed))
                .as("whoever gets the name next does not get the session")
                .isEmpty();
    }

    @Test
    public void aProgramsTokenLastsAnHourWhetherItIsUsedOrNotAndIsNoBrowsersSession() {
        String password = appointed("second", Role.OPERATOR);
        assertThat(identity.token("second", "wrong".toCharArray())).isEmpty();

        Officers.Token token = identity.token("second", password.toCharArray()).orElseThrow();

        assertThat(token.until()).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(token.toString()).doesNotContain(token.value());
        OfficerSession session = node().bearer(token.value()).orElseThrow();
        assertThat(session.officer()).isEqualTo(Officer.operator("second"));
        assertThat(session.csrf()).isEmpty();
        assertThat(session.until()).isEqualTo(token.until());
        assertThat(node().officerSession(token.value())).isEmpty();
        String browser = identity.enter("second", password.toCharArray()).orElseThrow();
        assertThat(identity.bearer(browser)).isEmpty();
        now = now.plus(Duration.ofMinutes(59));
        identity.clean();
        assertThat(identity.bearer(token.value())).isPresent();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(identity.bearer(token.value())).isEmpty();
        now = now.plusSeconds(1);
        identity.clean();
        assertThat(tokens()).isZero();
    }

    @Test
    public void aProgramsTokenEndsWithDismissalOnEveryNodeAndOfOneNameTheNewestHundredCount() {
        String password = appointed("second", Role.OPERATOR);
        Officers.Token first = identity.token("second", password.toCharArray()).orElseThrow();
        Officers.Token last = first;
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(10);
            last = identity.token("second", password.toCharArray()).orElseThrow();
        }
        IdentityComponent other = node();
        assertThat(tokens()).isEqualTo(100);
        assertThat(other.bearer(first.value())).isEmpty();
        assertThat(other.bearer(last.value())).isPresent();

        identity.dismiss("second", "operator");

        assertThat(identity.bearer(last.value())).isEmpty();
        now = now.plusSeconds(1);
        assertThat(other.bearer(last.value())).isEmpty();
    }

    private int tokens() {
        return store.read(query -> query.select("SELECT COUNT(*) FROM identity_officer_session")
                .mapTo(Integer.class)
                .one());
    }

    @Test
    public void theDataBaseHoldsNoOfficersToken() {
        String password = appointed("audit", Role.AUDITOR);
        String token = identity.enter("audit", password.toCharArray()).orElseThrow();

        List<String> kept = store.read(query -> query.select("SELECT token FROM identity_officer_session")
                .map((row, context) -> new String(row.getBytes(1), StandardCharsets.ISO_8859_1))
                .list());

        assertThat(kept)
                .singleElement()
                .satisfies(each -> assertThat(each).hasSize(32).isNotEqualTo(token));
    }

    @Test
    public void appointmentsDismissalsAndLoginsOfOfficersAreJournalled() {
        String password = appointed("second", Role.OPERATOR);
        identity.enter("second", password.toCharArray());
        identity.dismiss("second", "operator");

        List<Journal.Line> lines = store.read(query -> journal.matter(query, "officers"));

        assertThat(lines)
                .extracting(Journal.Line::kind)
                .containsExactly("identity.officer-appointed", "identity.officer-login", "identity.officer-dismissed");
        assertThat(lines.get(0).payload().text("/by")).contains("operator");
        assertThat(lines.get(0).payload().text("/role")).contains("OPERATOR");
        assertThat(lines.toString()).doesNotContain(password);
    }

    private String appointed(String name, Role role) {
        return identity.appoint(new Officer(name, role, Set.of()), "operator").orElseThrow();
    }
}
