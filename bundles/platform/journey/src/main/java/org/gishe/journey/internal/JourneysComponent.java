/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.base.PluginException;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.Readiness;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.catalogue.Trials;
import org.gishe.catalogue.Trials.Trial;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.documents.Documents;
import org.gishe.identity.Session;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journey.Journeys;
import org.gishe.journey.internal.Drafts.DraftRow;
import org.gishe.json.Json;
import org.gishe.people.People;
import org.gishe.registers.Registers;
import org.gishe.signing.Signing;
import org.gishe.store.Ids;
import org.gishe.store.Store;
import org.gishe.time.WorkingDays;
import org.gishe.vendor.camel.CamelContexts;
import org.gishe.work.Works;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drafts and filing, and the view of what was filed; the way itself is {@link Drive}'s. */
@Component(
        configurationPid = "org.gishe.journey",
        service = {Journeys.class, Pins.class, Readiness.class, JourneysComponent.class})
@Designate(ocd = JourneyConfiguration.class)
public final class JourneysComponent implements Journeys, Pins, Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(JourneysComponent.class);
    private static final Duration LIFE_OF_A_DRAFT = Duration.ofDays(30);
    private static final int MOST_LISTED = 200;
    private static final DateTimeFormatter DAY_BG =
            DateTimeFormatter.ofPattern("d.MM.yyyy\u00a0'г.,' H:mm\u00a0'ч.'", Locale.forLanguageTag("bg"));
    private static final DateTimeFormatter DAY_EN = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH);

    private final Store store;
    private final Contents contents;
    private final Journal journal;
    private final Catalogue catalogue;
    private final Signing signing;
    private final InstantSource clock;
    private final Drafts drafts = new Drafts();
    private final Submissions submissions = new Submissions();
    private final Case cases;
    private final Examination examination;
    private final Drive drive;
    private final SignStep sign;
    private final Thread starter;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile Routes routes;

    /** Comes later than this, as deployment does. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile Trials trials;

    @Activate
    public JourneysComponent(
            @Reference Store store,
            @Reference Contents contents,
            @Reference People people,
            @Reference Journal journal,
            @Reference Catalogue catalogue,
            @Reference Signing signing,
            @Reference Registers registers,
            @Reference Delivery delivery,
            @Reference Documents documents,
            @Reference Works works,
            @Reference WorkingDays workingDays,
            @Reference InstantSource clock,
            @Reference CamelContexts contexts,
            JourneyConfiguration configuration) {
        this.store = store;
        this.contents = contents;
        this.journal = journal;
        this.catalogue = catalogue;
        this.signing = signing;
        this.clock = clock;
        this.cases = new Case(store, contents, catalogue);
        this.examination = new Examination(catalogue, works, clock);
        store.migrate("journey", JourneysComponent.class);
        this.sign = new SignStep(store, people, signing, clock, Duration.ofSeconds(configuration.approvalSeconds()));
        List<Step> steps = List.of(
                sign,
                new ReceiptStep(cases, journal, workingDays, clock),
                new CheckStep(store, cases, people, registers, contents, clock),
                new DecideStep(store, cases, people, catalogue, works, contents, clock),
                new DeliverStep(cases, documents, contents, delivery, configuration.plant_no_effect_key()));
        this.drive = new Drive(
                store,
                submissions,
                journal,
                clock,
                this::take,
                Duration.ofSeconds(configuration.patienceSeconds()),
                configuration.node(),
                configuration.workers());
        drive.start();
        // Camel's first context takes seconds; filing need not wait for it.
        this.starter = new Thread(
                () -> {
                    try {
                        routes = new Routes(contexts, steps);
                        LOG.info("Journeys are driven as {}", configuration.node());
                    } catch (RuntimeException e) {
                        LOG.error("No submission goes on: the journey's routes did not start", e);
                    } finally {
                        started.countDown();
                    }
                },
                "gishe-journey-start");
        starter.setDaemon(true);
        starter.start();
    }

    @Deactivate
    void close() throws InterruptedException {
        drive.close();
        starter.join(10_000);
        if (routes != null) {
            routes.close();
        }
    }

    private Outcome take(Row row) {
        Routes here = routes;
        return here == null ? new Outcome.Missing("the journey's routes are starting") : here.take(row);
    }

    /** Looks after whatever is due; on this node alone. */
    void sweep() throws InterruptedException {
        if (started.await(1, TimeUnit.SECONDS)) {
            drive.sweep();
        }
    }

    /** Forgets drafts that nobody came back to, and what was filed and never signed. */
    void clean() {
        Instant now = clock.instant();
        for (Row row : store.read(query -> submissions.unsigned(query, now.minus(LIFE_OF_A_DRAFT), 500))) {
            store.commit(unit -> {
                if (submissions.expire(unit, row)) {
                    contents.erase(unit, row.content());
                    journal.record(
                            unit,
                            Entry.of("journey.expired")
                                    .person(row.owner())
                                    .matter(row.id())
                                    .payload(Data.EMPTY.with("service", row.service() + "@" + row.version()))
                                    .build());
                }
                return null;
            });
        }
        for (DraftRow draft : store.read(query -> drafts.expired(query, now, 500))) {
            store.commit(unit -> {
                forget(unit, draft.id(), draft.owner());
                return null;
            });
        }
    }

    private boolean forget(Handle unit, String id, PersonId owner) {
        Optional<Optional<String>> taken = drafts.take(unit, id, owner);
        taken.flatMap(form -> form).ifPresent(form -> contents.erase(unit, form));
        return taken.isPresent();
    }

    @Override
    public String name() {
        return "journey";
    }

    @Override
    public Optional<String> missing() {
        return routes == null ? Optional.of("the journey's routes are starting") : Optional.empty();
    }

    // ------------------------------------------------------------------ drafts

    @Override
    public Optional<Draft> draft(Session session, String service, Locale language) {
        Optional<ServiceDescription> description = current(service, "");
        if (description.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        var draft = new DraftRow(
                Ids.next(),
                session.actor().id(),
                service,
                language,
                Optional.empty(),
                now,
                now.plus(LIFE_OF_A_DRAFT),
                Optional.empty());
        store.commit(unit -> {
            drafts.insert(unit, draft);
            return null;
        });
        return Optional.of(view(draft, new Offered(description.get(), Optional.empty()), Data.EMPTY));
    }

    @Override
    public Optional<Draft> trial(Session session, String invitation, Locale language) {
        PersonId person = session.actor().id();
        Trials here = trials;
        Optional<Trial> accepted = here == null ? Optional.empty() : here.accept(invitation, person);
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        Trial trial = accepted.get();
        Instant now = clock.instant();
        DraftRow row = store.commit(unit -> drafts.trying(unit, person, trial.service(), trial.version())
                .orElseGet(() -> {
                    var draft = new DraftRow(
                            Ids.next(),
                            person,
                            trial.service(),
                            language,
                            Optional.empty(),
                            now,
                            now.plus(LIFE_OF_A_DRAFT),
                            Optional.of(trial.version()));
                    drafts.insert(unit, draft);
                    return draft;
                }));
        return view(row);
    }

    @Override
    public Optional<Draft> draft(Session session, String id) {
        return store.read(query -> drafts.find(query, id, session.actor().id())).flatMap(this::view);
    }

    @Override
    public List<Draft> drafts(Session session) {
        return store.read(query -> drafts.of(query, session.actor().id(), MOST_LISTED)).stream()
                .flatMap(draft -> view(draft).stream())
                .toList();
    }

    @Override
    public Optional<Draft> save(Session session, String id, Data.Obj form) {
        Optional<DraftRow> draft =
                store.read(query -> drafts.find(query, id, session.actor().id()));
        if (draft.isEmpty()) {
            refuseIfFiled(session, id);
            return Optional.empty();
        }
        byte[] kept = Json.write(form);
        if (kept.length > LARGEST) {
            throw new TooLargeException();
        }
        Instant now = clock.instant();
        Contents.Prepared document = contents.prepare(kept, "application/json");
        return store.<Optional<DraftRow>>commit(unit -> {
                    Optional<DraftRow> present =
                            drafts.find(unit, id, session.actor().id());
                    present.ifPresent(row -> {
                        row.form().ifPresent(old -> contents.erase(unit, old));
                        Content content = contents.put(unit, document);
                        drafts.save(unit, id, content.id(), now, now.plus(LIFE_OF_A_DRAFT));
                    });
                    return present.flatMap(
                            row -> drafts.find(unit, id, session.actor().id()));
                })
                .flatMap(this::view);
    }

    @Override
    public void discard(Session session, String id) {
        refuseIfFiled(session, id);
        store.commit(unit -> {
            forget(unit, id, session.actor().id());
            return null;
        });
    }

    private void refuseIfFiled(Session session, String id) {
        if (owned(session, id).isPresent()) {
            throw new FiledException();
        }
    }

    private Optional<Draft> view(DraftRow draft) {
        return offered(draft).map(offered -> view(draft, offered, form(draft)));
    }

    private Draft view(DraftRow draft, Offered offered, Data.Obj form) {
        return new Draft(
                draft.id(),
                draft.service(),
                offered.description().version(),
                form,
                examination.look(offered.description(), form),
                draft.changed(),
                draft.expires(),
                offered.until());
    }

    /**
     * What a draft is filled in by.
     *
     * @param until while it is a version to come: when it is current
     */
    private record Offered(ServiceDescription description, Optional<Instant> until) {}

    /** The current version, or the one to come that the draft tries. A version that never came takes its drafts along. */
    private Optional<Offered> offered(DraftRow draft) {
        Optional<ServiceDescription> current = current(draft.service(), draft.id());
        if (draft.trial().isEmpty()) {
            return current.map(description -> new Offered(description, Optional.empty()));
        }
        String version = draft.trial().get();
        Trials here = trials;
        Optional<Trial> toCome = here == null ? Optional.empty() : here.toCome(draft.service(), version);
        if (toCome.isPresent()) {
            return catalogue
                    .service(draft.service(), version)
                    .map(description ->
                            new Offered(description, Optional.of(toCome.get().from())));
        }
        return current.filter(description -> description.version().equals(version))
                .map(description -> new Offered(description, Optional.empty()));
    }

    private Data.Obj form(DraftRow draft) {
        if (draft.form().isEmpty()) {
            return Data.EMPTY;
        }
        try {
            return Json.object(contents.read(draft.form().get()));
        } catch (IOException e) {
            throw new UncheckedIOException("a draft's form cannot be read", e);
        }
    }

    private Optional<ServiceDescription> current(String service, String seed) {
        return catalogue
                .select(Kind.SERVICE, service, clock.instant(), seed)
                .flatMap(key -> catalogue.service(key.id(), key.version()));
    }

    // ------------------------------------------------------------------ filing

    @Override
    public Optional<Filing> file(Session session, String id, Optional<Data.Obj> lastWord, String provider) {
        Optional<DraftRow> draft =
                store.read(query -> drafts.find(query, id, session.actor().id()));
        if (draft.isEmpty()) {
            return owned(session, id).map(row -> new Filing.Filed(view(row)));
        }
        Optional<Offered> current = offered(draft.get());
        if (current.isEmpty()) {
            return Optional.of(new Filing.Refused(
                    "service-not-offered",
                    LocalText.of(
                            "Услугата в момента не се предлага. Черновата Ви е запазена; опитайте по-късно.",
                            "This service is not offered at the moment. Your draft is kept; try again later.")));
        }
        ServiceDescription service = current.get().description();
        Optional<Filing.Refused> refused = refusal(session, service, provider);
        if (refused.isPresent()) {
            return Optional.of(refused.get());
        }
        Data.Obj form = lastWord.orElseGet(() -> form(draft.get()));
        List<Finding> findings;
        try {
            findings = examination.examine(
                    service, id, form, session.actor(), draft.get().language());
        } catch (PluginUnavailableException | PluginException e) {
            LOG.warn("The rules of {} could not be asked: {}", service.id(), e.getMessage());
            return Optional.of(new Filing.Refused(
                    "service-unavailable",
                    LocalText.of(
                            "Проверката на заявлението в момента не е възможна. Черновата Ви е запазена; опитайте отново.",
                            "Your application cannot be checked at the moment. Your draft is kept; try again.")));
        }
        if (!findings.isEmpty()) {
            return Optional.of(new Filing.Findings(findings));
        }
        Optional<Instant> trialUntil = current.get().until();
        return trialUntil.isPresent()
                ? Optional.of(new Filing.Refused("trial", tooEarly(service.version(), trialUntil.get())))
                : commit(session, draft.get(), service, form, provider);
    }

    private static LocalText tooEarly(String version, Instant from) {
        ZonedDateTime at = from.atZone(WorkingDays.ZONE);
        return LocalText.of(
                "Всичко е попълнено правилно. Това е преглед на версия " + version + ", която важи от "
                        + DAY_BG.format(at) + " Нищо не е подадено; дотогава черновата Ви се пази.",
                "Everything is filled in as it should be. This is a preview of version " + version
                        + ", which is law from " + DAY_EN.format(at)
                        + ". Nothing was filed; your draft is kept until then.");
    }

    private Optional<Filing.Refused> refusal(Session session, ServiceDescription service, String provider) {
        if (!session.assurance().meets(service.assurance())) {
            return Optional.of(new Filing.Refused(
                    "assurance-too-low",
                    LocalText.of(
                            "За тази услуга е нужен вход с по-високо ниво на осигуреност.",
                            "This service needs a log-in of a higher assurance level.")));
        }
        boolean signs = service.steps().contains("sign");
        if (signs
                && catalogue
                        .select(Kind.SIGNATURE, provider, clock.instant(), "")
                        .isEmpty()) {
            return Optional.of(new Filing.Refused(
                    "unknown-signature-provider",
                    LocalText.of(
                            "Изберете доставчик на електронен подпис от списъка.",
                            "Choose a signature provider from the list.")));
        }
        return Optional.empty();
    }

    /** The acknowledgement is this commit. */
    private Optional<Filing> commit(
            Session session, DraftRow draft, ServiceDescription service, Data.Obj form, String provider) {
        Instant now = clock.instant();
        Party party = session.actor();
        byte[] frozen = Json.canonical(Data.EMPTY
                .with("submission", draft.id())
                .with("service", service.id())
                .with("version", service.version())
                .with("number", service.number())
                .with("party", party.id().value())
                .with("filed", now.toString())
                .with("form", form));
        if (frozen.length > Contents.SMALL) {
            return Optional.of(new Filing.Refused(
                    "form-too-large",
                    LocalText.of("Съкратете написаното във формуляра.", "Shorten what is written in the form.")));
        }
        Contents.Prepared document = contents.prepare(frozen, "application/json");
        Content content = document.content();
        Journal.Prepared entry = journal.prepare(Entry.of("journey.filed")
                .person(party.id())
                .actor(session.actor().id())
                .matter(draft.id())
                .payload(Data.EMPTY
                        .with("service", service.id() + "@" + service.version())
                        .with("sha256", content.sha256()))
                .build());
        Optional<Row> filed = store.commit(unit -> {
            if (!forget(unit, draft.id(), party.id())) {
                return Optional.empty();
            }
            contents.put(unit, document);
            var row = new Row(
                    draft.id(),
                    party.id(),
                    service.id(),
                    service.version(),
                    draft.language(),
                    service.title(),
                    service.steps(),
                    provider,
                    content.id(),
                    service.steps().get(0),
                    1,
                    now,
                    0,
                    Row.Status.RUNNING,
                    "",
                    Optional.of(now),
                    1,
                    now,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            submissions.insert(unit, row, drive.life(), now);
            journal.record(unit, entry);
            return Optional.of(row);
        });
        if (filed.isEmpty()) { // filed meanwhile by the same person's other tap
            return owned(session, draft.id()).map(row -> new Filing.Filed(view(row)));
        }
        drive.goOn(filed.get());
        // its signing begins after this answer, so there is no page for it yet
        return Optional.of(new Filing.Filed(view(filed.get(), Map.of(), Optional.empty(), Optional.empty())));
    }

    // ------------------------------------------------------------------ what was filed

    private Optional<Row> owned(Session session, String id) {
        return store.read(query -> submissions.find(query, id))
                .filter(row -> row.owner().equals(session.actor().id()));
    }

    @Override
    public Optional<Submission> submission(Session session, String id) {
        return owned(session, id).map(this::view);
    }

    @Override
    public Optional<String> signed(Session session, String id) {
        return store.read(
                query -> submissions.signature(query, id, session.actor().id()));
    }

    @Override
    public List<Submission> submissions(Session session) {
        return store.read(query -> submissions.of(query, session.actor().id(), MOST_LISTED)).stream()
                .map(this::view)
                .toList();
    }

    @Override
    public Optional<Submission> signAgain(Session session, String id, String provider) {
        Optional<Row> row = owned(session, id);
        if (row.isPresent()
                && row.get().state() == Row.Status.NOT_SIGNED
                && catalogue
                        .select(Kind.SIGNATURE, provider, clock.instant(), "")
                        .isPresent()
                && store.commit(unit ->
                        submissions.wake(unit, id, Row.Status.NOT_SIGNED, Optional.of(provider), clock.instant()))) {
            drive.look(id);
        }
        return submission(session, id);
    }

    @Override
    public Optional<URI> depart(Session session, String id, URI returnTo, String browser) {
        Optional<Row> row = owned(session, id).filter(JourneysComponent::signing);
        Optional<URI> there = row.flatMap(each -> signing.depart(sign.order(each), returnTo, browser));
        if (row.isPresent() && there.isEmpty()) {
            hurry(id); // it may have ended by that
        }
        return there;
    }

    @Override
    public Arrival returned(Session session, Map<String, String> parameters, String browser) {
        Optional<Row> row = signing.awaited(parameters.getOrDefault("state", ""))
                .flatMap(id -> owned(session, id))
                .filter(JourneysComponent::signing);
        if (row.isEmpty()) {
            return new Arrival(Optional.empty(), false);
        }
        Signing.Return taken = signing.returned(sign.order(row.get()), browser, parameters);
        if (taken == Signing.Return.STRANGE) {
            return new Arrival(Optional.empty(), false);
        }
        hurry(row.get().id());
        return new Arrival(Optional.of(row.get().id()), taken == Signing.Return.NOT_NOW);
    }

    private static boolean signing(Row row) {
        return row.step().equals("sign") && row.state() != Row.Status.NOT_SIGNED;
    }

    /** What waits for its owner goes on now. */
    private void hurry(String id) {
        if (store.commit(unit -> submissions.hurry(unit, id, clock.instant()))) {
            drive.look(id);
        }
    }

    private Submission view(Row row) {
        Optional<URI> approval = signing(row) ? signing.approvalPage(row.key()) : Optional.empty();
        Optional<Signing.Departure> departure =
                signing(row) && approval.isEmpty() ? signing.departure(row.key()) : Optional.empty();
        return view(row, store.read(query -> submissions.done(query, row.id())), approval, departure);
    }

    private static Submission view(
            Row row, Map<String, Instant> done, Optional<URI> approval, Optional<Signing.Departure> departure) {
        return new Submission(
                row.id(),
                row.service(),
                row.version(),
                row.title(),
                Words.state(row, departure),
                row.step(),
                row.steps().stream()
                        .map(step -> new StepDone(step, Optional.ofNullable(done.get(step))))
                        .toList(),
                Words.message(row, departure),
                row.filed(),
                row.number(),
                row.received(),
                row.term(),
                row.granted(),
                row.message(),
                approval,
                departure.filter(there -> !there.back()).map(Signing.Departure::provider));
    }

    // ------------------------------------------------------------------ for operators

    @Override
    public List<Parked> parked() {
        return store.read(submissions::parked).stream()
                .map(row -> new Parked(
                        row.id(),
                        row.service(),
                        row.version(),
                        row.step(),
                        row.attempts(),
                        row.reason(),
                        row.entered()))
                .toList();
    }

    @Override
    public boolean retry(String id, String by) {
        boolean woken = store.commit(unit -> {
            boolean moved = submissions.wake(unit, id, Row.Status.PARKED, Optional.empty(), clock.instant());
            if (moved) {
                journal.record(
                        unit,
                        Entry.of("journey.retried")
                                .matter(id)
                                .payload(Data.EMPTY.with("operator", by))
                                .build());
            }
            return moved;
        });
        if (woken) {
            drive.look(id);
        }
        return woken;
    }

    @Override
    public List<Standing> standing() {
        return store.read(query -> query.createQuery("""
                        SELECT service, version, step, COUNT(*) AS standing FROM journey_submission
                        WHERE step <> 'closed' GROUP BY service, version, step ORDER BY service, version, step""").reduceRows(new ArrayList<Standing>(), (list, view) -> {
            list.add(new Standing(
                    view.getColumn("service", String.class),
                    view.getColumn("version", String.class),
                    view.getColumn("step", String.class),
                    view.getColumn("standing", Long.class)));
            return list;
        }));
    }

    @Override
    public List<Pin> pins() {
        return store.read(query -> query.createQuery("""
                        SELECT service, version, COUNT(*) AS standing FROM journey_submission
                        WHERE step <> 'closed' GROUP BY service, version""").reduceRows(new ArrayList<Pin>(), (pins, view) -> {
            pins.add(new Pin(
                    Kind.SERVICE,
                    view.getColumn("service", String.class),
                    view.getColumn("version", String.class),
                    view.getColumn("standing", Long.class)));
            return pins;
        }));
    }
}
