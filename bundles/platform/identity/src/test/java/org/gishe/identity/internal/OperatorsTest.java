/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.gishe.identity.Identity;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.identity.Officers.Dismissal;
import org.gishe.journal.Journal;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class OperatorsTest {

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TestStore store;

    private volatile Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final Operators operators;

    private final Journal journal;
    private final OfficerSessions sessions;

    public OperatorsTest(TestStores kind) {
        this.store = kind.open();
        store.migrate("identity", IdentityComponent.class);
        this.journal = new StoredJournal(
                store,
                new KeysComponent(
                        store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system()),
                () -> now);
        this.sessions = new OfficerSessions(store, () -> now, new Secrets());
        this.operators = start();
    }

    private Operators start() {
        return new Operators(store, journal, new Secrets(), () -> now);
    }

    @Test
    public void theFirstStartMakesAPasswordAndNoLaterOne() {
        String made = operators.first(Optional.empty()).orElseThrow();

        assertThat(made).hasSizeGreaterThanOrEqualTo(20);
        assertThat(start().first(Optional.empty())).isEmpty();
        assertThat(start().check("operator", made.toCharArray())).isPresent();
    }

    @Test
    public void aPasswordThatWasWishedForIsTakenAndNotShown() {
        assertThat(operators.first(Optional.of("wished for"))).isEmpty();

        assertThat(operators.check("operator", "wished for".toCharArray())).isPresent();
    }

    @Test
    public void whoLostThePasswordStartsWithAnother() {
        String lost = operators.first(Optional.empty()).orElseThrow();

        Operators again = start();
        assertThat(again.first(Optional.of("another"))).isEmpty();

        assertThat(again.check("operator", "another".toCharArray())).isPresent();
        assertThat(again.check("operator", lost.toCharArray())).isEmpty();
    }

    @Test
    public void aWrongNameOrPasswordIsRefusedAlsoAfterARightOne() {
        operators.first(Optional.of("right"));

        assertThat(operators.check("operator", "wrong".toCharArray())).isEmpty();
        assertThat(operators.check("operator", "right".toCharArray())).isPresent();
        assertThat(operators.check("operator", "wrong".toCharArray())).isEmpty();
        assertThat(operators.check("somebody", "right".toCharArray())).isEmpty();
        assertThat(operators.check("operator", new char[0])).isEmpty();
        assertThat(operators.check("operator", "right".toCharArray())).isPresent();
    }

    @Test
    public void nobodyIsLetInBeforeThereIsAnOperator() {
        assertThat(operators.check("operator", new char[0])).isEmpty();
        assertThat(operators.check("operator", "anything".toCharArray())).isEmpty();
    }

    @Test
    public void aRightPasswordIsRememberedForAMinuteAndNoLonger() {
        operators.first(Optional.of("right"));
        Duration slow = took(() -> operators.check("operator", "right".toCharArray()));

        Duration quick = took(() -> operators.check("operator", "right".toCharArray()));
        now = now.plus(Duration.ofSeconds(61));
        Duration again = took(() -> operators.check("operator", "right".toCharArray()));

        assertThat(quick).isLessThan(slow.dividedBy(3));
        assertThat(again).isGreaterThan(slow.dividedBy(3));
    }

    @Test
    public void aRememberedPasswordThatAnotherNodeReplacedIsRefusedAtOnce() {
        operators.first(Optional.of("right"));
        operators.check("operator", "right".toCharArray());

        start().first(Optional.of("another"));

        assertThat(operators.check("operator", "right".toCharArray())).isEmpty();
        assertThat(operators.check("operator", "another".toCharArray())).isPresent();
    }

    @Test
    public void whoStoodHereBeforeThereWereRolesMayDoEverything() {
        operators.first(Optional.of("right"));
        store.commit(unit -> {
            unit.execute("DELETE FROM identity_operator WHERE name = 'elder'");
            return unit.execute("INSERT INTO identity_operator (name, salt, iterations, hash)"
                    + " SELECT 'elder', salt, iterations, hash FROM identity_operator");
        });

        assertThat(operators.check("elder", "right".toCharArray())).contains(Officer.operator("elder"));
    }

    @Test
    public void whoeverIsAppointedIsLetInWithRoleAndIdsAndAMadePassword() {
        operators.first(Optional.of("right"));
        var deployer = new Officer("maria@agency.bg", Role.DEPLOYER, Set.of("permanent-address", "csc"));
        var auditor = new Officer("audit", Role.AUDITOR, Set.of());

        String password = operators.appoint(deployer, "operator").orElseThrow();
        operators.appoint(auditor, "operator");

        assertThat(password).hasSizeGreaterThanOrEqualTo(20);
        assertThat(start().check("maria@agency.bg", password.toCharArray())).contains(deployer);
        assertThat(operators.check("operator", password.toCharArray())).isEmpty();
        assertThat(operators.check("audit", password.toCharArray())).isEmpty();
        assertThat(operators.officers()).containsExactly(auditor, deployer, Officer.operator("operator"));
        assertThat(operators.appoint(Officer.operator("audit"), "operator")).isEmpty();
        assertThat(operators.appoint(Officer.operator("platform"), "operator"))
                .as("what the platform itself decides is told by this name")
                .isEmpty();
        assertThat(operators.officers()).hasSize(3);
    }

    @Test
    public void whoeverIsDismissedIsLetInNoMoreAlsoByAnotherNode() {
        operators.first(Optional.of("right"));
        String password =
                operators.appoint(Officer.operator("second"), "operator").orElseThrow();
        Operators other = start();
        assertThat(other.check("second", password.toCharArray())).isPresent();

        assertThat(operators.dismiss("second", "operator", sessions)).isEqualTo(Dismissal.DONE);

        assertThat(other.check("second", password.toCharArray())).isEmpty();
        assertThat(operators.dismiss("second", "operator", sessions)).isEqualTo(Dismissal.UNKNOWN);
    }

    @Test
    public void theLastOperatorStays() {
        operators.first(Optional.of("right"));
        operators.appoint(new Officer("audit", Role.AUDITOR, Set.of()), "operator");
        operators.appoint(Officer.operator("second"), "operator");

        assertThat(operators.dismiss("operator", "second", sessions)).isEqualTo(Dismissal.DONE);
        assertThat(operators.dismiss("second", "second", sessions)).isEqualTo(Dismissal.LAST_OPERATOR);
        assertThat(operators.dismiss("audit", "second", sessions)).isEqualTo(Dismissal.DONE);

        assertThat(operators.officers()).containsExactly(Officer.operator("second"));
    }

    @Test
    public void ofTwoOperatorsWhoDismissEachOtherAtOnceOneStays() throws Exception {
        operators.first(Optional.of("right"));
        var threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 4; round++) {
                String first = operators.officers().get(0).name();
                String other = "other-" + round;
                operators.appoint(Officer.operator(other), first);
                List<Future<Dismissal>> both = List.of(
                        threads.submit(() -> operators.dismiss(first, "x", sessions)),
                        threads.submit(() -> start().dismiss(other, "x", sessions)));
                for (Future<Dismissal> each : both) {
                    each.get(30, TimeUnit.SECONDS);
                }
                assertThat(operators.officers()).as("round " + round).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void theOperatorWhoWasDismissedComesBackByAWishAloneAndNotByARestart() {
        operators.first(Optional.of("right"));
        operators.appoint(Officer.operator("second"), "operator");
        operators.dismiss("operator", "second", sessions);

        assertThat(start().first(Optional.empty())).isEmpty();
        assertThat(operators.officers()).containsExactly(Officer.operator("second"));

        start().first(Optional.of("back"));
        assertThat(operators.check("operator", "back".toCharArray())).contains(Officer.operator("operator"));
    }

    @Test
    public void aRoleOfALaterReleaseMayDoNothing() {
        operators.first(Optional.of("right"));
        store.commit(unit -> unit.execute("UPDATE identity_operator SET role = 'EMPEROR'"));

        assertThat(operators.check("operator", "right".toCharArray())).isEmpty();
        assertThat(operators.officers()).isEmpty();
    }

    @Test
    public void anUnknownNameTakesAsLongAsAWrongPassword() {
        operators.first(Optional.of("right"));
        operators.appoint(new Officer("audit", Role.AUDITOR, Set.of()), "operator");

        Duration known = shortest(() -> operators.check("audit", "wrong".toCharArray()));
        Duration unknown = shortest(() -> operators.check("nobody", "wrong".toCharArray()));

        assertThat(unknown).isBetween(known.dividedBy(2), known.multipliedBy(2));
    }

    private static Duration shortest(Runnable what) {
        return Stream.generate(() -> took(what))
                .limit(3)
                .min(Duration::compareTo)
                .orElseThrow();
    }

    private static Duration took(Runnable what) {
        long start = System.nanoTime();
        what.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    public void theDataBaseHoldsASlowHashAlone() {
        operators.first(Optional.of("a password of its own"));

        store.read(query -> query.select("SELECT name, salt, iterations, hash FROM identity_operator")
                        .map((row, context) -> List.of(
                                new String(row.getBytes(2), StandardCharsets.ISO_8859_1),
                                row.getInt(3),
                                new String(row.getBytes(4), StandardCharsets.ISO_8859_1)))
                        .list())
                .forEach(row -> {
                    assertThat((String) row.get(0)).hasSize(16);
                    assertThat((int) row.get(1)).isGreaterThanOrEqualTo(210_000);
                    assertThat((String) row.get(2)).hasSize(32).doesNotContain("password");
                });
    }

    @Test
    public void whoGuessesOnManyThreadsHoldsAFewOfThem() throws Exception {
        operators.first(Optional.of("right"));
        operators.check("operator", "right".toCharArray());
        var threads = Executors.newFixedThreadPool(64);
        try {
            long start = System.nanoTime();
            List<Future<Optional<Officer>>> guesses = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                char[] guess = ("guess " + i).toCharArray();
                Callable<Optional<Officer>> call = () -> operators.check("operator", guess);
                guesses.add(threads.submit(call));
            }
            // meanwhile the operator, who is known, is let in at once
            assertThat(operators.check("operator", "right".toCharArray())).isPresent();

            for (Future<Optional<Officer>> guess : guesses) {
                assertThat(guess.get(60, TimeUnit.SECONDS)).isEmpty();
            }
            Duration all = Duration.ofNanos(System.nanoTime() - start);
            start = System.nanoTime();
            operators.check("operator", "one more".toCharArray());
            Duration one = Duration.ofNanos(System.nanoTime() - start);
            assertThat(all).as("64 guesses, one taking " + one).isLessThan(one.multipliedBy(30));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void theConsoleLetsTheOperatorInWithKarafsRoles() throws Exception {
        operators.first(Optional.of("right"));
        var subject = new Subject();
        OperatorLogin login = login(subject, "operator", "right");

        assertThat(login.login()).isTrue();
        assertThat(subject.getPrincipals()).isEmpty();
        assertThat(login.commit()).isTrue();

        assertThat(subject.getPrincipals(RolePrincipal.class))
                .contains(new RolePrincipal("ssh"), new RolePrincipal("admin"));
        login.logout();
        assertThat(subject.getPrincipals()).isEmpty();
    }

    @Test
    public void theConsoleLetsNobodyElseIn() {
        operators.first(Optional.of("right"));
        String auditors = operators
                .appoint(new Officer("audit", Role.AUDITOR, Set.of()), "operator")
                .orElseThrow();
        assertThatThrownBy(() -> login(new Subject(), "audit", auditors).login())
                .as("whoever is in the console may do everything")
                .isInstanceOf(FailedLoginException.class);
        var subject = new Subject();

        assertThatThrownBy(() -> login(subject, "operator", "wrong").login()).isInstanceOf(FailedLoginException.class);
        assertThatThrownBy(() -> login(subject, "karaf", "karaf").login()).isInstanceOf(FailedLoginException.class);
        assertThatThrownBy(() -> login(subject, "operator", null).login()).isInstanceOf(FailedLoginException.class);
        var withKey = new OperatorLogin();
        withKey.initialize(
                subject,
                asked -> {
                    throw new UnsupportedCallbackException(asked[1]);
                },
                Map.of(),
                Map.of(OperatorRealm.IDENTITY, identity()));
        assertThatThrownBy(withKey::login).isInstanceOf(FailedLoginException.class);
        assertThat(subject.getPrincipals()).isEmpty();
    }

    private OperatorLogin login(Subject subject, String name, String password) {
        var login = new OperatorLogin();
        login.initialize(
                subject,
                asked -> {
                    for (Callback callback : asked) {
                        if (callback instanceof NameCallback nameAsked) {
                            nameAsked.setName(name);
                        } else if (callback instanceof PasswordCallback passwordAsked) {
                            passwordAsked.setPassword(password == null ? null : password.toCharArray());
                        }
                    }
                },
                Map.of(),
                Map.of(OperatorRealm.IDENTITY, identity()));
        return login;
    }

    /** Of an identity the console uses one method alone. */
    private Identity identity() {
        return (Identity) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Identity.class},
                (self, method, arguments) -> method.isDefault()
                        ? InvocationHandler.invokeDefault(self, method, arguments)
                        : operators.check((String) arguments[0], (char[]) arguments[1]));
    }
}
