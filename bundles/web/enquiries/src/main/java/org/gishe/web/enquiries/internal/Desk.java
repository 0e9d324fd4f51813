/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.gishe.acts.LegalActs;
import org.gishe.api.base.Data;
import org.gishe.catalogue.Catalogue;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.identity.Officers;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.registers.Grants;
import org.gishe.registers.Registers;
import org.gishe.registers.Reply;
import org.gishe.store.Ids;
import org.gishe.store.Store;
import org.gishe.web.door.Problem;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Where other systems' enquiries are made, at once or later. What is to be made later stands in the data base before it is
 * accepted; its answer stands there in the same unit as the journal's entry, so that an enquiry whose outcome a crash took away
 * is made again with the same key, and each has one outcome.
 */
@Component(service = Desk.class, configurationPid = "org.gishe.web.enquiries")
@Designate(ocd = EnquiriesConfiguration.class)
public final class Desk {

    /** After a register that did not answer; then its answer is that it did not. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private static final int SWEPT = 500;
    /** Of one consumer; more are told to come again. */
    private static final int MOST_WAITING = 10_000;

    private final Store store;
    private final Officers officers;
    private final Grants grants;
    private final InstantSource clock;
    private final LegalActs acts;
    private final Asking asking;
    private final Book book;
    private final CallbackBook callbacks;
    private final Pace pace;
    private final Addresses addresses;
    private final Lanes lanes = new Lanes("gishe-enquiries");

    @Activate
    public Desk(
            @Reference Store store,
            @Reference Keys keys,
            @Reference Registers registers,
            @Reference Grants grants,
            @Reference Officers officers,
            @Reference Catalogue catalogue,
            @Reference LegalActs acts,
            @Reference InstantSource clock,
            EnquiriesConfiguration configuration) {
        this.store = store;
        this.officers = officers;
        this.grants = grants;
        this.clock = clock;
        this.acts = acts;
        this.asking = new Asking(registers, catalogue, clock);
        store.migrate("enquiries", Desk.class);
        this.book = new Book(keys);
        this.callbacks = new CallbackBook();
        this.pace = new Pace(configuration.rate_requests(), configuration.rate_seconds());
        this.addresses = new Addresses(List.of(configuration.callback_allow()));
    }

    @Deactivate
    void close() {
        lanes.close();
    }

    LegalActs acts() {
        return acts;
    }

    Asking asking() {
        return asking;
    }

    Pace pace() {
        return pace;
    }

    Addresses addresses() {
        return addresses;
    }

    static String consumer(Officer system) {
        return "system/" + system.name();
    }

