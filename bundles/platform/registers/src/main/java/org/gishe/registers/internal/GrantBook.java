/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.registers.Grant;
import org.gishe.registers.Grant.State;
import org.gishe.registers.Grant.Wish;
import org.gishe.registers.Grants;
import org.gishe.store.Ids;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Grants in their table, the only truth; what the configuration names is brought into it at the start. */
@Component(
        service = {Grants.class, GrantBook.class},
        configurationPid = "org.gishe.registers")
@Designate(ocd = RegistersConfiguration.class)
public final class GrantBook implements Grants {

    private static final String CONFIGURATION = "the configuration";
    private static final int MOST = 1000;

    private final Store store;
    private final Journal journal;
    private final InstantSource clock;

    @Activate
    public GrantBook(
            @Reference Store store,
            @Reference Journal journal,
            @Reference InstantSource clock,
            RegistersConfiguration configuration) {
        this(store, journal, clock, lines(configuration.grants()));
    }

    GrantBook(Store store, Journal journal, InstantSource clock, List<String> configured) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        store.migrate("registers", GrantBook.class);
        List<Configured> wanted =
                configured.stream().map(line -> configured(line)).toList();
        store.commit(unit -> {
            bringIn(unit, wanted);
            return null;
        });
    }

    /** A list in a .cfg file arrives as one text with commas. */
    private static List<String> lines(String... grants) {
        String all = String.join(",", grants);
        return all.isBlank() ? List.of() : List.of(all.split(","));
    }

    private record Configured(String id, String[] parts) {}

    /** The same line has the same id at each start. */
    private static Configured configured(String line) {
        String[] parts = line.strip().split("\\s*\\|\\s*", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException(
                    "a grant reads 'consumer | administration | register | operation | elements', not: " + line);
        }
        return new Configured(
                UUID.nameUUIDFromBytes(("grant " + String.join("|", parts)).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                parts);
    }

    private void bringIn(Handle unit, List<Configured> wanted) {
        Set<String> ids = new HashSet<>();
        for (Configured each : wanted) {
            ids.add(each.id());
            Optional<Grant> known = find(unit, each.id());
            if (known.isEmpty()) {
                insert(
                        unit,
                        each.id(),
                        new Wish(
                                each.parts()[0],
                                each.parts()[1],
                                each.parts()[2],
                                each.parts()[3],
                                List.of(each.parts()[4].split(" +")),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                clock.instant(),
                                Optional.empty()),
                        State.APPROVED,
                        CONFIGURATION);
            } else if (known.get().state() == State.REVOKED
                    && known.get().decidedBy().equals(Optional.of(CONFIGURATION))) {
                decide(unit, each.id(), State.REVOKED, State.APPROVED, "", CONFIGURATION); // the line is back
            }
        }
        for (Grant grant : grants(unit, Optional.empty(), Optional.empty(), Integer.MAX_VALUE)) {
            if (grant.requestedBy().equals(CONFIGURATION)
                    && grant.state() == State.APPROVED
                    && !ids.contains(grant.id())) {
                decide(unit, grant.id(), State.APPROVED, State.REVOKED, "its line is gone", CONFIGURATION);
            }
        }
    }

    /** Those that hold now for this enquiry of this consumer, the newest first. */
    List<Grant> holding(String consumer, String register, String operation) {
        Instant now = clock.instant();
        return store
                .read(query -> query.createQuery("""
                                SELECT * FROM registers_grant WHERE consumer = :consumer AND register = :register
                                    AND operation = :operation AND state = 'APPROVED' ORDER BY requested DESC, id DESC""")
                        .bind("consumer", consumer)
                        .bind("register", register)
                        .bind("operation", operation)
                        .reduceRows(new ArrayList<Grant>(), (list, row) -> {
                            list.add(grant(row));
                            return list;
                        }))
                .stream()
                .filter(grant -> grant.holds(now))
                .toList();
    }

    /** For how long this consumer may or once might seal this enquiry; empty for one that never might. */
    Optional<Duration> sealing(String consumer, String administration, String register, String operation) {
        return store.read(query -> query.createQuery("""
                        SELECT MAX(sealed_seconds) FROM registers_grant WHERE consumer = :consumer
                            AND administration = :administration AND register = :register AND operation = :operation
                            AND state IN ('APPROVED', 'REVOKED')""")
                .bind("consumer", consumer)
                .bind("administration", administration)
                .bind("register", register)
                .bind("operation", operation)
                .mapTo(Long.class)
                .findOne()
                .map(Duration::ofSeconds));
    }

    @Override
    public Grant request(Wish wish, String by) {
        String id = Ids.next();
        return store.commit(unit -> {
            insert(unit, id, wish, State.REQUESTED, by);
            return find(unit, id).orElseThrow();
        });
    }

    @Override
    public Optional<Grant> approve(String id, List<String> elements, String by) {
        return store.commit(unit -> {
            Optional<Grant> known = find(unit, id);
            if (known.isEmpty() || known.get().state() != State.REQUESTED) {
                return Optional.empty();
            }
            List<String> wished = known.get().wish().elements();
            if (!wished.equals(List.of("*")) && !wished.containsAll(elements)) {
                throw new IllegalArgumentException("only elements that were wished for can be granted");
            }
            if (!elements.isEmpty()) {
                unit.createUpdate("UPDATE registers_grant SET elements = :elements WHERE id = :id")
                        .bind("elements", String.join(" ", elements))
                        .bind("id", id)
                        .execute();
            }
            return decide(unit, id, State.REQUESTED, State.APPROVED, "", by);
        });
    }

    @Override
    public Optional<Grant> reject(String id, String reason, String by) {
        return store.commit(unit -> decide(unit, id, State.REQUESTED, State.REJECTED, reason, by));
    }

    @Override
    public Optional<Grant> revoke(String id, String reason, String by) {
        return store.commit(unit -> decide(unit, id, State.APPROVED, State.REVOKED, reason, by));
    }

    @Override
    public Optional<Grant> grant(String id) {
        return store.read(query -> find(query, id));
    }

    @Override
    public List<Grant> grants(Optional<String> register, Optional<String> consumer, int limit) {
        return store.read(query -> grants(query, register, consumer, Math.max(1, Math.min(MOST, limit))));
    }

    private static List<Grant> grants(Handle query, Optional<String> register, Optional<String> consumer, int limit) {
        return query.createQuery("""
                        SELECT * FROM registers_grant
                        WHERE (:register = '' OR register = :register) AND (:consumer = '' OR consumer = :consumer)
                        ORDER BY requested DESC, id DESC LIMIT :limit""")
                .bind("register", register.orElse(""))
                .bind("consumer", consumer.orElse(""))
                .bind("limit", limit)
                .reduceRows(new ArrayList<Grant>(), (list, row) -> {
                    list.add(grant(row));
                    return list;
                });
    }

    private static Optional<Grant> find(Handle query, String id) {
        return query.createQuery("SELECT * FROM registers_grant WHERE id = :id")
                .bind("id", id)
                .reduceRows(Optional.empty(), (none, row) -> Optional.of(grant(row)));
    }

    private void insert(Handle unit, String id, Wish wish, State state, String by) {
        long now = Times.micros(clock.instant());
        unit.createUpdate("""
                        INSERT INTO registers_grant (id, consumer, administration, register, operation, elements, act, article,
                            purpose_bg, purpose_en, may_leave_out, valid_from, valid_until, state, requested_by, requested,
                            decided_by, decided, note, sealed_seconds)
                        VALUES (:id, :consumer, :administration, :register, :operation, :elements, :act, :article,
                            :purposeBg, :purposeEn, :mayLeaveOut, :from, :until, :state, :by, :now, :decidedBy, :decided, '',
                            :sealed)
                        ON CONFLICT (id) DO NOTHING""")
                .bind("id", id)
                .bind("consumer", wish.consumer())
                .bind("administration", wish.administration())
                .bind("register", wish.register())
                .bind("operation", wish.operation())
                .bind("elements", String.join(" ", wish.elements()))
                .bind("act", wish.basis().map(LegalBasis::act).orElse(null))
                .bind("article", wish.basis().map(LegalBasis::article).orElse(null))
                .bind("purposeBg", wish.purpose().map(LocalText::bulgarian).orElse(null))
                .bind("purposeEn", wish.purpose().map(LocalText::english).orElse(null))
                .bind("mayLeaveOut", wish.mayLeaveOut() ? 1 : 0)
                .bind("from", Times.micros(wish.from()))
                .bind("until", wish.until().map(Times::micros).orElse(null))
                .bind("sealed", wish.sealedFor().map(Duration::toSeconds).orElse(null))
                .bind("state", state.name())
                .bind("by", by)
                .bind("now", now)
                .bind("decidedBy", state == State.REQUESTED ? null : by)
                .bind("decided", state == State.REQUESTED ? null : now)
                .execute();
        write(unit, find(unit, id).orElseThrow(), by);
    }

    private Optional<Grant> decide(Handle unit, String id, State from, State to, String note, String by) {
        int changed = unit.createUpdate("""
                        UPDATE registers_grant SET state = :to, note = :note, decided_by = :by, decided = :now
                        WHERE id = :id AND state = :from""")
                .bind("to", to.name())
                .bind("note", note)
                .bind("by", by)
                .bind("now", Times.micros(clock.instant()))
                .bind("id", id)
                .bind("from", from.name())
                .execute();
        if (changed == 0) {
            return Optional.empty();
        }
        Grant grant = find(unit, id).orElseThrow();
        write(unit, grant, by);
        return Optional.of(grant);
    }

    private void write(Handle unit, Grant grant, String by) {
        Wish wish = grant.wish();
        Entry.Builder entry = Entry.of("register.grant")
                .matter(grant.id())
                .payload(Data.EMPTY
                        .with("state", grant.state().name())
                        .with("by", by)
                        .with("note", grant.note())
                        .with("consumer", wish.consumer())
                        .with("administration", wish.administration())
                        .with("register", wish.register())
                        .with("operation", wish.operation())
                        .with(
                                "elements",
                                new Data.Arr(wish.elements().stream()
                                        .map(each -> (Data) Data.of(each))
                                        .toList()))
                        .with("mayLeaveOut", Data.of(wish.mayLeaveOut()))
                        .with("from", wish.from().toString())
                        .with("until", wish.until().map(Instant::toString).orElse(""))
                        .with(
                                "sealedFor",
                                wish.sealedFor().map(Duration::toString).orElse("")));
        wish.basis().ifPresent(entry::basis);
        wish.purpose().ifPresent(purpose -> entry.purpose(purpose.bulgarian()));
        journal.record(unit, entry.build());
    }

    private static Grant grant(RowView row) {
        String act = row.getColumn("act", String.class);
        String purpose = row.getColumn("purpose_bg", String.class);
        return new Grant(
                row.getColumn("id", String.class),
                new Wish(
                        row.getColumn("consumer", String.class),
                        row.getColumn("administration", String.class),
                        row.getColumn("register", String.class),
                        row.getColumn("operation", String.class),
                        List.of(row.getColumn("elements", String.class).split(" ")),
                        Optional.ofNullable(act)
                                .map(each -> new LegalBasis(each, row.getColumn("article", String.class))),
                        Optional.ofNullable(purpose)
                                .map(each -> LocalText.of(each, row.getColumn("purpose_en", String.class))),
                        row.getColumn("may_leave_out", Integer.class) == 1,
                        Times.instant(row.getColumn("valid_from", Long.class)),
                        Optional.ofNullable(row.getColumn("valid_until", Long.class))
                                .map(Times::instant),
                        Optional.ofNullable(row.getColumn("sealed_seconds", Long.class))
                                .map(Duration::ofSeconds)),
                State.valueOf(row.getColumn("state", String.class)),
                row.getColumn("requested_by", String.class),
                Times.instant(row.getColumn("requested", Long.class)),
                Optional.ofNullable(row.getColumn("decided_by", String.class)),
                Optional.ofNullable(row.getColumn("decided", Long.class)).map(Times::instant),
                row.getColumn("note", String.class));
    }
}
