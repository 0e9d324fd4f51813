/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.gishe.api.identity.IdentityProvider;
import org.gishe.api.identity.Login;
import org.junit.Test;

public class IdentityProviderContractTest {

    @Test
    public void aRightProviderPasses() {
        assertThat(Suite.failures(Right.class)).isEmpty();
    }

    @Test
    public void aProviderThatIgnoresItsMemoryIsFound() {
        assertThat(Suite.failures(Unbound.class))
                .contains("theReturnOfOneLogInDoesNotFitTheMemoryOfAnother", "aMemoryThatWasChangedLogsNobodyIn");
    }

    @Test
    public void aProviderThatTakesAReturnTwiceIsFound() {
        assertThat(Suite.failures(Replayed.class)).containsExactly("aReturnServesOnce");
    }

    @Test
    public void aProviderThatBelievesAMadeUpReturnIsFound() {
        assertThat(Suite.failures(Gullible.class)).contains("aReturnThatWasMadeUpIsRefused");
    }

    static class Provider implements IdentityProvider {
        final Map<String, String> codes;

        Provider(Map<String, String> codes) {
            this.codes = codes;
        }

        @Override
        public LocalText title() {
            return LocalText.of("Проба", "Sample");
        }

        @Override
        public Departure begin(Work work, String state, URI returnAddress) {
            String nonce = UUID.randomUUID().toString();
            return new Departure(
                    URI.create("http://127.0.0.1/in?state=" + state + "&nonce=" + nonce),
                    (state + " " + nonce).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Login finish(Work work, byte[] memory, URI returnAddress, Map<String, String> parameters) {
            String nonce = taken(parameters.getOrDefault("code", ""));
            String remembered = new String(memory, StandardCharsets.UTF_8);
            return fits(remembered, parameters.getOrDefault("state", "") + " " + nonce)
                    ? Login.of(TestWork.CITIZEN.identifier(), TestWork.CITIZEN.name(), Assurance.SUBSTANTIAL)
                    : Login.refused("the return does not fit");
        }

        boolean fits(String remembered, String returned) {
            return remembered.equals(returned);
        }

        String taken(String code) {
            return codes.remove(code);
        }

        @Override
        public Health health(Work work) {
            return codes == null ? new Health(Health.Status.DOWN, "nobody there") : Health.UP;
        }
    }

    public static class Right extends IdentityProviderContract {
        final Map<String, String> codes = new ConcurrentHashMap<>();

        @Override
        protected IdentityProvider provider() {
            return new Provider(codes);
        }

        @Override
        protected IdentityProvider unreachable() {
            return new Provider(null);
        }

        @Override
        protected Identifier known() {
            return TestWork.CITIZEN.identifier();
        }

        @Override
        protected Map<String, String> logIn(URI address) {
            String code = UUID.randomUUID().toString();
            codes.put(code, parameter(address, "nonce"));
            return Map.of("state", parameter(address, "state"), "code", code);
        }

        @Override
        protected Map<String, String> giveUp(URI address) {
            return Map.of("state", parameter(address, "state"), "error", "access_denied");
        }

        private static String parameter(URI address, String name) {
            return address.getQuery().replaceFirst(".*\\b" + name + "=([^&]*).*", "$1");
        }
    }

    public static class Unbound extends Right {
        @Override
        protected IdentityProvider provider() {
            return new Provider(codes) {
                @Override
                boolean fits(String remembered, String returned) {
                    return !returned.endsWith("null");
                }
            };
        }
    }

    public static class Replayed extends Right {
        @Override
        protected IdentityProvider provider() {
            return new Provider(codes) {
                @Override
                String taken(String code) {
                    return codes.get(code);
                }
            };
        }
    }

    public static class Gullible extends Right {
        @Override
        protected IdentityProvider provider() {
            return new Provider(codes) {
                @Override
                boolean fits(String remembered, String returned) {
                    return true;
                }
            };
        }
    }
}
