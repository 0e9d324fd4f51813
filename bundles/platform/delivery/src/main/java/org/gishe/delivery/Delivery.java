/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/** Mailboxes. Thread-safe. */
@ProviderType
public interface Delivery {

    /**
     * Delivers in this unit, with the evidence of sending (ETSI EN 319 522-1: content consignment). A key that was
     * delivered before is that message again.
     *
     * @return the message's id
     */
    String deliver(Handle unit, Parcel parcel);

    /** A person's messages, newest first. */
    List<Message> mailbox(Handle unit, PersonId owner, int limit);

    /** A message of this owner's; empty for anybody else's. */
    Optional<Message> message(Handle unit, PersonId owner, String id);

    /**
     * The recipient opens a message: the first time that makes the evidence of receipt (content handover), in its own
     * unit, before the content is given.
     */
    Optional<Message> open(PersonId owner, PersonId actor, String id);

    /** Evidence of a message, oldest first, as sealed JSON objects; for its owner. */
    List<Data.Obj> evidence(Handle unit, PersonId owner, String id);

    /**
     * What is delivered.
     *
     * @param key idempotency key
     * @param sender administration's EIK
     * @param content id of the document; kept in this or an earlier unit
     * @param matter submission that it belongs to
     */
    record Parcel(
            String key,
            String sender,
            LocalText senderName,
            PersonId recipient,
            LocalText subject,
            String content,
            String fileName,
            String matter) {}

    /** A message in a mailbox. */
    record Message(
            String id,
            LocalText senderName,
            LocalText subject,
            String content,
            String fileName,
            String mediaType,
            long size,
            String sha256,
            String matter,
            Instant sent,
            Optional<Instant> opened) {}
}
