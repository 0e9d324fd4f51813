/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.journal.Journal;
import org.gishe.journal.JournalReader;
import org.gishe.journal.JournalReader.Read;
import org.gishe.journal.JournalReader.Stretch;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.oversight.Access.Outcome;
import org.gishe.oversight.Overseers.Rule;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.gishe.time.WorkingDays;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Reads the chain once, a stretch at a time, sums it and holds three rules against it. How far it is stands in the unit that
 * writes what it found, so that nothing is counted twice or left out.
 */
@Component(service = Recurring.class, configurationPid = "org.gishe.oversight")
@Designate(ocd = OversightConfiguration.class)
public final class Rules implements Recurring {

    private static final String CURSOR = "rules";
    private static final int STRETCH = 500;
    private static final int STRETCHES = 10;
    private static final int DUE_AT_ONCE = 200;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Store store;
    private final JournalReader reader;
    private final WorkingDays calendar;
    private final InstantSource clock;
    private final Keys keys;
    private final Findings findings;
    private final Hidden hidden;
    private final int manyPeople;
    private final LocalTime from;
    private final LocalTime until;
    private final Duration term;

    private record Due(long entry, String institution, byte[] facts) {}

    @Activate
    public Rules(
            @Reference Store store,
            @Reference Journal journal,
            @Reference JournalReader reader,
            @Reference WorkingDays calendar,
            @Reference Keys keys,
            @Reference InstantSource clock,
            OversightConfiguration configuration) {
        this.store = store;
        this.reader = reader;
        this.calendar = calendar;
        this.clock = clock;
        this.keys = keys;
        this.findings = new Findings(journal, keys);
        this.hidden = new Hidden(keys);
        this.manyPeople = Math.max(1, configuration.many_people());
        this.from = LocalTime.parse(configuration.work_from());
        this.until = LocalTime.parse(configuration.work_until());
        this.term = Duration.ofHours(Math.max(1, configuration.case_hours()));
        store.migrate("oversight", Rules.class);
    }

