/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.base.Work;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.EService;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.catalogue.Trials;
import org.gishe.catalogue.test.Plugged;
import org.gishe.contents.internal.StoredContents;
import org.gishe.delivery.Delivery.Message;
import org.gishe.delivery.internal.DeliveryComponent;
import org.gishe.identity.Session;
import org.gishe.journal.internal.StoredJournal;
import org.gishe.journey.Journeys.Arrival;
import org.gishe.journey.Journeys.Draft;
import org.gishe.journey.Journeys.FiledException;
import org.gishe.journey.Journeys.Filing;
import org.gishe.journey.Journeys.State;
import org.gishe.journey.Journeys.Submission;
import org.gishe.journey.Journeys.TooLargeException;
import org.gishe.json.Json;
import org.gishe.keys.internal.KeysComponent;
import org.gishe.keys.internal.KeysConfiguration;
import org.gishe.people.internal.StoredPeople;
import org.gishe.registers.Reply;
import org.gishe.signing.Signing;
import org.gishe.store.test.Settings;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.gishe.time.internal.BulgarianCalendar;
import org.gishe.vendor.camel.internal.WrappedCamelContexts;
import org.gishe.work.internal.WorksComponent;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The whole way, with the real stores, routes and mailboxes; signing, registers and printing answer as a test says. */
@RunWith(Parameterized.class)
public class JourneysComponentTest {

    private static final Data.Obj FORM = object("{\"purpose\": \"за пред банка\"}");
    private static final PluginKey SIGNATURES = new PluginKey(Kind.SIGNATURE, "csc", "sandbox", "1.0.0");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TestStore store;

