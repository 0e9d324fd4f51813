/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.documents.Documents;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journal.JournalReader;
import org.gishe.journal.JournalReader.Read;
import org.gishe.json.Json;
import org.gishe.keys.Keys;
import org.gishe.oversight.Access;
import org.gishe.oversight.Filter;
import org.gishe.oversight.Oversight;
import org.gishe.roots.ProofFile;
import org.gishe.roots.Roots;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads the journal page by page; nothing is kept of what a person sees but questions and choices. */
@Component
public final class OversightComponent implements Oversight {

    private static final int PAGE = 200;
    private static final int MOST_SEARCHED = 2_000;
    private static final int MOST_CHOICES = 500;
    private static final int MOST_EXPORTS = 4;

    private final Store store;
    private final Journal journal;
    private final JournalReader reader;
    private final InstantSource clock;
    private final Proofs proofs;
    private final Titles titles;
    private final AccessIds ids;
    private final Words words;
    private final Questions questions;
    private final Papers papers;
    private final Semaphore exports = new Semaphore(MOST_EXPORTS);

    @Activate
    public OversightComponent(
            @Reference Store store,
            @Reference Journal journal,
            @Reference JournalReader reader,
            @Reference Keys keys,
            @Reference Titles titles,
            @Reference Documents documents,
            @Reference InstantSource clock,
            @Reference Roots roots) {
        this(store, journal, reader, keys, titles, documents, clock, (person, sequence) -> store.read(
                        query -> journal.opening(query, person, sequence))
                .flatMap(opening -> roots.proof(sequence).map(proof -> ProofFile.of(opening, proof))));
    }

    /** @param proofs where proofs come from; no constructor that others see, for Declarative Services would look at it too */
    public static OversightComponent of(
            Store store,
            Journal journal,
            JournalReader reader,
            Keys keys,
            Titles titles,
            Documents documents,
            InstantSource clock,
            Proofs proofs) {
        return new OversightComponent(store, journal, reader, keys, titles, documents, clock, proofs);
    }

    private OversightComponent(
            Store store,
            Journal journal,
            JournalReader reader,
            Keys keys,
            Titles titles,
            Documents documents,
            InstantSource clock,
            Proofs proofs) {
        this.store = store;
        this.journal = journal;
        this.reader = reader;
        this.titles = titles;
        this.clock = clock;
        this.proofs = proofs;
        this.ids = new AccessIds(keys);
        this.words = new Words(titles, ids);
        this.questions = new Questions(keys);
        this.papers = new Papers(documents);
        store.migrate("oversight", OversightComponent.class);
    }

    // Accesses

    @Override
    public Page page(PersonId person, Filter filter, Optional<String> cursor, int size) {
        int wanted = Math.max(1, Math.min(100, size));
        long before = cursor.flatMap(id -> ids.boxed(person, id)).orElse(Long.MAX_VALUE);
        return store.read(query -> {
            List<Access> found = new ArrayList<>();
            long at = before;
            int looked = 0;
            while (true) {
                // one more than is wanted tells whether a page follows
                int step = filter.looksInside() ? PAGE : wanted + 1;
                List<Read> reads = reader.accesses(query, person, at, filter.since(), filter.before(), step);
                Map<Long, String> cases = cases(query, reads);
                for (int i = 0; i < reads.size(); i++) {
                    Read read = reads.get(i);
                    if (found.size() == wanted) {
                        return new Page(found, Optional.of(ids.of(person, at)), Optional.empty());
                    }
                    Access access = words.of(person, read, Optional.ofNullable(cases.get(read.id())));
                    if (filter.fits(access)) {
                        found.add(access);
                    }
                    at = read.id();
                    looked++;
                }
                if (reads.size() < step) {
                    return new Page(found, Optional.empty(), Optional.empty());
                }
                if (looked >= MOST_SEARCHED) {
                    return new Page(
                            found,
                            Optional.of(ids.of(person, at)),
                            Optional.of(reads.get(reads.size() - 1).at()));
                }
            }
        });
    }

