/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.keys.Keys;
import org.gishe.signing.Signing.Backlog;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** The table of signings. What a provider must remember (its ticket) is kept encrypted. */
final class Orders {

    enum State {
        /** The provider is about to be asked, or was and its answer is lost: ask again with the same key. */
        BEGINNING,
        /** The person is asked. */
        PENDING,
        /** The person has signed and the value is kept; the container is to be made, stamped and kept. */
        VALUED,
        SIGNED,
        ENDED
    }

    /** One signing as it stands. */
    record Row(
            String key,
            PluginKey plugin,
            State state,
            Instant signedAt,
            byte[] toBeSigned,
            String facts,
            String credential,
            List<byte[]> certificates,
            Optional<byte[]> value,
            Optional<byte[]> ticket,
            Optional<String> approvalPage,
            Optional<String> signature,
            Optional<String> subject,
            Optional<String> reason) {}

    private static final String KEY = "contents";

    private final Keys keys;

    Orders(Keys keys) {
        this.keys = keys;
    }

    Optional<Row> find(Handle unit, String key) {
        return unit.createQuery("SELECT * FROM signing_order WHERE order_key = :key")
                .bind("key", key)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    void begin(Handle unit, Row row, String matter) {
        unit.createUpdate("""
                        INSERT INTO signing_order (order_key, matter, provider, plugin, plugin_version, state, signed_at,
                            attributes, facts, credential, certificates, reason)
                        VALUES (:key, :matter, :provider, :plugin, :version, :state, :signedAt,
                            :toBeSigned, :facts, :credential, :certificates, :reason)
                        ON CONFLICT (order_key) DO NOTHING""")
                .bind("key", row.key())
                .bind("matter", matter)
                .bind("provider", row.plugin().instance())
                .bind("plugin", row.plugin().id())
                .bind("version", row.plugin().version())
                .bind("state", row.state().name())
                .bind("signedAt", Times.micros(row.signedAt()))
                .bind("toBeSigned", row.toBeSigned())
                .bind("facts", row.facts())
                .bind("credential", row.credential())
                .bind("certificates", join(row.certificates()))
                .bind("reason", row.reason().orElse(null))
                .execute();
    }

    /** Keeps the ticket to go on with, unless it ended meanwhile; whether it did not. */
    boolean pending(Handle unit, String key, byte[] ticket, Optional<String> approvalPage) {
        return unit.createUpdate("""
                                UPDATE signing_order SET state = 'PENDING', ticket = :ticket,
                                    approval_page = COALESCE(:page, approval_page)
                                WHERE order_key = :key AND state IN ('BEGINNING', 'PENDING')""")
                        .bind("key", key)
                        .bind("ticket", keys.encrypt(KEY, ticket, context(key)))
                        .bind("page", approvalPage.orElse(null))
                        .execute()
                == 1;
    }

    /** Keeps what the person signed, unless it ended meanwhile: a provider may give it only once. */
    void valued(Handle unit, String key, byte[] value) {
        unit.createUpdate("""
                        UPDATE signing_order SET state = 'VALUED', signature_value = :value, ticket = NULL,
                            approval_page = NULL
                        WHERE order_key = :key AND state IN ('BEGINNING', 'PENDING')""")
                .bind("key", key)
                .bind("value", keys.encrypt(KEY, value, context(key)))
                .execute();
    }

    /** Whether it was this call that ended it. */
    boolean end(Handle unit, String key, State state, String signature, String subject, String reason) {
        return unit.createUpdate("""
                                UPDATE signing_order SET state = :state, ticket = NULL, approval_page = NULL,
                                    signature_value = NULL, signature = :signature, subject = :subject, reason = :reason
                                WHERE order_key = :key AND state IN ('BEGINNING', 'PENDING', 'VALUED')""")
                        .bind("key", key)
                        .bind("state", state.name())
                        .bind("signature", signature)
                        .bind("subject", subject)
                        .bind("reason", reason)
                        .execute()
                == 1;
    }

    /** From when on a container is to be made lasting. */
    void lastingDue(Handle unit, String key, Instant due) {
        unit.createUpdate("UPDATE signing_order SET lasting_due = :due WHERE order_key = :key")
                .bind("key", key)
                .bind("due", Times.micros(due))
                .execute();
    }

    /** A container that is to be made lasting. */
    record ToLast(String key, String matter, String signature, int attempts) {}

    Optional<ToLast> nextToLast(Handle unit, Instant now) {
        return unit.createQuery("""
                        SELECT order_key, matter, signature, lasting_attempts FROM signing_order
                        WHERE lasting_due <= :now ORDER BY lasting_due LIMIT 1""")
                .bind("now", Times.micros(now))
                .reduceRows(
                        Optional.empty(),
                        (none, row) -> Optional.of(new ToLast(
                                row.getColumn("order_key", String.class),
                                row.getColumn("matter", String.class),
                                row.getColumn("signature", String.class),
                                row.getColumn("lasting_attempts", Integer.class))));
    }

    /** What waits to be made lasting. */
    Backlog backlog(Handle query) {
        return query.createQuery(
                        "SELECT COUNT(*) AS waiting, MIN(signed_at) AS oldest FROM signing_order WHERE lasting_due IS NOT NULL")
                .reduceRows(
                        new Backlog(0, Optional.empty()),
                        (none, row) -> new Backlog(
                                row.getColumn("waiting", Long.class),
                                Optional.ofNullable(row.getColumn("oldest", Long.class))
                                        .map(Times::instant)));
    }

    /** Whether it was this call that kept it. */
    boolean lasts(Handle unit, String key, String content) {
        return unit.createUpdate("""
                                UPDATE signing_order SET lasting = :content, lasting_due = NULL
                                WHERE order_key = :key AND lasting IS NULL""").bind("key", key).bind("content", content).execute() == 1;
    }

    void lastsLater(Handle unit, String key, Instant due) {
        unit.createUpdate("""
                        UPDATE signing_order SET lasting_due = :due, lasting_attempts = lasting_attempts + 1
                        WHERE order_key = :key AND lasting IS NULL""").bind("key", key).bind("due", Times.micros(due)).execute();
    }

    private Row row(RowView row) {
        String key = row.getColumn("order_key", String.class);
        byte[] ticket = row.getColumn("ticket", byte[].class);
        return new Row(
                key,
                new PluginKey(
                        Kind.SIGNATURE,
                        row.getColumn("plugin", String.class),
                        row.getColumn("provider", String.class),
                        row.getColumn("plugin_version", String.class)),
                State.valueOf(row.getColumn("state", String.class)),
                Times.instant(row.getColumn("signed_at", Long.class)),
                row.getColumn("attributes", byte[].class),
                row.getColumn("facts", String.class),
                row.getColumn("credential", String.class),
                split(row.getColumn("certificates", byte[].class)),
                Optional.ofNullable(row.getColumn("signature_value", byte[].class))
                        .map(wrapped -> decrypt(key, wrapped)),
                Optional.ofNullable(ticket).map(wrapped -> decrypt(key, wrapped)),
                Optional.ofNullable(row.getColumn("approval_page", String.class)),
                Optional.ofNullable(row.getColumn("signature", String.class)),
                Optional.ofNullable(row.getColumn("subject", String.class)),
                Optional.ofNullable(row.getColumn("reason", String.class)));
    }

    private byte[] decrypt(String key, byte[] wrapped) {
        try {
            return keys.decrypt(KEY, wrapped, context(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the ticket of a signing was changed", e);
        }
    }

    private static byte[] context(String key) {
        return ("signing " + key).getBytes(StandardCharsets.UTF_8);
    }

    /** Certificates as length and bytes, one behind the other. */
    static byte[] join(List<byte[]> parts) {
        var joined = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> part.length + Integer.BYTES).sum());
        for (byte[] part : parts) {
            joined.putInt(part.length).put(part);
        }
        return joined.array();
    }

    static List<byte[]> split(byte[] joined) {
        var parts = new ArrayList<byte[]>();
        var buffer = ByteBuffer.wrap(joined);
        while (buffer.hasRemaining()) {
            byte[] part = new byte[buffer.getInt()];
            buffer.get(part);
            parts.add(part);
        }
        return parts;
    }
}