    @Override
    public String name() {
        return "oversight-rules";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void run() {
        for (int i = 0; i < STRETCHES && step(); i++) {
            // on to the next stretch
        }
        judge();
    }

    /** One stretch; false at the end of the chain. */
    private boolean step() {
        long before = store.read(query -> query.createQuery("SELECT sequence FROM oversight_cursor WHERE name = ?")
                        .bind(0, CURSOR)
                        .mapTo(Long.class)
                        .findOne())
                .orElse(0L);
        Stretch stretch = store.read(query -> reader.accesses(query, before, STRETCH));
        if (stretch.last() == before) {
            return false;
        }
        return store.commit(unit -> {
            if (!move(unit, before, stretch.last())) {
                return false; // another node was faster
            }
            for (Read read : stretch.accesses()) {
                if (read.kind().equals("register.enquiry") && !read.erased()) {
                    look(unit, read);
                }
            }
            return true;
        });
    }

    private static boolean move(Handle unit, long before, long after) {
        if (before == 0) {
            return unit.execute(
                            "INSERT INTO oversight_cursor (name, sequence) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                            CURSOR,
                            after)
                    == 1;
        }
        return unit.execute(
                        "UPDATE oversight_cursor SET sequence = ? WHERE name = ? AND sequence = ?",
                        after,
                        CURSOR,
                        before)
                == 1;
    }

    private void look(Handle unit, Read read) {
        Data.Obj payload = read.payload();
        String institution = payload.text("/administration").orElse("");
        String register = payload.text("/register").orElse("");
        boolean uncased =
                Words.submission(read).isEmpty() && payload.text("/reference").isEmpty();
        sum(unit, read, institution, register, uncased);
        String who = who(read, institution);
        many(unit, read, institution, register, who);
        hours(unit, read, institution, register, who);
        if (uncased) {
            unit.execute(
                    "INSERT INTO oversight_uncased (entry, institution, call_key, due, judged, facts)"
                            + " VALUES (?, ?, ?, ?, 0, ?)",
                    read.id(),
                    institution,
                    payload.text("/key").orElse(""),
                    Times.micros(read.at().plus(term)),
                    hidden.close(
                            Json.text(Data.EMPTY
                                    .with("who", who)
                                    .with("register", register)
                                    .with("at", read.at().toString())),
                            "uncased:" + read.id()));
        }
    }

    /**
     * Who is held responsible: the employee, else whoever clicked, else the system. An applicant's own e-service asks on
     * everybody's behalf, so that there it is the applicant.
     */
    private static String who(Read read, String institution) {
        return read.payload()
                .text("/employee")
                .map(employee -> "employee/" + institution + "/" + employee)
                .or(() -> read.actor().map(actor -> "person/" + actor.value()))
                .orElse(read.payload().text("/consumer").orElse(""));
    }

    private void sum(Handle unit, Read read, String institution, String register, boolean uncased) {
        unit.execute(
                "INSERT INTO oversight_figure (day, institution, register, enquiries, refused, uncased)"
                        + " VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (day, institution, register) DO UPDATE SET"
                        + " enquiries = oversight_figure.enquiries + 1,"
                        + " refused = oversight_figure.refused + excluded.refused,"
                        + " uncased = oversight_figure.uncased + excluded.uncased",
                read.at().atZone(WorkingDays.ZONE).toLocalDate().toString(),
                institution,
                register,
                Words.outcome(read) == Outcome.REFUSED ? 1 : 0,
                uncased ? 1 : 0);
    }

    private void many(Handle unit, Read read, String institution, String register, String who) {
        if (read.whose().isEmpty()) {
            return;
        }
        byte[] index = index(who);
        long at = Times.micros(read.at());
        unit.execute(
                "INSERT INTO oversight_asked (entry, who, person, at) VALUES (?, ?, ?, ?) ON CONFLICT (entry) DO NOTHING",
                read.id(),
                index,
                HexFormat.of().parseHex(read.whose().get()),
                at);
        unit.execute("DELETE FROM oversight_asked WHERE at < ?", at - 2 * Times.micros(Instant.EPOCH.plus(HOUR)));
        int people = unit.createQuery(
                        "SELECT COUNT(DISTINCT person) FROM oversight_asked WHERE who = ? AND at > ? AND at <= ?")
                .bind(0, index)
                .bind(1, at - Times.micros(Instant.EPOCH.plus(HOUR)))
                .bind(2, at)
                .mapTo(Integer.class)
                .one();
        if (people > manyPeople) {
            findings.add(
                    unit,
                    Rule.MANY_PEOPLE,
                    "many/" + HexFormat.of().formatHex(index) + "/" + read.at().truncatedTo(ChronoUnit.HOURS),
                    institution,
                    who,
                    register,
                    read.id(),
                    read.at());
        }
    }

    private void hours(Handle unit, Read read, String institution, String register, String who) {
        boolean somebody = read.payload().text("/employee").isPresent()
                || read.payload().text("/door").equals(Optional.of("DESK"));
        ZonedDateTime local = read.at().atZone(WorkingDays.ZONE);
        boolean working = calendar.isWorkingDay(local.toLocalDate())
                && !local.toLocalTime().isBefore(from)
                && local.toLocalTime().isBefore(until);
        if (somebody && !working) {
            findings.add(
                    unit,
                    Rule.OUTSIDE_HOURS,
                    "hours/" + HexFormat.of().formatHex(index(who)) + "/" + local.toLocalDate(),
                    institution,
                    who,
                    register,
                    read.id(),
                    read.at());
        }
    }

    /** Who is grouped and counted by is a keyed index: names stand in encrypted facts alone. */
    private byte[] index(String who) {
        return keys.blindIndex("journal-index", ("oversight-who:" + who).getBytes(StandardCharsets.UTF_8));
    }

    /** Enquiries whose day is over and that nobody gave a case. */
    private void judge() {
        long now = Times.micros(clock.instant());
        store.commit(unit -> {
            List<Due> due = unit.createQuery(
                            "SELECT entry, institution, facts FROM oversight_uncased WHERE judged = 0 AND due <= ?"
                                    + " ORDER BY due LIMIT " + DUE_AT_ONCE)
                    .bind(0, now)
                    .map((row, context) -> new Due(row.getLong(1), row.getString(2), row.getBytes(3)))
                    .list();
            for (Due each : due) {
                if (unit.execute("UPDATE oversight_uncased SET judged = 1 WHERE entry = ? AND judged = 0", each.entry())
                        == 1) {
                    judge(unit, each);
                }
            }
            return null;
        });
    }

    private void judge(Handle unit, Due due) {
        Data facts = Json.read(hidden.open(due.facts(), "uncased:" + due.entry()));
        String who = facts.text("/who").orElse("");
        Instant at = Instant.parse(facts.text("/at").orElseThrow());
        findings.add(
                unit,
                Rule.NO_CASE,
                "case/" + HexFormat.of().formatHex(index(who)) + "/"
                        + at.atZone(WorkingDays.ZONE).toLocalDate(),
                due.institution(),
                who,
                facts.text("/register").orElse(""),
                due.entry(),
                at);
    }
}
