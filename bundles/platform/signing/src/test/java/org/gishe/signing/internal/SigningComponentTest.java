/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningTicket;
import org.gishe.api.signature.Tariff;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.test.Plugged;
import org.gishe.contents.internal.StoredContents;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.signing.Signing.End;
import org.gishe.signing.Signing.Order;
import org.gishe.signing.Signing.Progress;
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
public class SigningComponentTest {

    private static final PluginKey PLUGIN = new PluginKey(Kind.SIGNATURE, "sample", "sample", "1.0.0");
    private static final byte[] CONTENT = "what is signed".getBytes(StandardCharsets.UTF_8);
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

    private final Provider provider = new Provider();
    private final Plugged catalogue = new Plugged().with(PLUGIN, provider);
    private final StoredContents contents;
    private final SigningComponent signing;
    private final String content;
    private Instant now = Instant.parse("2026-11-23T09:00:00.123456Z");

    public SigningComponentTest(TestStores kind) {
        store = kind.open();
        InstantSource clock = () -> now;
        var keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        contents = new StoredContents(store.folder(), store, keys, clock);
        signing = new SigningComponent(
                store,
                contents,
                new StoredJournal(store, keys, clock),
                keys,
                catalogue,
                new WorksComponent(clock),
                clock);
        content = store.commit(unit -> contents.put(unit, CONTENT, "text/plain").id());
    }

