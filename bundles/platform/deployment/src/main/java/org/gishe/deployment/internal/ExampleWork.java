/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.Work;
import org.gishe.catalogue.Example;
import org.gishe.catalogue.ServiceDescription;

/** The authority for one case: recorded answers, a clock that stands, and nothing outside. For the thread that made it. */
final class ExampleWork implements Work, AutoCloseable {

    private static final LocalText PURPOSE = LocalText.of("Проверка при приемане", "Check before it is taken in");

    private final Thread owner = Thread.currentThread();
    private final Example example;
    private final ServiceDescription service;
    private final Duration limit;
    private final Queue<String> problems;
    private boolean over;

    /** @param problems where it tells what it was asked for and does not give */
    ExampleWork(Example example, ServiceDescription service, Duration limit, Queue<String> problems) {
        this.example = example;
        this.service = service;
        this.limit = limit;
        this.problems = problems;
    }

    private Example alive() {
        if (over || Thread.currentThread() != owner) {
            throw new IllegalStateException("this work is over, or another thread's");
        }
        return example;
    }

    @Override
    public String key() {
        return "admission." + alive().name().replaceAll("[^A-Za-z0-9._-]", "-");
    }

    @Override
    public Optional<Party> actor() {
        return Optional.of(alive().party());
    }

    @Override
    public Optional<Party> party() {
        return Optional.of(alive().party());
    }

    @Override
    public LocalText purpose() {
        alive();
        return PURPOSE;
    }

    @Override
    public Locale language() {
        alive();
        return Locale.forLanguageTag("bg");
    }

    @Override
    public Instant deadline() {
        return alive().now().plus(limit);
    }

    @Override
    public Instant now() {
        return alive().now();
    }

    @Override
    public Answer enquire(Enquiry enquiry) {
        return alive().answer(service, enquiry).orElseGet(() -> {
            problems.add(example.name() + ": asked " + enquiry.register() + " for " + enquiry.operation()
                    + ", an enquiry that the case has no answer for");
            return Answer.without(Answer.Status.REFUSED, "no answer is recorded", example.now());
        });
    }

    @Override
    public HttpClient http() {
        alive();
        problems.add(example.name() + ": asked for a connection, and a case has none");
        throw new IllegalStateException("a case has no connections");
    }

    @Override
    public void close() {
        over = true;
    }
}
