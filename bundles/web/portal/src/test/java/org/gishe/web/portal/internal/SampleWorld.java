/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.service.Finding;
import org.gishe.api.signature.Tariff;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Descriptions;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.identity.Identity;
import org.gishe.identity.Session;
import org.gishe.journey.Journeys;
import org.gishe.signing.Signing;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;

/** A small world in memory: one e-service with every kind of field, one person, one provider, one message. */
final class SampleWorld {

    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    static final PersonId PERSON = new PersonId("person-1");
    static final Session SESSION = new Session(
            new Party(PERSON, new Identifier(Identifier.Scheme.EGN, "8523120012"), "Яна Примерова Образцова"),
            Assurance.SUBSTANTIAL,
            "csrf-token",
            NOW.plus(Duration.ofHours(1)));

    final Map<String, ServiceDescription> described = new LinkedHashMap<>();
    /** What the rules of the e-service find when it is filed. */
    List<Finding> rules = List.of();

    final Map<String, Journeys.Draft> drafts = new LinkedHashMap<>();
    final Map<String, Journeys.Submission> filed = new LinkedHashMap<>();
    final Map<String, Delivery.Message> mailbox = new LinkedHashMap<>();
    final Map<String, Signing.Offer> offers = new LinkedHashMap<>();
    final Map<String, LocalText> ways = new LinkedHashMap<>();
    final List<String> ended = new ArrayList<>();
    /** What was said at the last departure, where it leads, what came back of it, and whether it is to come once more. */
    final Map<String, String> away = new LinkedHashMap<>();

    URI there = URI.create("https://rssp.example/consent?a=1");
    Map<String, String> back = Map.of();
    boolean again;

    SampleWorld() {
        describe("sample");
        offers.put(
                "sandbox",
                new Signing.Offer(
                        LocalText.of("Пробен доставчик", "Sandbox provider"),
                        new Tariff(5, new BigDecimal("0.5"), "EUR")));
        ways.put("sandbox", LocalText.of("пробна електронна идентичност", "sandbox electronic identity"));
    }

    void describe(String folder) {
        var descriptions = new Descriptions(
                path -> {
                    try (InputStream in = SampleWorld.class.getResourceAsStream("/" + folder + "/" + path)) {
                        return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
                    }
                },
                "1.0.0");
        Optional<ServiceDescription> service = descriptions.service();
        if (service.isEmpty()) {
            throw new IllegalStateException(String.join("; ", descriptions.problems()));
        }
        described.put(service.get().id(), service.get());
    }

    // Catalogue

    public Optional<ServiceDescription> service(String id, String version) {
        return Optional.ofNullable(described.get(id));
    }

    public List<ServiceDescription> services() {
        return List.copyOf(described.values());
    }

    // Journeys

    public Optional<Journeys.Draft> draft(Session session, String service, Locale language) {
        if (!described.containsKey(service)) {
            return Optional.empty();
        }
        String id = "draft-" + (drafts.size() + 1);
        drafts.put(id, examined(id, service, Data.EMPTY));
        return Optional.of(drafts.get(id));
    }

    private Journeys.Draft examined(String id, String service, Data.Obj form) {
        List<Finding> findings = new ArrayList<>();
        described.get(service).schema().at("/required").ifPresent(required -> {
            for (Data name : ((Data.Arr) required).items()) {
                String pointer = "/" + ((Data.Text) name).value();
                if (form.at(pointer).isEmpty()) {
                    findings.add(new Finding(pointer, LocalText.of("Отговорете тук.", "Give an answer here.")));
                }
            }
        });
        return new Journeys.Draft(
                id, service, "1.0.0", form, findings, NOW, NOW.plus(Duration.ofDays(30)), Optional.empty());
    }

    public Optional<Journeys.Draft> draft(Session session, String id) {
        return Optional.ofNullable(drafts.get(id));
    }

