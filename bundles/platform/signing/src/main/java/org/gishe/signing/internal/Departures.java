/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/**
 * The table of those who are led to a provider and come back. A state is kept as the half that finds it and a hash of the
 * other half with the browser that set out, so that neither a reader of the table nor another browser can come back with it.
 */
final class Departures {

    private static final int SELECTOR = 22;
    private static final int STATE = 65;
    private static final int LONGEST_BROWSER = 128;

    private final SecureRandom random = new SecureRandom();

    /**
     * @param hash of the state that is awaited; empty when nobody is away
     * @param returned when a return was taken whose outcome is not known
     * @param consented whether they consented, so that nobody need set out any more
     */
    record Row(String key, String matter, Optional<byte[]> hash, Optional<Instant> returned, boolean consented) {}

    /** Unguessable; 65 characters of {@code A-Z a-z 0-9 - _}. */
    String state() {
        return text(16) + text(32);
    }

    private String text(int bytes) {
        byte[] all = new byte[bytes];
        random.nextBytes(all);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** This person will be led away. */
    void offer(Handle unit, String key, String matter) {
        unit.createUpdate("""
                        INSERT INTO signing_departure (order_key, matter) VALUES (:key, :matter)
                        ON CONFLICT (order_key) DO NOTHING""").bind("key", key).bind("matter", matter).execute();
    }

    Optional<Row> find(Handle unit, String key) {
        return unit.createQuery("SELECT * FROM signing_departure WHERE order_key = :key")
                .bind("key", key)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    /** The one of a state's first half; tells nothing of the second. */
    Optional<Row> ofState(Handle unit, String state) {
        return state.length() != STATE
                ? Optional.empty()
                : unit.createQuery("SELECT * FROM signing_departure WHERE selector = :selector")
                        .bind("selector", state.substring(0, SELECTOR))
                        .reduceRows(Optional.empty(), (none, row) -> Optional.of(row(row)));
    }

    /** Awaits that state from that browser and no other; whether nothing came back meanwhile. */
    boolean away(Handle unit, String key, String state, String browser) {
        return unit.createUpdate("""
                                UPDATE signing_departure SET selector = :selector, hash = :hash
                                WHERE order_key = :key AND returned IS NULL AND consented = 0""")
                        .bind("key", key)
                        .bind("selector", state.substring(0, SELECTOR))
                        .bind("hash", hash(state, browser))
                        .execute()
                == 1;
    }

    /** Takes a return: once, and only the one that is awaited. */
    boolean take(Handle unit, String key, String state, String browser, Instant now) {
        Optional<Row> row = ofState(unit, state).filter(each -> each.key().equals(key));
        return row.flatMap(Row::hash)
                        .filter(hash -> MessageDigest.isEqual(hash, hash(state, browser)))
                        .isPresent()
                && unit.createUpdate("""
                                        UPDATE signing_departure SET selector = NULL, hash = NULL, returned = :now
                                        WHERE order_key = :key AND selector = :selector AND returned IS NULL""")
                                .bind("key", key)
                                .bind("selector", state.substring(0, SELECTOR))
                                .bind("now", Times.micros(now))
                                .execute()
                        == 1;
    }

    /** Nothing was done with the return: they may set out again. */
    void again(Handle unit, String key) {
        unit.createUpdate("UPDATE signing_departure SET returned = NULL WHERE order_key = :key")
                .bind("key", key)
                .execute();
    }

    /** Nobody need set out any more. */
    void consented(Handle unit, String key) {
        unit.createUpdate("UPDATE signing_departure SET returned = NULL, consented = 1 WHERE order_key = :key")
                .bind("key", key)
                .execute();
    }

    void forget(Handle unit, String key) {
        unit.createUpdate("DELETE FROM signing_departure WHERE order_key = :key")
                .bind("key", key)
                .execute();
    }

    private static Row row(RowView row) {
        return new Row(
                row.getColumn("order_key", String.class),
                row.getColumn("matter", String.class),
                Optional.ofNullable(row.getColumn("hash", byte[].class)),
                Optional.ofNullable(row.getColumn("returned", Long.class)).map(Times::instant),
                row.getColumn("consented", Integer.class) == 1);
    }

    private static byte[] hash(String state, String browser) {
        if (browser.isEmpty() || browser.length() > LONGEST_BROWSER) {
            return new byte[0]; // equals no hash that is kept
        }
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((state.substring(SELECTOR) + "\n" + browser).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
