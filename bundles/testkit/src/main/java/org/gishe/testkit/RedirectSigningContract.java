/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.PluginException;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.RedirectSigning;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningRequest.Digest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningStatus.State;
import org.gishe.api.signature.SigningTicket;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link RedirectSigning} promises besides. Its author plays the person at the provider's page. */
public abstract class RedirectSigningContract extends Contract {

    /** Where people come back to in these tests; nobody listens there. */
    protected static final URI RETURN = URI.create("http://127.0.0.1:9/signing/return");

    private final SecureRandom random = new SecureRandom();

    @Override
    final Kind kind() {
        return Kind.SIGNATURE;
    }

    /** A new instance, configured for the same provider each time; it implements {@link RedirectSigning} too. */
    protected abstract SignatureProvider provider();

    /** Configured for an address where nobody listens. */
    protected abstract SignatureProvider unreachable();

    /** Somebody who is led to the provider. */
    protected abstract Identifier known();

    /** The person opens that page and says yes; all parameters with which their browser comes back. */
    protected abstract Map<String, String> approve(URI page) throws Exception;

    /** The person opens that page and says no. */
    protected abstract Map<String, String> reject(URI page) throws Exception;

    /** How long a final status may take after the return. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Test
    public void whoIsLedAwayIsToldSoAndNotSentAnywhereYet() {
        var provider = provider();
        var ticket = begin(provider, "a");

        assertThat(((RedirectSigning) provider).redirects(ticket)).isTrue();
        assertThat(ticket.approvalPage()).isEmpty();
        assertThat(status(provider, ticket).state()).isEqualTo(State.PENDING);
    }

    @Test
    public void aDepartureLeadsToAPageThatIsItsOwn() {
        var provider = provider();
        var ticket = begin(provider, "a");

        var first = depart(provider, ticket, state());
        var second = depart(provider, ticket, state());

        assertThat(page(first).getScheme()).isIn("http", "https");
        assertThat(page(first).isAbsolute()).isTrue();
        assertThat(page(first)).isNotEqualTo(page(second));
        assertThat(status(provider, first).state()).isEqualTo(State.PENDING);
    }

    @Test
    public void aConsentGivesOneValueForEachDigestInTheirOrder() throws Exception {
        var provider = provider();
        String state = state();
        var away = depart(provider, begin(provider, "first", "second"), state);

        var back = approve(page(away));
        assertThat(back).containsEntry("state", state);
        // another instance, with nothing but the ticket
        var status = last(provider(), returned(provider(), away, back));

        assertThat(status.state()).as(status.reason()).isEqualTo(State.SIGNED);
        assertThat(status.values()).hasSize(2);
        assertThat(verifies("first", status.values().get(0))).isTrue();
        assertThat(verifies("second", status.values().get(1))).isTrue();
        assertThat(verifies("second", status.values().get(0))).isFalse();
    }

    @Test
    public void noIsFinal() throws Exception {
        var provider = provider();
        var away = depart(provider, begin(provider, "a"), state());

        var status = returned(provider, away, reject(page(away)));

        assertThat(status.state()).isEqualTo(State.REJECTED);
        assertThat(status.values()).isEmpty();
    }

    @Test
    public void whatAnotherDepartureBroughtBackSignsNothing() throws Exception {
        var provider = provider();
        var mine = depart(provider, begin(provider, "a"), state());
        var other = depart(provider, begin(provider, "b"), state());

        var back = approve(page(other));

        signsNothing(provider, returned(provider, mine, back));
    }

    @Test
    public void aReturnThatComesTwiceSignsOnce() throws Exception {
        var provider = provider();
        var away = depart(provider, begin(provider, "a"), state());
        var back = approve(page(away));
        var first = last(provider, returned(provider, away, back));

        var again = last(provider, returned(provider, away, back));

        assertThat(first.state()).isEqualTo(State.SIGNED);
        assertThat(again.state()).isNotEqualTo(State.SIGNED);
    }

    @Test
    public void aReturnWithoutADepartureSignsNothing() throws Exception {
        var provider = provider();
        var ticket = begin(provider, "a");
        var back = approve(page(depart(provider, ticket, state())));

        signsNothing(provider, returned(provider, ticket, back));
    }

    @Test
    public void whatNobodySentSignsNothing() {
        var provider = provider();
        for (Map<String, String> forged : List.of(
                Map.<String, String>of(),
                Map.of("code", ""),
                Map.of("code", "made-up"),
                Map.of("code", "x".repeat(4_096)),
                Map.of("code", "a\r\nHost: b&grant_type=client_credentials"),
                Map.of("error", ""),
                Map.of("error", "nonsense", "code", "made-up"))) {
            var away = depart(provider, begin(provider, "a"), state());

            signsNothing(provider, returned(provider, away, forged));
        }
    }

    @Test
    public void whoeverNamesItselfOtherwiseIsNotBelieved() throws Exception {
        var provider = provider();
        var away = depart(provider, begin(provider, "a"), state());
        var back = new HashMap<>(approve(page(away)));
        back.put("iss", "https://another.invalid");

        signsNothing(provider, returned(provider, away, back));
    }

    @Test
    public void aProviderThatIsDownLetsThemSetOutAgain() {
        var ticket = begin(provider(), "a");

        var failure = catchThrowable(() -> depart(unreachable(), ticket, state()));

        assertThat(failure).isInstanceOf(PluginException.class);
        assertThat(((PluginException) failure).passing()).isTrue();
        assertThat(failure.toString()).doesNotContain(known().value());
    }

    @Test
    public void neitherTicketNorReasonTellsWhatCameBack() throws Exception {
        var provider = provider();
        var away = depart(provider, begin(provider, "a"), state());
        var status =
                returned(provider, away, Map.of("error", "invalid_request", "error_description", "code 4711 of Anna"));

        assertThat(status.reason()).doesNotContain("4711", "Anna");
        assertThat(away.toString()).doesNotContain(known().value());
    }

    private void signsNothing(SignatureProvider provider, SigningStatus status) {
        assertThat(last(provider, status).values()).isEmpty();
        assertThat(last(provider, status).state()).isNotEqualTo(State.SIGNED);
    }

    private SigningTicket begin(SignatureProvider provider, String... texts) {
        var digests = java.util.Arrays.stream(texts)
                .map(RedirectSigningContract::digest)
                .toList();
        var request =
                SigningRequest.of(credential(provider), digests, Instant.now().plusSeconds(300));
        try (var work = TestWork.forPerson(TestWork.CITIZEN)
                .key("test." + UUID.randomUUID())
                .open()) {
            return provider.begin(work, request);
        }
    }

    private Credential credential(SignatureProvider provider) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return provider.credential(work, known()).orElseThrow(() -> new AssertionError("no credential"));
        }
    }

    private static SigningTicket depart(SignatureProvider provider, SigningTicket ticket, String state) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return ((RedirectSigning) provider).depart(work, ticket, RETURN, state);
        }
    }

    private static URI page(SigningTicket away) {
        return away.approvalPage().orElseThrow(() -> new AssertionError("a departure has a page"));
    }

    /** As the platform hands it over: without the state. */
    private static SigningStatus returned(
            SignatureProvider provider, SigningTicket away, Map<String, String> parameters) {
        var told = new HashMap<>(parameters);
        told.remove("state");
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            var status = ((RedirectSigning) provider)
                    .returned(work, new SigningTicket(away.state(), java.util.Optional.empty()), Map.copyOf(told));
            assertThat(status).isNotNull();
            return status;
        }
    }

    private static SigningStatus status(SignatureProvider provider, SigningTicket ticket) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            return provider.status(work, ticket);
        }
    }

    /** Goes on from a return until it is final; one that lets them set out again is final here. */
    private SigningStatus last(SignatureProvider provider, SigningStatus returned) {
        long end = System.nanoTime() + patience().toNanos();
        var status = returned;
        if (status.state() != State.PENDING || status.ticket().isEmpty()) {
            return status;
        }
        var ticket = status.ticket().get();
        while (status.state() == State.PENDING && System.nanoTime() < end) {
            status = status(provider, ticket);
            ticket = status.ticket().orElse(ticket);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return status;
    }

    private String state() {
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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

    private boolean verifies(String text, byte[] value) throws GeneralSecurityException {
        var key = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        credential(provider()).certificates().get(0)))
                .getPublicKey();
        var verifier = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        verifier.initVerify(key);
        verifier.update(text.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(value);
    }
}