    private final KeysComponent keys;
    private final StoredContents contents;
    private final StoredJournal journal;
    private final StoredPeople people;
    private final DeliveryComponent delivery;
    private final Plugged catalogue = new Plugged().with(SIGNATURES, "signs").with(service());
    private final Phone phone = new Phone();
    private final Queue<Answer> register = new ConcurrentLinkedQueue<>();
    private final Queue<Data.Obj> printed = new ConcurrentLinkedQueue<>();
    private final Session anna;
    private final Session boris;
    private JourneysComponent journeys;
    private volatile Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);

    public JourneysComponentTest(TestStores kind) {
        store = kind.open();
        keys = new KeysComponent(
                store.folder(), Settings.of(KeysConfiguration.class, Map.of()), InstantSource.system());
        contents = new StoredContents(store.folder(), store, keys, clock);
        journal = new StoredJournal(store, keys, clock);
        people = new StoredPeople(store, keys);
        delivery = new DeliveryComponent(store, contents, journal, keys, clock);
        anna = session("8523120012", "Яна Примерова Образцова");
        boris = session("8523120028", "Боян Примеров Образцов");
        journeys = start(Map.of());
    }

    @After
    public void close() throws InterruptedException {
        journeys.close();
    }

    // ------------------------------------------------------------------ the way

    @Test
    public void what_is_filed_and_signed_is_delivered() {
        phone.says(new Signing.Progress.Pending(Duration.ofMillis(100)));
        String id = draft();

        Submission filed = filed(id);
        Submission closed = closed(id);

        assertThat(filed.step()).isEqualTo("sign");
        assertThat(filed.state()).isEqualTo(State.WAITING_FOR_SIGNATURE);
        assertThat(filed.number()).isEmpty();
        assertThat(closed.granted()).contains(true);
        assertThat(closed.number().orElseThrow()).matches("\\d{4}-000001");
        assertThat(closed.received()).isPresent();
        assertThat(closed.due().orElseThrow()).isAfter(closed.received().orElseThrow());
        assertThat(closed.steps()).allSatisfy(step -> assertThat(step.done()).isPresent());
        Message message = mailbox().get(0);
        assertThat(closed.result()).contains(message.id());
        assertThat(message.matter()).isEqualTo(id);
        assertThat(printed.element().text("/answers/address/Town")).contains("гр. Русе");
    }

    @Test
    public void the_signed_content_is_what_was_filed() throws Exception {
        String id = draft();
        filed(id);
        closed(id);

        Data.Obj signed = Json.object(contents.read(phone.orders.element().content()));

        assertThat(signed.at("/form")).contains(FORM);
        assertThat(signed.text("/submission")).contains(id);
        assertThat(signed.text("/version")).contains("1.0.0");
        assertThat(signed.text("/party")).contains(anna.actor().id().value());
    }

    @Test
    public void who_is_led_to_the_provider_goes_on_at_once_when_back_and_nobody_else_comes_back_for_them() {
        phone.says(new Signing.Progress.Pending(Duration.ofHours(1)));
        phone.departure = Optional.of(new Signing.Departure("sandbox", false));
        String id = draft();
        filed(id);
        await(() -> journeys.submission(anna, id).orElseThrow().departsTo().equals(Optional.of("sandbox")));
        assertThat(journeys.submission(anna, id).orElseThrow().message().english())
                .contains("come back here");
        URI here = URI.create("https://gishe.example/signing/return");

        assertThat(journeys.depart(boris, id, here, "b")).isEmpty();
        assertThat(journeys.depart(anna, id, here, "b")).contains(URI.create("https://rssp.example/b"));
        assertThat(phone.keys()).allMatch(key -> key.equals(id + ".sign.1"));
        assertThat(journeys.returned(boris, Map.of("state", id), "b")).isEqualTo(new Arrival(Optional.empty(), false));
        assertThat(journeys.returned(anna, Map.of("state", "made up"), "b"))
                .isEqualTo(new Arrival(Optional.empty(), false));
        phone.comesTo = Signing.Return.STRANGE;
        assertThat(journeys.returned(anna, Map.of("state", id), "b")).isEqualTo(new Arrival(Optional.empty(), false));
        phone.comesTo = Signing.Return.NOT_NOW;
        assertThat(journeys.returned(anna, Map.of("state", id), "b")).isEqualTo(new Arrival(Optional.of(id), true));
        phone.comesTo = Signing.Return.TAKEN;

        assertThat(journeys.returned(anna, Map.of("state", id), "b")).isEqualTo(new Arrival(Optional.of(id), false));

        closed(id); // long before it would have been looked at again
        String next = draft();
        phone.says(new Signing.Progress.Pending(Duration.ofHours(1)));
        filed(next);
        await(next, State.RUNNING);
        assertThat(journeys.submission(anna, next).orElseThrow()).satisfies(back -> {
            assertThat(back.message().english()).startsWith("You are back");
            assertThat(back.departsTo()).isEmpty();
        });
        assertThat(journeys.returned(anna, Map.of("state", id), "b"))
                .as("nothing waits any more")
                .isEqualTo(new Arrival(Optional.empty(), false));
    }

    @Test
    public void filing_again_is_the_same_answer_and_nothing_more() throws Exception {
        String id = draft();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            var taps = new ArrayList<Callable<Optional<Filing>>>();
            for (int i = 0; i < 8; i++) {
                taps.add(() -> journeys.file(anna, id, Optional.of(FORM), "sandbox"));
            }
            for (Future<Optional<Filing>> tap : threads.invokeAll(taps)) {
                assertThat(tap.get().orElseThrow()).isInstanceOfSatisfying(Filing.Filed.class, filed -> assertThat(
                                filed.submission().id())
                        .isEqualTo(id));
            }
        } finally {
            threads.shutdownNow();
        }
        closed(id);

        assertThat(filed(id).state()).isEqualTo(State.CLOSED);
        assertThat(journeys.submissions(anna)).hasSize(1);
        assertThat(mailbox()).hasSize(1);
    }

    @Test
    public void incoming_numbers_have_no_gaps() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            ids.add(draft());
        }
        ids.parallelStream().forEach(this::filed);
        var numbers = new HashSet<String>();
        ids.forEach(id -> numbers.add(closed(id).number().orElseThrow().substring(5)));

        var expected = new HashSet<String>();
        for (int i = 1; i <= 12; i++) {
            expected.add(String.format(Locale.ROOT, "%06d", i));
        }
        assertThat(numbers).isEqualTo(expected);
    }

    @Test
    public void what_stood_in_work_at_a_kill_goes_on_after_the_next_start() throws InterruptedException {
        phone.says(new Signing.Progress.Pending(Duration.ofMinutes(1)));
        String id = draft();
        filed(id);
        await(() -> journeys.submission(anna, id).orElseThrow().state() == State.WAITING_FOR_SIGNATURE
                && !phone.orders.isEmpty());
        journeys.close();
        store.commit(unit -> unit.execute(
                "UPDATE journey_submission SET lease_owner = 'node1/another-life', lease_until = " + Long.MAX_VALUE));

        journeys = start(Map.of());
        ahead = Duration.ofMinutes(2);
        sweepUntil(id, State.CLOSED);

        assertThat(mailbox()).hasSize(1);
    }

    // ------------------------------------------------------------------ drafts and filing

    @Test
    public void a_draft_keeps_what_is_unfinished_and_says_what_is_missing() {
        String id = draft();
        Draft saved = journeys.save(anna, id, Data.EMPTY.with("purpose", "x")).orElseThrow();

        assertThat(saved.findings()).extracting(Finding::pointer).containsExactly("/purpose");
        assertThat(journeys.draft(anna, id).orElseThrow().form().text("/purpose"))
                .contains("x");
        assertThat(journeys.drafts(anna)).hasSize(1);
    }

    @Test
    public void who_was_invited_tries_a_version_to_come_and_files_it_when_it_is_current() {
        var trials = new Invited("1.0.0");
        journeys.trials = trials;
        assertThat(journeys.trial(anna, "guessed", Locale.ENGLISH)).isEmpty();

        Draft draft = journeys.trial(anna, "invitation", Locale.ENGLISH).orElseThrow();
        journeys.save(anna, draft.id(), FORM);

        assertThat(draft.trialUntil()).contains(Invited.FROM);
        assertThat(journeys.trial(anna, "invitation", Locale.ENGLISH)
                        .orElseThrow()
                        .id())
                .as("the same draft again")
                .isEqualTo(draft.id());
        assertThat(journeys.file(anna, draft.id(), Optional.of(Data.EMPTY), "sandbox")
                        .orElseThrow())
                .as("examined as it will be")
                .isInstanceOf(Filing.Findings.class);
        assertThat(journeys.file(anna, draft.id(), Optional.empty(), "sandbox").orElseThrow())
                .isInstanceOfSatisfying(Filing.Refused.class, refused -> {
                    assertThat(refused.type()).isEqualTo("trial");
                    assertThat(refused.reason().english()).contains("1.0.0", "2 January 2027, 08:00");
                });
        assertThat(journeys.submissions(anna)).isEmpty();

        trials.version = "none"; // its instant has come
        assertThat(journeys.draft(anna, draft.id()).orElseThrow().trialUntil()).isEmpty();
        assertThat(filed(draft.id()).version()).isEqualTo("1.0.0");
    }

    @Test
    public void a_version_that_never_came_takes_its_drafts_along() {
        var trials = new Invited("2.0.0");
        journeys.trials = trials;
        String id =
                journeys.trial(anna, "invitation", Locale.ENGLISH).orElseThrow().id();

        trials.version = "none";

        assertThat(journeys.draft(anna, id)).isEmpty();
        assertThat(journeys.drafts(anna)).isEmpty();
        assertThat(journeys.file(anna, id, Optional.of(FORM), "sandbox").orElseThrow())
                .isInstanceOf(Filing.Refused.class);
        assertThat(journeys.submissions(anna)).isEmpty();
    }

    /** One invitation to a version of the sample. */
    private static final class Invited implements Trials {

        static final Instant FROM = Instant.parse("2027-01-02T06:00:00Z");

        String version;

        Invited(String version) {
            this.version = version;
        }

        @Override
        public Optional<Trial> accept(String token, PersonId person) {
            return token.equals("invitation") ? toCome("sample", version) : Optional.empty();
        }

        @Override
        public Optional<Trial> toCome(String service, String asked) {
            return asked.equals(version) ? Optional.of(new Trial(service, asked, FROM)) : Optional.empty();
        }
    }

    @Test
    public void what_does_not_fit_is_not_filed_and_nothing_of_it_is_kept() {
        String id = draft();

        for (String wrong : List.of(
                "{}",
                "{\"purpose\": 7}",
                "{\"purpose\": \"за пред банка\", \"more\": 1}",
                "{\"purpose\": \"" + "а".repeat(300) + "\"}")) {
            assertThat(journeys.file(anna, id, Optional.of(object(wrong)), "sandbox")
                            .orElseThrow())
                    .as(wrong)
                    .isInstanceOf(Filing.Findings.class);
        }

        assertThat(journeys.submissions(anna)).isEmpty();
        assertThat(journeys.draft(anna, id).orElseThrow().form()).isEqualTo(Data.EMPTY);
    }

    @Test
    public void rules_of_the_service_are_asked_before_filing() {
        coded(new EService() {
            @Override
            public List<Finding> examine(Work work, Application application) {
                return List.of(new Finding("/purpose", LocalText.of("Не така", "Not so")));
            }

            @Override
            public Decision decide(Work work, Application application) {
                throw new AssertionError("nothing was filed");
            }
        });

        assertThat(journeys.file(anna, draft(), Optional.of(FORM), "sandbox").orElseThrow())
                .isInstanceOf(Filing.Findings.class);
    }

    @Test
    public void more_than_a_form_may_hold_is_refused_and_nothing_is_kept() {
        String id = draft();

        assertThatThrownBy(() -> journeys.save(anna, id, Data.EMPTY.with("purpose", "x".repeat(70_000))))
                .isInstanceOf(TooLargeException.class);
        assertThat(journeys.draft(anna, id).orElseThrow().form()).isEqualTo(Data.EMPTY);
    }

    @Test
    public void a_log_in_that_is_not_sure_enough_files_nothing() {
        var unsure = new Session(anna.actor(), Assurance.LOW, "csrf", Instant.MAX);

        assertThat(journeys.file(unsure, draft(), Optional.of(FORM), "sandbox").orElseThrow())
                .isInstanceOfSatisfying(Filing.Refused.class, refused -> assertThat(refused.type())
                        .isEqualTo("assurance-too-low"));
    }

    @Test
    public void a_provider_that_is_not_there_cannot_be_chosen() {
        assertThat(journeys.file(anna, draft(), Optional.of(FORM), "nobody").orElseThrow())
                .isInstanceOfSatisfying(Filing.Refused.class, refused -> assertThat(refused.type())
                        .isEqualTo("unknown-signature-provider"));
    }

    @Test
    public void what_was_filed_can_no_longer_be_changed() {
        String id = draft();
        filed(id);

        assertThatThrownBy(() -> journeys.save(anna, id, FORM)).isInstanceOf(FiledException.class);
        assertThatThrownBy(() -> journeys.discard(anna, id)).isInstanceOf(FiledException.class);
        assertThat(journeys.drafts(anna)).isEmpty();
    }

    @Test
    public void what_belongs_to_another_person_does_not_exist() {
        String draft = draft();
        String submission = draft();
        filed(submission);

        assertThat(journeys.draft(boris, draft)).isEmpty();
        assertThat(journeys.save(boris, draft, FORM)).isEmpty();
        assertThat(journeys.file(boris, draft, Optional.of(FORM), "sandbox")).isEmpty();
        journeys.discard(boris, draft);
        assertThat(journeys.submission(boris, submission)).isEmpty();
        assertThat(journeys.file(boris, submission, Optional.of(FORM), "sandbox"))
                .isEmpty();
        assertThat(journeys.save(boris, submission, FORM)).isEmpty();
        assertThat(journeys.signAgain(boris, submission, "sandbox")).isEmpty();
        assertThat(journeys.submissions(boris)).isEmpty();
        assertThat(journeys.drafts(boris)).isEmpty();

        assertThat(journeys.draft(anna, draft)).isPresent();
    }

    // ------------------------------------------------------------------ what goes wrong

    @Test
    public void whoever_rejected_may_sign_again() {
        phone.says(new Signing.Progress.Ended(Signing.End.REJECTED, "no"));
        String id = draft();
        filed(id);
        await(id, State.NOT_SIGNED);

        assertThat(journeys.submission(anna, id).orElseThrow().number()).isEmpty();
        assertThat(journeys.signAgain(anna, id, "nobody").orElseThrow().state()).isEqualTo(State.NOT_SIGNED);
        journeys.signAgain(anna, id, "sandbox");
        closed(id);

        assertThat(phone.keys()).containsExactly(id + ".sign.1", id + ".sign.2");
    }

    @Test
    public void a_lost_signature_is_asked_for_anew_but_not_for_ever() {
        for (int i = 0; i < 50; i++) {
            phone.says(new Signing.Progress.Ended(Signing.End.LOST, "its value is gone"));
        }
        String id = draft();
        filed(id);
        await(id, State.NOT_SIGNED);

        assertThat(phone.keys()).hasSizeBetween(2, 10).doesNotHaveDuplicates();
    }

    @Test
    public void a_register_that_is_down_delays_in_words_and_then_it_goes_on() {
        register.add(Answer.without(Answer.Status.UNAVAILABLE, "no line", clock.instant()));
        register.add(Answer.without(Answer.Status.UNAVAILABLE, "no line", clock.instant()));
        String id = draft();
        filed(id);

        await(id, State.DELAYED);
        assertThat(journeys.submission(anna, id).orElseThrow().message().bulgarian())
                .contains("Регистърът");
        closed(id);
    }

    @Test
    public void a_refused_enquiry_is_parked_for_an_operator_and_a_retry_takes_the_present_state() {
        register.add(Answer.without(Answer.Status.REFUSED, "no grant", clock.instant()));
        String id = draft();
        filed(id);
        await(id, State.WITH_THE_AGENCY);

        assertThat(journeys.parked()).singleElement().satisfies(parked -> {
            assertThat(parked.id()).isEqualTo(id);
            assertThat(parked.step()).isEqualTo("check");
            assertThat(parked.reason()).contains("no grant");
        });
        assertThat(journeys.retry("nothing", "operator")).isFalse();
        assertThat(journeys.retry(id, "operator")).isTrue();
        closed(id);
        assertThat(journeys.retry(id, "operator")).isFalse();
        assertThat(journeys.parked()).isEmpty();
    }

    @Test
    public void what_no_register_holds_is_refused_in_a_letter() {
        register.add(Answer.without(Answer.Status.NOT_FOUND, "nobody", clock.instant()));
        String id = draft();
        filed(id);
        Submission closed = closed(id);

        assertThat(closed.granted()).contains(false);
        assertThat(printed.element().text("/reason").orElseThrow()).isNotBlank();
        assertThat(mailbox()).hasSize(1);
    }

    @Test
    public void a_version_that_is_not_there_is_waited_for() {
        catalogue.withoutService("sample").with(service());
        String id = draft();
        phone.says(new Signing.Progress.Pending(Duration.ofMillis(500)));
        filed(id);
        catalogue.withoutService("sample");

        await(id, State.DELAYED);
        assertThat(journeys.pins()).singleElement().satisfies(pin -> assertThat(pin.version())
                .isEqualTo("1.0.0"));
        assertThat(journeys.standing()).singleElement().satisfies(standing -> assertThat(standing.step())
                .isEqualTo("receipt"));
        catalogue.with(service());
        closed(id);
        assertThat(journeys.pins()).isEmpty();
    }

    @Test
    public void what_needs_a_clerk_stands_with_the_agency() {
        coded((work, application) -> Decision.clerk(LocalText.of("Двама с едно име", "Two of one name")));
        String id = draft();
        filed(id);

        await(id, State.WITH_THE_AGENCY);
        assertThat(journeys.parked().get(0).reason()).contains("Two of one name");
        assertThat(mailbox()).isEmpty();
    }

    @Test
    public void a_decision_too_large_to_keep_does_not_go_round_for_ever() throws InterruptedException {
        journeys.close();
        journeys = start(Map.of("patienceSeconds", 0L));
        coded((work, application) -> Decision.granted(Data.EMPTY.with("much", "x".repeat(100_000))));
        String id = draft();
        filed(id);

        await(id, State.WITH_THE_AGENCY);
        assertThat(journeys.parked().get(0).step()).isEqualTo("decide");
    }

    @Test
    public void without_its_key_an_effect_is_doubled_and_that_is_seen() throws InterruptedException {
        journeys.close();
        journeys = start(Map.of("plant_no_effect_key", true));
        String id = draft();
        filed(id);
        closed(id);

        assertThat(mailbox()).hasSize(2);
    }

    @Test
    public void what_nobody_signs_or_files_is_forgotten_after_thirty_days() {
        phone.says(new Signing.Progress.Ended(Signing.End.EXPIRED, "nobody answered"));
        String unsigned = draft();
        filed(unsigned);
        await(unsigned, State.NOT_SIGNED);
        String content = phone.orders.element().content();
        String draft = draft();
        String signed = draft();
        filed(signed);
        closed(signed);

        journeys.clean();
        assertThat(journeys.submission(anna, unsigned)).isPresent();
        ahead = Duration.ofDays(31);
        journeys.clean();

        assertThat(journeys.submission(anna, unsigned)).isEmpty();
        assertThat(journeys.draft(anna, draft)).isEmpty();
        assertThat(journeys.submission(anna, signed)).isPresent();
        assertThatThrownBy(() -> contents.read(content)).isInstanceOf(java.io.IOException.class);
    }

    // ------------------------------------------------------------------

    private JourneysComponent start(Map<String, Object> settings) {
        var component = new JourneysComponent(
                store,
                contents,
                people,
                journal,
                catalogue,
                phone,
                (caller, enquiry, alongside) -> {
                    Answer answer = register.poll();
                    return new Reply(
                            answer != null ? answer : Answer.found(object("{\"Town\": \"гр. Русе\"}"), clock.instant()),
                            Reply.Cause.NONE,
                            List.of(),
                            Optional.empty(),
                            "entry");
                },
                delivery,
                (template, values, language) -> {
                    printed.add(values);
                    return "%PDF".getBytes(StandardCharsets.US_ASCII);
                },
                new WorksComponent(clock),
                new BulgarianCalendar(),
                clock,
                new WrappedCamelContexts(),
                Settings.of(JourneyConfiguration.class, settings));
        await(() -> component.missing().isEmpty());
        return component;
    }

    private void coded(EService rules) {
        catalogue.with(new PluginKey(Kind.SERVICE, "sample", "sample", "1.0.0"), rules);
    }

    private String draft() {
        return journeys.draft(anna, "sample", Locale.forLanguageTag("bg"))
                .orElseThrow()
                .id();
    }

    private Submission filed(String id) {
        Filing filing = journeys.file(anna, id, Optional.of(FORM), "sandbox").orElseThrow();
        assertThat(filing).isInstanceOf(Filing.Filed.class);
        return ((Filing.Filed) filing).submission();
    }

    private Submission closed(String id) {
        await(id, State.CLOSED);
        return journeys.submission(anna, id).orElseThrow();
    }

    private void await(String id, State state) {
        await(() -> journeys.submission(anna, id).orElseThrow().state() == state);
    }

    private void sweepUntil(String id, State state) {
        await(() -> {
            try {
                journeys.sweep();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return journeys.submission(anna, id).orElseThrow().state() == state;
        });
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to that in 30 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    private List<Message> mailbox() {
        return store.read(query -> delivery.mailbox(query, anna.actor().id(), 10));
    }

    private Session session(String egn, String name) {
        Party party = store.commit(unit -> people.meet(unit, new Identifier(Identifier.Scheme.EGN, egn), name));
        return new Session(party, Assurance.SUBSTANTIAL, "csrf", Instant.MAX);
    }

    private static ServiceDescription service() {
        LocalText text = LocalText.of("Проба", "Sample");
        return new ServiceDescription(
                "sample",
                "1.0.0",
                "s-1",
                "999999924",
                text,
                text,
                text,
                List.of(),
                Assurance.SUBSTANTIAL,
                List.of("sign", "receipt", "check", "decide", "deliver"),
                3,
                object("""
                        {"type": "object", "additionalProperties": false, "required": ["purpose"],
                         "properties": {"purpose": {"type": "string", "minLength": 3, "maxLength": 200}}}"""),
                List.of(),
                List.of(new ServiceDescription.Need(
                        "address", "population", "Find", new LegalBasis("Act", "1"), text, Data.EMPTY, true)),
                Optional.of("<html/>"),
                List.of(),
                Map.of());
    }

    private static Data.Obj object(String json) {
        return (Data.Obj) Json.read(json);
    }

    /** Signs as arranged, and otherwise at once. */
    private final class Phone implements Signing {

        volatile Optional<Departure> departure = Optional.empty();

        @Override
        public Backlog backlog() {
            return new Backlog(0, Optional.empty());
        }

        volatile Return comesTo = Return.TAKEN;
        final Queue<Order> orders = new ConcurrentLinkedQueue<>();
        private final Queue<Progress> answers = new ConcurrentLinkedQueue<>();

        void says(Progress progress) {
            answers.add(progress);
        }

        List<String> keys() {
            return orders.stream().map(Order::key).toList();
        }

        @Override
        public Map<String, Offer> offers() {
            return Map.of();
        }

        @Override
        public Progress advance(Order order) {
            orders.add(order);
            Progress arranged = answers.poll();
            return arranged != null ? arranged : new Progress.Signed("signature", clock.instant(), "Яна");
        }

        @Override
        public void cancel(String key) {
            throw new AssertionError("nothing is taken back here");
        }

        @Override
        public Optional<Departure> departure(String key) {
            return departure;
        }

        @Override
        public Optional<URI> depart(Order order, URI returnTo, String browser) {
            orders.add(order);
            return departure.map(any -> URI.create("https://rssp.example/" + browser));
        }

        @Override
        public Optional<String> awaited(String state) {
            return orders.stream().map(Order::matter).filter(state::equals).findFirst();
        }

        @Override
        public Return returned(Order order, String browser, Map<String, String> parameters) {
            if (comesTo == Return.TAKEN) {
                departure = Optional.of(new Departure("sandbox", true));
            }
            return comesTo;
        }

        @Override
        public Optional<URI> approvalPage(String key) {
            return Optional.empty();
        }
    }
}