    public List<Journeys.Draft> drafts(Session session) {
        return List.copyOf(drafts.values());
    }

    public Optional<Journeys.Draft> save(Session session, String id, Data.Obj form) {
        drafts.computeIfPresent(id, (any, draft) -> examined(id, draft.service(), form));
        return Optional.ofNullable(drafts.get(id));
    }

    public void discard(Session session, String id) {
        drafts.remove(id);
    }

    public Optional<Journeys.Filing> file(Session session, String id, Optional<Data.Obj> form, String provider) {
        Journeys.Draft draft = drafts.get(id);
        if (draft == null) {
            return Optional.empty();
        }
        if (!draft.findings().isEmpty()) {
            return Optional.of(new Journeys.Filing.Findings(draft.findings()));
        }
        if (!rules.isEmpty()) {
            return Optional.of(new Journeys.Filing.Findings(rules));
        }
        drafts.remove(id);
        filed.put(id, submission(id, Journeys.State.WAITING_FOR_SIGNATURE));
        return Optional.of(new Journeys.Filing.Filed(filed.get(id)));
    }

    /** A submission in a state. */
    Journeys.Submission submission(String id, Journeys.State state) {
        boolean received = state != Journeys.State.WAITING_FOR_SIGNATURE && state != Journeys.State.NOT_SIGNED;
        boolean closed = state == Journeys.State.CLOSED;
        Optional<Instant> done = received ? Optional.of(NOW.plusSeconds(20)) : Optional.empty();
        Optional<Instant> end = closed ? Optional.of(NOW.plusSeconds(25)) : Optional.empty();
        return new Journeys.Submission(
                id,
                "sample",
                "1.0.0",
                described.get("sample").title(),
                state,
                closed ? "closed" : received ? "check" : "sign",
                List.of(
                        new Journeys.StepDone("sign", done),
                        new Journeys.StepDone("receipt", done),
                        new Journeys.StepDone("check", end),
                        new Journeys.StepDone("decide", end),
                        new Journeys.StepDone("deliver", end)),
                LocalText.of("", ""),
                NOW,
                received ? Optional.of("УСЛ-2026-000001") : Optional.empty(),
                done,
                received ? Optional.of(NOW.plus(Duration.ofDays(7))) : Optional.empty(),
                closed ? Optional.of(true) : Optional.empty(),
                closed ? Optional.of("message-1") : Optional.empty(),
                state == Journeys.State.WAITING_FOR_SIGNATURE
                        ? Optional.of(URI.create("http://127.0.0.1:9/tsp/phone?id=1&code=2"))
                        : Optional.empty(),
                Optional.empty());
    }

    /** One whose owner is led to the provider. */
    Journeys.Submission departing(String id) {
        Journeys.Submission old = submission(id, Journeys.State.WAITING_FOR_SIGNATURE);
        return new Journeys.Submission(
                old.id(),
                old.service(),
                old.version(),
                old.title(),
                old.state(),
                old.step(),
                old.steps(),
                old.message(),
                old.filed(),
                old.number(),
                old.received(),
                old.due(),
                old.granted(),
                old.result(),
                Optional.empty(),
                Optional.of("sandbox"));
    }

    public Optional<URI> depart(Session session, String id, URI returnTo, String browser) {
        away.put("browser", browser);
        away.put("returnTo", returnTo.toString());
        return Optional.ofNullable(there);
    }

    public Journeys.Arrival returned(Session session, Map<String, String> parameters, String browser) {
        boolean awaited = "state-1".equals(parameters.get("state")) && browser.equals(away.get("browser"));
        back = parameters;
        return new Journeys.Arrival(awaited ? Optional.of("s") : Optional.empty(), again);
    }

    public Optional<Journeys.Submission> submission(Session session, String id) {
        return Optional.ofNullable(filed.get(id));
    }

    public List<Journeys.Submission> submissions(Session session) {
        return List.copyOf(filed.values());
    }

