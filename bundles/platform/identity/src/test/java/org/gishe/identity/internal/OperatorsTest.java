/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.gishe.identity.Identity;
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

    public OperatorsTest(TestStores kind) {
        this.store = kind.open();
        store.migrate("identity", IdentityComponent.class);
        this.operators = start();
    }

    private Operators start() {
        return new Operators(store, new Secrets(), () -> now);
    }

    @Test
    public void theFirstStartMakesAPasswordAndNoLaterOne() {
        String made = operators.first(Optional.empty()).orElseThrow();

        assertThat(made).hasSizeGreaterThanOrEqualTo(20);
        assertThat(start().first(Optional.empty())).isEmpty();
        assertThat(start().check("operator", made.toCharArray())).isTrue();
    }

    @Test
    public void aPasswordThatWasWishedForIsTakenAndNotShown() {
        assertThat(operators.first(Optional.of("wished for"))).isEmpty();

        assertThat(operators.check("operator", "wished for".toCharArray())).isTrue();
    }

    @Test
    public void whoLostThePasswordStartsWithAnother() {
        String lost = operators.first(Optional.empty()).orElseThrow();

        Operators again = start();
        assertThat(again.first(Optional.of("another"))).isEmpty();

        assertThat(again.check("operator", "another".toCharArray())).isTrue();
        assertThat(again.check("operator", lost.toCharArray())).isFalse();
    }

    @Test
    public void aWrongNameOrPasswordIsRefusedAlsoAfterARightOne() {
        operators.first(Optional.of("right"));

        assertThat(operators.check("operator", "wrong".toCharArray())).isFalse();
        assertThat(operators.check("operator", "right".toCharArray())).isTrue();
        assertThat(operators.check("operator", "wrong".toCharArray())).isFalse();
        assertThat(operators.check("somebody", "right".toCharArray())).isFalse();
        assertThat(operators.check("operator", new char[0])).isFalse();
        assertThat(operators.check("operator", "right".toCharArray())).isTrue();
    }

    @Test
    public void nobodyIsLetInBeforeThereIsAnOperator() {
        assertThat(operators.check("operator", new char[0])).isFalse();
        assertThat(operators.check("operator", "anything".toCharArray())).isFalse();
    }

    @Test
    public void aRightPasswordIsRememberedForAMinute() {
        operators.first(Optional.of("right"));
        operators.check("operator", "right".toCharArray());

        // replaced behind its back, as another node would
        start().first(Optional.of("another"));

        assertThat(operators.check("operator", "right".toCharArray()))
                .as("remembered")
                .isTrue();
        now = now.plus(Duration.ofSeconds(61));
        assertThat(operators.check("operator", "right".toCharArray())).isFalse();
        assertThat(operators.check("operator", "another".toCharArray())).isTrue();
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
            List<Future<Boolean>> guesses = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                char[] guess = ("guess " + i).toCharArray();
                Callable<Boolean> call = () -> operators.check("operator", guess);
                guesses.add(threads.submit(call));
            }
            // meanwhile the operator, who is known, is let in at once
            assertThat(operators.check("operator", "right".toCharArray())).isTrue();

            for (Future<Boolean> guess : guesses) {
                assertThat(guess.get(60, TimeUnit.SECONDS)).isFalse();
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
                (self, method, arguments) -> operators.check((String) arguments[0], (char[]) arguments[1]));
    }
}
