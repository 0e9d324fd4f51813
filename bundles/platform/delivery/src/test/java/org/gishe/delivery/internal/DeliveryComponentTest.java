/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.contents.internal.StoredContents;
import org.gishe.delivery.Delivery.Message;
import org.gishe.delivery.Delivery.Parcel;
import org.gishe.journal.Journal.Line;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.json.Json;
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
public class DeliveryComponentTest {

    private static final PersonId ANNA = new PersonId("anna");
    private static final PersonId BORIS = new PersonId("boris");
    private static final byte[] DOCUMENT = "what is delivered".getBytes(StandardCharsets.UTF_8);

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TestStore store;

    private final StoredContents contents;
    private final StoredJournal journal;
    private final DeliveryComponent delivery;
    private final String document;
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");

    public DeliveryComponentTest(TestStores kind) {
        store = kind.open();
        InstantSource clock = () -> now;
        var keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        contents = new StoredContents(store.folder(), store, keys, clock);
        journal = new StoredJournal(store, keys, clock);
        delivery = new DeliveryComponent(store, contents, journal, keys, clock);
        document = store.commit(
                unit -> contents.put(unit, DOCUMENT, "application/pdf").id());
    }

    @Test
    public void what_is_delivered_stands_in_the_mailbox_with_evidence_of_sending() throws Exception {
        String id = deliver("a.deliver.5");

        Message message = mailbox(ANNA).get(0);
        assertThat(message.id()).isEqualTo(id);
        assertThat(message.sent()).isEqualTo(now);
        assertThat(message.opened()).isEmpty();
        assertThat(message.sha256()).isEqualTo(sha256());
        assertThat(message.mediaType()).isEqualTo("application/pdf");
        assertThat(message.subject().in(java.util.Locale.ENGLISH)).isEqualTo("Certificate");

        Data.Obj evidence = evidence(id).get(0);
        assertThat(evidence.text("/event")).contains("ContentConsignment");
        assertThat(evidence.text("/message")).contains(id);
        assertThat(evidence.text("/recipient")).contains("anna");
        assertThat(evidence.text("/documentDigest/value")).contains(sha256());
        assertThat(evidence.text("/time")).contains(now.toString());
    }

    @Test
    public void delivering_with_the_same_key_is_the_same_message() {
        String first = deliver("a.deliver.5");
        String second = deliver("a.deliver.5");

        assertThat(second).isEqualTo(first);
        assertThat(mailbox(ANNA)).hasSize(1);
        assertThat(evidence(first)).hasSize(1);
        assertThat(kinds()).containsExactly("delivery.sent");
    }

    @Test
    public void a_unit_that_fails_delivers_nothing() {
        assertThatThrownBy(() -> store.commit(unit -> {
                    delivery.deliver(unit, parcel("a.deliver.5"));
                    throw new IllegalStateException("the step failed");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(mailbox(ANNA)).isEmpty();
        assertThat(kinds()).isEmpty();
    }

    @Test
    public void a_document_that_is_not_kept_cannot_be_delivered() {
        assertThatThrownBy(() -> store.commit(unit -> delivery.deliver(
                        unit,
                        new Parcel(
                                "k",
                                "999999924",
                                LocalText.of("Община", "Municipality"),
                                ANNA,
                                LocalText.of("Удостоверение", "Certificate"),
                                "nowhere",
                                "a.pdf",
                                "a"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(mailbox(ANNA)).isEmpty();
    }

    @Test
    public void the_first_opening_makes_evidence_of_receipt_and_the_second_none() {
        String id = deliver("a.deliver.5");
        Instant opening = now = now.plusSeconds(60);
        Optional<Message> first = delivery.open(ANNA, ANNA, id);
        now = now.plusSeconds(60);
        Optional<Message> second = delivery.open(ANNA, ANNA, id);

        assertThat(first.orElseThrow().opened()).contains(opening);
        assertThat(second.orElseThrow().opened()).contains(opening);
        assertThat(evidence(id))
                .extracting(each -> each.text("/event").orElseThrow())
                .containsExactly("ContentConsignment", "ContentHandover");
        assertThat(kinds()).containsExactlyInAnyOrder("delivery.sent", "delivery.opened");
    }

    @Test
    public void openings_at_one_moment_make_one_evidence() throws Exception {
        String id = deliver("a.deliver.5");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            var openings = new ArrayList<Callable<Optional<Message>>>();
            for (int i = 0; i < 8; i++) {
                openings.add(() -> delivery.open(ANNA, ANNA, id));
            }
            for (Future<Optional<Message>> opened : threads.invokeAll(openings)) {
                assertThat(opened.get().orElseThrow().opened()).isPresent();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(evidence(id)).hasSize(2);
    }

    @Test
    public void anybody_else_meets_a_message_as_if_it_did_not_exist() {
        String id = deliver("a.deliver.5");

        assertThat(message(BORIS, id)).isEmpty();
        assertThat(mailbox(BORIS)).isEmpty();
        assertThat(evidence(BORIS, id)).isEmpty();
        assertThat(delivery.open(BORIS, BORIS, id)).isEmpty();
        assertThat(evidence(id)).hasSize(1);
    }

    @Test
    public void the_seal_of_evidence_is_verified_with_nothing_but_the_evidence() throws Exception {
        String id = deliver("a.deliver.5");
        delivery.open(ANNA, ANNA, id);

        for (Data.Obj each : evidence(id)) {
            assertThat(verifies(each)).isTrue();
            assertThat(verifies(each.with("time", "2026-01-01T00:00:00Z"))).isFalse();
        }
    }

    /** As a stranger would: the members without the seal in canonical form, under the certificate that stands with it. */
    private static boolean verifies(Data.Obj evidence) throws Exception {
        var members = new LinkedHashMap<>(evidence.members());
        members.remove("seal");
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        Base64.getDecoder().decode(evidence.text("/certificate").orElseThrow())));
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(certificate);
        verifier.update(Json.canonical(new Data.Obj(members)));
        return verifier.verify(Base64.getDecoder().decode(evidence.text("/seal").orElseThrow()));
    }

    private String deliver(String key) {
        return store.commit(unit -> delivery.deliver(unit, parcel(key)));
    }

    private Parcel parcel(String key) {
        return new Parcel(
                key,
                "999999924",
                LocalText.of("Община", "Municipality"),
                ANNA,
                LocalText.of("Удостоверение", "Certificate"),
                document,
                "certificate.pdf",
                "a");
    }

    private List<Message> mailbox(PersonId owner) {
        return store.read(query -> delivery.mailbox(query, owner, 10));
    }

    private Optional<Message> message(PersonId owner, String id) {
        return store.read(query -> delivery.message(query, owner, id));
    }

    private List<Data.Obj> evidence(String id) {
        return evidence(ANNA, id);
    }

    private List<Data.Obj> evidence(PersonId owner, String id) {
        return store.read(query -> delivery.evidence(query, owner, id));
    }

    private List<String> kinds() {
        return store.read(query -> journal.about(query, ANNA, 10)).stream()
                .map(Line::kind)
                .toList();
    }

    private static String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(DOCUMENT));
    }
}