    /** Cases that were named after their enquiries. */
    private static Map<Long, String> cases(Handle query, List<Read> reads) {
        var rows = new ArrayList<Long>();
        for (Read read : reads) {
            if (Words.submission(read).isEmpty()
                    && read.payload().text("/reference").isEmpty()) {
                rows.add(read.id());
            }
        }
        var cases = new HashMap<Long, String>();
        if (!rows.isEmpty()) {
            query.createQuery(
                            "SELECT entry, reference FROM oversight_uncased WHERE entry IN (<rows>) AND reference IS NOT NULL")
                    .bindList("rows", rows)
                    .map((row, context) -> Map.entry(row.getLong(1), row.getString(2)))
                    .forEach(each -> cases.put(each.getKey(), each.getValue()));
        }
        return cases;
    }

    @Override
    public Optional<Access> access(PersonId person, String id) {
        return ids.boxed(person, id).flatMap(row -> store.read(query -> access(query, person, row)));
    }

    private Optional<Access> access(Handle query, PersonId person, long row) {
        return reader.access(query, person, row)
                .map(read -> words.of(
                        person,
                        read,
                        Optional.ofNullable(cases(query, List.of(read)).get(row))));
    }

    @Override
    public Optional<Data.Obj> proof(PersonId person, String id) {
        return access(person, id).flatMap(access -> proof(person, access));
    }

    private Optional<Data.Obj> proof(PersonId person, Access access) {
        return access.sequence().flatMap(sequence -> proofs.proof(person, sequence));
    }

    @Override
    public Choices choices(PersonId person) {
        List<Read> reads = store.read(query ->
                reader.accesses(query, person, Long.MAX_VALUE, Optional.empty(), Optional.empty(), MOST_CHOICES));
        var institutions = new LinkedHashMap<String, LocalText>();
        var registers = new LinkedHashMap<String, LocalText>();
        for (Read read : reads) {
            read.payload()
                    .text("/administration")
                    .ifPresent(eik -> institutions.computeIfAbsent(eik, titles::institution));
            read.payload().text("/register").ifPresent(id -> registers.computeIfAbsent(id, titles::register));
        }
        return new Choices(choices(institutions), choices(registers));
    }

    private static List<Choice> choices(Map<String, LocalText> names) {
        return names.entrySet().stream()
                .map(each -> new Choice(each.getKey(), each.getValue()))
                .sorted((a, b) ->
                        a.name().bulgarian().compareToIgnoreCase(b.name().bulgarian()))
                .toList();
    }

    @Override
    public List<Extension> extensions(PersonId person, String id) {
        Optional<Long> row = ids.boxed(person, id);
        if (row.isEmpty()) {
            return List.of();
        }
        return store.read(query -> reader.access(query, person, row.get()).isEmpty()
                ? List.of()
                : journal.matter(query, OverseersComponent.secret(row.get())).stream()
                        .map(line -> new Extension(
                                line.at(),
                                Instant.parse(line.payload().text("/until").orElseThrow()),
                                line.payload().text("/reason").orElse("")))
                        .toList());
    }

    // Questions

    @Override
    public Optional<Question> ask(PersonId person, String id, boolean objection, String text) {
        String checked = Questions.checked(text);
        Optional<Long> row = ids.boxed(person, id);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        return store.commit(unit -> {
            Optional<String> institution = reader.access(unit, person, row.get())
                    .flatMap(read -> read.payload().text("/administration"));
            if (institution.isEmpty()) {
                return Optional.empty();
            }
            Optional<Questions.Row> made =
                    questions.insert(unit, row.get(), person, objection, institution.get(), checked, clock.instant());
            made.ifPresent(question -> journal.record(
                    unit,
                    Entry.of(objection ? "oversight.objected" : "oversight.asked")
                            .person(person)
                            .actor(person)
                            .matter(question.id())
                            .payload(Data.EMPTY
                                    .with("institution", institution.get())
                                    .with("access", id))
                            .build()));
            return made.or(() -> questions.same(unit, row.get(), objection, checked))
                    .map(this::shown);
        });
    }

