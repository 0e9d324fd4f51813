/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.crash;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.citizen.Forms;

/**
 * Several people who file again and again, each on a thread. What is not answered is filed once more with the same draft. They
 * file as many as they are allowed to, so that a proof can say how much is under way.
 */
final class Filers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final List<Citizen> citizens;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Citizen> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger allowed = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore allowance = new Semaphore(0);
    private final String letterDay = LocalDate.now(ZoneOffset.UTC).plusDays(20).toString();
    private volatile boolean closed;
    private volatile boolean tolerant;

    /** @param citizens people who are logged in */
    Filers(List<Citizen> citizens) {
        this.citizens = citizens;
    }

    /** They go on after answers that nobody would expect of a counter without faults. */
    Filers tolerant() {
        tolerant = true;
        return this;
    }

    void start() {
        for (Citizen citizen : citizens) {
            Thread thread = new Thread(() -> work(citizen), "filer-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Lets them file so many more. */
    void allow(int count) {
        allowed.addAndGet(count);
        allowance.release(count);
    }

    int allowed() {
        return allowed.get();
    }

    private void work(Citizen citizen) {
        try {
            while (true) {
                allowance.acquire();
                if (closed) {
                    return;
                }
                fileOne(citizen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    private void fileOne(Citizen citizen) {
        boolean certificate = begun.getAndIncrement() % 4 != 3;
        var form = certificate ? Forms.certificate("") : Forms.change(letterDay);
        String service = certificate ? Forms.CERTIFICATE : Forms.CHANGE;
        Deadline deadline = Deadline.in(PATIENCE);
        // a draft that nobody answered for is left behind: nothing was promised
        Answer begin = deadline.ask(
                "a draft",
                () -> Citizen.answered(() ->
                        citizen.call("POST", "/api/v1/drafts", Citizen.object().put("service", service))));
        if (begin.status() != 201) {
            unexpected.add(begin.toString());
            return;
        }
        String draft = begin.json().path("id").asText();
        int[] tries = {0};
        Answer filed = deadline.ask("an answer to the filing of " + draft, () -> {
            tries[0]++;
            return Citizen.answered(() -> citizen.file(draft, form, "sandbox"));
        });
        repeated.addAndGet(tries[0] > 1 ? 1 : 0);
        if (filed.status() == 200 && filed.json().path("id").asText().equals(draft)) {
            acknowledged.put(draft, citizen);
        } else {
            unexpected.add(filed.toString());
        }
    }

    /** Until everything that they were allowed is answered. */
    void awaitAll(Deadline deadline) {
        deadline.until("every filing is answered", () -> {
            rethrow();
            return acknowledged.size() + unexpected.size() >= allowed.get();
        });
    }

    /** Says at once what can no longer become right. */
    void rethrow() {
        Throwable failure = failures.peek();
        if (failure != null) {
            throw new IllegalStateException("a citizen gave up", failure);
        }
        if (!tolerant && !unexpected.isEmpty()) {
            throw new IllegalStateException("unexpected answers: " + unexpected);
        }
    }

    /** What each thread does now, for whoever waits in vain. */
    String stacks() {
        var text = new StringBuilder(acknowledged.size() + " acknowledged, allowance " + allowance.availablePermits());
        for (Thread thread : threads) {
            text.append("\n").append(thread.getName());
            java.util.Arrays.stream(thread.getStackTrace())
                    .filter(frame -> frame.getClassName().startsWith("org.gishe"))
                    .limit(4)
                    .forEach(frame -> text.append("\n    ").append(frame));
        }
        return text.toString();
    }

    Map<String, Citizen> acknowledged() {
        return acknowledged;
    }

    Queue<String> unexpected() {
        return unexpected;
    }

    int repeated() {
        return repeated.get();
    }

    @Override
    public void close() {
        closed = true;
        allowance.release(threads.size());
        threads.forEach(Thread::interrupt);
    }
}
