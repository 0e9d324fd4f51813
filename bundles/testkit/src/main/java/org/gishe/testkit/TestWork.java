/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.Work;
import org.gishe.catalogue.Example;

/**
 * A {@link Work} for tests: a real HTTP client, a clock that stands, recorded answers. As strict as the platform's: it
 * serves the thread that made it, and nobody after {@link #close}.
 *
 * <pre>{@code
 * try (var work = TestWork.forPerson(TestWork.CITIZEN).key("order-1").open()) {
 *     var ticket = provider.begin(work, request);
 * }
 * }</pre>
 */
public final class TestWork implements Work, AutoCloseable {

    /** Somebody invented, as in the cases that name nobody. */
    public static final Party CITIZEN = Example.CITIZEN;

    /** A real client for all tests of a JVM, as the platform has one for all plug-ins; its threads are named. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newCachedThreadPool(work -> {
                var thread = new Thread(work, Threads.OURS + "http");
                thread.setDaemon(true);
                return thread;
            }))
            .build();

    private final Thread owner = Thread.currentThread();
    private final Facts facts;
    private final List<Enquiry> enquiries = new ArrayList<>();
    private boolean over;

    private TestWork(Facts facts) {
        this.facts = facts;
    }

    /** Work for somebody who is logged in and acts for themselves. */
    public static Builder forPerson(Party party) {
        return new Builder(Optional.of(party));
    }

    /** Work for nobody, as during a log-in or a question of health. */
    public static Builder forNobody() {
        return new Builder(Optional.empty());
    }

    @Override
    public String key() {
        return alive().key();
    }

    @Override
    public Optional<Party> actor() {
        return alive().party();
    }

    @Override
    public Optional<Party> party() {
        return alive().party();
    }

    @Override
    public LocalText purpose() {
        return alive().purpose();
    }

    @Override
    public Locale language() {
        return alive().language();
    }

    @Override
    public Instant deadline() {
        return alive().deadline();
    }

    @Override
    public Instant now() {
        return alive().now();
    }

    @Override
    public Answer enquire(Enquiry enquiry) {
        alive();
        enquiries.add(enquiry);
        return facts.answers().apply(enquiry);
    }

    @Override
    public HttpClient http() {
        alive();
        return CLIENT;
    }

    /** What was asked of registers so far. */
    public List<Enquiry> enquiries() {
        return List.copyOf(enquiries);
    }

    @Override
    public void close() {
        over = true;
    }

    private Facts alive() {
        if (over) {
            throw new IllegalStateException("this work is over: a plug-in kept it beyond its call");
        }
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this work belongs to the calling thread: a plug-in used it on another");
        }
        return facts;
    }

    private record Facts(
            String key,
            Optional<Party> party,
            LocalText purpose,
            Locale language,
            Instant deadline,
            Instant now,
            Function<Enquiry, Answer> answers) {}

    /** Collects what a work says; defaults: key {@code test}, now, 30 seconds' time, Bulgarian, no register answers. */
    public static final class Builder {

        private final Optional<Party> party;
        private String key = "test";
        private Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        private Duration time = Duration.ofSeconds(30);
        private Locale language = Locale.forLanguageTag("bg");
        private final LocalText purpose = LocalText.of("Проба", "Test");
        private Function<Enquiry, Answer> answers =
                enquiry -> Answer.without(Answer.Status.REFUSED, "no answer is recorded", Instant.EPOCH);

        private Builder(Optional<Party> party) {
            this.party = party;
        }

        /** Idempotency key. */
        public Builder key(String idempotencyKey) {
            key = idempotencyKey;
            return this;
        }

        /** The instant at which the clock stands. */
        public Builder now(Instant instant) {
            now = instant;
            return this;
        }

        /** Time until the deadline; may be negative. */
        public Builder time(Duration untilDeadline) {
            time = untilDeadline;
            return this;
        }

        /** Language of the person waiting. */
        public Builder language(Locale locale) {
            language = locale;
            return this;
        }

        /** What registers answer. */
        public Builder answers(Function<Enquiry, Answer> recorded) {
            answers = recorded;
            return this;
        }

        /** The work, for the calling thread; close it when the call is over. */
        public TestWork open() {
            return new TestWork(new Facts(key, party, purpose, language, now.plus(time), now, answers));
        }
    }
}
