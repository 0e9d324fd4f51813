/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;

/**
 * People at the counter all the while: some look around, some file. Whatever is not exactly the answer that each request deserves
 * is noted: another status, no answer at all.
 */
final class Crowd implements AutoCloseable {

    private static final List<String> LOOKS = List.of(
            "/api/v1/services",
            "/api/v1/services/" + Forms.CERTIFICATE,
            "/api/v1/session",
            "/api/v1/signature-providers",
            "/api/v1/drafts",
            "/api/v1/messages",
            "/api/v1/openapi.json",
            "/",
            "/services/" + Forms.CERTIFICATE);

    /**
     * One filing.
     *
     * @param begun when its filing was sent, and when it was answered: System.nanoTime
     */
    record Filing(String id, String version, long begun, long answered, Citizen citizen) {}

    /**
     * One request and what came back.
     *
     * @param got status; 0 when the connection ended without an answer
     * @param version of the e-service that the answer names; empty when it names none
     */
    record Seen(Instant at, String path, int expected, int got, String version) {}

    private final Consumer<Seen> witness;
    private final ConcurrentHashMap<String, Filing> filings = new ConcurrentHashMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Crowd() {
        this(seen -> {});
    }

    /** @param witness is shown every request, on its thread */
    Crowd(Consumer<Seen> witness) {
        this.witness = witness;
    }

    /** @param most filings that may stand unfinished at a time before people wait with the next */
    void file(Citizen citizen, Supplier<Boolean> mayFile) {
        start(() -> {
            if (mayFile.get()) {
                fileOne(citizen);
            } else {
                look(citizen, "/api/v1/submissions");
            }
        });
    }

    void lookAround(Citizen citizen) {
        int[] next = {0};
        start(() -> look(citizen, LOOKS.get(next[0]++ % LOOKS.size())));
    }

    private void start(Runnable turn) {
        Thread thread = new Thread(() -> {
            while (!closed) {
                turn.run();
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void look(Citizen citizen, String path) {
        answer(200, "GET " + path, () -> citizen.get(path));
    }

    /** Files one certificate now, on the caller's thread. */
    void fileOne(Citizen citizen) {
        Answer begin = answer(
                201,
                "POST draft",
                () -> citizen.call("POST", "/api/v1/drafts", Citizen.object().put("service", Forms.CERTIFICATE)));
        if (begin == null) {
            return;
        }
        String draft = begin.json().path("id").asText();
        long sent = System.nanoTime();
        Answer filed = answer(200, "PUT filing", () -> citizen.file(draft, Forms.certificate(""), "sandbox"));
        if (filed != null) {
            filings.put(
                    draft, new Filing(draft, filed.json().path("version").asText(), sent, System.nanoTime(), citizen));
        }
    }

    private Answer answer(int expected, String what, Supplier<Answer> request) {
        Instant at = Instant.now();
        try {
            Answer answer = request.get();
            answers.incrementAndGet();
            witness.accept(new Seen(at, answer.asked(), expected, answer.status(), version(answer)));
            if (answer.status() == expected) {
                return answer;
            }
            unexpected.add(answer.toString());
        } catch (UncheckedIOException e) {
            witness.accept(new Seen(at, what, expected, 0, ""));
            unexpected.add(what + " was not answered: " + e.getCause());
        }
        return null;
    }

    private static String version(Answer answer) {
        return answer.header("Content-Type").startsWith("application/json")
                ? answer.json().path("version").asText()
                : "";
    }

    List<Filing> filings() {
        return List.copyOf(filings.values());
    }

    Queue<String> unexpected() {
        return unexpected;
    }

    long answers() {
        return answers.get();
    }

    void awaitAnswers(long more, Deadline deadline) {
        long wanted = answers() + more;
        deadline.until(more + " more answers", () -> answers() >= wanted);
    }

    /** Everybody finishes what they are at. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
