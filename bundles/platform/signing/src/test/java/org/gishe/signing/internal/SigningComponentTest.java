/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
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
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.TimeStampSource;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.Verdict;
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
    private final Engine ades = new Engine();
    private final Plugged catalogue = new Plugged().with(PLUGIN, provider);
    private final StoredContents contents;
    private final SigningComponent signing;
    private final Lasting lasting;
    private final String content;
    private Instant now = Instant.parse("2026-11-23T09:00:00.123456Z");

    public SigningComponentTest(TestStores kind) {
        store = kind.open();
        InstantSource clock = () -> now;
        var keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        contents = new StoredContents(store.folder(), store, keys, clock);
        var journal = new StoredJournal(store, keys, clock);
        var points = new TrustPoints(() -> new Means(Trust.NOBODY, (digest, algorithm) -> new byte[0]), clock, true, 1);
        signing = new SigningComponent(
                store, contents, journal, keys, catalogue, new WorksComponent(clock), clock, ades, points);
        lasting = new Lasting(store, contents, journal, keys, clock, ades, points, signing);
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
        assertThat(contents.read(((Progress.Signed) signed).signature()))
                .isEqualTo(("stamped container of " + new String(CONTENT, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
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
    public void a_dead_time_stamp_authority_delays_what_was_approved_and_the_person_is_not_asked_again() {
        ades.stamps = false;

        advance();
        assertThat(advance()).isEqualTo(new Progress.Later("the time-stamp authority does not answer", true));
        catalogue.without(PLUGIN); // nobody needs the provider any more
        now = now.plus(Duration.ofDays(2));
        signing.cancel("s.sign.1");
        assertThat(advance()).isInstanceOf(Progress.Later.class);
        assertThat(signing.pins()).isEmpty();
        ades.stamps = true;

        assertThat(advance()).isInstanceOf(Progress.Signed.class);
        assertThat(provider.begun).hasSize(1);
    }

    @Test
    public void what_was_signed_is_made_lasting_later_and_a_dead_responder_delays_nobody() throws Exception {
        ades.responds = false;
        advance();
        Progress signed = advance();
        lasting.run();
        lasting.run(); // too early

        assertThat(signed).isInstanceOf(Progress.Signed.class);
        assertThat(ades.extended).isEqualTo(1);
        ades.responds = true;
        now = now.plus(Duration.ofSeconds(10));
        lasting.run();
        lasting.run(); // once

        assertThat(ades.extended).isEqualTo(2);
        String kept = store.read(query -> query.createQuery("SELECT lasting FROM signing_order")
                .mapTo(String.class)
                .one());
        try (var container = contents.open(kept)) {
            assertThat(new String(container.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("lasting stamped container of ");
        }
        assertThat(advance()).as("the first copy stays").isEqualTo(signed);
    }

    @Test
    public void what_this_release_cannot_make_again_is_signed_anew() {
        advance();
        ades.release = "2";

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.LOST));
    }

    @Test
    public void a_large_container_is_kept_too() throws Exception {
        ades.padding = 100_000;

        advance();
        Progress signed = advance();

        try (var container = contents.open(((Progress.Signed) signed).signature())) {
            assertThat(container.readAllBytes()).hasSizeGreaterThan(100_000);
        }
    }

    @Test
    public void a_certificate_that_cannot_sign_this_ends_it_before_anybody_is_asked() {
        ades.refuses = true;

        assertThat(advance()).isInstanceOfSatisfying(Progress.Ended.class, ended -> assertThat(ended.end())
                .isEqualTo(End.FAILED));
        assertThat(provider.begun).isEmpty();
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

    /** Makes containers of plain text, and verifies values as the real one does. */
    static final class Engine implements Ades {

        boolean stamps = true;
        boolean refuses;
        boolean responds = true;
        int extended;
        String release = "1";
        int padding;

        @Override
        public byte[] prepare(Facts facts, List<Document> documents) {
            if (refuses) {
                throw new AdesException(AdesException.Reason.CERTIFICATE, "it has expired");
            }
            try {
                return (release
                                + facts
                                + documents.get(0).name()
                                + new String(documents.get(0).read()))
                        .getBytes(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public byte[] complete(Facts facts, List<Document> documents, byte[] value, Means means) {
            try {
                var signature = Signature.getInstance("SHA256withECDSA");
                signature.initVerify(CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(facts.chain().get(0))));
                signature.update(prepare(facts, documents));
                if (!signature.verify(value)) {
                    throw new AdesException(AdesException.Reason.WRONG_VALUE, "wrong value");
                }
                if (facts.level() == Level.T && !stamps) {
                    throw new AdesException(
                            AdesException.Reason.TIME_STAMP, "the time-stamp authority does not answer");
                }
                return ("stamped container of " + new String(documents.get(0).read()) + " ".repeat(padding))
                        .getBytes(StandardCharsets.UTF_8);
            } catch (GeneralSecurityException | IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public byte[] extend(Document signed, List<Document> detached, Level level, Means means) {
            extended++;
            if (!responds) {
                throw new AdesException(AdesException.Reason.VALIDATION_DATA, "no responder answers");
            }
            try {
                return ("lasting " + new String(signed.read())).getBytes(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Verdict validate(Document signed, List<Document> detached, Trust trust) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TrustState state(Trust trust, boolean again) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TimeStampSource timeStamps(URI authority) {
            throw new UnsupportedOperationException();
        }
    }

    /** A provider with a real key, whose answers a test can arrange. */
    static class Provider implements SignatureProvider {

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
