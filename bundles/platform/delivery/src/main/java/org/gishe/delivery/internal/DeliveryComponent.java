/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.delivery.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.store.Ids;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Messages and their evidence, each evidence a journal row of the same unit. */
@Component
public final class DeliveryComponent implements Delivery {

    private final Store store;
    private final Contents contents;
    private final Journal journal;
    private final InstantSource clock;
    private final Evidence evidence;

    @Activate
    public DeliveryComponent(
            @Reference Store store,
            @Reference Contents contents,
            @Reference Journal journal,
            @Reference Keys keys,
            @Reference InstantSource clock) {
        this.store = store;
        this.contents = contents;
        this.journal = journal;
        this.clock = clock;
        this.evidence = new Evidence(keys);
        store.migrate("delivery", DeliveryComponent.class);
    }

    @Override
    public String deliver(Handle unit, Parcel parcel) {
        String id = Ids.next();
        Instant now = clock.instant();
        int made = unit.createUpdate("""
                        INSERT INTO delivery_message (id, delivery_key, sender, sender_bg, sender_en, recipient,
                            subject_bg, subject_en, content, file_name, matter, sent)
                        VALUES (:id, :key, :sender, :senderBg, :senderEn, :recipient,
                            :subjectBg, :subjectEn, :content, :fileName, :matter, :sent)
                        ON CONFLICT (delivery_key) DO NOTHING""")
                .bind("id", id)
                .bind("key", parcel.key())
                .bind("sender", parcel.sender())
                .bind("senderBg", parcel.senderName().bulgarian())
                .bind("senderEn", parcel.senderName().english())
                .bind("recipient", parcel.recipient().value())
                .bind("subjectBg", parcel.subject().bulgarian())
                .bind("subjectEn", parcel.subject().english())
                .bind("content", parcel.content())
                .bind("fileName", parcel.fileName())
                .bind("matter", parcel.matter())
                .bind("sent", Times.micros(now))
                .execute();
        if (made == 0) {
            return unit.createQuery("SELECT id FROM delivery_message WHERE delivery_key = :key")
                    .bind("key", parcel.key())
                    .mapTo(String.class)
                    .one();
        }
        Content content = contents.describe(unit, parcel.content())
                .orElseThrow(() -> new IllegalArgumentException("the document to deliver is not kept"));
        prove(
                unit,
                Evidence.SENT,
                id,
                parcel.sender(),
                parcel.recipient(),
                parcel.matter(),
                content.sha256(),
                now,
                Optional.empty());
        return id;
    }

    @Override
    public List<Message> mailbox(Handle unit, PersonId owner, int limit) {
        return unit.createQuery(
                        "SELECT * FROM delivery_message WHERE recipient = :owner ORDER BY sent DESC, id LIMIT :limit")
                .bind("owner", owner.value())
                .bind("limit", limit)
                .reduceRows(new java.util.ArrayList<Message>(), (list, row) -> {
                    list.add(message(unit, row));
                    return list;
                });
    }

    @Override
    public Optional<Message> message(Handle unit, PersonId owner, String id) {
        return unit.createQuery("SELECT * FROM delivery_message WHERE id = :id AND recipient = :owner")
                .bind("id", id)
                .bind("owner", owner.value())
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(message(unit, row)));
    }

    @Override
    public Optional<Message> open(PersonId owner, PersonId actor, String id) {
        Optional<Message> found = store.read(query -> message(query, owner, id));
        if (found.isEmpty() || found.get().opened().isPresent()) {
            return found;
        }
        return store.commit(unit -> {
            Instant now = clock.instant();
            int opened = unit.createUpdate(
                            "UPDATE delivery_message SET opened = :now WHERE id = :id AND recipient = :owner AND opened IS NULL")
                    .bind("now", Times.micros(now))
                    .bind("id", id)
                    .bind("owner", owner.value())
                    .execute();
            Optional<Message> message = message(unit, owner, id);
            if (opened == 1) {
                String sender = unit.createQuery("SELECT sender FROM delivery_message WHERE id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one();
                prove(
                        unit,
                        Evidence.HANDED_OVER,
                        id,
                        sender,
                        owner,
                        message.orElseThrow().matter(),
                        message.orElseThrow().sha256(),
                        now,
                        Optional.of(actor));
            }
            return message;
        });
    }

    @Override
    public List<Data.Obj> evidence(Handle unit, PersonId owner, String id) {
        return unit.createQuery("""
                        SELECT e.object FROM delivery_evidence e JOIN delivery_message m ON m.id = e.message
                        WHERE m.id = :id AND m.recipient = :owner ORDER BY e.at, e.event""")
                .bind("id", id)
                .bind("owner", owner.value())
                .mapTo(byte[].class)
                .map(Json::object)
                .list();
    }

    private void prove(
            Handle unit,
            String event,
            String message,
            String sender,
            PersonId recipient,
            String matter,
            String sha256,
            Instant at,
            Optional<PersonId> actor) {
        String id = Ids.next();
        Data.Obj object = evidence.of(id, event, message, sender, recipient.value(), matter, sha256, at);
        unit.createUpdate(
                        "INSERT INTO delivery_evidence (id, message, event, at, object) VALUES (:id, :message, :event, :at, :object)")
                .bind("id", id)
                .bind("message", message)
                .bind("event", event)
                .bind("at", Times.micros(at))
                .bind("object", Json.write(object))
                .execute();
        Entry.Builder entry = Entry.of(event.equals(Evidence.SENT) ? "delivery.sent" : "delivery.opened")
                .person(recipient)
                .matter(matter)
                .payload(Data.EMPTY.with("evidence", object));
        actor.ifPresent(entry::actor);
        journal.record(unit, entry.build());
    }

    private Message message(Handle unit, RowView row) {
        String contentId = row.getColumn("content", String.class);
        Content content = contents.describe(unit, contentId).orElse(new Content(contentId, 0, "", ""));
        Long opened = row.getColumn("opened", Long.class);
        return new Message(
                row.getColumn("id", String.class),
                LocalText.of(row.getColumn("sender_bg", String.class), row.getColumn("sender_en", String.class)),
                LocalText.of(row.getColumn("subject_bg", String.class), row.getColumn("subject_en", String.class)),
                contentId,
                row.getColumn("file_name", String.class),
                content.mediaType(),
                content.size(),
                content.sha256(),
                row.getColumn("matter", String.class),
                Times.instant(row.getColumn("sent", Long.class)),
                Optional.ofNullable(opened).map(Times::instant));
    }
}
