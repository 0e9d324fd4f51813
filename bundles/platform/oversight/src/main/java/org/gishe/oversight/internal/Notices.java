/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.documents.Documents;
import org.gishe.journal.JournalReader;
import org.gishe.keys.Keys;
import org.gishe.oversight.Access;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells those who want it, once a day at most, that somebody looked. What is secret is told of on the day it opens. */
@Component(service = Recurring.class, configurationPid = "org.gishe.oversight")
public final class Notices implements Recurring {

    /** Entries take their time before they commit: what is younger is told of tomorrow. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private static final int AT_ONCE = 50;
    private static final int LISTED = 30;
    private static final String PDF = "application/pdf";

    private final Store store;
    private final JournalReader reader;
    private final Contents contents;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Words words;
    private final Papers papers;
    private final Duration pause;

    private record Due(PersonId person, long told) {}

    @Activate
    public Notices(
            @Reference Store store,
            @Reference JournalReader reader,
            @Reference Contents contents,
            @Reference Delivery delivery,
            @Reference Documents documents,
            @Reference Titles titles,
            @Reference Keys keys,
            @Reference InstantSource clock,
            OversightConfiguration configuration) {
        this.store = store;
        this.reader = reader;
        this.contents = contents;
        this.delivery = delivery;
        this.clock = clock;
        this.words = new Words(titles, new AccessIds(keys));
        this.papers = new Papers(documents);
        this.pause = Duration.ofHours(Math.max(24, configuration.notice_hours()));
        store.migrate("oversight", Notices.class);
    }

    @Override
    public String name() {
        return "oversight-notices";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void run() throws IOException {
        for (Due due : due()) {
            tell(due);
        }
    }

    private List<Due> due() {
        return store.read(query -> query.createQuery(
                        "SELECT person, told FROM oversight_notice WHERE wanted = 1 AND due <= ? ORDER BY due LIMIT "
                                + AT_ONCE)
                .bind(0, Times.micros(clock.instant()))
                .map((row, context) -> new Due(new PersonId(row.getString(1)), row.getLong(2)))
                .list());
    }

    private void tell(Due due) throws IOException {
        Instant now = clock.instant();
        Instant upTo = now.minus(SETTLED);
        List<Access> seen = upTo.isAfter(Times.instant(due.told()))
                ? store
                        .read(query -> reader.fresh(query, due.person(), Times.instant(due.told()), upTo, LISTED + 1))
                        .stream()
                        .map(read -> words.of(due.person(), read, Optional.empty()))
                        .toList()
                : List.of();
        if (seen.isEmpty()) {
            // whoever looks tomorrow morning is told of soon after, unless a notice was sent within the day
            store.commit(unit -> move(unit, due, upTo, now.plus(Duration.ofMinutes(10))));
            return;
        }
        byte[] pdf = papers.notice(seen.subList(0, Math.min(LISTED, seen.size())), seen.size() > LISTED);
        Content content = contents.stream(new ByteArrayInputStream(pdf), pdf.length, PDF);
        store.commit(unit -> {
            if (!move(unit, due, upTo, now.plus(pause))) {
                return false; // told by another, or not wanted any more
            }
            contents.keep(unit, content);
            delivery.deliver(
                    unit,
                    new Delivery.Parcel(
                            "oversight-notice/" + due.person().value() + "/" + due.told(),
                            "",
                            LocalText.of("Гише", "Gishe"),
                            due.person(),
                            LocalText.of("Гледани са Ваши данни", "Somebody looked at your data"),
                            content.id(),
                            "izvestie.pdf",
                            "oversight"));
            return true;
        });
    }

    private static boolean move(Handle unit, Due due, Instant told, Instant next) {
        return unit.execute(
                        "UPDATE oversight_notice SET told = ?, due = ? WHERE person = ? AND told = ? AND wanted = 1",
                        Math.max(due.told(), Times.micros(told)),
                        Times.micros(next),
                        due.person().value(),
                        due.told())
                == 1;
    }
}