    @Override
    public List<Question> questions(PersonId person, String id) {
        return ids.boxed(person, id)
                .map(row -> store.read(query -> questions.about(query, row, person)).stream()
                        .map(this::shown)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public Optional<String> asked(PersonId person, String question) {
        return store.read(query -> questions.find(query, question))
                .filter(row -> row.person().equals(person))
                .map(row -> ids.of(person, row.entry()));
    }

    private Question shown(Questions.Row row) {
        return new Question(
                row.id(),
                row.objection(),
                titles.institution(row.institution()),
                row.text(),
                row.asked(),
                row.answer(),
                row.answered(),
                row.message());
    }

    // Notices

    @Override
    public boolean notices(PersonId person) {
        return store.read(query -> query.createQuery("SELECT wanted FROM oversight_notice WHERE person = ?")
                        .bind(0, person.value())
                        .mapTo(Integer.class)
                        .findOne())
                .filter(wanted -> wanted == 1)
                .isPresent();
    }

    @Override
    public void notices(PersonId person, boolean wanted) {
        store.commit(unit -> {
            long now = Times.micros(clock.instant());
            int changed = unit.execute(
                    "INSERT INTO oversight_notice (person, wanted, told, due) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (person) DO UPDATE SET wanted = excluded.wanted, told = excluded.told,"
                            + " due = CASE WHEN oversight_notice.due > excluded.due THEN oversight_notice.due ELSE excluded.due END"
                            + " WHERE oversight_notice.wanted <> excluded.wanted",
                    person.value(),
                    wanted ? 1 : 0,
                    now,
                    now + Duration.ofMinutes(2).toNanos() / 1_000);
            if (changed == 1) {
                journal.record(
                        unit,
                        Entry.of("oversight.notices")
                                .person(person)
                                .actor(person)
                                .payload(Data.EMPTY.with("wanted", Data.of(wanted)))
                                .build());
            }
            return null;
        });
    }

    // Exports

    @Override
    public void json(PersonId person, Filter filter, Locale language, OutputStream out) throws IOException {
        try (var turn = export()) {
            Data.Obj head = Json.object()
                    .put("format", "gishe-oversight/1")
                    .put("made", clock.instant().toString())
                    .build();
            String begin = Json.text(head);
            write(out, begin.substring(0, begin.length() - 1) + ",\"accesses\":[");
            boolean first = true;
            Optional<String> cursor = Optional.empty();
            do {
                Page page = page(person, filter, cursor, 100);
                for (Access access : page.accesses()) {
                    Data.Obj json = access.json(language);
                    Optional<Data.Obj> proof = proof(person, access);
                    if (proof.isPresent()) {
                        json = json.with("proof", proof.get());
                    }
                    write(out, (first ? "\n" : ",\n") + Json.text(json));
                    first = false;
                }
                cursor = page.next();
            } while (cursor.isPresent());
            write(out, "]}\n");
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One of the few exports that go on at a time. */
    private Turn export() {
        if (!exports.tryAcquire()) {
            throw new TooManyException("others are being written; try again in a minute");
        }
        return exports::release;
    }

    private interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public Export pdf(PersonId person, Filter filter, Locale language) {
        var parts = new Parts(cursor -> page(person, filter, cursor, 100));
        List<Access> first = parts.next();
        List<Access> second = parts.next();
        Instant made = clock.instant();
        if (second.isEmpty()) {
            return new Export("application/pdf", "oversight.pdf", out -> {
                try (var turn = export()) {
                    out.write(papers.list(first, made, 1, true, language));
                }
            });
        }
        return new Export("application/zip", "oversight.zip", out -> {
            try (var turn = export()) {
                papers.zip(first, second, parts, made, language, out);
            }
        });
    }
}