    /** SHA-256 of what was sent, however it was laid out. */
    static byte[] digest(String address, Data content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Json.canonical(Data.of(address)));
            return digest.digest(Json.canonical(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private record Taken(Book.Row row, boolean mine) {}

    /** What was told, and whether it is what was told before. */
    record Outcome(Told told, boolean replayed) {}

    /** Asks at once. */
    Told now(Officer system, Ask ask) {
        return asking.ask(consumer(system), system.administration(), Ids.next(), ask, (unit, reply, told) -> {});
    }

    /**
     * Asks at once, and once for a key.
     *
     * @throws Problem when the key names another content, or the same is under way
     */
    Outcome now(Officer system, Ask ask, String key, byte[] sha) {
        String consumer = consumer(system);
        String id = Ids.next();
        Instant begun = clock.instant();
        Taken taken = store.commit(unit -> {
            if (book.insert(unit, id, consumer, key, sha, null, 0, ask.register(), Optional.empty(), begun)) {
                return new Taken(book.find(unit, id).orElseThrow(), true);
            }
            Book.Row other = book.keyed(unit, consumer, key).orElseThrow(Problems::keyInFlight);
            if (!other.same(sha) || other.later()) {
                throw Problems.keyReused();
            }
            // whoever was asking died: who comes with the same again goes on
            return book.claim(unit, other.id(), begun)
                    .map(row -> new Taken(row, true))
                    .orElseGet(() -> new Taken(other, false));
        });
        Book.Row row = taken.row();
        if (row.state() == Book.State.ANSWERED) {
            demandHolding(row);
            return new Outcome(row.answer().orElseThrow(), true);
        }
        if (!taken.mine()) {
            throw Problems.keyInFlight();
        }
        Told told = asking.ask(consumer, system.administration(), row.id(), ask, (unit, reply, each) -> {
            boolean last =
                    switch (reply.answer().status()) {
                        case FOUND, NOT_FOUND, INVALID -> true;
                        default -> false; // a refusal or a register that is down may end: the key is free again
                    };
            boolean kept = last ? book.answer(unit, row, each, reply.grant(), clock.instant()) : book.free(unit, row);
            if (!kept) {
                throw Problems.keyInFlight();
            }
        });
        return new Outcome(told, false);
    }

    /** Where an enquiry that was accepted is found. */
    record Accepted(String id, boolean replayed) {}

    /**
     * Accepts an enquiry: it is durable when this comes back.
     *
     * @throws Problem when the key names another content
     */
    Accepted later(Officer system, Ask ask, Optional<String> key, byte[] sha, Optional<String> callback) {
        String consumer = consumer(system);
        String id = Ids.next();
        Instant now = clock.instant();
        Data.Obj question = question(system, ask);
        Accepted accepted = store.commit(unit -> {
            boolean inserted = book.insert(
                    unit, id, consumer, key.orElse(null), sha, null, 0, ask.register(), Optional.of(question), now);
            if (!inserted) {
                Book.Row row = book.keyed(unit, consumer, key.orElseThrow()).orElseThrow(Problems::keyInFlight);
                if (!row.same(sha) || !row.later()) {
                    throw Problems.keyReused();
                }
                return new Accepted(row.id(), true);
            }
            demandRoom(unit, consumer);
            callback.ifPresent(address -> callbacks.insert(unit, id, address, ask.language(), now));
            return new Accepted(id, false);
        });
        lanes.put(ask.register(), accepted.id(), this::work);
        return accepted;
    }

    /** Accepts many: each item is an enquiry, or what is wrong with it already. */
    Accepted batch(Officer system, List<Item> items, Optional<String> key, byte[] sha, Optional<String> callback) {
        String consumer = consumer(system);
        String id = Ids.next();
        Instant now = clock.instant();
        List<String> ids = items.stream().map(item -> Ids.next()).toList();
        Accepted accepted = store.commit(unit -> {
            if (!book.insertBatch(unit, id, consumer, key.orElse(null), sha, items.size(), now)) {
                Book.Batch known =
                        book.keyedBatch(unit, consumer, key.orElseThrow()).orElseThrow(Problems::keyInFlight);
                if (!java.util.Arrays.equals(known.sha(), sha)) {
                    throw Problems.keyReused();
                }
                return new Accepted(known.id(), true);
            }
            for (int place = 0; place < items.size(); place++) {
                Item item = items.get(place);
                book.insert(
                        unit,
                        ids.get(place),
                        consumer,
                        null,
                        sha,
                        id,
                        place,
                        item.register(),
                        Optional.of(item.ask()
                                .map(ask -> question(system, ask))
                                .orElseGet(() -> Data.EMPTY.with(
                                        "wrong", item.wrong().orElseThrow().json()))),
                        now);
            }
            callback.ifPresent(
                    address -> callbacks.insert(unit, id, address, items.get(0).language(), now));
            return new Accepted(id, false);
        });
        if (!accepted.replayed()) {
            for (int place = 0; place < items.size(); place++) {
                lanes.put(items.get(place).register(), ids.get(place), this::work);
            }
        }
        return accepted;
    }

    /** What throws here leaves nothing of the unit behind. */
    private void demandRoom(Handle unit, String consumer) {
        if (book.waiting(unit, consumer) > MOST_WAITING) {
            throw Problems.tooManyWaiting(MOST_WAITING);
        }
    }

    /** One of a batch. */
    record Item(String register, Optional<Ask> ask, Optional<Told> wrong, java.util.Locale language) {}

    private static Data.Obj question(Officer system, Ask ask) {
        return Json.object()
                .put("system", system.name())
                .put("administration", system.administration())
                .put("ask", ask.json())
                .build();
    }

    /** Puts whatever is due on its way; on one node at a time. */
    void sweep() {
        Instant now = clock.instant();
        for (Book.Due due : store.read(query -> book.due(query, now, SWEPT))) {
            lanes.put(due.register(), due.id(), this::work);
        }
    }

    private void work(String id) {
        Optional<Book.Row> claimed = store.commit(unit -> book.claim(unit, id, clock.instant()));
        if (claimed.isEmpty()) {
            return; // done, or in another's hands
        }
        Book.Row row = claimed.get();
        Data.Obj question = row.question().orElseThrow();
        Optional<Data> wrong = question.at("/wrong");
        if (wrong.isPresent()) {
            close(row, Told.read((Data.Obj) wrong.get()));
            return;
        }
        Ask ask = Ask.read((Data.Obj) question.at("/ask").orElseThrow());
        var system = new Officer(
                question.text("/system").orElseThrow(),
                Role.SYSTEM,
                java.util.Set.of(question.text("/administration").orElseThrow()));
        if (!officers.officers().contains(system)) {
            close(row, Told.of(Problem.notAllowed(), ask.language())); // dismissed since
            return;
        }
        if (asking.operation(ask.register(), ask.operation()).isEmpty()
                && asking.register(ask.register()).isPresent()) {
            close(row, Told.of(Problems.unknown(), ask.language()));
            return;
        }
        asking.ask(row.consumer(), system.administration(), row.id(), ask, (unit, reply, told) -> {
            if (!keep(unit, row, reply, told)) {
                throw new IllegalStateException("enquiry " + row.id() + " went into other hands");
            }
        });
    }

    private boolean keep(Handle unit, Book.Row row, Reply reply, Told told) {
        Instant now = clock.instant();
        boolean again = reply.cause() == Reply.Cause.DOWN && row.attempts() <= PAUSES.size();
        return again
                ? book.back(unit, row, now.plus(PAUSES.get(row.attempts() - 1)))
                : book.answer(unit, row, told, reply.grant(), now);
    }

    private void close(Book.Row row, Told told) {
        store.commit(unit -> book.answer(unit, row, told, Optional.empty(), clock.instant()));
    }

    /** An enquiry of this consumer. */
    Optional<Book.Row> enquiry(String consumer, String id) {
        return store.read(query -> book.find(query, id))
                .filter(row -> row.consumer().equals(consumer) && row.later());
    }

    /** @throws Problem when the grant under which it was answered holds no more */
    void demandHolding(Book.Row row) {
        if (!holds(row)) {
            throw Problems.ended();
        }
    }

    private boolean holds(Book.Row row) {
        return row.granted()
                .map(id -> grants.grant(id)
                        .filter(grant -> grant.holds(clock.instant()))
                        .isPresent())
                .orElse(true);
    }

    /** A page of a batch. */
    record Page(Book.Batch batch, int answered, List<Book.Row> items) {}

    Optional<Page> batch(String consumer, String id, int from, int limit) {
        return store.read(query -> book.findBatch(query, id)
                .filter(batch -> batch.consumer().equals(consumer))
                .map(batch -> new Page(batch, book.answered(query, id), book.items(query, id, from, limit))));
    }

    Optional<CallbackBook.Row> callback(String subject) {
        return store.read(query -> callbacks.find(query, subject));
    }

    List<CallbackBook.Row> undelivered(String consumer) {
        return store.read(query -> callbacks.dead(query, consumer, 1_000));
    }

    /** How an enquiry stands, as it is polled and sent to a callback. */
    Data.Obj state(Book.Row row, java.util.Locale language) {
        var json = Json.object()
                .put("id", row.id())
                .put("state", row.state() == Book.State.ANSWERED ? "answered" : "waiting");
        row.answer().ifPresent(answer -> {
            Told told = holds(row) ? answer : Told.of(Problems.ended(), language);
            json.put("httpStatus", told.status()).put("answer", told.body());
        });
        return json.build();
    }

    /** What a callback is told: an enquiry with its answer, or of a batch that it is done. */
    Data.Obj report(CallbackBook.Row callback) {
        Optional<Book.Row> row = store.read(query -> book.find(query, callback.subject()));
        if (row.isPresent()) {
            return state(row.get(), callback.language());
        }
        var json = Json.object().put("id", callback.subject()).put("state", "answered");
        store.read(query -> book.findBatch(query, callback.subject()))
                .ifPresent(batch -> json.put("total", batch.total()));
        return json.build();
    }

    void clean() {
        store.commit(unit -> {
            book.clean(unit, clock.instant());
            return null;
        });
    }
}
