/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.PluginException;
import org.gishe.api.identity.IdentityProvider;
import org.gishe.api.identity.IdentityProvider.Departure;
import org.gishe.api.identity.Login;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link IdentityProvider} promises. Its author plays the browser and the person in front of it. */
public abstract class IdentityProviderContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.IDENTITY;
    }

    /** A new instance, configured for the same provider each time. */
    protected abstract IdentityProvider provider();

    /** Configured for an address where nobody listens. */
    protected abstract IdentityProvider unreachable();

    /** Somebody who can log in. */
    protected abstract Identifier known();

    /**
     * The browser goes there, the known person logs in.
     *
     * @return parameters with which it comes back to the return address
     */
    protected abstract Map<String, String> logIn(URI address) throws Exception;

    /** The browser goes there, the person gives up; parameters with which it comes back. */
    protected abstract Map<String, String> giveUp(URI address) throws Exception;

    /** As registered with the provider. */
    protected URI returnAddress() {
        return URI.create("http://127.0.0.1:8080/login/return");
    }

    @Test
    public void theTitleStandsInBothLanguages() {
        assertBothLanguages(provider().title());
    }

    @Test
    public void theBrowserIsSentToAnAddressThatCarriesTheState() {
        String state = state();

        var departure = begin(provider(), state);

        assertThat(departure.address().isAbsolute()).isTrue();
        assertThat(departure.address().getScheme()).isIn("http", "https");
        assertThat(departure.address().toString()).contains(state);
        assertThat(departure.memory()).isNotNull();
    }

    @Test
    public void whoLogsInIsKnownWithNameAndLevel() throws Exception {
        String state = state();
        var departure = begin(provider(), state);

        var parameters = logIn(departure.address());
        var login = finish(provider(), departure.memory(), parameters);

        assertThat(parameters).containsEntry("state", state);
        assertThat(login.identifier()).contains(known());
        assertThat(login.name()).isNotBlank();
        assertThat(login.assurance()).isNotEqualTo(Assurance.UNKNOWN);
        assertThat(login.reason()).isEmpty();
    }

    @Test
    public void whoGivesUpIsNobody() throws Exception {
        var departure = begin(provider(), state());

        var login = finish(provider(), departure.memory(), giveUp(departure.address()));

        refused(login);
    }

    @Test
    public void aReturnThatWasMadeUpIsRefused() {
        var departure = begin(provider(), state());

        refused(finish(provider(), departure.memory(), Map.of("state", "made-up", "code", "made-up")));
        refused(finish(provider(), departure.memory(), Map.of("code", "made-up")));
        refused(finish(provider(), departure.memory(), Map.of()));
    }

    @Test
    public void theReturnOfOneLogInDoesNotFitTheMemoryOfAnother() throws Exception {
        var mine = begin(provider(), state());
        var somebodyElses = begin(provider(), state());

        var login = finish(provider(), somebodyElses.memory(), logIn(mine.address()));

        refused(login);
    }

    @Test
    public void aReturnServesOnce() throws Exception {
        var departure = begin(provider(), state());
        var parameters = logIn(departure.address());
        finish(provider(), departure.memory(), parameters);

        refused(finish(provider(), departure.memory(), parameters));
    }

    @Test
    public void aMemoryThatWasChangedLogsNobodyIn() throws Exception {
        var departure = begin(provider(), state());
        var parameters = logIn(departure.address());

        Login[] login = new Login[1];
        var failure = catchThrowable(() -> login[0] = finish(provider(), new byte[] {'{'}, parameters));

        if (failure == null) {
            refused(login[0]);
        } else {
            assertThat(failure).isInstanceOf(PluginException.class);
        }
    }

    @Test
    public void twoLogInsHaveNothingInCommon() {
        var first = begin(provider(), state());
        var second = begin(provider(), state());

        assertThat(second.address()).isNotEqualTo(first.address());
        assertThat(second.memory()).isNotEqualTo(first.memory());
    }

    @Test
    public void aProviderThatIsDownSaysSo() {
        try (var work = TestWork.forNobody().open()) {
            var down = unreachable();
            long start = System.nanoTime();
            var health = down.health(work);
            assertHealth(health, since(start));
            assertThat(health.status()).isNotEqualTo(Health.Status.UP);
        }
    }

    @Test
    public void healthIsToldWithinASecond() {
        try (var work = TestWork.forNobody().open()) {
            var provider = provider();
            long start = System.nanoTime();
            assertHealth(provider.health(work), since(start));
        }
    }

    @Test
    public void severalPeopleMayLogInAtOnce() throws Exception {
        var provider = provider();

        var logins = atOnce(() -> {
            var departure = begin(provider, state());
            return finish(provider, departure.memory(), logIn(departure.address()));
        });

        assertThat(logins).allMatch(login -> login.identifier().isPresent());
    }

    @Test
    public void nothingRunsOnAfterACall() throws Exception {
        logIn(begin(provider(), state()).address()); // a sandbox in this JVM starts its own threads now
        var threads = Threads.watch();

        var departure = begin(provider(), state());
        finish(provider(), departure.memory(), Map.of("state", "made-up"));

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    @Test
    public void aLogInDoesNotTellWhoItWas() throws Exception {
        var departure = begin(provider(), state());

        var login = finish(provider(), departure.memory(), logIn(departure.address()));

        assertThat(login.toString()).doesNotContain(known().value()).doesNotContain(login.name());
    }

    private static void refused(Login login) {
        assertThat(login.identifier()).isEmpty();
        assertThat(login.name()).isEmpty();
        assertThat(login.assurance()).isEqualTo(Assurance.UNKNOWN);
        assertThat(login.reason()).isNotBlank();
    }

    private Departure begin(IdentityProvider provider, String state) {
        try (var work = TestWork.forNobody().open()) {
            var departure = provider.begin(work, state, returnAddress());
            assertThat(departure).isNotNull();
            return departure;
        }
    }

    private Login finish(IdentityProvider provider, byte[] memory, Map<String, String> parameters) {
        try (var work = TestWork.forNobody().open()) {
            var login = provider.finish(work, memory.clone(), returnAddress(), Map.copyOf(parameters));
            assertThat(login).isNotNull();
            return login;
        }
    }

    private static String state() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