    public Optional<Journeys.Submission> signAgain(Session session, String id, String provider) {
        return Optional.ofNullable(
                filed.computeIfPresent(id, (any, old) -> submission(id, Journeys.State.WAITING_FOR_SIGNATURE)));
    }

    // Signing

    public Map<String, Signing.Offer> offers() {
        return offers;
    }

    // Delivery and contents

    void message(String id, boolean opened) {
        mailbox.put(
                id,
                new Delivery.Message(
                        id,
                        LocalText.of("Примерна община", "Sample Municipality"),
                        LocalText.of("Удостоверение за <образец>", "Certificate of a <sample>"),
                        "content-1",
                        "Удостоверение 1.pdf",
                        "application/pdf",
                        9,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                        "draft-1",
                        NOW,
                        opened ? Optional.of(NOW.plusSeconds(60)) : Optional.empty()));
    }

    public List<Delivery.Message> mailbox(Handle unit, PersonId owner, int limit) {
        return List.copyOf(mailbox.values());
    }

    public Optional<Delivery.Message> message(Handle unit, PersonId owner, String id) {
        return Optional.ofNullable(mailbox.get(id));
    }

    public Optional<Delivery.Message> open(PersonId owner, PersonId actor, String id) {
        if (mailbox.containsKey(id)) {
            message(id, true);
        }
        return Optional.ofNullable(mailbox.get(id));
    }

    public List<Data.Obj> evidence(Handle unit, PersonId owner, String id) {
        List<Data.Obj> evidence = new ArrayList<>();
        evidence.add(Data.EMPTY.with("event", "ContentConsignment").with("time", NOW.toString()));
        mailbox.get(id)
                .opened()
                .ifPresent(at ->
                        evidence.add(Data.EMPTY.with("event", "ContentHandover").with("time", at.toString())));
        return evidence;
    }

    public InputStream open(String id) {
        return new ByteArrayInputStream("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII));
    }

    // Identity

    public Map<String, LocalText> ways() {
        return ways;
    }

    public Optional<URI> begin(String way, URI returnAddress, String goTo, Locale language, String browser) {
        return ways.containsKey(way) ? Optional.of(URI.create(returnAddress + "?state=" + browser)) : Optional.empty();
    }

    public Identity.Arrival finish(Map<String, String> parameters, String browser) {
        return browser.equals(parameters.get("state"))
                ? new Identity.Arrival(Optional.of("token"), "/submissions", Optional.empty())
                : new Identity.Arrival(
                        Optional.empty(),
                        "/submissions",
                        Optional.of(LocalText.of("Отказахте влизането.", "You declined the log-in.")));
    }

    public Optional<Session> session(String token) {
        return token.equals("token") ? Optional.of(SESSION) : Optional.empty();
    }

    public void end(String token) {
        ended.add(token);
    }

    public boolean operator(String name, char[] password) {
        return name.equals("operator") && new String(password).equals("secret");
    }

    // Store

    public <T> T read(Store.Unit<T> query) {
        try {
            return query.run(null);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * This world as one of the platform's interfaces; what no page asks for is refused, so that contracts may grow without a
     * change here.
     */
    <T> T as(Class<T> contract) {
        return contract.cast(Proxy.newProxyInstance(
                SampleWorld.class.getClassLoader(), new Class<?>[] {contract}, (proxy, method, arguments) -> {
                    try {
                        return SampleWorld.class
                                .getDeclaredMethod(method.getName(), method.getParameterTypes())
                                .invoke(this, arguments);
                    } catch (NoSuchMethodException e) {
                        throw new UnsupportedOperationException("no page asks for " + method, e);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    Portal portal() {
        return new Portal(
                as(Catalogue.class),
                as(Journeys.class),
                as(Signing.class),
                as(Delivery.class),
                as(Contents.class),
                as(Store.class),
                as(Identity.class),
                name -> "/assets/0/" + name);
    }
}