    @Test
    public void what_the_person_approves_becomes_a_signature_that_others_verify() throws Exception {
        provider.says(SigningStatus.pending(Duration.ofMillis(300)));

        assertThat(advance()).isInstanceOf(Progress.Pending.class); // asked
        assertThat(advance()).isInstanceOf(Progress.Pending.class); // not decided yet
        Progress signed = advance();

        assertThat(signed).isInstanceOf(Progress.Signed.class);
        assertThat(((Progress.Signed) signed).certificate()).isEqualTo("Yana Primerova");
        var cms = new CMSSignedData(
                new CMSProcessableByteArray(CONTENT), contents.read(((Progress.Signed) signed).signature()));
        SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
        assertThat(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(provider.certificate)))
                .isTrue();
        assertThat(advance()).isEqualTo(signed);
        assertThat(provider.begun).hasSize(1);
    }

    @Test
    public void a_value_of_another_key_is_never_accepted() throws Exception {
        provider.signer = keys().getPrivate();

        advance();
        Progress progress = advance();

        assertThat(progress).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.FAILED));
        assertThat(advance()).isEqualTo(progress);
    }

    @Test
    public void a_person_unknown_to_the_provider_ends_it() {
        provider.knows = false;

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.FAILED));
        assertThat(provider.begun).isEmpty();
    }

    @Test
    public void rejected_expired_and_lost_are_told_apart() {
        ends(SigningStatus.ended(SigningStatus.State.REJECTED, "no"), "a", End.REJECTED);
        ends(SigningStatus.ended(SigningStatus.State.EXPIRED, "too late"), "b", End.EXPIRED);
        ends(SigningStatus.ended(SigningStatus.State.FAILED, "lost: its value is gone"), "c", End.LOST);
        ends(SigningStatus.ended(SigningStatus.State.FAILED, "locked"), "d", End.FAILED);
    }

    private void ends(SigningStatus status, String key, End end) {
        provider.says(status);
        signing.advance(order(key));

        assertThat(signing.advance(order(key)))
                .isInstanceOfSatisfying(
                        Progress.Ended.class, ended -> assertThat(ended.end()).isEqualTo(end));
    }

    @Test
    public void an_answer_that_was_lost_is_asked_for_with_the_same_key() {
        provider.loses = true;

        assertThat(advance()).isInstanceOf(Progress.Later.class);
        provider.loses = false;
        assertThat(advance()).isInstanceOf(Progress.Pending.class);

        assertThat(provider.begun).containsExactly("s.sign.1", "s.sign.1");
        assertThat(provider.digests).hasSize(2);
        assertThat(provider.digests.get(0)).isEqualTo(provider.digests.get(1));
    }

    @Test
    public void a_changed_ticket_is_kept_before_the_provider_is_asked_again() {
        provider.says(SigningStatus.pending(
                Duration.ofMillis(100),
                new SigningTicket("changed".getBytes(StandardCharsets.UTF_8), Optional.empty())));

        advance();
        advance();
        advance();

        assertThat(provider.tickets).containsExactly("first", "changed");
    }

    @Test
    public void a_signing_waits_for_the_version_that_began_it() {
        advance();
        catalogue.without(PLUGIN).with(new PluginKey(Kind.SIGNATURE, "sample", "sample", "2.0.0"), new Provider());

        assertThat(advance()).isInstanceOf(Progress.Later.class);
        assertThat(signing.pins()).singleElement().satisfies(pin -> {
            assertThat(pin.version()).isEqualTo("1.0.0");
            assertThat(pin.count()).isEqualTo(1);
        });

        catalogue.with(PLUGIN, provider);
        assertThat(advance()).isInstanceOf(Progress.Signed.class);
        assertThat(signing.pins()).isEmpty();
    }

    @Test
    public void nobody_waits_for_ever() {
        for (int i = 0; i < 5; i++) {
            provider.says(SigningStatus.pending(Duration.ofMillis(300)));
        }
        advance();
        advance();
        now = now.plus(Duration.ofMinutes(10));

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.EXPIRED));
    }

    @Test
    public void what_came_too_late_is_taken_back() {
        for (int i = 0; i < 2; i++) {
            provider.says(SigningStatus.pending(Duration.ofMillis(300)));
        }
        advance();
        now = now.plus(Duration.ofMinutes(10));
        advance();

        assertThat(provider.cancelled).containsExactly("first");
        assertThat(signing.pins()).isEmpty();
    }

    @Test
    public void what_was_approved_in_time_goes_on_after_a_standstill_of_ours() {
        provider.says(SigningStatus.pending(
                Duration.ofMillis(100),
                new SigningTicket("approved".getBytes(StandardCharsets.UTF_8), Optional.empty())));
        advance();
        now = now.plus(Duration.ofHours(1));

        assertThat(advance()).isInstanceOf(Progress.Pending.class);
        assertThat(advance()).isInstanceOf(Progress.Signed.class);
    }

    @Test
    public void nobody_is_asked_when_the_time_is_over() {
        provider.loses = true;
        advance();
        provider.loses = false;
        now = now.plus(Duration.ofMinutes(10));

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.EXPIRED));
        assertThat(provider.begun).hasSize(1);
    }

    @Test
    public void what_is_taken_back_pins_nothing_and_is_not_asked_for_again() {
        provider.loses = true;
        advance(); // the provider's answer was lost
        signing.cancel("s.sign.1");
        provider.loses = false;
        signing.advance(order("s.sign.2"));
        signing.cancel("s.sign.2");

        assertThat(signing.pins()).isEmpty();
        assertThat(provider.cancelled).containsExactly("first");
        assertThat(advance()).isInstanceOf(Progress.Ended.class);
    }

    @Test
    public void a_provider_does_not_make_us_ask_without_a_pause() {
        provider.says(SigningStatus.pending(Duration.ZERO));
        provider.says(SigningStatus.pending(Duration.ofDays(1)));
        advance();

        assertThat(advance()).isEqualTo(new Progress.Pending(Duration.ofMillis(100)));
        assertThat(advance()).isEqualTo(new Progress.Pending(Duration.ofMinutes(1)));
    }

    private Progress advance() {
        return signing.advance(order("s.sign.1"));
    }

    private Order order(String key) {
        Instant begun = Instant.parse("2026-11-23T09:00:00Z");
        return new Order(
                key, "s", "sample", ANNA, "Проба", content, Locale.ENGLISH, begun, begun.plus(Duration.ofMinutes(5)));
    }

    private static KeyPair keys() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** A provider with a real key, whose answers a test can arrange. */
    private static final class Provider implements SignatureProvider {

        final X509Certificate certificate;
        java.security.PrivateKey signer;
        boolean knows = true;
        boolean loses;
        final List<String> begun = new ArrayList<>();
        final List<byte[]> digests = new ArrayList<>();
        final List<String> tickets = new ArrayList<>();
        final List<String> cancelled = new ArrayList<>();
        private final Deque<SigningStatus> answers = new ArrayDeque<>();

        Provider() {
            try {
                KeyPair pair = keys();
                signer = pair.getPrivate();
                var name = new X500Name("C=BG,CN=Yana Primerova");
                certificate = new JcaX509CertificateConverter()
                        .getCertificate(new JcaX509v3CertificateBuilder(
                                        name,
                                        BigInteger.ONE,
                                        Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                                        Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                                        name,
                                        pair.getPublic())
                                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        void says(SigningStatus status) {
            answers.add(status);
        }

        @Override
        public LocalText title() {
            return LocalText.of("Проба", "Sample");
        }

        @Override
        public Tariff tariff() {
            return new Tariff(5, BigDecimal.ONE, "EUR");
        }

        @Override
        public Optional<Credential> credential(Work work, Identifier person) {
            try {
                return knows ? Optional.of(new Credential("c1", List.of(certificate.getEncoded()))) : Optional.empty();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public SigningTicket begin(Work work, SigningRequest request) {
            begun.add(work.key());
            digests.add(request.digests().get(0).sha256());
            if (loses) {
                throw new PluginException("no answer", true);
            }
            return new SigningTicket("first".getBytes(StandardCharsets.UTF_8), Optional.empty());
        }

        @Override
        public SigningStatus status(Work work, SigningTicket ticket) {
            tickets.add(new String(ticket.state(), StandardCharsets.UTF_8));
            SigningStatus arranged = answers.poll();
            if (arranged != null) {
                return arranged;
            }
            try {
                Signature signature = Signature.getInstance("NONEwithECDSA");
                signature.initSign(signer);
                signature.update(digests.get(digests.size() - 1));
                return SigningStatus.signed(List.of(signature.sign()));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void cancel(Work work, SigningTicket ticket) {
            cancelled.add(new String(ticket.state(), StandardCharsets.UTF_8));
        }

        @Override
        public Health health(Work work) {
            return Health.UP;
        }
    }
}
