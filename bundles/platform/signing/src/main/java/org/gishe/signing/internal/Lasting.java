/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.keys.Keys;
import org.gishe.signing.internal.Orders.ToLast;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.AdesException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives signed applications what they need to be validated for decades: certificates and revocation data (level LT). One at a
 * time and in no hurry: a responder that is dead delays the archive, not the citizen.
 */
@Component(service = {Recurring.class, Lasting.class})
public final class Lasting implements Recurring {

    private static final Logger LOG = LoggerFactory.getLogger(Lasting.class);
    private static final int LARGEST = 1 << 24;
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(6);

    private final Store store;
    private final Contents contents;
    private final Journal journal;
    private final InstantSource clock;
    private final Orders orders;
    private final Application application;

    /** @param signing owns the table that this reads */
    @Activate
    public Lasting(
            @Reference Store store,
            @Reference Contents contents,
            @Reference Journal journal,
            @Reference Keys keys,
            @Reference InstantSource clock,
            @Reference Ades ades,
            @Reference TrustPoints points,
            @Reference SigningComponent signing) {
        this.store = store;
        this.contents = contents;
        this.journal = journal;
        this.clock = clock;
        this.orders = new Orders(keys);
        this.application = new Application(ades, points::means);
    }

    @Override
    public String name() {
        return "signing-lasting";
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(250);
    }

    /** As many as fit into a part of the pause between two runs: a dead responder must leave no mountain behind. */
    @Override
    public void run() throws IOException {
        Instant enough = clock.instant().plus(TURN);
        boolean more;
        do {
            more = one();
        } while (more && clock.instant().isBefore(enough));
    }

    /** Whether there was one that is due. */
    private boolean one() throws IOException {
        Instant now = clock.instant();
        Optional<ToLast> next = store.read(query -> orders.nextToLast(query, now));
        if (next.isEmpty()) {
            return false;
        }
        ToLast each = next.get();
        byte[] container;
        try (InputStream kept = contents.open(each.signature())) {
            container = application.lasting(kept.readNBytes(LARGEST));
        } catch (AdesException e) {
            Instant again = now.plus(pause(each.attempts()));
            LOG.debug("{} is made lasting later: {}", each.key(), e.getMessage());
            store.commit(unit -> {
                orders.lastsLater(unit, each.key(), again);
                return null;
            });
            return true;
        }
        Content content = contents.stream(new ByteArrayInputStream(container), LARGEST, Application.MEDIA_TYPE);
        store.commit(unit -> {
            if (orders.lasts(unit, each.key(), content.id())) {
                contents.keep(unit, content);
                journal.record(
                        unit,
                        Entry.of("signing.lasts")
                                .matter(each.matter())
                                .payload(Data.EMPTY.with("order", each.key()).with("sha256", content.sha256()))
                                .build());
            }
            return null;
        });
        return true;
    }

    private static Duration pause(int attempts) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(attempts, 12));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
