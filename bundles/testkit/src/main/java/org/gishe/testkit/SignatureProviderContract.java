/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.PluginException;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningRequest.Digest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningStatus.State;
import org.gishe.api.signature.SigningTicket;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link SignatureProvider} promises. Its author plays the person with the phone. */
public abstract class SignatureProviderContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.SIGNATURE;
    }

    /** A new instance, configured for the same provider each time. */
    protected abstract SignatureProvider provider();

    /** Configured for an address where nobody listens. */
    protected abstract SignatureProvider unreachable();

    /** Somebody who has a key at the provider. */
    protected abstract Identifier known();

    /** The person says yes to what this ticket asked. */
    protected abstract void approve(SigningTicket ticket) throws Exception;

    /** The person says no. */
    protected abstract void reject(SigningTicket ticket) throws Exception;

    /** Somebody whom the provider does not know. */
    protected Identifier unknown() {
        return new Identifier(Identifier.Scheme.EGN, "9130054478");
    }

    /** How long a final status may take after the person decided. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** Whether a request can be taken back; not every protocol knows how. */
    protected boolean cancels() {
        return true;
    }

    /** Lets time pass until nobody can approve any longer; by default by waiting for that instant. */
    protected void pass(Instant validUntil) throws Exception {
        long end =
                System.nanoTime() + Duration.between(Instant.now(), validUntil).toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    public void theTitleStandsInBothLanguages() {
        assertBothLanguages(provider().title());
    }

    @Test
    public void theTariffIsAPrice() {
        var tariff = provider().tariff();

        assertThat(tariff.free()).isNotNegative();
        assertThat(tariff.price().signum()).isNotNegative();
        assertThat(tariff.currency()).matches("[A-Z]{3}");
    }

    @Test
    public void aKnownPersonHasACredential() throws GeneralSecurityException {
        var provider = provider();

        var first = credential(provider);
        var again = credential(provider);

        assertThat(first.id()).isNotBlank().isEqualTo(again.id());
        assertThat(certificate(first).getPublicKey()).isNotNull();
    }

    @Test
    public void anUnknownPersonHasNone() {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            assertThat(provider().credential(work, unknown())).isEmpty();
        }
    }

    @Test
    public void nothingIsSignedBeforeThePersonApproved() {
        var provider = provider();
        var ticket = begin(provider, key(), soon(), digest("a"));

        long start = System.nanoTime();
        var status = status(provider, ticket);

        assertThat(since(start)).as("time of a status call").isLessThan(Duration.ofSeconds(3));
        assertThat(status.state()).isEqualTo(State.PENDING);
        assertThat(status.values()).isEmpty();
        assertThat(status.askAgain()).isBetween(Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    @Test
    public void anApprovedRequestGivesOneValueForEachDigestInTheirOrder() throws Exception {
        var provider = provider();
        var key = certificate(credential(provider)).getPublicKey();
        var ticket = begin(provider, key(), soon(), digest("first"), digest("second"));

        approve(ticket);
        var status = last(provider, ticket);

        assertThat(status.state()).isEqualTo(State.SIGNED);
        assertThat(status.values()).hasSize(2);
        assertThat(verifies(key, "first", status.values().get(0))).isTrue();
        assertThat(verifies(key, "second", status.values().get(1))).isTrue();
        assertThat(verifies(key, "second", status.values().get(0))).isFalse();
    }

    @Test
    public void theTicketIsAllThatAnotherInstanceNeeds() throws Exception {
        var ticket = begin(provider(), key(), soon(), digest("a"));

        approve(ticket);
        var kept = new SigningTicket(
                ticket.state().clone(), ticket.approvalPage().map(URI::toString).map(URI::create));
        var status = last(provider(), kept);

        assertThat(status.state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void theSameKeyAsksOnce() throws Exception {
        var key = key();
        var until = soon();
        var first = begin(provider(), key, until, digest("a"));

        var again = begin(provider(), key, until, digest("a"));
        approve(first);
        var status = last(provider(), again);

        assertThat(again.approvalPage()).isEqualTo(first.approvalPage());
        assertThat(status.state()).isEqualTo(State.SIGNED);
    }

    @Test
    public void anotherKeyAsksAnew() throws Exception {
        var provider = provider();
        var first = begin(provider, key(), soon(), digest("a"));
        var second = begin(provider, key(), soon(), digest("a"));

        approve(first);

        assertThat(last(provider, first).state()).isEqualTo(State.SIGNED);
        assertThat(status(provider, second).state()).isEqualTo(State.PENDING);
    }

    @Test
    public void noIsFinal() throws Exception {
        var provider = provider();
        var ticket = begin(provider, key(), soon(), digest("a"));

        reject(ticket);

        var status = last(provider, ticket);
        assertThat(status.state()).isEqualTo(State.REJECTED);
        assertThat(status.values()).isEmpty();
        assertThat(status(provider, ticket).state()).isEqualTo(State.REJECTED);
    }

    @Test
    public void aCancelledRequestEndsWithoutASignature() {
        var provider = provider();
        var ticket = begin(provider, key(), soon(), digest("a"));

        cancel(provider, ticket);
        cancel(provider, ticket);

        var state = status(provider, ticket).state();
        assertThat(state).isNotEqualTo(State.SIGNED);
        if (cancels()) {
            assertThat(state).isNotEqualTo(State.PENDING);
        }
    }

    @Test
    public void cancellingWhatIsFinalChangesNothing() throws Exception {
        var provider = provider();
        var ticket = begin(provider, key(), soon(), digest("a"));
        reject(ticket);
        last(provider, ticket);

        cancel(provider, ticket);

        assertThat(status(provider, ticket).state()).isEqualTo(State.REJECTED);
    }

    @Test
    public void anUnansweredRequestExpires() throws Exception {
        var provider = provider();
        var until = Instant.now().plusSeconds(2);
        var ticket = begin(provider, key(), until, digest("a"));

        pass(until);

        assertThat(last(provider, ticket).state()).isEqualTo(State.EXPIRED);
    }

    @Test
    public void aProviderThatIsDownSaysSo() {
        var down = unreachable();

        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            var failure = catchThrowable(() -> down.credential(work, known()));

            assertThat(failure).isInstanceOf(PluginException.class);
            assertThat(((PluginException) failure).passing()).isTrue();
            assertThat(failure.toString()).doesNotContain(known().value());
        }
        try (var work = TestWork.forNobody().open()) {
            long start = System.nanoTime();
            var health = down.health(work);
            assertHealth(health, since(start));
            assertThat(health.status()).isNotEqualTo(org.gishe.api.base.Health.Status.UP);
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
    public void severalPeopleMaySignAtOnce() throws Exception {
        var provider = provider();

        var states = atOnce(() -> {
            var ticket = begin(provider, key(), soon(), digest("a"));
            approve(ticket);
            return last(provider, ticket).state();
        });

        assertThat(states).containsOnly(State.SIGNED);
    }

    @Test
    public void nothingRunsOnAfterACall() throws Exception {
        credential(provider()); // a sandbox in this JVM starts its own threads now
        var threads = Threads.watch();
        var provider = provider();

        var ticket = begin(provider, key(), soon(), digest("a"));
        status(provider, ticket);
        cancel(provider, ticket);

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    @Test
    public void neitherTicketNorProviderTellsWhoSigns() {
        var provider = provider();
        var ticket = begin(provider, key(), soon(), digest("a"));

        assertThat(ticket.toString() + provider).doesNotContain(known().value());
    }

    private SigningTicket begin(SignatureProvider provider, String key, Instant until, Digest... digests) {
        var request = SigningRequest.of(credential(provider), List.of(digests), until);
        try (var work = TestWork.forPerson(TestWork.CITIZEN).key(key).open()) {
            var ticket = provider.begin(work, request);
            assertThat(ticket).isNotNull();
            return ticket;
        }
    }

    private Credential credential(SignatureProvider provider) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            Optional<Credential> credential = provider.credential(work, known());
            assertThat(credential).as("credential of a known person").isPresent();
            return credential.get();
        }
    }

    private static SigningStatus status(SignatureProvider provider, SigningTicket ticket) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            var status = provider.status(work, ticket);
            assertThat(status).isNotNull();
            return status;
        }
    }

    private static void cancel(SignatureProvider provider, SigningTicket ticket) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            provider.cancel(work, ticket);
        }
    }

    /** Asks until it is final, at the pace the provider asks for, with the ticket it gave last. */
    private SigningStatus last(SignatureProvider provider, SigningTicket ticket) {
        long end = System.nanoTime() + patience().toNanos();
        var current = ticket;
        var status = status(provider, current);
        while (status.state() == State.PENDING && System.nanoTime() < end) {
            current = status.ticket().orElse(current);
            LockSupport.parkNanos(
                    Math.min(status.askAgain().toNanos(), Duration.ofMillis(500).toNanos()));
            status = status(provider, current);
        }
        return status;
    }

    private static String key() {
        return "test." + java.util.UUID.randomUUID();
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(300);
    }

    private static Digest digest(String text) {
        try {
            return new Digest(
                    "Заявление „" + text + "“",
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(Credential credential) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(credential.certificates().get(0)));
    }

    private static boolean verifies(PublicKey key, String text, byte[] value) throws GeneralSecurityException {
        var verifier = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        verifier.initVerify(key);
        verifier.update(text.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(value);
    }
}
