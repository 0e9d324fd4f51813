/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.RedirectSigning;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningStatus.State;
import org.gishe.api.signature.SigningTicket;
import org.gishe.api.signature.Tariff;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

public class SignatureProviderContractTest {

    private static Path store;
    private static Key key;

    @BeforeClass
    public static void makeAKey() throws Exception {
        store = Files.createTempDirectory("gishe").resolve("key.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=Test",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        key = new Key(
                (PrivateKey) keys.getKey("a", "changeit".toCharArray()),
                keys.getCertificate("a").getEncoded());
    }

    @AfterClass
    public static void forgetTheKey() throws Exception {
        Files.delete(store);
        Files.delete(store.getParent());
    }

    @Test
    public void aRightProviderPasses() {
        assertThat(Suite.failures(Right.class)).isEmpty();
    }

    @Test
    public void aProviderThatAsksTwiceForOneKeyIsFound() {
        assertThat(Suite.failures(Twice.class)).containsExactly("theSameKeyAsksOnce");
    }

    @Test
    public void aProviderThatRemembersInItsOwnMemoryIsFound() {
        assertThat(Suite.failures(Rooted.class))
                .contains("theTicketIsAllThatAnotherInstanceNeeds", "theSameKeyAsksOnce");
    }

    @Test
    public void aProviderThatSignsUnaskedIsFound() {
        assertThat(Suite.failures(Eager.class)).contains("nothingIsSignedBeforeThePersonApproved", "noIsFinal");
    }

    @Test
    public void aProviderThatLeadsToItselfPasses() {
        assertThat(Suite.failures(Led.class)).isEmpty();
    }

    @Test
    public void aProviderThatTakesWhateverComesBackIsFound() {
        assertThat(Suite.failures(Credulous.class))
                .containsExactly(
                        "aReturnThatComesTwiceSignsOnce",
                        "aReturnWithoutADepartureSignsNothing",
                        "noIsFinal",
                        "whatAnotherDepartureBroughtBackSignsNothing",
                        "whatNobodySentSignsNothing",
                        "whoeverNamesItselfOtherwiseIsNotBelieved");
    }

    @Test
    public void aProviderThatSwapsTheValuesIsFound() {
        assertThat(Suite.failures(Swapped.class))
                .containsExactly("anApprovedRequestGivesOneValueForEachDigestInTheirOrder");
    }

    record Key(PrivateKey secret, byte[] certificate) {}

    /** What the remote service knows of one request. */
    static final class Request {
        final List<byte[]> digests = new ArrayList<>();
        volatile Instant until;
        State state = State.PENDING;

        Request(SigningRequest asked) {
            until = asked.validUntil();
            asked.digests().forEach(each -> digests.add(each.sha256()));
        }
    }

    static class Provider implements SignatureProvider {
        final Map<String, Request> service;

        Provider(Map<String, Request> service) {
            this.service = service;
        }

        @Override
        public LocalText title() {
            return LocalText.of("Проба", "Sample");
        }

        @Override
        public Tariff tariff() {
            return new Tariff(1, new BigDecimal("0.50"), "EUR");
        }

        @Override
        public Optional<Credential> credential(Work work, Identifier signer) {
            if (service == null) {
                throw new PluginException("nobody there", true);
            }
            return signer.equals(TestWork.CITIZEN.identifier())
                    ? Optional.of(new Credential("key-1", List.of(key.certificate())))
                    : Optional.empty();
        }

        @Override
        public SigningTicket begin(Work work, SigningRequest request) {
            String name = name(work);
            service.computeIfAbsent(name, each -> new Request(request));
            return new SigningTicket(
                    name.getBytes(StandardCharsets.UTF_8), Optional.of(URI.create("http://127.0.0.1/phone/" + name)));
        }

        String name(Work work) {
            return work.key();
        }

        @Override
        public SigningStatus status(Work work, SigningTicket ticket) {
            var request = service.get(new String(ticket.state(), StandardCharsets.UTF_8));
            if (request == null) {
                return SigningStatus.ended(State.FAILED, "no such request");
            }
            synchronized (request) {
                if (request.state == State.PENDING && Instant.now().isAfter(request.until)) {
                    request.state = State.EXPIRED;
                }
                return switch (state(request)) {
                    case PENDING -> SigningStatus.pending(Duration.ofMillis(100));
                    case SIGNED -> SigningStatus.signed(values(request));
                    default -> SigningStatus.ended(request.state, "ended");
                };
            }
        }

        State state(Request request) {
            return request.state;
        }

        List<byte[]> values(Request request) {
            return request.digests.stream().map(Provider::sign).toList();
        }

        private static byte[] sign(byte[] digest) {
            try {
                var signer = Signature.getInstance("NONEwithECDSA");
                signer.initSign(key.secret());
                signer.update(digest);
                return signer.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void cancel(Work work, SigningTicket ticket) {
            var request = service.get(new String(ticket.state(), StandardCharsets.UTF_8));
            if (request != null && request.state == State.PENDING) {
                request.state = State.FAILED;
            }
        }

        @Override
        public Health health(Work work) {
            return service == null ? new Health(Health.Status.DOWN, "nobody there") : Health.UP;
        }
    }

    public static class Right extends SignatureProviderContract {
        final Map<String, Request> service = new ConcurrentHashMap<>();

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(2);
        }

        @Override
        protected void pass(Instant validUntil) {
            service.values().forEach(request -> request.until = Instant.MIN);
        }

        @Override
        protected SignatureProvider provider() {
            return new Provider(service);
        }

        @Override
        protected SignatureProvider unreachable() {
            return new Provider(null);
        }

        @Override
        protected Identifier known() {
            return TestWork.CITIZEN.identifier();
        }

        @Override
        protected void approve(SigningTicket ticket) {
            answer(ticket, State.SIGNED);
        }

        @Override
        protected void reject(SigningTicket ticket) {
            answer(ticket, State.REJECTED);
        }

        Request request(SigningTicket ticket) {
            return service.get(new String(ticket.state(), StandardCharsets.UTF_8));
        }

        private void answer(SigningTicket ticket, State state) {
            var request = request(ticket);
            synchronized (request) {
                request.state = state;
            }
        }
    }

    public static class Twice extends Right {
        @Override
        protected SignatureProvider provider() {
            return new Provider(service) {
                @Override
                String name(Work work) {
                    return UUID.randomUUID().toString();
                }
            };
        }
    }

    public static class Rooted extends Right {
        private Provider last;

        @Override
        protected SignatureProvider provider() {
            last = new Provider(new ConcurrentHashMap<>());
            return last;
        }

        @Override
        Request request(SigningTicket ticket) {
            var here = last.service.get(new String(ticket.state(), StandardCharsets.UTF_8));
            return here == null ? new Request(nothing()) : here;
        }

        private static SigningRequest nothing() {
            return SigningRequest.of(
                    new Credential("key-1", List.of(key.certificate())),
                    List.of(new SigningRequest.Digest("", new byte[32])),
                    Instant.MAX);
        }
    }

    public static class Eager extends Right {
        @Override
        protected SignatureProvider provider() {
            return new Provider(service) {
                @Override
                State state(Request request) {
                    return State.SIGNED;
                }
            };
        }
    }

    public static class Swapped extends Right {
        @Override
        protected SignatureProvider provider() {
            return new Provider(service) {
                @Override
                List<byte[]> values(Request request) {
                    var values = new ArrayList<>(super.values(request));
                    java.util.Collections.reverse(values);
                    return values;
                }
            };
        }
    }

    /** Leads to a page whose codes are the departure's name and serve once. */
    private static class Leading extends Provider implements RedirectSigning {

        Leading(Map<String, Request> service) {
            super(service);
        }

        @Override
        public SigningTicket begin(Work work, SigningRequest request) {
            return new SigningTicket(super.begin(work, request).state(), Optional.empty());
        }

        @Override
        public boolean redirects(SigningTicket ticket) {
            return true;
        }

        @Override
        public SigningTicket depart(Work work, SigningTicket ticket, URI returnTo, String state) {
            if (service == null) {
                throw new PluginException("nobody there", true);
            }
            String name = new String(ticket.state(), StandardCharsets.UTF_8);
            String away = UUID.randomUUID().toString();
            service.put(away, service.get(name));
            return new SigningTicket(
                    (name + " " + away).getBytes(StandardCharsets.UTF_8),
                    Optional.of(URI.create("http://127.0.0.1/consent/" + away + "?state=" + state)));
        }

        @Override
        public SigningStatus status(Work work, SigningTicket ticket) {
            String name = new String(ticket.state(), StandardCharsets.UTF_8).split(" ")[0];
            return super.status(work, new SigningTicket(name.getBytes(StandardCharsets.UTF_8), Optional.empty()));
        }

        @Override
        public SigningStatus returned(Work work, SigningTicket ticket, Map<String, String> parameters) {
            String[] names = new String(ticket.state(), StandardCharsets.UTF_8).split(" ");
            if (!parameters.getOrDefault("iss", "http://127.0.0.1").equals("http://127.0.0.1")) {
                return SigningStatus.ended(State.FAILED, "another");
            }
            if (parameters.getOrDefault("error", "").equals("access_denied")) {
                return SigningStatus.ended(State.REJECTED, "no");
            }
            if (names.length < 2 || !names[1].equals(parameters.get("code")) || service.remove(names[1]) == null) {
                return SigningStatus.ended(State.FAILED, "no consent");
            }
            return taken(names[0]);
        }

        SigningStatus taken(String name) {
            service.get(name).state = State.SIGNED;
            return SigningStatus.pending(
                    Duration.ofMillis(100), new SigningTicket(name.getBytes(StandardCharsets.UTF_8), Optional.empty()));
        }
    }

    public static class Led extends RedirectSigningContract {
        final Map<String, Request> service = new ConcurrentHashMap<>();

        @Override
        protected SignatureProvider provider() {
            return new Leading(service);
        }

        @Override
        protected SignatureProvider unreachable() {
            return new Leading(null);
        }

        @Override
        protected Identifier known() {
            return TestWork.CITIZEN.identifier();
        }

        @Override
        protected Map<String, String> approve(URI page) {
            return Map.of(
                    "code",
                    page.getPath().substring("/consent/".length()),
                    "state",
                    page.getQuery().substring("state=".length()));
        }

        @Override
        protected Map<String, String> reject(URI page) {
            return Map.of("error", "access_denied");
        }
    }

    public static class Credulous extends Led {
        @Override
        protected SignatureProvider provider() {
            return new Leading(service) {
                @Override
                public SigningStatus returned(Work work, SigningTicket ticket, Map<String, String> parameters) {
                    return taken(new String(ticket.state(), StandardCharsets.UTF_8).split(" ")[0]);
                }
            };
        }
    }
}
