/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers to the addresses that systems gave, sealed, again and again with longer pauses, and at last no more. */
@Component(
        service = {Recurring.class, Callbacks.class},
        configurationPid = "org.gishe.web.enquiries")
public final class Callbacks implements Recurring {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final String JSON = "application/json";

    private final Store store;
    private final Desk desk;
    private final InstantSource clock;
    private final int attempts;
    private final Duration pause;
    private final CallbackBook book = new CallbackBook();
    private final Sealed sealed;
    private final Sending sending = new Sending((SSLSocketFactory) SSLSocketFactory.getDefault());
    private final Lanes lanes = new Lanes("gishe-callbacks");

    @Activate
    public Callbacks(
            @Reference Store store,
            @Reference Keys keys,
            @Reference Desk desk,
            @Reference InstantSource clock,
            EnquiriesConfiguration configuration) {
        this.store = store;
        this.desk = desk;
        this.clock = clock;
        this.attempts = Math.max(1, configuration.callback_attempts());
        this.pause = Duration.ofMillis(Math.max(1, configuration.callback_pause()));
        this.sealed = new Sealed(keys);
    }

    @Deactivate
    void close() {
        lanes.close();
    }

    Sealed sealed() {
        return sealed;
    }

    @Override
    public String name() {
        return "enquiries-callbacks";
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(500);
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        var due = store.read(query -> book.due(query, now, 500));
        due.forEach(row -> lanes.put(URI.create(row.address()).getAuthority(), row.subject(), this::send));
        store.commit(unit -> {
            book.ripen(unit, now);
            return null;
        });
    }

    private void send(String subject) {
        Optional<CallbackBook.Row> claimed = store.commit(unit -> book.claim(unit, subject, clock.instant()));
        if (claimed.isEmpty()) {
            return;
        }
        CallbackBook.Row row = claimed.get();
        String note;
        try {
            URI address = URI.create(row.address());
            byte[] body = Json.write(desk.report(row));
            int status = sending.post(
                    address,
                    sealed.headers(address, JSON, body, clock.instant()),
                    body,
                    desk.addresses().isAllowed(address));
            note = status >= 200 && status < 300 ? "" : "it answered " + status;
        } catch (IOException e) {
            LOG.debug("No callback to {}", row.address(), e);
            note = "it could not be reached: " + e.getClass().getSimpleName();
        }
        Instant now = clock.instant();
        String outcome = note;
        CallbackBook.State state = outcome.isEmpty()
                ? CallbackBook.State.DELIVERED
                : row.attempts() >= attempts ? CallbackBook.State.DEAD : CallbackBook.State.DUE;
        store.commit(unit -> {
            book.close(unit, row, state, now.plus(wait(row.attempts())), outcome);
            return null;
        });
    }

    private Duration wait(int attempt) {
        Duration doubled = pause.multipliedBy(1L << Math.min(attempt - 1, 20));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** How a callback stands, for whoever asked for it. */
    static Data.Obj json(CallbackBook.Row row) {
        return Json.object()
                .put("subject", row.subject())
                .put("address", row.address())
                .put("state", row.state().name().toLowerCase(java.util.Locale.ROOT))
                .put("attempts", row.attempts())
                .put("note", row.note())
                .build();
    }
}
