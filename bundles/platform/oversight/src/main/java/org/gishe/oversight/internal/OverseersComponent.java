/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.documents.Documents;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.journal.JournalReader;
import org.gishe.keys.Keys;
import org.gishe.oversight.Access;
import org.gishe.oversight.Overseers;
import org.gishe.people.People;
import org.gishe.store.Store;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What officers see and decide. */
@Component
public final class OverseersComponent implements Overseers {

    private static final int MOST = 200;
    private static final int MOST_DAYS = 400;
    private static final int LONGEST_NOTE = 2_000;
    private static final int LONGEST_REASON = 1_000;
    private static final int LONGEST_REFERENCE = 100;
    private static final Duration FARTHEST = Duration.ofDays(3_653);
    private static final String PDF = "application/pdf";

    private final Store store;
    private final Journal journal;
    private final JournalReader reader;
    private final People people;
    private final Contents contents;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Titles titles;
    private final Words words;
    private final Questions questions;
    private final Findings findings;
    private final Papers papers;

    @Activate
    public OverseersComponent(
            @Reference Store store,
            @Reference Journal journal,
            @Reference JournalReader reader,
            @Reference People people,
            @Reference Contents contents,
            @Reference Delivery delivery,
            @Reference Documents documents,
            @Reference Titles titles,
            @Reference Keys keys,
            @Reference InstantSource clock) {
        this.store = store;
        this.journal = journal;
        this.reader = reader;
        this.people = people;
        this.contents = contents;
        this.delivery = delivery;
        this.clock = clock;
        this.titles = titles;
        this.words = new Words(titles, new AccessIds(keys));
        this.questions = new Questions(keys);
        this.findings = new Findings(journal, keys);
        this.papers = new Papers(documents);
        store.migrate("oversight", OverseersComponent.class);
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(MOST, limit));
    }

    // Questions

    @Override
    public List<Asked> open(Optional<String> institution, String after, int limit) {
        return store.read(query -> questions.open(query, institution, after, bounded(limit)).stream()
                .map(row -> asked(query, row))
                .toList());
    }

    @Override
    public Optional<Asked> question(String id) {
        return store.read(query -> questions.find(query, id).map(row -> asked(query, row)));
    }

    private Asked asked(Handle query, Questions.Row row) {
        return new Asked(
                row.id(),
                row.institution(),
                titles.institution(row.institution()),
                people.party(query, row.person()).map(Party::name).orElse(""),
                row.objection(),
                row.text(),
                row.asked(),
                access(query, row),
                row.answer(),
                row.answered(),
                row.answeredBy());
    }

    private Optional<Access> access(Handle query, Questions.Row row) {
        return reader.access(query, row.person(), row.entry())
                .map(read -> words.of(row.person(), read, Optional.empty()));
    }

    @Override
    public boolean answer(String id, String text, String by) {
        String checked = Questions.checked(text);
        Optional<Questions.Row> known = store.read(query -> questions.find(query, id));
        Optional<Access> access = known.flatMap(row -> store.read(query -> access(query, row)));
        if (known.isEmpty() || known.get().answered().isPresent() || access.isEmpty()) {
            return false;
        }
        Questions.Row question = known.get();
        Instant now = clock.instant();
        LocalText institution = titles.institution(question.institution());
        byte[] pdf =
                papers.answer(institution.bulgarian(), question.text(), checked, question.asked(), now, access.get());
        Content content;
        try {
            content = contents.stream(new ByteArrayInputStream(pdf), pdf.length, PDF);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return store.commit(unit -> {
                contents.keep(unit, content);
                String message = delivery.deliver(
                        unit,
                        new Delivery.Parcel(
                                "oversight-answer/" + id,
                                question.institution(),
                                institution,
                                question.person(),
                                LocalText.of("Отговор за достъп до Ваши данни", "Answer about an access to your data"),
                                content.id(),
                                "otgovor.pdf",
                                "oversight-" + id));
                if (!questions.answer(unit, id, checked, by, message, now)) {
                    throw new AnsweredException();
                }
                journal.record(
                        unit,
                        Entry.of("oversight.answered")
                                .person(question.person())
                                .matter(id)
                                .payload(Data.EMPTY
                                        .with("institution", question.institution())
                                        .with("message", message))
                                .build());
                journal.record(
                        unit, // by whom is not the person's to know
                        Entry.of("oversight.answered-by")
                                .matter(id)
                                .payload(Data.EMPTY.with("by", by))
                                .build());
                return true;
            });
        } catch (AnsweredException e) {
            return false;
        }
    }

    /** Another answered at the same moment. */
    private static final class AnsweredException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    // Findings

    @Override
    public List<Finding> findings(Optional<State> state, String before, int limit) {
        return store.read(query -> findings.page(query, state, before, bounded(limit))).stream()
                .map(this::shown)
                .toList();
    }

    @Override
    public Optional<Finding> finding(String id) {
        return store.read(query -> findings.find(query, id)).map(this::shown);
    }

    @Override
    public Optional<Finding> decide(String id, State state, String note, String by) {
        String words = note.strip();
        if (words.length() > LONGEST_NOTE || words.isEmpty() && state != State.NEW) {
            throw new IllegalArgumentException("a note of 1 to " + LONGEST_NOTE + " characters");
        }
        return store.commit(unit -> findings.decide(unit, id, state, words, by, clock.instant())
                        ? findings.find(unit, id)
                        : Optional.<Findings.Row>empty())
                .map(this::shown);
    }

    private Finding shown(Findings.Row row) {
        List<Long> examples = new ArrayList<>();
        if (row.facts().members().get("entries") instanceof Data.Arr all) {
            all.items().forEach(each -> examples.add(((Data.Num) each).value().longValue()));
        }
        return new Finding(
                row.id(),
                row.rule(),
                row.institution(),
                titles.institution(row.institution()),
                row.facts().text("/who").orElse(""),
                row.facts().text("/register").orElse(""),
                row.entries(),
                examples,
                row.first(),
                row.last(),
                row.state(),
                row.note(),
                row.decidedBy(),
                row.decided());
    }

    // Figures

    @Override
    public Figures figures(LocalDate from, LocalDate until) {
        LocalDate first = ChronoUnit.DAYS.between(from, until) > MOST_DAYS ? until.minusDays(MOST_DAYS) : from;
        return store.read(query -> new Figures(
                sums(query, "''", first, until, key -> LocalText.of("", "")).stream()
                        .findFirst()
                        .orElse(new Sum("", LocalText.of("", ""), 0, 0, 0)),
                largest(sums(query, "institution", first, until, titles::institution)),
                largest(sums(query, "register", first, until, titles::register)),
                sums(query, "day", first, until, day -> LocalText.of(day, day))));
    }

    private static List<Sum> largest(List<Sum> sums) {
        return sums.stream()
                .sorted(Comparator.comparingLong(Sum::enquiries).reversed())
                .toList();
    }

    private static List<Sum> sums(
            Handle query, String by, LocalDate from, LocalDate until, Function<String, LocalText> name) {
        return query.createQuery("SELECT " + by + " AS name, SUM(enquiries), SUM(refused), SUM(uncased)"
                        + " FROM oversight_figure WHERE day >= ? AND day <= ? GROUP BY 1 ORDER BY 1 LIMIT 1000")
                .bind(0, from.toString())
                .bind(1, until.toString())
                .map((row, context) -> {
                    String key = row.getString(1);
                    return new Sum(key, name.apply(key), row.getLong(2), row.getLong(3), row.getLong(4));
                })
                .list();
    }

    @Override
    public int assign(String institution, String key, String reference, String by) {
        String words = reference.strip();
        if (words.isEmpty() || words.length() > LONGEST_REFERENCE || key.isEmpty()) {
            throw new IllegalArgumentException("a case of 1 to " + LONGEST_REFERENCE + " characters");
        }
        return store.commit(unit -> {
            int changed = unit.execute(
                    "UPDATE oversight_uncased SET reference = ?, judged = 1"
                            + " WHERE institution = ? AND call_key = ? AND reference IS NULL",
                    words,
                    institution,
                    key);
            if (changed > 0) {
                journal.record(
                        unit,
                        Entry.of("oversight.case")
                                .matter(key)
                                .payload(Data.EMPTY
                                        .with("institution", institution)
                                        .with("reference", words)
                                        .with("by", by))
                                .build());
            }
            return changed;
        });
    }

    // Secrets

    /** The matter of what is decided about an entry that is kept secret. */
    static String secret(long entry) {
        return "secret/" + entry;
    }

    @Override
    public List<Secret> secrets(long after, int limit) {
        return store.read(query -> reader.withheld(query, after, bounded(limit))).stream()
                .map(read -> {
                    String institution = read.payload().text("/administration").orElse("");
                    String register = read.payload().text("/register").orElse("");
                    String operation = read.payload().text("/operation").orElse("");
                    return new Secret(
                            read.id(),
                            read.at(),
                            read.withheldUntil().orElseThrow(),
                            institution,
                            titles.institution(institution),
                            words.what(read, register, operation));
                })
                .toList();
    }

    @Override
    public boolean extend(long id, Instant until, String reason, String by) {
        String words = reason.strip();
        Instant now = clock.instant();
        if (words.isEmpty() || words.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("a reason of 1 to " + LONGEST_REASON + " characters");
        }
        if (!until.isAfter(now) || until.isAfter(now.plus(FARTHEST))) {
            throw new IllegalArgumentException("until a moment to come, ten years ahead at most");
        }
        return store.commit(unit -> {
            if (!reader.extend(unit, id, until)) {
                return false;
            }
            journal.record(
                    unit,
                    Entry.of("oversight.extended")
                            .matter(secret(id))
                            .payload(Data.EMPTY
                                    .with("until", until.toString())
                                    .with("reason", words)
                                    .with("by", by))
                            .build());
            return true;
        });
    }
}
