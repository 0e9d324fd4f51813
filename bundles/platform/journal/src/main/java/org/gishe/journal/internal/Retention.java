/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases matter, salt and payload of entries whose time is over; what the chain holds stays, so that chain and proofs hold. Each
 * erasing is itself an entry ({@code journal.erased}) of the same unit, and such entries are never erased. One rule that cannot be
 * read stops all.
 */
@Component(service = Recurring.class, configurationPid = "org.gishe.journal")
@Designate(ocd = JournalConfiguration.class)
public final class Retention implements Recurring {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final String ERASED = "journal.erased";
    private static final ZoneId ZONE = ZoneId.of("Europe/Sofia");
    private static final int BATCH = 500;

    private final Store store;
    private final Journal journal;
    private final InstantSource clock;
    private final List<Rule> rules;
    private final String all;

    /** Entries whose kind begins so are kept for so long. */
    private record Rule(String prefix, Period time) {}

    /** @param withheld until when it is kept from the person; 0 when it never was */
    private record Old(long id, long sequence, String kind, long at, long withheld) {}

    /** @param journal owns the tables */
    @Activate
    public Retention(
            @Reference Store store,
            @Reference Journal journal,
            @Reference InstantSource clock,
            JournalConfiguration configuration) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        this.rules = rules(configuration.retention());
        this.all = rules.stream().map(rule -> rule.prefix() + " " + rule.time()).collect(Collectors.joining(", "));
    }

    /** The longest beginning first. */
    private static List<Rule> rules(String[] configured) {
        try {
            return Arrays.stream(configured)
                    .flatMap(each -> Arrays.stream(each.split(",")))
                    .filter(each -> !each.isBlank())
                    .map(each -> each.strip().split("\\s+"))
                    .map(parts -> {
                        if (parts.length != 2) {
                            throw new DateTimeException("kind and time are wanted");
                        }
                        Period time = Period.parse(parts[1]);
                        if (time.isNegative() || time.toTotalMonths() * 30 + time.getDays() < 1) {
                            throw new DateTimeException("a day at least is wanted");
                        }
                        return new Rule(parts[0], time);
                    })
                    .sorted(Comparator.comparing((Rule rule) -> -rule.prefix().length())
                            .thenComparing(Rule::prefix))
                    .toList();
        } catch (DateTimeException e) {
            LOG.error("Nothing of the journal is erased: a rule of retention cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    @Override
    public String name() {
        return "journal-retention";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public void run() {
        for (Rule rule : rules) {
            Instant limit = clock.instant().atZone(ZONE).minus(rule.time()).toInstant();
            while (step(rule, limit)) {
                // until nothing is old enough
            }
        }
    }

    /** Rules together name the place: when one changes, all begin anew. */
    private String key(Rule rule) {
        return rule.prefix() + " of " + all;
    }

    private boolean step(Rule rule, Instant limit) {
        long through = store.read(handle -> through(handle, rule));
        List<Old> page = store.read(handle -> page(handle, through));
        var old = new ArrayList<Old>();
        long next = through;
        boolean more = page.size() == BATCH;
        for (Old each : page) {
            if (each.at() >= Times.micros(limit)) {
                more = false;
                break;
            }
            boolean governed = !each.kind().equals(ERASED)
                    && governing(each.kind()).filter(rule::equals).isPresent();
            if (governed && each.withheld() > Times.micros(clock.instant())) {
                more = false; // nothing is erased before its person could see it
                break;
            }
            next = each.sequence();
            if (governed) {
                old.add(each);
            }
        }
        if (next == through) {
            return false;
        }
        long place = next;
        store.commit(unit -> {
            if (through(unit, rule) == through) { // another node may have been here
                erase(unit, rule, old, limit, place);
            }
            return null;
        });
        return more;
    }

    private Optional<Rule> governing(String kind) {
        return rules.stream().filter(rule -> kind.startsWith(rule.prefix())).findFirst();
    }

    private void erase(Handle unit, Rule rule, List<Old> old, Instant limit, long place) {
        unit.execute(
                "INSERT INTO journal_retention (rule, through) VALUES (?, ?) ON CONFLICT (rule) DO UPDATE"
                        + " SET through = excluded.through",
                key(rule),
                place);
        if (old.isEmpty()) {
            return;
        }
        PreparedBatch batch = unit.prepareBatch(
                "UPDATE journal_payload SET matter = NULL, salt = NULL, payload = NULL WHERE entry = ? AND payload IS NOT NULL");
        old.forEach(each -> batch.bind(0, each.id()).add());
        long erased = Arrays.stream(batch.execute()).sum();
        if (erased > 0) {
            journal.record(
                    unit,
                    Entry.of(ERASED)
                            .payload(Json.object()
                                    .put("rule", rule.prefix() + " " + rule.time())
                                    .put("before", limit.toString())
                                    .put("from", old.get(0).sequence())
                                    .put("through", old.get(old.size() - 1).sequence())
                                    .put("entries", erased)
                                    .build())
                            .build());
        }
    }

    private long through(Handle handle, Rule rule) {
        return handle.createQuery("SELECT through FROM journal_retention WHERE rule = ?")
                .bind(0, key(rule))
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private static List<Old> page(Handle handle, long through) {
        return handle.createQuery("SELECT e.id, e.sequence, e.kind, e.at, w.until_at FROM journal_entry e"
                        + Withholding.JOIN + " WHERE e.sequence > ? ORDER BY e.sequence LIMIT " + BATCH)
                .bind(0, through)
                .map((row, context) ->
                        new Old(row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4), row.getLong(5)))
                .list();
    }
}
